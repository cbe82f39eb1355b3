"""What a page says about its styles, read by a real HTML parser in a process of its own.

The parser is fast on every page that people write and takes minutes or
gigabytes on pages written to that end (630,000 nested <div> in 3 MiB, or
thousands of misnested <b>). So it runs in confinement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from scanner import confinement
from scanner.errors import TooComplex
from scanner.limits import Limits

_ONLOAD_CHARS = 1000


@dataclass(frozen=True, slots=True)
class StyleElement:
    """One place of a page where CSS comes in, in document order.

    `link`: `value` is the href. `style`: `value` is the element's text.
    `attribute`: `value` is the style attribute's, `element` the tag it is on.
    """

    kind: Literal["link", "style", "attribute"]
    value: str
    media: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a page that matter to its styles; all text as found."""

    elements: tuple[StyleElement, ...] = ()
    base: str = ""
    title: str = ""
    description: str = ""
    icon: str = ""


def read_outline(html: str, limits: Limits) -> Outline:
    """The outline of the page `html`; raises TooComplex beyond the limits."""
    try:
        answer = confinement.run(
            "scanner.outline",
            html.encode(errors="replace"),
            seconds=limits.html_parse_seconds,
            memory=limits.html_parse_bytes,
        )
    except confinement.LimitPassed:
        raise TooComplex(
            "The HTML of this page takes too much time or memory to read. "
            "Give a simpler page."
        ) from None
    found: dict[str, Any] = json.loads(answer)
    elements = tuple(StyleElement(*element) for element in found.pop("elements"))
    return Outline(elements, **found)


def outline(html: str) -> dict[str, Any]:
    """The outline of `html` as JSON values; runs as long as the parser takes."""
    from selectolax.lexbor import LexborHTMLParser

    found: dict[str, Any] = dict.fromkeys(("base", "title", "description", "icon"), "")
    elements: list[tuple[str, str, str, str]] = []
    if html.strip():
        # The parser knows no scripting: what is inside <noscript> is elements.
        for node in LexborHTMLParser(html).css(
            "link, style, base, title, meta, [style]"
        ):
            attributes = {
                name.lower(): value or "" for name, value in node.attributes.items()
            }
            tag = node.tag or ""
            if tag == "link":
                elements += _link(attributes)
                if "icon" in attributes.get("rel", "").lower().split():
                    found["icon"] = found["icon"] or attributes.get("href", "")
            elif tag == "style" and _is_css(attributes):
                elements.append(("style", node.text(), attributes.get("media", ""), ""))
            elif tag == "base":
                found["base"] = found["base"] or attributes.get("href", "")
            elif tag == "title" and node.parent and node.parent.tag != "svg":
                found["title"] = found["title"] or node.text()
            elif tag == "meta" and attributes.get("name", "").lower() == "description":
                found["description"] = found["description"] or attributes.get(
                    "content", ""
                )
            if attributes.get("style", "").strip():
                elements.append(("attribute", attributes["style"], "", tag))
    return {**found, "elements": elements}


def _link(attributes: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """The stylesheet that a <link> brings in, now or by its onload script."""
    rel = attributes.get("rel", "").lower().split()
    onload = attributes.get("onload", "")[:_ONLOAD_CHARS].lower()
    linked = "stylesheet" in rel and "alternate" not in rel
    preloaded = (
        "preload" in rel
        and attributes.get("as", "").lower() == "style"
        and "stylesheet" in onload
    )
    href = attributes.get("href", "").strip()
    if not href or not (linked or preloaded) or not _is_css(attributes):
        return []
    if "disabled" in attributes:
        return []
    # media="print" until onload sets it to "all": loaded late, but for all.
    media = "" if "media" in onload else attributes.get("media", "")
    return [("link", href, media, "")]


def _is_css(attributes: dict[str, str]) -> bool:
    declared = attributes.get("type", "").partition(";")[0].strip().lower()
    return declared in ("", "text/css")


def _work(html: bytes) -> bytes:
    from selectolax.lexbor import SelectolaxError

    try:
        return json.dumps(outline(html.decode())).encode()
    except SelectolaxError as error:
        # All that the parser says when it is given no more memory.
        raise MemoryError from error


if __name__ == "__main__":
    confinement.main(_work)
