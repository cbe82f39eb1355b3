"""What an extraction hands back: tokens, warnings and the documents made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from tokens.extraction.findings import Path
from tokens.extraction.fluid import Clamp
from tokens.extraction.remarks import Remark

#: Version of our extension: that of its published schema.
SCHEMA_VERSION = 1
#: Stored with each token set: a new value says that the same CSS may give other tokens.
EXTRACTOR_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that could not be read, how often, and one example."""

    code: str
    count: int
    example: str


class Source(NamedTuple):
    """Where a token is written: stylesheet URL, line from 1, enclosing at-rules."""

    url: str
    line: int
    context: str


class Provenance(NamedTuple):
    """How much and where a token is used; lists by falling count, then text."""

    usage: int
    declarations: int
    authored: str
    properties: tuple[str, ...]
    selectors: tuple[str, ...]
    sources: tuple[Source, ...]


#: The default of what most tokens have none of.
_NONE: Mapping[str, Any] = MappingProxyType({})


class Token(NamedTuple):
    """One token; `value` is its DTCG `$value`, an alias or a value with aliases in it."""

    group: str
    name: str
    type: str
    value: Any
    provenance: Provenance
    #: The custom property that declares it, None for a literal written in place.
    declared: str | None = None
    modes: Mapping[str, Mapping[str, str]] = _NONE
    responsive: Mapping[str, str] = _NONE
    scopes: Mapping[str, str] = _NONE
    refs: tuple[str, ...] = ()
    #: Tokens with the same value: the variables that hold what is written in place here.
    same_as: tuple[str, ...] = ()
    details: Mapping[str, Any] = _NONE
    #: What a comment beside its declaration says.
    remark: Remark | None = None

    @property
    def path(self) -> str:
        """`group.name`, as references spell it."""
        return f"{self.group}.{self.name}"


@dataclass(frozen=True, slots=True)
class Untyped:
    """A value that DTCG has no type for; the CSS exports write it out again."""

    group: str
    name: str
    authored: str
    #: unit.<unit>, calculation, keyword, currentColor, function, partial or value.
    reason: str
    usage: int
    #: The custom property that declares it, None for a literal written in place.
    declared: str | None = None
    #: Tokens that it takes in by var().
    refs: tuple[str, ...] = ()
    #: Its arguments when it is one clamp(), var() substituted.
    clamp: Clamp | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The tokens of a list of stylesheets."""

    tokens: tuple[Token, ...]
    warnings: tuple[Warning, ...] = ()
    untyped: tuple[Untyped, ...] = ()
    #: Which limits cut something off: "tokens", "names", "values", "scopes".
    truncated: tuple[str, ...] = ()
    #: Facts about the document as a whole, for its root `$extensions`.
    summary: Mapping[str, Any] = field(default_factory=dict)
    #: By path: the tier of each declared token, and how sure each token is.
    tiers: Mapping[str, str] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    #: What the tokens are for, and the label of each path: they follow from use.
    roles: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    version: str = EXTRACTOR_VERSION

    @property
    def counts(self) -> dict[str, int]:
        """Tokens per group, in document order."""
        return dict(Counter(token.group for token in self.tokens))

    def to_dtcg(self, provenance: bool = True) -> dict[str, Any]:
        """The DTCG 2025.10 document.

        Without provenance it holds only what the cascade decides: it is the same, byte for
        byte, however independent rules are ordered.
        """
        from tokens.extraction.document import dtcg

        return dtcg(self, provenance=provenance)

    def to_resolver(self) -> dict[str, Any]:
        """The DTCG 2025.10 resolver document of its modes, tokens inline."""
        from tokens.extraction.resolver import resolver

        return resolver(self.to_dtcg(provenance=False))


def replaced(value: Any, path: Path, new: Any) -> Any:
    """A copy of a JSON value with the item at `path` replaced."""
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        assert isinstance(head, int)
        return [
            replaced(one, rest, new) if i == head else one
            for i, one in enumerate(value)
        ]
    return {
        key: replaced(one, rest, new) if key == head else one
        for key, one in value.items()
    }
