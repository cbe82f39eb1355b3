"""Varied stylesheets, made by rule: families of sites, each in successive states."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

#: Stands for a site's own colour, which each site puts in its place.
BRAND = "#0badf1"
#: States of a family; after the last one comes the first again.
STATES = 8

_COMMON = {
    "color": ("#ffffff", "#000000", "#111827", "#f9fafb"),
    "space": ("4px", "8px", "16px", "24px"),
    "text": ("16px", "14px"),
    "radius": ("4px", "8px"),
    "shadow": ("0 1px 2px rgba(0, 0, 0, .1)",),
    "ease": ("cubic-bezier(.4, 0, .2, 1)",),
}
#: A few palettes that many sites take their colours from.
_PALETTE = (
    *("#ef4444", "#f97316", "#f59e0b", "#84cc16", "#22c55e", "#14b8a6", "#06b6d4"),
    *("#3b82f6", "#6366f1", "#8b5cf6", "#d946ef", "#ec4899", "#64748b", "#1f2937"),
    *("#0d6efd", "#6610f2", "#d63384", "#dc3545", "#198754", "#20c997", "#0dcaf0"),
)
_FONTS = (
    "Inter, system-ui, sans-serif",
    "Roboto, Arial, sans-serif",
    "Georgia, serif",
    "'Source Sans 3', sans-serif",
    "system-ui, sans-serif",
    "'IBM Plex Mono', monospace",
    "Lato, 'Helvetica Neue', sans-serif",
)
_NAMES = {
    "color": ("ink", "paper", "accent", "muted", "line", "surface", "link", "danger"),
    "space": ("xs", "sm", "md", "lg", "xl", "gutter", "stack", "inset"),
    "text": ("small", "body", "lead", "title", "display"),
    "radius": ("control", "card", "pill"),
    "shadow": ("raised", "overlay"),
    "ease": ("standard", "enter"),
}
#: How a variable of a kind is used, so that the extractor sees its role.
_USES = {
    "color": (".{0} {{ color: var(--{1}) }}", ".{0} {{ background: var(--{1}) }}"),
    "space": (".{0} {{ padding: var(--{1}) }}", ".{0} {{ gap: var(--{1}) }}"),
    "text": (".{0} {{ font-size: var(--{1}) }}",),
    "radius": (".{0} {{ border-radius: var(--{1}) }}",),
    "shadow": (".{0} {{ box-shadow: var(--{1}) }}",),
    "ease": (".{0} {{ transition: color 150ms var(--{1}) }}",),
}


@dataclass
class Design:
    """The custom properties of a site, as (kind, name): value, its typeface and paper."""

    font: str
    paper: str
    prefix: str
    variables: dict[tuple[str, str], str] = field(default_factory=dict)

    def css(self) -> str:
        """Return the stylesheet."""
        declared = "".join(
            f"  --{self._name(kind, name)}: {value};\n"
            for (kind, name), value in self.variables.items()
        )
        rules = [
            f":root {{\n  --{self.prefix}brand: {BRAND};\n{declared}}}",
            f"body {{ font-family: {self.font}; line-height: 1.5;"
            f" background: {self.paper}; font-size: 16px }}",
            f".button {{ background: var(--{self.prefix}brand); font-weight: 600 }}",
        ]
        for place, (kind, name) in enumerate(self.variables):
            uses = _USES[kind]
            rule = uses[place % len(uses)]
            rules.append(rule.format(f"{kind}-{name}", self._name(kind, name)))
        return "\n".join(rules) + "\n"

    def _name(self, kind: str, name: str) -> str:
        return f"{self.prefix}{kind}-{name}"


def family(chance: random.Random) -> list[str]:
    """Return the stylesheets of one family of sites, STATES successive ones."""
    design = Design(
        font=chance.choice(_FONTS),
        paper=chance.choice(["#ffffff", "#ffffff", "#ffffff", "#fafafa"]),
        prefix=chance.choice(["", "", "ds-", "app-"]),
    )
    # Most sites are small, few are large.
    for _ in range(min(60, int(3 * chance.paretovariate(1.25)))):
        _add(design, chance)
    states = [design.css()]
    while len(states) < STATES:
        _evolve(design, chance)
        css = design.css()
        if css not in states:
            states.append(css)
    return states


def _evolve(design: Design, chance: random.Random) -> None:
    """Do what a release does: some values change, some names come, go or change."""
    for key in chance.sample(
        sorted(design.variables), min(len(design.variables), chance.randint(1, 3))
    ):
        design.variables[key] = _value(key[0], chance)
    for _ in range(chance.randint(0, 2)):
        _add(design, chance)
    if len(design.variables) > 3 and chance.random() < 0.5:
        del design.variables[chance.choice(sorted(design.variables))]
    if design.variables and chance.random() < 0.3:
        kind, name = chance.choice(sorted(design.variables))
        value = design.variables.pop((kind, name))
        design.variables[kind, f"{name}-{chance.randint(2, 900)}"] = value


def _add(design: Design, chance: random.Random) -> None:
    kind = chance.choices(tuple(_NAMES), (6, 4, 2, 1, 1, 1))[0]
    name = chance.choice(_NAMES[kind])
    if (kind, name) in design.variables:
        name = f"{name}-{chance.randint(2, 900)}"
    design.variables[kind, name] = _value(kind, chance)


def _value(kind: str, chance: random.Random) -> str:
    """A value that most sites have, or that some have, or only this family."""
    if chance.random() < 0.4:
        return chance.choice(_COMMON[kind])
    match kind:
        case "color":
            own = f"#{chance.randrange(1 << 24):06x}"
            return chance.choice([*chance.sample(_PALETTE, 2), own])
        case "space":
            return f"{chance.randint(1, 24) * 4}px"
        case "text":
            return f"{chance.randint(20, 96) / 16:g}rem"
        case "radius":
            return f"{chance.randint(1, 32)}px"
        case "shadow":
            blur = chance.randint(2, 40)
            return (
                f"0 {blur // 2}px {blur}px rgba(0, 0, 0, .{chance.randint(5, 40):02d})"
            )
        case _:
            return (
                f"cubic-bezier(.{chance.randint(1, 9)}, 0, .{chance.randint(1, 9)}, 1)"
            )
