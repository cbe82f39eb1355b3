"""The same question answered by tinycss2, which the scanner has to agree with.

`by_tinycss2` takes its parser as it is. `by_specification` takes its tokens, and
consumes rules and declarations as css-syntax-3 says since braces may stand in custom
properties, which tinycss2 does not do yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import tinycss2
from tinycss2.ast import (
    AtRule,
    Declaration,
    Node,
    QualifiedRule,
)

from tokens.extraction import scanner

DECLARATION_RULES = scanner.DECLARATION_RULES
SURROGATES = re.compile("[\ud800-\udfff]")

Shape = tuple[Any, ...]
Parse = Callable[[Sequence[Node]], Iterable[Node]]


class Found(NamedTuple):
    """A declaration in a form in which two spellings of the same tokens are equal."""

    contexts: tuple[Shape, ...]
    name: str
    value: Shape
    important: bool
    line: int


def by_scanner(text: str) -> list[Found]:
    shapes: dict[str, Shape] = {}

    def shape_of(source: str) -> Shape:
        if source not in shapes:
            shapes[source] = shape(tokens_of(source))
        return shapes[source]

    found = []
    for declaration in scanner.scan(text):
        contexts = []
        context = declaration.context
        while context is not None:
            contexts.append(shape_of(context.prelude))
            context = context.parent
        found.append(
            Found(
                tuple(reversed(contexts)),
                declaration.name,
                shape_of(declaration.value),
                declaration.important,
                declaration.line,
            )
        )
    return found


def by_tinycss2(text: str) -> list[Found]:
    def block(tokens: Sequence[Node]) -> list[Node]:
        found: list[Node] = tinycss2.parse_blocks_contents(tokens)
        return found

    return list(walk(tinycss2.parse_stylesheet(sheet_tokens(text)), block))


def by_specification(text: str) -> list[Found]:
    return list(walk(stylesheet_contents(sheet_tokens(text)), block_contents))


def sheet_tokens(text: str) -> list[Node]:
    return tokens_of(text.removeprefix("\ufeff"))


def tokens_of(text: str) -> list[Node]:
    """Component values without comments; surrogates as css-syntax-3 replaces them."""
    text = SURROGATES.sub("\ufffd", text)
    tokens: list[Node] = tinycss2.parse_component_value_list(text, skip_comments=True)
    return tokens


def walk(nodes: Iterable[Node], parse: Parse) -> Iterator[Found]:
    """All declarations of parsed rules, in source order, without recursion."""
    stack: list[tuple[Iterator[Node], tuple[Shape, ...], bool]] = []
    stack.append((iter(nodes), (), False))
    while stack:
        rest, contexts, holds = stack[-1]
        node = next(rest, None)
        if node is None:
            stack.pop()
        elif isinstance(node, Declaration):
            custom = node.name.startswith("--")
            if holds and (custom or not has_block(node.value)):
                name = SURROGATES.sub("\ufffd", node.name)
                yield Found(
                    contexts,
                    name if custom else name.encode().lower().decode(),
                    shape(node.value),
                    node.important,
                    node.source_line,
                )
        elif isinstance(node, QualifiedRule):
            inside = (*contexts, shape(node.prelude))
            stack.append((iter(parse(node.content)), inside, True))
        elif isinstance(node, AtRule) and node.content is not None:
            keyword = ("at-keyword", SURROGATES.sub("\ufffd", node.lower_at_keyword))
            inside = (*contexts, (keyword, *shape(node.prelude, start=False)))
            holds = holds or node.lower_at_keyword in DECLARATION_RULES
            stack.append((iter(parse(node.content)), inside, holds))


def shape(tokens: Sequence[Node], *, start: bool = True) -> Shape:
    """Tokens without positions, comments and the white space around them."""
    shapes: list[Any] = []
    for token in tokens:
        match token.type:
            case "whitespace":
                if shapes[-1:] != [" "] and (shapes or not start):
                    shapes.append(" ")
            case "comment":
                pass
            case "error" if token.kind in ("eof-in-string", "bad-string"):
                # The newline after a bad string is white space around a value: the
                # string looks unclosed without it. Both are invalid.
                if token.kind == "eof-in-string" and shapes[-1][0] == "string":
                    shapes.pop()
                shapes.append(("unclosed",))
            case "error":
                shapes.append(("error", token.kind))
            case "() block" | "[] block" | "{} block":
                shapes.append((token.type, shape(token.content)))
            case "function":
                shapes.append(("function", token.name, shape(token.arguments)))
            case "unicode-range":
                shapes.append((token.type, token.start, token.end))
            case "literal" | "string" | "url" | "ident" | "hash":
                shapes.append((token.type, token.value))
            case "at-keyword":
                shapes.append((token.type, token.lower_value))
            case "dimension":
                shapes.append((token.type, token.representation, token.unit))
            case _:
                shapes.append((token.type, token.representation))
    if shapes[-1:] == [" "]:
        shapes.pop()
    return tuple(shapes)


def has_block(tokens: Iterable[Node]) -> bool:
    return any(token.type == "{} block" for token in tokens)


def stylesheet_contents(tokens: Sequence[Node]) -> Iterator[Node]:
    position = 0
    while position < len(tokens):
        first = tokens[position]
        if first.type == "whitespace" or first in ("<!--", "-->"):
            position += 1
        elif first.type == "at-keyword":
            rule, position = at_rule(tokens, position)
            yield rule
        else:
            found, position = qualified_rule(tokens, position, nested=False)
            if found is not None:
                yield found


def block_contents(tokens: Sequence[Node]) -> Iterator[Node]:
    position = 0
    while position < len(tokens):
        first = tokens[position]
        if first.type == "whitespace" or first == ";":
            position += 1
        elif first.type == "at-keyword":
            rule, position = at_rule(tokens, position)
            yield rule
        else:
            found, after = declaration(tokens, position)
            if found is None:
                found, after = qualified_rule(tokens, position, nested=True)
            position = after
            if found is not None:
                yield found


def at_rule(tokens: Sequence[Node], start: int) -> tuple[Node, int]:
    keyword = tokens[start]
    stop = find(tokens, start, stop_at=";")
    content = None
    if stop < len(tokens) and tokens[stop].type == "{} block":
        content = tokens[stop].content
    rule = AtRule(
        keyword.source_line,
        keyword.source_column,
        keyword.value,
        keyword.lower_value,
        tokens[start + 1 : stop],
        content,
    )
    return rule, stop + 1


def qualified_rule(
    tokens: Sequence[Node], start: int, *, nested: bool
) -> tuple[Node | None, int]:
    stop = find(tokens, start, stop_at=";" if nested else None)
    prelude = tokens[start:stop]
    if stop == len(tokens) or tokens[stop] == ";":
        return None, stop + 1
    head = [token for token in prelude if token.type != "whitespace"][:3]
    if len(head) > 1 and head[0].type == "ident" and head[1] == ":":
        misplaced = not nested and head[0].value.startswith("--")
        # "name:{}": no property is valid so, and it is no selector.
        if misplaced or (nested and len(head) == 2):
            return None, stop + 1
    line, column = tokens[start].source_line, tokens[start].source_column
    return QualifiedRule(line, column, prelude, tokens[stop].content), stop + 1


def declaration(tokens: Sequence[Node], start: int) -> tuple[Node | None, int]:
    name = tokens[start]
    colon = start + 1
    while colon < len(tokens) and tokens[colon].type == "whitespace":
        colon += 1
    if name.type != "ident" or colon == len(tokens) or tokens[colon] != ":":
        return None, start
    stop = colon + 1
    while stop < len(tokens) and tokens[stop] != ";":
        stop += 1
    value = list(tokens[colon + 1 : stop])
    significant = [
        index for index, token in enumerate(value) if token.type != "whitespace"
    ]
    important = False
    if len(significant) > 1:
        bang, word = significant[-2:]
        if (
            value[bang] == "!"
            and value[word].type == "ident"
            and value[word].lower_value == "important"
        ):
            del value[bang:]
            important = True
    if not name.value.startswith("--") and has_block(value):
        return None, start
    line, column = name.source_line, name.source_column
    found = Declaration(line, column, name.value, name.lower_value, value, important)
    return found, stop + 1


def find(tokens: Sequence[Node], start: int, *, stop_at: str | None) -> int:
    """Index of the next block in braces or of `stop_at`, else the end."""
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.type == "{} block" or (stop_at and token == stop_at):
            return index
    return len(tokens)
