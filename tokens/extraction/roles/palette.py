"""The distinct colours of an extraction, each with the tokens that are it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tokens.extraction.results import Token
from tokens.extraction.roles.perception import Oklab, cut, is_neutral, oklab, uncut

#: An alias that is longer than this is a circle of hostile names.
_LONGEST_CHAIN = 64
#: Members of a list in the document.
LISTED = 10
_WIDE = frozenset(("display-p3", "a98-rgb", "prophoto-rgb", "rec2020"))


@dataclass(slots=True)
class Shade:
    """One colour; however it is spelled, and whatever it is called."""

    #: The DTCG colour space and components, none of them missing.
    space: str
    components: tuple[float, ...]
    alpha: float
    #: Six digits of what the screen shows; empty outside the sRGB gamut.
    digits: str
    oklab: Oklab
    #: Whether it is a grey.
    neutral: bool
    #: Declared tokens before literals, aliases last; then by falling use and by path.
    tokens: list[Token] = field(default_factory=list)
    #: Uses of the token that is used most: those of its aliases are uses of it too.
    usage: int = 0
    #: The custom properties that are this colour.
    names: list[str] = field(default_factory=list)

    @property
    def token(self) -> Token:
        """The token that stands for the colour."""
        return self.tokens[0]

    @property
    def hex(self) -> str:
        """`#rrggbb`, alpha left out; outside the sRGB gamut each channel is cut."""
        if self.digits:
            return self.digits
        return "#{:02x}{:02x}{:02x}".format(*cut(self.space, self.components))

    @property
    def wide(self) -> bool:
        """Whether it is in a space for wide-gamut screens, as twins of sRGB colours are."""
        return self.space in _WIDE

    def described(self, names: Iterable[str] = ()) -> dict[str, Any]:
        """The colour as documents say it: by its token, one of `names` before the others.

        Names that nobody uses, or that are deprecated, come after the living ones.
        """
        declared = {token.declared: token for token in self.tokens if token.declared}
        named = [declared[name] for name in names if name in declared]
        found: dict[str, Any] = {
            "token": min(named, key=_is_left, default=self.token).path,
            "tokens": [token.path for token in self.tokens[:LISTED]],
            "hex": self.hex,
        }
        if self.alpha != 1:
            found["alpha"] = self.alpha
        return found


def palette(tokens: Iterable[Token]) -> tuple[list[Shade], dict[str, Shade]]:
    """The distinct colours of `tokens` (sorted by name), and the colour of each token path."""
    colors = {token.path: token for token in tokens if token.type == "color"}
    shades: dict[tuple[Any, ...], Shade] = {}
    of: dict[str, Shade] = {}
    for path, token in colors.items():
        value = _resolved(token, colors)
        if value is None:
            continue
        digits, alpha = value.get("hex"), value.get("alpha", 1)
        key = (digits or (value["colorSpace"], *value["components"]), alpha)
        shade = shades.get(key)
        if shade is None:
            shade = shades[key] = _shade(value, digits or "", alpha)
        shade.tokens.append(token)
        of[path] = shade
    for shade in shades.values():
        if len(shade.tokens) > 1:
            shade.tokens.sort(key=_standing)
        for token in shade.tokens:
            shade.usage = max(shade.usage, token.provenance.usage)
            if token.declared:
                shade.names.append(token.declared)
    return sorted(shades.values(), key=lambda shade: shade.token.path), of


def _standing(token: Token) -> tuple[bool, bool, int]:
    is_alias = isinstance(token.value, str)
    return is_alias, token.declared is None, -token.provenance.usage


def _is_left(token: Token) -> bool:
    deprecated = token.remark is not None and bool(token.remark.deprecated)
    return deprecated or not token.provenance.usage


def _resolved(token: Token, colors: Mapping[str, Token]) -> dict[str, Any] | None:
    value = token.value
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        target = colors.get(value[1:-1])
        if target is None:
            return None
        value = target.value
    return None


def _shade(value: dict[str, Any], digits: str, alpha: float) -> Shade:
    space = value["colorSpace"]
    components = tuple([0 if one == "none" else one for one in value["components"]])
    if digits:
        red, green, blue = bytes.fromhex(digits[1:])
        seen = oklab((red, green, blue))
    else:
        seen = uncut(space, components)
    return Shade(space, components, alpha, digits, seen, is_neutral(seen))
