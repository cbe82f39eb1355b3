"""What a token set can be found by: its search_terms, and the paths of its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tokens.catalogue import resolve
from tokens.search.colour_cells import cell_terms
from tokens.search.number_cells import range_terms

#: Longer terms would not fit a GIN entry (2.7 kB), and nobody types them.
MAX_TERM = 200

Document = Mapping[str, Any]


def search_terms(document: Document) -> list[str]:
    """The sorted, distinct terms of a DTCG document.

    Each token with a short written form gives three: its value (`#3b82f6`), its value
    in its category (`color:#3b82f6`) and its value at its path
    (`color.blue-500=#3b82f6`). A colour gives its cells too (`~0:25,-3,-11`), a length,
    time or number those of its size (`spacing~px80`). Aliases count with the value that
    they lead to.
    """
    terms: set[str] = set()
    for group, name, token in tokens_of(document):
        type_ = token.get("$type")
        value = resolve(document, token["$value"])
        text = search_text(type_, value)
        if text:
            terms |= {
                text,
                value_term(text, group),
                value_term(text, group, name),
            }
        if type_ == "color":
            terms.update(cell_terms(value))
        else:
            terms.update(range_terms(group, type_, value))
    return sorted(term for term in terms if len(term) <= MAX_TERM)


def value_term(text: str, group: str = "", name: str = "") -> str:
    """The term of a value anywhere, in a category, or at a path."""
    if name:
        return f"{group}.{name}={text}"
    return f"{group}:{text}" if group else text


def path_lines(document: Document) -> str:
    """The paths of a document's tokens in lower case, each between line breaks.

    What name patterns are compared with: `\\ncolor.blue-500\\ncolor.ink\\n`.
    """
    paths = {path_line(group, name) for group, name, _ in tokens_of(document)}
    return "\n".join(["", *sorted(paths), ""]) if paths else ""


def path_line(group: str, name: str) -> str:
    """A token's path in lower case, without the line breaks that CSS can escape."""
    return " ".join(f"{group}.{name}".lower().splitlines())


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


def tokens_of(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Each token of a document: group, name and the token."""
    for group, tokens in document.items():
        if group.startswith("$") or not isinstance(tokens, Mapping):
            continue
        for name, token in tokens.items():
            if isinstance(token, Mapping) and "$value" in token:
                yield group, name, token


def _alpha_digits(alpha: float) -> str:
    return "" if alpha == 1 else f"{round(alpha * 255):02x}"
