"""CSS text to declarations in one pass (css-syntax-3, css-nesting-1).

A rule without nested braces, and a declaration without braces, are recognised by one
regular expression each. Whatever these do not match (unbalanced brackets, deep
nesting, custom properties with braces, bad tokens) is read token by token by
`end_of`, which is the specification's "consume a list of component values". Both
ways give the same result; the first is merely quick.

Read iteratively and linearly: deep nesting needs no recursion, and no text is looked
at more than a fixed number of times.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tokens.extraction.declarations import (
    AT_KEYWORD,
    SPACE_OR_SEMICOLONS,
    Block,
    Memo,
    Parsed,
    at_rule_prelude,
    is_custom_property,
    is_head,
    split,
)
from tokens.extraction.syntax import (
    BLOCK,
    COMMENT,
    ESCAPE,
    STRING,
    end_of,
    preprocess,
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


class Run(NamedTuple):
    """Declarations that stand together; equal texts share one `declarations` list.

    Callers may memoise by the `id()` of the list as long as they hold the scan.
    """

    context: Context | None
    declarations: list[Parsed]
    #: Line from which the offsets in `declarations` count.
    line: int


class Scan(NamedTuple):
    """What one stylesheet holds, each list in source order."""

    runs: list[Run]
    at_rules: list[AtRule]
    #: The preludes of blocks that are left out, nested deeper than `DEEPEST`.
    too_deep: list[str]

    @property
    def declarations(self) -> list[Declaration]:
        """The declarations one by one."""
        return [
            Declaration(context, name, value, important, line + offset)
            for context, declarations, line in self.runs
            for name, value, important, offset in declarations
        ]


#: Blocks around a block. Each takes memory for as long as a stylesheet is read, and a
#: stylesheet of a megabyte may open half a million.
DEEPEST = 500

# At-rules that hold declarations themselves; in others they are an error.
# https://drafts.csswg.org/css-conditional-5/ and the specifications of each rule.
# `@theme` and `@utility` are Tailwind's, whose sources are stylesheets too.
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
        "theme",
        "utility",
        "view-transition",
        "viewport",
        "-ms-viewport",
    }
)

_IN_PRELUDE = (
    rf"""(?:[^{{}}();@"'\\/\[\]]++|{STRING}|{COMMENT}|{ESCAPE}|{BLOCK}|/|(?!))*+"""
)
_IN_BLOCK = rf"""(?:[^{{}}("'\\/\[]++|{STRING}|{COMMENT}|{ESCAPE}|{BLOCK}|/|(?!))*+"""
_RULE = re.compile(rf"({_IN_PRELUDE})\{{(?:({_IN_BLOCK})\}})?").match
_DECLARATIONS = re.compile(_IN_BLOCK).match
_SPACE_OR_CDO = re.compile(rf"(?:[ \n\t]++|{COMMENT}|<!--|-->|(?!))*+").match
_SUSPECT_STARTS = frozenset("-\\<")


#: What is known of texts in this process, for the next stylesheet of any site.
_SHARED = Memo()


def scan(text: str, memo: Memo | None = None) -> list[Declaration]:
    """Read the declarations of a stylesheet in source order.

    Never raises, whatever the text. A declaration directly in ``@media`` or another
    grouping rule outside a style rule is dropped, as in a browser; the prelude of a
    style rule is not checked.
    """
    return scan_stylesheet(text, memo).declarations


def scan_stylesheet(text: str, memo: Memo | None = None) -> Scan:
    """Read the declarations and the at-rules of a stylesheet; see `scan`.

    Without a `memo` of its own it uses that of the process.
    """
    memo = _SHARED if memo is None else memo
    memo.shrink()
    return _Reader(preprocess(text), memo).read()


class _Reader:
    """The state of one scan: where it is, and in which block."""

    def __init__(self, text: str, memo: Memo) -> None:
        self.text = text
        self.memo = memo
        self.runs: list[Run] = []
        self.count = 0  # of the declarations in them
        self.at_rules: list[AtRule] = []
        self.too_deep: list[str] = []
        self.position = 0
        self.line = 1  # of `counted`, a position at or before `position`
        self.counted = 0
        self.context: Context | None = None
        self.holds_declarations = False
        self.enclosing: list[tuple[Context | None, bool]] = []

    def read(self) -> Scan:
        text, end = self.text, len(self.text)
        while self.position < end:
            first = text[self.position]
            if first == "}" and self.enclosing:
                self.context, self.holds_declarations = self.enclosing.pop()
                self.position += 1
            elif self.holds_declarations:
                if not self.read_declarations():
                    self.read_next()
            elif not self.read_flat_rule():
                self.read_next()
        return Scan(self.runs, self.at_rules, self.too_deep)

    def line_here(self) -> int:
        """Number of the line at the current position, which only moves forward."""
        self.line += self.text.count("\n", self.counted, self.position)
        self.counted = self.position
        return self.line

    def read_next(self) -> None:
        """Consume white space, and whatever the quick patterns do not match."""
        text = self.text
        skip = SPACE_OR_SEMICOLONS if self.enclosing else _SPACE_OR_CDO
        space = skip(text, self.position)
        self.position = space.end() if space else self.position
        first = text[self.position : self.position + 1]
        if first == "@" and (keyword := AT_KEYWORD(text, self.position)):
            self.read_at_rule(keyword)
        elif first in ("-", "\\") and is_custom_property(text, self.position):
            self.read_custom_property()
        elif (
            first
            and not (first == "}" and self.enclosing)
            and not self.read_flat_rule()
        ):
            self.read_anything()

    def open(self, prelude: str, holds_declarations: bool, position: int) -> None:
        """Enter a block whose contents begin at `position`, or pass it if it is too deep."""
        if len(self.enclosing) >= DEEPEST:
            self.too_deep.append(prelude)
            self.position = end_of(self.text, position, "}") + 1
            return
        self.enclosing.append((self.context, self.holds_declarations))
        self.context = Context(self.context, prelude)
        self.holds_declarations = holds_declarations
        self.position = position

    def read_at_rule(self, keyword: re.Match[str]) -> None:
        """Consume an at-rule (section 5.5.2): a statement, or the opening of a block."""
        text = self.text
        stop = end_of(text, keyword.end(), "{;}" if self.enclosing else "{;")
        is_block = text.startswith("{", stop)
        name, prelude = at_rule_prelude(keyword, text[self.position : stop])
        self.add_at_rule(self.context, name, prelude, is_block, self.line_here())
        if is_block:
            holds = self.holds_declarations or name in DECLARATION_RULES
            self.open(prelude, holds, stop + 1)
        else:
            self.position = stop + text.startswith(";", stop)

    def read_custom_property(self) -> None:
        """Consume a custom property; braces belong to its value.

        Outside any block it is a misplaced declaration like ``--x:hover {}``, dropped
        with its block instead of being read as a rule (section 5.5.3).
        """
        text = self.text
        if self.enclosing:
            stop = end_of(text, self.position, ";}")
            if self.holds_declarations:
                self.add(
                    Block.of(text[self.position : stop]),
                    self.context,
                )
            self.position = stop
        else:
            brace = end_of(text, self.position, "{")
            self.position = end_of(text, brace + 1, "}") + 1

    def read_declarations(self) -> bool:
        """Consume the declarations up to the next brace or unclosed bracket.

        The last of them is left there if it is not one: the prelude of a rule, or
        what no pattern matches. Returns whether anything was consumed.
        """
        start = self.position
        body = _DECLARATIONS(self.text, start)
        stop = body.end() if body else start
        block = self.text[start:stop]
        if self.text[stop : stop + 1] not in ("}", ""):
            stop -= len(split(block)[-1])
            if stop == start:
                return False
            block = self.text[start:stop]
        self.add(self.memo.block(block), self.context)
        self.position = stop
        return True

    def read_flat_rule(self) -> bool:
        """Consume a rule without braces in its block, or the opening of another one.

        Returns whether there is a rule here that can be read so.
        """
        match = _RULE(self.text, self.position)
        if match is None:
            return False
        prelude, block = match.groups()
        prelude = without_comments(prelude)
        if prelude[:1] in _SUSPECT_STARTS and (
            is_custom_property(prelude)
            or (not self.enclosing and prelude.startswith(("<!--", "-->")))
        ):
            return False
        if self.enclosing and prelude.endswith(":") and is_head(prelude):
            # "name:{...}" is valid for no property, and no selector either.
            self.position = end_of(self.text, match.end(1) + 1, "}") + 1
        elif block is None:
            self.open(prelude, True, match.end())
        else:
            # A known block is worth no call; a named tuple is made so in half the time.
            self.position = match.start(2)
            found = self.memo.blocks.get(block) or self.memo.block(block)
            self.add(found, tuple.__new__(Context, (self.context, prelude)))
            self.position = match.end()
        return True

    def read_anything(self) -> None:
        """Consume what no pattern matches: a declaration, a rule or an error."""
        text = self.text
        stop = end_of(text, self.position, "{;}" if self.enclosing else "{")
        chunk = text[self.position : stop]
        if not text.startswith("{", stop):
            if self.holds_declarations:
                self.add(Block.of(chunk), self.context)
            self.position = stop
        else:
            self.open(without_comments(chunk), True, stop + 1)

    def add(self, found: Block, context: Context | None) -> None:
        """Add the declarations of a text that begins at the current position."""
        start = self.position
        line = self.line = self.line + self.text.count("\n", self.counted, start)
        self.counted = start
        for before, keyword, prelude, offset in found.statements:
            position = self.count + before
            rule = AtRule(context, keyword, prelude, False, line + offset, position)
            self.at_rules.append(rule)
        if found.declarations:
            self.count += len(found.declarations)
            # The same as Run(...), in half the time.
            run = tuple.__new__(Run, (context, found.declarations, line))
            self.runs.append(run)

    def add_at_rule(
        self,
        context: Context | None,
        name: str,
        prelude: str,
        is_block: bool,
        line: int,
    ) -> None:
        rule = AtRule(context, name, prelude, is_block, line, self.count)
        self.at_rules.append(rule)
