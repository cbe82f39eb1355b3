"""Token names: authored names made legal, and slugs for literals written in place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from tokens.extraction.colors import Color
from tokens.extraction.numbers import Measure, Number, tidy

# DTCG 2025.10 format 5.1 forbids `.`, `{`, `}` in names and a leading `$`; `%` is encoded so
# that names decode one way only, white space and controls because exports cannot hold them.
_ILLEGAL = re.compile(r"[.{}%\s\x00-\x1f\x7f-\x9f]|\A\$")
_OBJECT_PROTOTYPE = frozenset(
    [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    ]
)
_LONGEST = 64


def _percent(match: re.Match[str]) -> str:
    encoded = match.group().encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in encoded)


@lru_cache(maxsize=32768)
def authored_name(custom_property: str) -> str:
    """The token name of `--custom-property`: case kept, illegal characters percent-encoded."""
    name = _ILLEGAL.sub(_percent, custom_property.removeprefix("--"))
    # JavaScript tools keep tokens in plain objects, where these keys are taken.
    return name + "%5F" if name in _OBJECT_PROTOTYPE else name


def shortened(slug: str, longest: int = _LONGEST) -> str:
    """A text of at most `longest` characters: a long one ends in 8 digits of its SHA-256.

    24 characters below the limit are kept: 40 of a slug, whose limit is 64.
    """
    if len(slug) <= longest:
        return slug
    digest = hashlib.sha256(slug.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug[: longest - 24]}-{digest[:8]}"


def label(text: str) -> str:
    """A selector, a condition or a value as documents quote it: at most 200 characters.

    One rule may hold thousands of tokens, each of which would repeat a long selector.
    """
    return shortened(text, 200)


def number_slug(value: Number | None) -> str:
    """`1.5` -> `1_5`, `-1` -> `n1`, None -> `none`."""
    if value is None:
        return "none"
    return repr(value).replace(".", "_").replace("-", "n").replace("+", "")


def measure_slug(measure: Measure) -> str:
    """`1.5rem` -> `1_5rem`."""
    return number_slug(measure.value) + measure.unit


@lru_cache(maxsize=32768)
def color_slug(color: Color) -> str:
    """`0d6efd`, `0d6efd-a0_3`; finer numbers `rgb-1_5-0-0`, other spaces `oklch-0_62-0_2-250`."""
    if color.is_eight_bit():
        slug = str(color.hex_digits())
    elif color.space == "srgb":
        slug = "-".join(("rgb", *(number_slug(_level(c)) for c in color.components)))
    else:
        slug = "-".join((color.space, *map(number_slug, color.components)))
    return slug if color.alpha == 1 else f"{slug}-a{number_slug(color.alpha)}"


def _level(component: Number | None) -> Number | None:
    if component is None:
        return None
    # A component of ten digits does not give the last digits of its level again.
    return tidy(float(f"{component * 255:.8g}"))


_TEXT = re.compile(r"[_~]|[.{}%\x00-\x1f\x7f-\x9f]|\A\$")


def text_slug(text: str) -> str:
    """Free text as a part of a slug: white space as `_`, everything ambiguous encoded."""
    return re.sub(r"\s+", "_", _TEXT.sub(_percent, text))


def joined(slugs: Iterable[str]) -> str:
    """The slug of a list."""
    return "~".join(slugs)
