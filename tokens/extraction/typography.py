"""Typography: the font declarations of one selector as one composite value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tokens.extraction import fonts
from tokens.extraction.findings import Aliases, Finding, Part
from tokens.extraction.fonts import FontDeclaration
from tokens.extraction.naming import measure_slug, number_slug, shortened
from tokens.extraction.numbers import Measure, length, measure, rounded
from tokens.extraction.values import Reader
from tokens.extraction.variables import pure_reference

Layers = list[list[Part]]


def typography(
    declarations: Iterable[FontDeclaration], reader: Reader
) -> Finding | None:
    """The style of a selector that sets family, size and line height; None for any other.

    The size is in px or rem, the line height a number, or a length in the unit of the size.
    A missing weight (400) and letter spacing (0px) are named in `assumed`.
    """
    set_here = _cascaded(declarations, reader)
    if not {"font-family", "font-size", "line-height"} <= set(set_here):
        return None
    aliases: Aliases = []
    families = set_here["font-family"]
    whole = families[0][0].name if len(families) == len(families[0]) == 1 else None
    if whole:
        families = reader.variables.expand(families[0][0].text, reader.tokens) or []
        aliases.append((("fontFamily",), whole))
    stack = fonts.family(families)
    size = _single(set_here["font-size"], "fontSize", aliases)
    found_size = length(size) if size else None
    line = _single(set_here["line-height"], "lineHeight", aliases)
    if stack is None or found_size is None or found_size.value <= 0 or line is None:
        return None
    height = _line_height(line, found_size)
    if height is None:
        return None
    if height[1]:
        aliases = [alias for alias in aliases if alias[0] != ("lineHeight",)]
    assumed: list[str] = []
    weight = fonts.weight("400")
    if "font-weight" in set_here:
        text = _single(set_here["font-weight"], "fontWeight", aliases)
        weight = fonts.weight(text) if text else None
    else:
        assumed.append("fontWeight")
    spacing: Measure | None = Measure(0, "px")
    if "letter-spacing" in set_here:
        text = _single(set_here["letter-spacing"], "letterSpacing", aliases)
        spacing = (
            Measure(0, "px") if text == "normal" else text and length(text) or None
        )
    else:
        assumed.append("letterSpacing")
    if weight is None or spacing is None:
        return None
    value = {
        "fontFamily": stack.value,
        "fontSize": {"value": found_size.value, "unit": found_size.unit},
        "fontWeight": weight.value,
        "letterSpacing": {"value": spacing.value, "unit": spacing.unit},
        "lineHeight": height[0],
    }
    slug = "-".join(
        (
            measure_slug(found_size),
            number_slug(height[0]),
            weight.slug,
            measure_slug(spacing),
            stack.slug,
        )
    )
    details: tuple[tuple[str, Any], ...] = (("assumed", assumed),) if assumed else ()
    return Finding(
        "typography",
        "typography",
        value,
        shortened(slug),
        tuple(aliases),
        stack.refs if not whole else (),
        details,
    )


def _cascaded(
    declarations: Iterable[FontDeclaration], reader: Reader
) -> Mapping[str, Layers]:
    """The last valid declaration of each property, the shorthand taken apart."""
    found: dict[str, Layers] = {}
    important: set[str] = set()
    for declaration in declarations:
        layers = reader.variables.expand(declaration.value, reader.tokens)
        if not layers or not layers[0]:
            continue
        reference = pure_reference(declaration.value)
        if reference and reference.name in reader.tokens:
            # The alias of a stack stands for all its members.
            text = reader.variables.resolve(declaration.value) or ""
            layers = [[Part(text, declaration.value, reference.name)]]
        values = {declaration.name: layers}
        if declaration.name == "font":
            values = {
                group: fonts.shorthand(layers, group)
                for group in ("font-family", "font-size", "font-weight", "line-height")
            }
            if not values["font-family"]:
                continue
            # What a shorthand leaves out it sets back (css-fonts-4 2.7).
            values["font-weight"] = values["font-weight"] or [[Part("400", "400")]]
            if not values["line-height"] or not values["line-height"][0]:
                values["line-height"] = [[Part("normal", "normal")]]
        for name, parts in values.items():
            if declaration.important or name not in important:
                found[name] = parts
                if declaration.important:
                    important.add(name)
    return found


def _single(layers: Layers, member: str, aliases: Aliases) -> str | None:
    if len(layers) != 1 or len(layers[0]) != 1:
        return None
    part = layers[0][0]
    if part.name:
        aliases.append(((member,), part.name))
    return part.text.lower()


def _line_height(text: str, size: Measure) -> tuple[float, bool] | None:
    """The line height as a multiple of the size, and whether it was a length."""
    found = measure(text)
    if found is not None and not found.unit:
        return (found.value, False) if found.value >= 0 else None
    height = length(text)
    if height is None or height.unit != size.unit or height.value < 0:
        return None
    return rounded(height.value / size.value), True
