"""The fonts that a site brings along: its @font-face rules by family."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tokens.extraction.components import arguments, function, unescape, unquote, words
from tokens.extraction.declarations import Parsed
from tokens.extraction.naming import label
from tokens.extraction.places import Stylesheet

_LISTED = 10
_WEIGHTS = {"normal": "400", "bold": "700"}
_ENDING = re.compile(
    r"\.(woff2|woff|ttf|otf|eot|svg)\b|\Adata:[^,;]*?(woff2|woff|ttf|otf|truetype|opentype|svg)",
    re.I,
)
_FORMATS = {"truetype": "ttf", "opentype": "otf", "embedded-opentype": "eot"}


class FontFace(NamedTuple):
    """One @font-face rule: its descriptors and where it stands."""

    descriptors: Sequence[Parsed]
    sheet: int
    line: int
    context: str


def font_faces(
    faces: Iterable[FontFace], sheets: Sequence[Stylesheet]
) -> list[dict[str, Any]]:
    """Each family with what its rules offer, by name; rules without a family or a source are none.

    Weights are numbers or ranges (`100 900`), formats file endings (`woff2`), `local` a font
    of the visitor's machine.
    """
    families: dict[str, list[tuple[dict[str, str], FontFace]]] = defaultdict(list)
    for face in faces:
        found = {name: value for name, value, *_ in face.descriptors}
        family = _family(found.get("font-family", ""))
        if family and found.get("src"):
            families[family].append((found, face))
    return [_entry(family, families[family], sheets) for family in sorted(families)]


def _entry(
    family: str,
    faces: list[tuple[dict[str, str], FontFace]],
    sheets: Sequence[Stylesheet],
) -> dict[str, Any]:
    weights, styles, displays, formats = set(), set(), set(), set()
    subsets: set[str] = set()
    places = set()
    for found, face in faces:
        weight = " ".join(found.get("font-weight", "400").lower().split())
        weights.add(label(" ".join(_WEIGHTS.get(one, one) for one in weight.split())))
        styles.add(label(" ".join(found.get("font-style", "normal").lower().split())))
        if "font-display" in found:
            displays.add(label(found["font-display"].lower()))
        formats |= _formats(found["src"])
        if "unicode-range" in found:
            subsets.add(found["unicode-range"].replace(" ", "").upper())
        places.add((face.sheet, face.line, face.context))
    entry: dict[str, Any] = {
        "family": label(family),
        "faces": len(faces),
        "weights": sorted(weights),
        "styles": sorted(styles),
        "formats": sorted(formats),
    }
    if displays:
        entry["display"] = sorted(displays)
    if subsets:
        entry["unicode_ranges"] = len(subsets)
    entry["sources"] = [
        {"url": sheets[sheet].url, "line": line, "context": label(context)}
        for sheet, line, context in sorted(places)[:_LISTED]
    ]
    return entry


def _family(text: str) -> str:
    quoted = unquote(text)
    return " ".join((unescape(text) if quoted is None else quoted).split())


def _formats(source: str) -> set[str]:
    """The formats in a `src` descriptor: what format() says, else the ending of the file."""
    found: set[str] = set()
    for piece in arguments(source):
        named = ""
        for word in words(piece):
            called = function(word)
            if called is None:
                continue
            inside = (unquote(called[1].strip()) or called[1]).strip().lower()
            if called[0] == "local":
                named = "local"
            elif called[0] == "format":
                named = inside.removesuffix("-variations")
            elif called[0] == "url" and not named and (match := _ENDING.search(inside)):
                named = match[1] or match[2]
        if named:
            found.add(label(_FORMATS.get(named, named)))
    return found
