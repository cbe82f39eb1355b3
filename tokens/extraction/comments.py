"""Comments beside the declarations of custom properties: which belongs to which.

The scanner drops comments, as CSS does. A stylesheet that has any is looked at once more
here, but only around those that stand next to the name of a custom property.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tokens.extraction.declarations import parse_declaration
from tokens.extraction.remarks import Remark, is_title, remark
from tokens.extraction.syntax import COMMENT, NAME, SPACE, end_of, preprocess

# However hostile a text is, no more than a fixed multiple of it is looked at.
#: Characters of a declaration, and of the white space beside a comment.
_WINDOW = 2000
#: Names that may begin the declaration which ends before a comment.
_TRIES = 3
_NAMES = 32
#: Declarations below a comment by which a title is known.
_RUN = 3

# Alternatives that each begin with a character of their own: five times as fast as the
# scanner's patterns one beside the other.
_LEXEMES = re.compile(
    rf"{COMMENT}"
    r'|"(?:[^"\\\n]++|\\(?:[0-9a-fA-F]{1,6}+\n|[\s\S]?+)|(?!))*+"?+'
    r"|'(?:[^'\\\n]++|\\(?:[0-9a-fA-F]{1,6}+\n|[\s\S]?+)|(?!))*+'?+"
    r"|\\[\s\S]"
    r"|\((?<=[uU][rR][lL]\()(?<![-\w][uU][rR][lL]\()(?![ \n\t]*+[\"'])"
    r"(?:[^)\\]++|\\[\s\S]?+|(?!))*+"
).finditer
# One of the two is there wherever a comment belongs to a declaration.
_BEHIND = re.compile(r";[ \t]*+/\*").search
_BEFORE = re.compile(r"\*/[ \t]*+(?:\n[ \t]*+)?(?:--|[;}])").search
_HEAD = re.compile(rf"{NAME}{SPACE}:").match
_FOLLOWED = re.compile(r"[ \t]*+(\n?)[ \t]*+(?=--)").match
_BELOW = re.compile(r"[ \t]*+\n[ \t]*+\Z").match
_END_OF_VALUE = re.compile(r"[ \t]*+\n?[ \t]*+(?=[;}])").match
_NEXT_IN_A_RUN = re.compile(
    rf";?[ \t]*+(?:{COMMENT}[ \t]*+(?=\n)|(?!))?+\n?[ \t]*+(?=--)"
).match


class Declared(NamedTuple):
    """A declaration of a custom property, as the scanner gives it."""

    line: int
    name: str
    value: str


def remarks(text: str) -> dict[Declared, Remark]:
    """What the comments of a stylesheet say of the custom properties that it declares.

    A comment belongs to the declaration before it on the same line, else to the one that
    follows directly if it stands alone on its lines. A blank line parts them. Where a line
    holds several declarations, comments go before or after as its first comment does.
    """
    if "/*" not in text or "--" not in text:
        return {}
    text = preprocess(text)
    if not (_BEFORE(text) or _BEHIND(text)):
        return {}
    found: dict[Declared, Remark] = {}
    for declared, said in _Search(text).found():
        one = remark(said)
        if one is not None:
            found.setdefault(declared, one)
    return found


class _Search:
    """One pass over the comments of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        #: By the position of the declaration.
        self._said: dict[tuple[int, Declared], list[str]] = defaultdict(list)
        self._line = 1
        self._counted = 0
        #: Where the last comment ended, and whether it spoke of what follows it.
        self._previous = 0
        self._leads = False
        #: Comments alone on their lines, one directly below the other.
        self._alone: list[str] = []
        #: The last declaration looked at: text[position:end].
        self._known = (0, 0)
        for match in _LEXEMES(text):
            if text.startswith("/*", match.start()):
                self._place(match.start(), match.end())

    def found(self) -> Iterator[tuple[Declared, list[str]]]:
        """What is said of each declaration, by code point.

        Of two on one line with the same name and value the first counts for both: they are in
        rules that the scanner knows and this does not.
        """
        for (_, declared), said in sorted(self._said.items(), key=lambda one: one[1]):
            yield declared, said

    def _place(self, start: int, end: int) -> None:
        """Find the declaration that the comment text[start:end] belongs to."""
        text = self.text
        between = text[max(self._previous, start - _WINDOW) : start]
        self._previous = end
        if not _BELOW(between):
            self._alone.clear()
        before = between.rstrip(" \t")
        last = before[-1:]
        alone = last in ("\n", "")
        followed = _FOLLOWED(text, end)
        if start < self._known[1] or not (alone or last in ("{", "}", ";")):
            stop = _END_OF_VALUE(text, end)
            if stop:
                self._leads = False
                self._follow(start, end, stop.end())
        elif last == ";" and not (
            self._leads and followed and "\n" not in between and not followed[1]
        ):
            self._leads = False
            self._follow(start, end, start - len(between) + len(before) - 1)
        elif not before and start and not self._leads:
            # Right behind a comment that spoke of the declaration before both.
            self._follow(start, end, self._known[1])
        else:
            self._alone.append(text[start:end])
            if followed and (alone or not followed[1]):
                self._leads = True
                self._lead(followed.end())

    def _follow(self, start: int, end: int, stop: int) -> None:
        """Give a comment to the custom property whose declaration ends at `stop`.

        The name nearest before the comment may be a part of a string in its value: then
        its own end is not there, and names before it are tried.
        """
        position = start
        lowest = max(0, start - _WINDOW)
        nearest = None
        tries = 0
        for _ in range(_NAMES):
            position = self.text.rfind("--", lowest, position)
            if position < 0 or tries == _TRIES:
                break
            if not _HEAD(self.text, position):
                continue
            tries += 1
            known = self._known
            if known[0] != position:
                known = position, self._end(position)
            if known[1] == stop:
                self._known = known
                self._said[position, self._declared(*known)].append(
                    self.text[start:end]
                )
                return
            nearest = nearest or known
            if known == self._known or known[1] < stop:
                break
        # What was looked at is not looked at again for each comment that follows.
        self._known = nearest or self._known

    def _lead(self, position: int) -> None:
        """Give the comments above to the custom property that is declared here."""
        run = self._run(position)
        if run:
            names = [declared.name for declared in run]
            said = [one for one in self._alone if not is_title(one, names)]
            if said:
                self._said[position, run[0]] += said

    def _run(self, position: int) -> list[Declared]:
        """The declarations from here on; a blank line or a comment above one ends them."""
        run: list[Declared] = []
        while len(run) < _RUN and _HEAD(self.text, position):
            stop = self._end(position)
            if not run:
                self._known = (position, stop)
            run.append(self._declared(position, stop))
            further = _NEXT_IN_A_RUN(self.text, stop)
            if further is None:
                break
            position = further.end()
        return run

    def _end(self, position: int) -> int:
        """Where the declaration that begins here ends; a long one is cut."""
        return position + end_of(self.text[position : position + _WINDOW], 0, ";}")

    def _declared(self, position: int, stop: int) -> Declared:
        low, high = sorted((position, self._counted))
        newlines = self.text.count("\n", low, high)
        self._line += newlines if position > self._counted else -newlines
        self._counted = position
        name, value, _, _ = parse_declaration(self.text[position:stop])
        return Declared(self._line, name, value)
