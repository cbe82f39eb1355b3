"""The aliases inside a token's value: which there are, and what they are after renames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tokens.spelling import alias_target


def references(value: Any) -> Iterator[str]:
    """The path of each alias in a value, as often as it stands there."""
    if isinstance(value, str):
        if target := alias_target(value):
            yield target
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def redirected(value: Any, renames: Mapping[str, str]) -> Any:
    """A value whose aliases of renamed tokens point to their new paths."""
    if not renames:
        return value
    if isinstance(value, str):
        target = alias_target(value)
        return f"{{{renames[target]}}}" if target in renames else value
    if isinstance(value, Mapping):
        return {key: redirected(part, renames) for key, part in value.items()}
    if isinstance(value, list):
        return [redirected(part, renames) for part in value]
    return value
