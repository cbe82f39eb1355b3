"""The label of a token: its strongest roles in a few words. No label renames anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tokens.extraction.roles.brand import Candidate
from tokens.extraction.roles.palette import Shade
from tokens.extraction.roles.ramps import Ramp
from tokens.extraction.roles.semantics import ROLES, Holder
from tokens.extraction.roles.vocabulary import STATUS

#: Candidates and holders that are too weak for a label.
_BRAND = 0.5
_ROLE = 0.4
_BRANDS = 3
_LONGEST = 2


def labels(
    shades: Iterable[Shade],
    ramps: Iterable[Ramp],
    brand: Iterable[Candidate],
    semantics: Mapping[str, list[Holder]],
) -> dict[str, str]:
    """Per token path the label: `brand 1`, `danger`, `neutral 9/9`."""
    said: dict[int, list[str]] = {}
    heads = (one for one in brand if one.variant_of is None)
    for rank, candidate in enumerate(heads, 1):
        if rank <= _BRANDS and candidate.score >= _BRAND:
            said.setdefault(id(candidate.shade), []).append(f"brand {rank}")
    held: dict[tuple[int, str | None], list[str]] = {}
    for role in ROLES:
        for holder in semantics.get(role, ())[:1]:
            if holder.score >= _ROLE:
                if role in STATUS:
                    said.setdefault(id(holder.shade), []).append(role)
                    continue
                # White may be the background and the text on buttons: of the declared
                # tokens only those whose own names say so have the role.
                for name in (None, *holder.names):
                    held.setdefault((id(holder.shade), name), []).append(role)
    steps: dict[str, str] = {}
    observed: dict[int, str] = {}
    for ramp in sorted(ramps, key=lambda ramp: not ramp.authored):
        name = "neutral" if ramp.neutral else ramp.name
        for number, step in enumerate(ramp.steps, 1):
            text = f"{name} {number}/{len(ramp.steps)}"
            if ramp.authored:
                steps.setdefault(step.token.path, text)
            observed.setdefault(id(step.shade), text)
    found: dict[str, str] = {}
    for shade in shades:
        words = said.get(id(shade), [])
        anywhere = observed.get(id(shade))
        for token in shade.tokens:
            path = token.path
            ramped = steps.get(path, anywhere)
            roles = held.get((id(shade), token.declared), ())
            if words or roles or ramped:
                every = [*words, *roles, *([ramped] if ramped else ())]
                found[path] = ", ".join(every[:_LONGEST])
    return found
