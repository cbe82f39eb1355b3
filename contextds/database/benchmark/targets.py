"""The table of improvements that the seed expects, and what is to be reached of it.

Pure: it judges what `running` has measured. The targets are for scale 10; smaller tables
fit into so few pages that no index can gain as much there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contextds.database.benchmark.figures import Figure, WriteCost, ratio
from contextds.database.benchmark.index_sets import IndexSet

#: From here on the targets count.
SCALE = 10
#: Rows a second that a COPY must reach with all our indexes.
LEAST_ROWS = {"token_sets": 2_000, "token_changes": 30_000}
DELETION_MS = 20
#: The name under which the page of a site is kept beside the questions.
PAGE = "page"

#: What each set measured, by question and subject.
Figures = Mapping[IndexSet, Mapping[tuple[str, str], Figure]]


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the table. The figures of its questions are summed."""

    row: str
    claim: str
    questions: tuple[str, ...]
    ratio: int
    buffers: int | None = None
    #: Whether a sequential scan misses the target.
    indexed: bool = False
    #: Whether the first query alone is meant, not what the page asks about its rows.
    first: bool = False


TARGETS = (
    Target(
        "Site with its latest scan",
        "100x",
        ("site-by-domain", "site-latest-scan"),
        100,
        10,
    ),
    Target("Scans of a site", "50x", ("site-scans",), 300, 15, first=True),
    Target("Token changes, a page of 50", "100x-200x", ("site-changes",), 2_000, 250),
    *(
        Target(
            f"Token search, {kind} value",
            "100x",
            (f"sets-with-{kind}-value",),
            2_000,
            1_000,
            indexed=True,
        )
        for kind in ("rare", "middling", "common")
    ),
    Target("API usage, one key", "60x", ("key-usage",), 100),
    Target("API usage, all keys", "60x", ("usage",), 300),
    Target("Site page, all its queries", "16x", (PAGE,), 500),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the table for one subject; a figure is None where it was not measured."""

    target: Target
    subject: str
    none: Figure | None
    seed: Figure | None
    ours: Figure | None

    @property
    def ratio(self) -> float | None:
        """How many times as fast ours is as no secondary index at all."""
        return ratio(self.none, self.ours) if self.none and self.ours else None

    @property
    def misses(self) -> list[str]:
        """What was measured and does not reach the target, one phrase each."""
        found = []
        where = f"{self.target.row} ({self.subject})"
        if self.ratio is not None and self.ratio < self.target.ratio:
            found.append(f"{where}: {self.ratio:,.0f}x of {self.target.ratio:,}x")
        most = self.target.buffers
        if self.ours and most is not None and self.ours.buffers > most:
            found.append(f"{where}: {self.ours.buffers:,} buffers of {most:,}")
        if self.ours and self.target.indexed and self.ours.sequential_scans:
            tables = ", ".join(self.ours.sequential_scans)
            found.append(f"{where}: a sequential scan of {tables}")
        return found


def table(figures: Figures, subjects: tuple[str, ...]) -> Iterator[Judged]:
    """Yield the rows of the seed's table, each for every subject."""
    for target in TARGETS:
        for subject in subjects:
            yield Judged(
                target,
                subject,
                *(
                    _together(figures.get(index_set, {}), target, subject)
                    for index_set in IndexSet
                ),
            )


def misses_of_writes(costs: Mapping[str, WriteCost]) -> list[str]:
    """What the writes under our indexes do not reach, one phrase each."""
    return [
        f"COPY into {name}: {costs[name].rows_per_second:,.0f} rows/s of {least:,}"
        for name, least in LEAST_ROWS.items()
        if name in costs and costs[name].rows and costs[name].rows_per_second < least
    ]


def _together(
    measured: Mapping[tuple[str, str], Figure], target: Target, subject: str
) -> Figure | None:
    figures = [measured.get((question, subject)) for question in target.questions]
    found = [figure for figure in figures if figure is not None]
    if len(found) < len(figures):
        return None
    return Figure.together([f.first if target.first else f for f in found])
