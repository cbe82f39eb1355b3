"""A checker of DTCG 2025.10 documents: what the format's schemas and its prose demand."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

_NAME = re.compile(r"[^${}.][^{}.]*\Z")
_ALIAS = re.compile(r"\{([^{}]+)\}\Z")
_HEX = re.compile(r"#[0-9a-f]{6}\Z")
_UNIT = (0, 1)
_PERCENT = (0, 100)
_ANY = (-math.inf, math.inf)
_POSITIVE = (0, math.inf)
_HUE = (0, math.nextafter(360, 0))
_SPACES: dict[str, tuple[tuple[float, float], ...]] = {
    **dict.fromkeys(
        (
            "srgb",
            "srgb-linear",
            "display-p3",
            "a98-rgb",
            "prophoto-rgb",
            "rec2020",
            "xyz-d65",
            "xyz-d50",
        ),
        (_UNIT,) * 3,
    ),
    "hsl": (_HUE, _PERCENT, _PERCENT),
    "hwb": (_HUE, _PERCENT, _PERCENT),
    "lab": (_PERCENT, _ANY, _ANY),
    "lch": (_PERCENT, _POSITIVE, _HUE),
    "oklab": (_UNIT, _ANY, _ANY),
    "oklch": (_UNIT, _POSITIVE, _HUE),
}


def tokens(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, token) of every token of a document without nested groups."""
    for group, members in document.items():
        if not group.startswith("$"):
            for name, token in members.items():
                yield f"{group}.{name}", token


