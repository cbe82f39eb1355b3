"""What is looked for, as values that the index and the exact comparison both take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tokens.extraction.color_spaces import Triple


@dataclass(frozen=True, slots=True)
class Near:
    """Colours within `distance` (deltaEOK) of a centre in OKLab, of the same opacity."""

    center: Triple
    #: From 0 to 255.
    alpha: int
    distance: float


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`, either may be infinite; the unit is px, ms or n."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Criteria:
    """What one and the same token has to be, and the sets that are looked through.

    `tokens.search.read` makes them of plain strings.
    """

    #: As `tokens.search.search_text` spells it.
    value: str = ""
    group: str = ""
    #: With a group: the token's name, for a value or an alias at a path.
    name: str = ""
    #: The path that the token at `group.name` points to.
    alias: str = ""
    #: Of a path, in lower case; * stands for any characters.
    pattern: str = ""
    near: Near | None = None
    range: Range | None = None
    usage: int = 0
    confidence: float = 0
    #: Of the sites that are looked at; all when empty.
    domains: tuple[str, ...] = ()
    all_versions: bool = False
    #: The strings that these were read from, without the empty ones.
    asked: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_category_alone(self) -> bool:
        """Whether any token of the group will do."""
        return bool(self.group) and not (
            self.value or self.alias or self.near or self.range or self.pattern
        )

    @property
    def is_vague(self) -> bool:
        """Whether nobody can tell beforehand how many sets match: no exact value."""
        return not (self.value or self.alias)
