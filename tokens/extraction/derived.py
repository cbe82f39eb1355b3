"""Custom properties that a mode changes without redefining them: they take in one that it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tokens.extraction.variables import Variables, has_scheme

#: (axis, context)
Mode = tuple[str, str]
SCHEME = "color-scheme"
DARK = "dark"
#: Modes beyond this many are not followed, nor those with which all have more values than this:
#: each is computed.
_MODES = 64
_VALUES = 100_000


def followers(
    redefined: Mapping[Mode, Mapping[str, str]], variables: Variables
) -> dict[str, list[Mode]]:
    """Per custom property the modes that may change its value without naming it, sorted.

    `redefined` are the custom properties that the rules of each mode name, `variables` the
    default environment. light-dark() changes with the scheme; whether it does in a theme
    called dark, no rule of that theme says. Nor does one say what meets in a compound mode.
    """
    choosing = [
        name for name in variables.mentions if has_scheme(variables.definitions[name])
    ]
    modes = {mode for mode in redefined if "+" not in mode[0]}
    if choosing:
        modes.add((SCHEME, DARK))
    found: dict[str, list[Mode]] = defaultdict(list)
    room = _VALUES
    for mode in sorted(modes)[:_MODES]:
        named = redefined.get(mode, {})
        seen = set(named)
        if mode == (SCHEME, DARK):
            seen.update(choosing)
        pending = [*seen]
        while pending:
            for name in variables.dependents().get(pending.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    pending.append(name)
        following = seen.difference(named)
        room -= len(following)
        if room < 0:
            break
        for name in following:
            found[name].append(mode)
    return found