def problems(document: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a document, empty when it is valid."""
    known = dict(tokens(document))
    found = [
        f"illegal name {name!r}"
        for group, members in document.items()
        if not group.startswith("$")
        for name in (group, *members)
        if not _NAME.match(name)
    ]
    for path, token in known.items():
        kind = token.get("$type")
        if kind not in _VALUES:
            found.append(f"{path}: type {kind!r}")
            continue
        if not set(token) <= {
            "$type",
            "$value",
            "$description",
            "$deprecated",
            "$extensions",
        }:
            found.append(f"{path}: unknown properties")
        why = _check(kind, token["$value"], known)
        if why:
            found.append(f"{path}: {why}")
        extension = token.get("$extensions", {}).get("com.contextds", {})
        for reference in _references(extension):
            target = known.get(reference)
            if target is None or target["$type"] != kind:
                found.append(f"{path}: reference to {reference}")
    return found + [f"{path}: circular alias" for path in _circular(known)]


def _references(extension: dict[str, Any]) -> Iterator[str]:
    pending = [extension.get(key, {}) for key in ("modes", "responsive", "scopes")]
    while pending:
        for value in pending.pop().values():
            if isinstance(value, dict):
                pending.append(value)
            else:
                yield value[1:-1]


def _circular(known: dict[str, Any]) -> list[str]:
    """The tokens whose aliases lead to no value."""
    leads: dict[str, bool] = {}
    for start in known:
        way = []
        path = start
        while path not in leads:
            leads[path] = False
            way.append(path)
            value = known.get(path, {}).get("$value")
            match = _ALIAS.match(value) if isinstance(value, str) else None
            if match is None:
                leads[path] = True
                break
            path = match.group(1)
        for passed in way:
            leads[passed] = leads[path]
    return [path for path, ends in leads.items() if not ends]


def _check(kind: str, value: Any, known: dict[str, Any]) -> str | None:
    if isinstance(value, str) and (match := _ALIAS.match(value)):
        target = known.get(match.group(1))
        if target is None:
            return f"alias to nothing: {value}"
        return None if target["$type"] == kind else f"alias to {target['$type']}"
    return _VALUES[kind](value, known)


def _number(value: Any, low: float = -math.inf, high: float = math.inf) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and low <= value <= high
        and math.copysign(1, value) == (1 if value >= 0 else -1)
    )


def _color(value: Any, _: Any) -> str | None:
    if not isinstance(value, dict) or not {"colorSpace", "components"} <= set(value):
        return f"colour {value!r}"
    if not set(value) <= {"colorSpace", "components", "alpha", "hex"}:
        return f"colour with {sorted(value)}"
    bounds = _SPACES.get(value["colorSpace"])
    components = value["components"]
    if bounds is None or len(components) != 3:
        return f"colour {value!r}"
    for component, (low, high) in zip(components, bounds, strict=True):
        if component != "none" and not _number(component, low, high):
            return f"component {component!r} of {value['colorSpace']}"
    if not _number(value.get("alpha", 1), 0, 1):
        return f"alpha {value['alpha']!r}"
    return None if _HEX.match(value.get("hex", "#000000")) else f"hex {value['hex']}"


def _measure(*units: str) -> Callable[[Any, Any], str | None]:
    def check(value: Any, _: Any) -> str | None:
        good = (
            isinstance(value, dict)
            and set(value) == {"value", "unit"}
            and value["unit"] in units
            and _number(value["value"])
        )
        return None if good else f"measure {value!r}"

    return check


def _plain_number(value: Any, _: Any) -> str | None:
    return None if _number(value) else f"number {value!r}"


def _family(value: Any, _: Any) -> str | None:
    good = (
        isinstance(value, list)
        and value
        and all(isinstance(one, str) and one for one in value)
    )
    return None if good else f"families {value!r}"


def _weight(value: Any, _: Any) -> str | None:
    return None if _number(value, 1, 1000) else f"weight {value!r}"


def _bezier(value: Any, _: Any) -> str | None:
    good = (
        isinstance(value, list)
        and len(value) == 4
        and all(map(_number, value))
        and 0 <= value[0] <= 1
        and 0 <= value[2] <= 1
    )
    return None if good else f"bezier {value!r}"


def _members(
    **kinds: str,
) -> Callable[[Any, Any], str | None]:
    def check(value: Any, known: Any) -> str | None:
        if not isinstance(value, dict) or set(value) - {"inset"} != set(kinds):
            return f"members of {value!r}"
        for key, kind in kinds.items():
            why = _check(kind, value[key], known)
            if why:
                return f"{key}: {why}"
        return None if value.get("inset", True) is True else "inset"

    return check


def _each(
    check: Callable[[Any, Any], str | None],
) -> Callable[[Any, Any], str | None]:
    def check_all(value: Any, known: Any) -> str | None:
        if not isinstance(value, list) or not value:
            return f"list {value!r}"
        return next((why for one in value if (why := check(one, known))), None)

    return check_all


def _stop(value: Any, known: Any) -> str | None:
    if not _number(value.get("position"), 0, 1):
        return f"position {value!r}"
    return _members(color="color", position="number")(value, known)


def _stroke(value: Any, _: Any) -> str | None:
    styles = [
        "solid",
        "dashed",
        "dotted",
        "double",
        "groove",
        "ridge",
        "outset",
        "inset",
    ]
    return None if value in styles else f"stroke {value!r}"


_VALUES: dict[str, Callable[[Any, Any], str | None]] = {
    "color": _color,
    "dimension": _measure("px", "rem"),
    "duration": _measure("ms", "s"),
    "number": _plain_number,
    "fontFamily": _family,
    "fontWeight": _weight,
    "cubicBezier": _bezier,
    "strokeStyle": _stroke,
    "shadow": _each(
        _members(
            color="color",
            offsetX="dimension",
            offsetY="dimension",
            blur="dimension",
            spread="dimension",
        )
    ),
    "gradient": _each(_stop),
    "border": _members(color="color", width="dimension", style="strokeStyle"),
    "transition": _members(
        duration="duration", delay="duration", timingFunction="cubicBezier"
    ),
    "typography": _members(
        fontFamily="fontFamily",
        fontSize="dimension",
        fontWeight="fontWeight",
        letterSpacing="dimension",
        lineHeight="number",
    ),
}
