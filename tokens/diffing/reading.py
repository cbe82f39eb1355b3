"""One side of a comparison: a DTCG or CSS file, or standard input, as a document."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokens.canonical import MAX_DEPTH
from tokens.diffing.comparing import tokens
from tokens.diffing.wording import printable
from tokens.extraction import Limits, Stylesheet, extract

STDIN = "-"
MAX_MIB = 64
#: More than a scan may take: what is cut off could not be compared.
LIMITS = Limits(tokens=100_000)
#: Limits beyond which tokens are missing; an overlong value is no token anyway.
_CUTS = ("names", "scopes", "tokens")


class Unreadable(Exception):
    """A side that is no baseline; says in one line which, and why."""

    def __init__(self, name: str, reason: str) -> None:
        shown = "standard input" if name == STDIN else printable(name)
        super().__init__(f"cannot read {shown}: {reason}")


def read(name: str) -> dict[str, Any]:
    """The DTCG document of a file, or of standard input for ``-``.

    ``.css`` is CSS and ``.json`` and ``.tokens`` are DTCG; anything else is what its first
    character says. Raises Unreadable for whatever cannot be evaluated in full: a missing
    file, a document without tokens, one that refers to what the comparison does not follow.
    """
    text = _decoded(name, _bytes(name))
    suffix = Path(name).suffix.lower()
    if suffix == ".css":
        is_css = True
    elif suffix in (".json", ".tokens"):
        is_css = False
    else:
        is_css = text.lstrip()[:1] not in ("{", "[")
    document = _extracted(name, text) if is_css else _parsed(name, text)
    if next(tokens(document), None) is None:
        raise Unreadable(name, "there is no design token in it")
    return document


def _bytes(name: str) -> bytes:
    most = MAX_MIB * 1024 * 1024
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise Unreadable(name, "it is closed")
            found = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                found = file.read(most + 1)
    except OSError as error:
        raise Unreadable(name, error.strerror or "it cannot be read") from None
    except ValueError as error:  # a NUL in the name
        raise Unreadable(name, str(error)) from None
    if len(found) > most:
        raise Unreadable(name, f"it is larger than {MAX_MIB} MiB")
    return found


def _decoded(name: str, found: bytes) -> str:
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"byte {error.start + 1} is not UTF-8") from None


def _extracted(name: str, text: str) -> dict[str, Any]:
    extraction = extract([Stylesheet(text, url=name)], limits=LIMITS)
    cut = [limit for limit in extraction.truncated if limit in _CUTS]
    if cut:
        raise Unreadable(name, f"it holds more {' and '.join(cut)} than are compared")
    return extraction.to_dtcg()


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise Unreadable(name, f"not JSON: {error.msg}, {where}") from None
    except ValueError as error:
        raise Unreadable(name, f"not JSON: {error}") from None
    except RecursionError:
        raise Unreadable(name, _TOO_DEEP) from None
    if not isinstance(document, dict):
        raise Unreadable(name, "a DTCG document is a JSON object")
    _check(name, document)
    return document


_TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} levels"


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _check(name: str, document: dict[str, Any]) -> None:
    """Refuse what a comparison of the document's own text would leave out."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        following: list[Any] = []
        for node in level:
            if isinstance(node, Mapping):
                if isinstance(node.get("$extends"), str | Mapping):
                    raise Unreadable(name, "$extends is not followed; resolve it first")
                if "$ref" in node:
                    raise Unreadable(name, "$ref is not followed; use {group.name}")
                following += node.values()
            elif isinstance(node, list):
                following += node
            elif isinstance(node, float) and not math.isfinite(node):
                raise Unreadable(name, "a number in it is too large")
        if not following:
            return
        level = following
    raise Unreadable(name, _TOO_DEEP)
