"""How many rows of each table a scale has."""

from __future__ import annotations

from dataclasses import dataclass

#: What --scale takes.
SCALES = (1, 10)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rows of the tables that others hang on; the rest follows from these.

    `token_sets` counts those of scans and those of remixes, `remix_sets` the latter.
    """

    scale: float
    sites: int
    scans: int
    token_sets: int
    remix_sets: int
    token_changes: int
    mcp_usage: int
    audit_log: int
    users: int
    api_keys: int
    css_contents: int
    submissions: int
    token_votes: int
    rate_buckets: int
    snapshots: int

    @property
    def disk_bytes(self) -> int:
        """What the database and the log of its load take at the most, by measurement."""
        return int(1_100_000_000 + self.scale * 650_000_000)


def of_scale(scale: float) -> Sizes:
    """Return the sizes: scale 10 has 10,000 sites, 100,000 scans, 10 million changes.

    A fraction makes the few rows that a test needs; every table keeps some.
    """

    def rows(of_scale_1: int, least: int = 20) -> int:
        return max(least, round(of_scale_1 * scale))

    return Sizes(
        scale=scale,
        sites=rows(1_000),
        scans=rows(10_000, 200),
        token_sets=rows(10_000, 200),
        remix_sets=rows(1_000),
        token_changes=rows(1_000_000, 20_000),
        mcp_usage=rows(500_000, 5_000),
        audit_log=rows(200_000, 2_000),
        users=rows(2_000),
        api_keys=rows(1_000),
        css_contents=rows(6_000, 100),
        submissions=rows(2_000),
        token_votes=rows(10_000, 100),
        rate_buckets=rows(500),
        snapshots=rows(10_000, 100),
    )
