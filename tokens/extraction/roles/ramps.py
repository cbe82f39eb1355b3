"""Ramps: colours that differ in lightness, by the numbers in their names or by being grey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tokens.extraction.results import Token
from tokens.extraction.roles.palette import Shade
from tokens.extraction.roles.perception import Polar, polar

#: Fewer numbered colours than this are no ramp.
_SHORTEST = 4
#: Steps of the greys that a site really uses; of more the most used stay.
_STEPS = 24
_RAMPS = 100
_ACHROMATIC = 0.005
#: The part of neighbouring steps that must go the same way, lighter or darker.
_MONOTONIC = 0.75
_DIGITS = "0123456789"
_LONGEST_NUMBER = 4


class Step(NamedTuple):
    """One colour of a ramp; `name` is the number that its custom property ends in."""

    token: Token
    shade: Shade
    name: str = ""


class Ramp(NamedTuple):
    """Colours in order: as they are numbered, else from light to dark."""

    name: str
    neutral: bool
    #: Whether custom properties number it; else its colours are those in use.
    authored: bool
    steps: tuple[Step, ...]

    @property
    def usage(self) -> int:
        """Uses of all steps together."""
        return sum(step.shade.usage for step in self.steps)


def ramps(shades: Sequence[Shade]) -> list[Ramp]:
    """The numbered families of custom properties, and the greys in use as one ramp.

    Neutral ramps first, of them those with names; then by falling use, then by name.
    """
    found = _authored(shades)
    # The darkest greens of a family have as little chroma as a slate.
    hued = {id(s.shade) for ramp in found if not ramp.neutral for s in ramp.steps}
    greys = [
        shade
        for shade in shades
        if shade.alpha == 1
        and shade.usage
        and shade.neutral
        and (id(shade) not in hued or polar(shade.oklab).chroma < _ACHROMATIC)
    ]
    greys.sort(key=lambda shade: (-shade.usage, shade.token.path))
    steps = [Step(shade.token, shade) for shade in greys[:_STEPS]]
    steps.sort(key=lambda step: (-step.shade.oklab[0], step.token.path))
    if len(steps) >= _SHORTEST:
        found.append(Ramp("neutral", True, False, tuple(steps)))
    found.sort(
        key=lambda ramp: (not ramp.neutral, not ramp.authored, -ramp.usage, ramp.name)
    )
    return found[:_RAMPS]


def _authored(shades: Iterable[Shade]) -> list[Ramp]:
    families: dict[str, dict[int, list[Step]]] = defaultdict(dict)
    for shade in shades:
        if shade.alpha != 1:
            continue
        for token in shade.tokens:
            name = token.declared
            if name and name[-1] in _DIGITS:
                stem = name.rstrip(_DIGITS)
                number = name[len(stem) :]
                if len(number) <= _LONGEST_NUMBER:
                    steps = families[stem].setdefault(int(number), [])
                    steps.append(Step(token, shade, number))
    found: list[Ramp] = []
    for stem, numbered in families.items():
        if len(numbered) < _SHORTEST:
            continue
        # `--gray-50` and `--gray-050`: one step has one token.
        chosen = [
            min(numbered[number], key=lambda step: step.token.path)
            for number in sorted(numbered)
        ]
        lightness = [step.shade.oklab[0] for step in chosen]
        moves = [
            after - before
            for before, after in zip(lightness, lightness[1:], strict=False)
        ]
        falling = sum(move < 0 for move in moves)
        rising = sum(move > 0 for move in moves)
        if max(falling, rising) < _MONOTONIC * len(moves):
            continue
        grey = sum(step.shade.neutral for step in chosen)
        neutral = grey >= 0.8 * len(chosen)
        found.append(Ramp(stem.strip("-_"), neutral, True, tuple(chosen)))
    return found


def described(ramp: Ramp) -> dict[str, Any]:
    """The ramp as the document says it."""
    return {
        "name": ramp.name,
        "neutral": ramp.neutral,
        "from": "names" if ramp.authored else "use",
        "usage": ramp.usage,
        "steps": [_described(step, polar(step.shade.oklab)) for step in ramp.steps],
    }


def _described(step: Step, seen: Polar) -> dict[str, Any]:
    found: dict[str, Any] = {
        "token": step.token.path,
        "hex": step.shade.hex,
        "lightness": round(seen.lightness, 3),
        "chroma": round(seen.chroma, 3),
        "usage": step.shade.usage,
    }
    if step.name:
        found["step"] = step.name
    return found
