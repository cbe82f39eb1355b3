"""CSS text to declarations in one pass (css-syntax-3, css-nesting-1).

A rule without nested braces, and a declaration without braces, are recognised by one
regular expression each. Whatever these do not match (unbalanced brackets, deep
nesting, custom properties with braces, bad tokens) is read token by token by
`_end_of`, which is the specification's "consume a list of component values". Both
ways give the same result; the first is merely quick.

Read iteratively and linearly: deep nesting needs no recursion, and no text is looked
at more than a fixed number of times.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tokens.extraction.syntax import (
    COMMENT,
    ESCAPE,
    NAME,
    SPACE,
    STRING,
    URL,
    ascii_lower,
    preprocess,
    trim,
    unescape,
    without_comments,
)


class Context(NamedTuple):
    """A rule or at-rule that encloses declarations.

    All declarations of one rule share one object, so callers may memoise by `id()`
    as long as they hold the declarations.
    """

    parent: Context | None
    #: Without comments, not validated: ``.a, .b > c``; of an at-rule with its keyword
    #: in lower case and its escapes resolved: ``@media (min-width: 40em)``.
    prelude: str


class Declaration(NamedTuple):
    """One declaration; whether its value is valid is not known here."""

    context: Context | None
    #: In lower case; a custom property as written. Escapes are resolved.
    name: str
    #: Without comments, surrounding white space and ``!important``; may be empty.
    value: str
    important: bool
    #: Line of the name, from 1.
    line: int


class AtRule(NamedTuple):
    """An at-rule, whether or not there are declarations in it."""

    context: Context | None
    #: In lower case, without the ``@``.
    name: str
    #: As in `Context.prelude`: ``@layer reset, base``.
    prelude: str
    #: False for a statement, which ends at a semicolon.
    block: bool
    #: Line of the ``@``, from 1.
    line: int
    #: How many declarations of the stylesheet come before it.
    position: int


class Scan(NamedTuple):
    """What one stylesheet holds, each list in source order."""

    declarations: list[Declaration]
    at_rules: list[AtRule]


class ParsedDeclaration(NamedTuple):
    """The part of a declaration that depends on its own text alone."""

    name: str  # empty if the text is no declaration
    value: str
    important: bool
    newlines_before: int  # before the name
    newlines: int


Memo = dict[str, ParsedDeclaration]

# Bounds of a memo: entries, and characters of a text that is worth an entry.
MEMO_ENTRIES = 100_000
MEMO_TEXT = 1_000

# At-rules that hold declarations themselves; in others they are an error.
# https://drafts.csswg.org/css-conditional-5/ and the specifications of each rule.
DECLARATION_RULES = frozenset(
    {
        "color-profile",
        "counter-style",
        "font-face",
        "font-feature-values",
        "font-palette-values",
        "function",
        "page",
        "position-try",
        "property",
        "scope",
        "view-transition",
        "viewport",
        "-ms-viewport",
    }
)


def _balanced(depth: int) -> str:
    """Pattern of a url(), or of a () or [] block with `depth` more levels in it."""
    inner = _balanced(depth - 1) if depth else r"(?!)"
    content = rf"""[^()\[\]{{}}"'\\/]++|{STRING}|{COMMENT}|{ESCAPE}|/|{inner}"""
    return rf"(?:{URL}|\((?:{content})*+\)|\[(?:{content})*+\])"


_BLOCK = _balanced(3)
_RULE = re.compile(
    rf"""((?:[^{{}}();@"'\\/\[\]]++|{STRING}|{COMMENT}|{ESCAPE}|{_BLOCK}|/)*+)\{{"""
    rf"""(?:((?:[^{{}}("'\\/\[]++|{STRING}|{COMMENT}|{ESCAPE}|{_BLOCK}|/)*+)\}})?+"""
).match
_DECLARATION_TEXT = (
    rf"""(?:[^{{}}(;"'\\/\[]++|{STRING}|{COMMENT}|{ESCAPE}|{_BLOCK}|/)"""
)
_DECLARATION = re.compile(rf"{_DECLARATION_TEXT}*+").match
_DECLARATIONS = re.compile(rf";?+{_DECLARATION_TEXT}*+").findall
_SPLITTABLE = re.compile(r"""["'(\\/\[]""").search
_TOKEN = re.compile(
    rf"""[^(){{}}\[\];"'\\/!]++|{STRING}|{COMMENT}|{ESCAPE}|{URL}|[\s\S]"""
).match
_SPACE_OR_SEMICOLONS = re.compile(rf"(?:[ \n\t;]++|{COMMENT})*+").match
_SPACE_OR_CDO = re.compile(rf"(?:[ \n\t]++|{COMMENT}|<!--|-->)*+").match
_HEAD = re.compile(rf"({NAME}){SPACE}:").match
_AT_KEYWORD = re.compile(rf"@({NAME})").match
_PLAIN_NAME = re.compile(r"[a-zA-Z0-9_\-\x80-\U0010ffff]+").fullmatch
_IMPORTANT = re.compile(rf"!{SPACE}({NAME}){SPACE}\Z").search
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


def scan(text: str, memo: Memo | None = None) -> list[Declaration]:
    """Read the declarations of a stylesheet in source order.

    Never raises, whatever the text. A declaration directly in ``@media`` or another
    grouping rule outside a style rule is dropped, as in a browser; the prelude of a
    style rule is not checked. See `scan_stylesheet` for the `memo`.
    """
    return scan_stylesheet(text, memo).declarations


def scan_stylesheet(text: str, memo: Memo | None = None) -> Scan:
    """Read the declarations and the at-rules of a stylesheet.

    `memo` keeps parsed declarations by their text, for more than one stylesheet if the
    caller passes the same dictionary again. It is emptied here when it has grown over
    `MEMO_ENTRIES`; texts longer than `MEMO_TEXT` characters are never kept.
    """
    if memo is None:
        memo = {}
    elif len(memo) > MEMO_ENTRIES:
        memo.clear()
    return _Reader(preprocess(text), memo).read()


class _Reader:
    """The state of one scan: where it is, and in which block."""

    def __init__(self, text: str, memo: Memo) -> None:
        self.text = text
        self.memo = memo
        self.declarations: list[Declaration] = []
        self.at_rules: list[AtRule] = []
        self.position = 0
        self.line = 1  # of `counted`, a position at or before `position`
        self.counted = 0
        self.context: Context | None = None
        self.holds_declarations = False
        self.enclosing: list[tuple[Context | None, bool]] = []

    def read(self) -> Scan:
        text, end = self.text, len(self.text)
        while True:
            skip = _SPACE_OR_SEMICOLONS if self.enclosing else _SPACE_OR_CDO
            match = skip(text, self.position)
            self.position = match.end() if match else end
            if self.position >= end:
                return Scan(self.declarations, self.at_rules)
            first = text[self.position]
            if first == "}" and self.enclosing:
                self.context, self.holds_declarations = self.enclosing.pop()
                self.position += 1
                continue
            self.line += text.count("\n", self.counted, self.position)
            self.counted = self.position
            if first == "@" and (keyword := _AT_KEYWORD(text, self.position)):
                self.read_at_rule(keyword)
            elif (first == "-" or first == "\\") and self.at_custom_property():
                self.read_custom_property()
            elif not (
                (self.holds_declarations and self.read_declaration())
                or self.read_flat_rule()
            ):
                self.read_anything()

    def open(self, prelude: str, holds_declarations: bool, position: int) -> None:
        """Enter a block whose contents begin at `position`."""
        self.enclosing.append((self.context, self.holds_declarations))
        self.context = Context(self.context, prelude)
        self.holds_declarations = holds_declarations
        self.position = position

    def read_at_rule(self, keyword: re.Match[str]) -> None:
        """Consume an at-rule (section 5.5.2): a statement, or the opening of a block."""
        text = self.text
        stop = _end_of(text, keyword.end(), "{;}" if self.enclosing else "{;")
        is_block = text.startswith("{", stop)
        name, prelude = _at_rule_prelude(keyword, text[self.position : stop])
        self.at_rules.append(
            AtRule(
                self.context,
                name,
                prelude,
                is_block,
                self.line,
                len(self.declarations),
            )
        )
        if is_block:
            holds = self.holds_declarations or name in DECLARATION_RULES
            self.open(prelude, holds, stop + 1)
        else:
            self.position = stop + text.startswith(";", stop)

    def at_custom_property(self) -> bool:
        head = _HEAD(self.text, self.position)
        return head is not None and unescape(head[1]).startswith("--")

    def read_custom_property(self) -> None:
        """Consume a custom property; braces belong to its value.

        Outside any block it is a misplaced declaration like ``--x:hover {}``, dropped
        with its block instead of being read as a rule (section 5.5.3).
        """
        text = self.text
        if self.enclosing:
            stop = _end_of(text, self.position, ";}")
            if self.holds_declarations:
                self.add([text[self.position : stop]], self.context, self.line)
            self.position = stop
        else:
            brace = _end_of(text, self.position, "{")
            self.position = _end_of(text, brace + 1, "}") + 1

    def read_declaration(self) -> bool:
        """Consume a declaration without braces; whether there is one here."""
        text = self.text
        match = _DECLARATION(text, self.position)
        stop = match.end() if match else 0
        if text[stop : stop + 1] not in (";", "}", ""):
            return False
        self.add([text[self.position : stop]], self.context, self.line)
        self.position = stop
        return True

    def read_flat_rule(self) -> bool:
        """Consume a rule without braces in its block, or the opening of another one.

        Returns whether there is a rule here that can be read so.
        """
        match = _RULE(self.text, self.position)
        if match is None:
            return False
        prelude = without_comments(match[1])
        body = match[2]
        if self.enclosing and prelude.endswith(":") and _is_head(prelude):
            self.skip_declaration_block(match.end(1))
            return True
        if body is None:
            self.open(prelude, True, match.end())
            return True
        if not _SPLITTABLE(body):
            chunks = body.split(";")
        else:
            chunks = _DECLARATIONS(body)
            if sum(map(len, chunks)) != len(body):
                self.open(prelude, True, match.start(2))
                return True
        line = self.line + match[1].count("\n")
        self.add(chunks, Context(self.context, prelude), line)
        self.position = match.end()
        return True

    def read_anything(self) -> None:
        """Consume what no pattern matches: a declaration, a rule or an error."""
        text = self.text
        stop = _end_of(text, self.position, "{;}" if self.enclosing else "{")
        chunk = text[self.position : stop]
        if not text.startswith("{", stop):
            if self.holds_declarations:
                self.add([chunk], self.context, self.line)
            self.position = stop
        elif self.enclosing and _is_head(without_comments(chunk)):
            self.skip_declaration_block(stop)
        else:
            self.open(without_comments(chunk), True, stop + 1)

    def skip_declaration_block(self, brace: int) -> None:
        """Skip ``name:{...}``: valid for no property, and no selector either."""
        self.position = _end_of(self.text, brace + 1, "}") + 1

    def add(self, chunks: list[str], context: Context | None, line: int) -> None:
        """Add the declarations among `chunks`, the first of which begins at `line`."""
        memo = self.memo
        add, new = self.declarations.append, tuple.__new__
        for chunk in chunks:
            parsed = memo.get(chunk)
            if parsed is None:
                parsed = _parse_declaration(chunk)
                if len(chunk) <= MEMO_TEXT:
                    memo[chunk] = parsed
            name, value, important, newlines_before, newlines = parsed
            if name:
                # Faster than Declaration(...), and here it counts.
                fields = (context, name, value, important, line + newlines_before)
                add(new(Declaration, fields))
            elif value:
                self.add_statement(context, value, line + newlines_before)
            line += newlines

    def add_statement(self, context: Context | None, prelude: str, line: int) -> None:
        keyword = _AT_KEYWORD(prelude)
        if keyword:
            self.at_rules.append(
                AtRule(
                    context, keyword[1], prelude, False, line, len(self.declarations)
                )
            )


def _end_of(text: str, position: int, stops: str) -> int:
    """Find the first of the characters `stops` outside any block (section 5.5.7).

    Returns the length of the text if there is none.
    """
    closers: list[str] = []
    end = len(text)
    while position < end:
        token = _TOKEN(text, position)
        after = token.end() if token else end
        if after - position == 1:
            character = text[position]
            if not closers and character in stops:
                return position
            if character in _CLOSERS:
                closers.append(_CLOSERS[character])
            elif closers and character == closers[-1]:
                closers.pop()
        position = after
    return end


def _is_head(text: str) -> bool:
    """Whether a text is the name and the colon of a declaration and nothing more."""
    head = _HEAD(text)
    return head is not None and head.end() == len(text)


def _at_rule_prelude(keyword: re.Match[str], source: str) -> tuple[str, str]:
    """The name of an at-rule and its prelude, both normalised, from its source."""
    name = ascii_lower(unescape(keyword[1]))
    if not _PLAIN_NAME(name):  # "@\\;" must not look like two tokens
        name = ascii_lower(keyword[1])
    return name, f"@{name}{without_comments(source)[len(keyword[0]) :]}"


def _parse_declaration(chunk: str) -> ParsedDeclaration:
    """Parse the text from one semicolon to the next (section 5.5.6)."""
    space = _SPACE_OR_SEMICOLONS(chunk)
    start = space.end() if space else 0
    newlines_before = chunk.count("\n", 0, start)
    newlines = newlines_before + chunk.count("\n", start)
    head = _HEAD(chunk, start)
    if head is None:
        keyword = _AT_KEYWORD(chunk, start)
        statement = _at_rule_prelude(keyword, chunk[start:])[1] if keyword else ""
        return ParsedDeclaration("", statement, False, newlines_before, newlines)
    name = unescape(head[1])
    if not name.startswith("--"):
        name = ascii_lower(name)
    value = without_comments(chunk[head.end() :])
    bang = _important(value) if "!" in value else -1
    if bang >= 0:
        value = trim(value[:bang])
    return ParsedDeclaration(name, value, bang >= 0, newlines_before, newlines)


def _important(value: str) -> int:
    """Position of the ``!important`` that ends a value, else -1."""
    match = _IMPORTANT(value)
    if match is None or ascii_lower(unescape(match[1])) != "important":
        return -1
    bang = match.start()
    if not _SPLITTABLE(value):
        return bang
    # It may be inside an unclosed block or string, or escaped.
    position = _end_of(value, 0, "!")
    while position < bang:
        position = _end_of(value, position + 1, "!")
    return bang if position == bang else -1
