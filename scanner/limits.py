"""Every limit of a scan, in one place; handed in, never looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one scan may take: seconds, bytes after decompression, and counts."""

    url_chars: int = 2048
    redirects: int = 5

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    resource_seconds: float = 20.0
    scan_seconds: float = 90.0
    rendered_scan_seconds: float = 180.0
    crawl_delay_seconds: float = 10.0

    html_parse_seconds: float = 10.0
    html_parse_bytes: int = 1024 * MIB

    header_bytes: int = 256 * KIB
    html_bytes: int = 3 * MIB
    stylesheet_bytes: int = 4 * MIB
    css_bytes: int = 12 * MIB
    robots_bytes: int = 512 * KIB

    stylesheets: int = 100
    import_depth: int = 5
    tokens: int = 20_000
    token_name_chars: int = 200
    token_value_chars: int = 2_000

    analysis_seconds: float = 60.0
    analysis_bytes: int = 1024 * MIB

    pages: int = 5
    most_pages: int = 20

    def with_overrides(self, overrides: Mapping[str, Any]) -> Self:
        """These limits with some changed, as an operator's settings ask for.

        Raises ValueError for an unknown name, for a value that is not a
        positive finite number, and for a fraction where a count is meant.
        """
        known = {field.name: field.type for field in fields(self)}
        for name, value in overrides.items():
            if name not in known:
                raise ValueError(
                    f"Unknown limit {name!r}. Known limits: {', '.join(known)}."
                )
            kinds = (int, float) if known[name] == "float" else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds):
                raise ValueError(f"The limit {name} must be a {known[name]}.")
            if not 0 < value < float("inf"):
                raise ValueError(f"The limit {name} must be positive and finite.")
        return replace(self, **overrides)


DEFAULT_LIMITS = Limits()
