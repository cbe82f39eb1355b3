"""The text of a declaration to its name, value and importance, read once per text.

Names, values and blocks repeat within a stylesheet and between stylesheets, so what is
parsed is remembered by its text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tokens.extraction.syntax import (
    BLOCK,
    COMMENT,
    ESCAPE,
    NAME,
    SPACE,
    STRING,
    WHITESPACE,
    ascii_lower,
    end_of,
    trim,
    unescape,
    without_comments,
)

# What a declaration is by its text alone: name, value, important, and how many lines
# its name is below the start of the text. Without a name it is no declaration; what is
# then in place of the value is the prelude of an at-rule. A plain tuple, because it is
# unpacked for every declaration: that is twice as fast as with a named one.
Parsed = tuple[str, str, bool, int]

HEAD = re.compile(rf"({NAME}){SPACE}:").match
AT_KEYWORD = re.compile(rf"@({NAME})").match
SPACE_OR_SEMICOLONS = re.compile(rf"(?:[ \n\t;]++|{COMMENT}|(?!))*+").match

_IN_DECLARATION = (
    rf"""(?:[^{{}}(;"'\\/\[]++|{STRING}|{COMMENT}|{ESCAPE}|{BLOCK}|/|(?!))*+"""
)
_DECLARATIONS = re.compile(rf"(?!\Z);?+{_IN_DECLARATION}").findall
_BRACKETS_OR_STRINGS = re.compile(r"""["'(\\/\[]""").search
_PLAIN_DECLARATION = re.compile(
    r"[ \n\t;]*+((?:--|-?+[a-zA-Z_])[a-zA-Z0-9_\-]*+)[ \n\t]*+:"
    r"(?:((?:[^\\!/]++|/(?!\*)|(?!))*+)|([^\\!/\"'(\[{]*+)!important[ \n\t]*+)\Z"
).match
_PLAIN_NAME = re.compile(
    r"(?:--|-?[a-zA-Z_\x80-\U0010ffff])[a-zA-Z0-9_\-\x80-\U0010ffff]*"
).fullmatch
_IMPORTANT = re.compile(rf"!{SPACE}({NAME}){SPACE}\Z").search


class Statement(NamedTuple):
    """An at-rule without a block, among declarations."""

    #: How many declarations of the block come before it.
    before: int
    keyword: str
    prelude: str
    #: How many lines it is below the start of the block.
    offset: int


class Block(NamedTuple):
    """What stands between two braces, as far as there are no braces in it."""

    declarations: list[Parsed]
    statements: list[Statement]

    @classmethod
    def of(cls, text: str) -> Block:
        """What is one declaration, or is none."""
        parsed = parse_declaration(text)
        block = cls([parsed] if parsed[0] else [], [])
        if not parsed[0]:
            block.add_statement(parsed)
        return block

    def add_statement(self, parsed: Parsed) -> None:
        """Add an at-rule, if what is no declaration is one."""
        _, prelude, _, offset = parsed
        if keyword := AT_KEYWORD(prelude):
            before = len(self.declarations)
            self.statements.append(Statement(before, keyword[1], prelude, offset))


class Memo:
    """Blocks and declarations parsed before, by their text.

    A stylesheet repeats itself, and so do the stylesheets of many sites. One memo may
    serve any number of scans: what a text is hangs on nothing else. It forgets
    everything when it has grown too large.
    """

    ENTRIES = 100_000  # of each kind, looked at before a scan
    CHARACTERS = 10_000_000  # of all texts, looked at before a scan
    TEXT = 1_000  # characters; longer texts are not kept

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.declarations: dict[str, tuple[Parsed, int]] = {}
        self.characters = 0

    def shrink(self) -> None:
        """Forget everything if there is too much of it."""
        entries = max(len(self.blocks), len(self.declarations))
        if entries > self.ENTRIES or self.characters > self.CHARACTERS:
            self.blocks.clear()
            self.declarations.clear()
            self.characters = 0

    def block(self, text: str) -> Block:
        """Parse declarations separated by semicolons, all brackets closed."""
        found = self.blocks.get(text)
        if found is None:
            found = Block([], [])
            known, add = self.declarations.get, found.declarations.append
            line = 0
            for part in split(text):
                parsed, lines = known(part) or self.declaration(part)
                if line:
                    name, value, important, offset = parsed
                    parsed = (name, value, important, line + offset)
                if parsed[0]:
                    add(parsed)
                elif parsed[1]:
                    found.add_statement(parsed)
                line += lines
            if len(text) <= self.TEXT:
                self.blocks[text] = found
                self.characters += len(text)
        return found

    def declaration(self, text: str) -> tuple[Parsed, int]:
        """Parse a declaration that is not known yet; the number is its newlines."""
        known = parse_declaration(text), text.count("\n")
        if len(text) <= self.TEXT:
            self.declarations[text] = known
            self.characters += len(text)
        return known


def split(body: str) -> list[str]:
    """Split at the semicolons outside blocks; texts after the first may keep theirs."""
    if not _BRACKETS_OR_STRINGS(body):
        return body.split(";")
    chunks: list[str] = _DECLARATIONS(body)
    return chunks


def parse_declaration(text: str) -> Parsed:
    """Parse a declaration (section 5.5.6), with the semicolons before it."""
    plain = _PLAIN_DECLARATION(text)
    if plain:
        name, value, important = plain.groups()
        if not name.startswith("--"):
            name = name.lower()
        offset = text.count("\n", 0, plain.start(1))
        if important is not None:
            return name, important.strip(WHITESPACE), True, offset
        return name, value.strip(WHITESPACE), False, offset
    space = SPACE_OR_SEMICOLONS(text)
    start = space.end() if space else 0
    offset = text.count("\n", 0, start)
    head = HEAD(text, start)
    if head is None:
        keyword = AT_KEYWORD(text, start)
        statement = at_rule_prelude(keyword, text[start:])[1] if keyword else ""
        return "", statement, False, offset
    name = unescape(head[1])
    if not name.startswith("--"):
        name = ascii_lower(name)
    value = without_comments(text[head.end() :])
    stop = _important(value) if "!" in value else -1
    if stop >= 0:
        value = trim(value[:stop])
    return name, value, stop >= 0, offset


def _important(value: str) -> int:
    """Position of the ``!important`` that ends a value, else -1."""
    match = _IMPORTANT(value)
    if match is None or ascii_lower(unescape(match[1])) != "important":
        return -1
    bang = match.start()
    if not _BRACKETS_OR_STRINGS(value):
        return bang
    # It may be inside an unclosed block or string, or escaped.
    position = end_of(value, 0, "!")
    while position < bang:
        position = end_of(value, position + 1, "!")
    return bang if position == bang else -1


def at_rule_prelude(keyword: re.Match[str], source: str) -> tuple[str, str]:
    """The name of an at-rule and its prelude, both normalised, from its source."""
    name = ascii_lower(unescape(keyword[1]))
    if not _PLAIN_NAME(name):  # "@\\;" must not look like two tokens
        name = ascii_lower(keyword[1])
    return name, f"@{name}{without_comments(source)[len(keyword[0]) :]}"


def is_head(text: str) -> bool:
    """Whether a text is the name and the colon of a declaration and nothing more."""
    head = HEAD(text)
    return head is not None and head.end() == len(text)


def is_custom_property(text: str, position: int = 0) -> bool:
    """Whether the name and the colon of a custom property are here."""
    head = HEAD(text, position)
    return head is not None and unescape(head[1]).startswith("--")
