"""What parsers of other languages say of an export: its faults, and what it declares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import tree_sitter_dart
import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

_GRAMMARS = {
    "swift": tree_sitter_swift.language,
    "kotlin": tree_sitter_kotlin.language,
    "dart": tree_sitter_dart.language,
}


@lru_cache
def _parser(language: str) -> Parser:
    return Parser(Language(_GRAMMARS[language]()))


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def faults(language: str, text: str) -> list[str]:
    """The pieces that are not of the language, each with what is around it."""
    root = _parser(language).parse(text.encode()).root_node
    if not root.has_error:
        return []
    return [
        str((node.parent or node).text)
        for node in _nodes(root)
        if node.is_error or node.is_missing
    ]


def count(language: str, text: str, kind: str) -> int:
    """How many nodes of a kind there are."""
    root = _parser(language).parse(text.encode()).root_node
    return sum(node.type == kind for node in _nodes(root))
