"""What a token set can be found by: the terms of its search_terms column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tokens.catalogue import resolve

#: Longer terms would not fit a GIN entry (2.7 kB), and nobody types them.
MAX_TERM = 200

Document = Mapping[str, Any]


def search_terms(document: Document) -> list[str]:
    """The sorted, distinct terms of a DTCG document.

    Each token with a short written form gives three: its value (`#3b82f6`), its value
    in its category (`color:#3b82f6`) and its value at its path
    (`color.blue-500=#3b82f6`). Aliases count with the value that they lead to.
    """
    terms: set[str] = set()
    for group, name, token in _tokens(document):
        text = search_text(token.get("$type"), resolve(document, token["$value"]))
        if text:
            terms |= {text, f"{group}:{text}", f"{group}.{name}={text}"}
    return sorted(term for term in terms if len(term) <= MAX_TERM)


def search_text(token_type: str | None, value: Any) -> str:
    """How people would type a value into a search box, in lower case; "" for none."""
    match token_type, value:
        case "color", {"hex": str(hex_code)}:
            return (hex_code + _alpha_digits(value.get("alpha", 1))).lower()
        case "color", {"colorSpace": str(space), "components": list(components)}:
            numbers = " ".join(f"{part}" for part in components)
            alpha = value.get("alpha", 1)
            return f"{space}({numbers}{'' if alpha == 1 else f' / {alpha}'})".lower()
        case "dimension" | "duration", {"value": int() | float() as n, "unit": unit}:
            return f"{n:g}{unit}"
        case "number" | "fontWeight", int() | float():
            return f"{value:g}"
        case "fontWeight", str():
            return value.lower()
        case "fontFamily", str():
            return value.lower()
        case "fontFamily", [str(first), *_]:
            return first.lower()
        case "cubicBezier", list():
            return ",".join(f"{part:g}" for part in value)
        case _:
            return ""


def _tokens(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for group, tokens in document.items():
        if group.startswith("$"):
            continue
        for name, token in tokens.items():
            if isinstance(token, Mapping) and "$value" in token:
                yield group, name, token


def _alpha_digits(alpha: float) -> str:
    return "" if alpha == 1 else f"{round(alpha * 255):02x}"
