"""The result of a run: as one JSON object, and as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from contextds.database.benchmark import targets
from contextds.database.benchmark.figures import Figure, WriteCost, ratio
from contextds.database.benchmark.growth import MOST, Growth
from contextds.database.benchmark.index_sets import IndexSet
from contextds.database.benchmark.running import Results, figures_of
from contextds.database.questions import QUESTIONS
from contextds.database.units import Unit, written

SUBJECTS = ("typical", "hottest")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found. `growth` is the reason where it could not be measured."""

    scale: float
    machine: dict[str, Any]
    results: Mapping[IndexSet, Results]
    growth: Sequence[Growth] | str

    @property
    def figures(self) -> dict[IndexSet, dict[tuple[str, str], Figure]]:
        """Each set's figures by question and subject; the site's page among them."""
        return {s: figures_of(found) for s, found in self.results.items()}

    @property
    def table(self) -> list[targets.Judged]:
        """The seed's table of improvements."""
        return list(targets.table(self.figures, SUBJECTS))

    def writes(self, index_set: IndexSet) -> dict[str, WriteCost]:
        """What writing cost under a set, by table."""
        found = self.results.get(index_set, {})
        return {
            part.removeprefix("writes/"): WriteCost(**outcome)
            for part, outcome in found.items()
            if part.startswith("writes/")
        }

    @property
    def _grown(self) -> Sequence[Growth]:
        return () if isinstance(self.growth, str) else self.growth

    @property
    def missed(self) -> list[str]:
        """The targets that were measured and missed; none below their scale."""
        if self.scale < targets.SCALE:
            return []
        found = [miss for row in self.table for miss in row.misses]
        found += targets.misses_of_writes(self.writes(IndexSet.OURS))
        deletion = self.results.get(IndexSet.OURS, {}).get("deletion", {})
        if deletion.get("ms", 0) > targets.DELETION_MS:
            found.append(
                f"Deletion of a site: {deletion['ms']:.1f} ms of {targets.DELETION_MS}"
            )
        found += [
            f"{each.question} ({each.subject}): buffers grow {each.factor:.2f}x of {MOST}x"
            for each in self._grown
            if each.is_missed
        ]
        return found

    def as_json(self) -> dict[str, Any]:
        """Everything, plans included."""
        return {
            "scale": self.scale,
            "machine": self.machine,
            "table": [
                {
                    "row": row.target.row,
                    "subject": row.subject,
                    "claim": row.target.claim,
                    "target_ratio": row.target.ratio,
                    "target_buffers": row.target.buffers,
                    "none_ms": row.none and row.none.ms,
                    "none_is_floor": row.none and row.none.is_floor,
                    "seed_ms": row.seed and row.seed.ms,
                    "ours_ms": row.ours and row.ours.ms,
                    "ours_buffers": row.ours and row.ours.buffers,
                    "ratio": row.ratio,
                    "missed": row.misses,
                }
                for row in self.table
            ],
            "growth": [
                asdict(each) | {"factor": each.factor, "missed": each.is_missed}
                for each in self._grown
            ],
            "sets": self.results,
            "missed": self.missed,
        }

    def print(self, console: Console) -> None:
        """Write the tables."""
        for title, table in self._tables():
            console.print(f"\n[bold]{title}[/bold]")
            console.print(table)
        self._print_pages(console)
        if isinstance(self.growth, str):
            console.print(f"\nGrowth was not measured: {self.growth}.")
        if self.scale < targets.SCALE:
            console.print(
                f"\nThe targets are for scale {targets.SCALE}: here they do not count."
            )

    def _tables(self) -> Iterator[tuple[str, Table]]:
        yield (
            "The seed's table: median milliseconds, planning and execution",
            self._rows(),
        )
        yield "Every question", self._questions()
        if self._grown:
            yield f"Growth of buffers up to scale {self.scale:g}", self._growth()
        yield "What writing costs", self._writes()

    def _rows(self) -> Table:
        table = _table(
            "Row", "Subject", "Claim", "None", "Seed", "Ours", "Ratio", "Target",
            "Buffers", "At most", "Met",
        )  # fmt: skip
        for row in self.table:
            most = row.target.buffers
            table.add_row(
                row.target.row,
                row.subject,
                row.target.claim,
                *(_ms(figure) for figure in (row.none, row.seed, row.ours)),
                _times(row.none, row.ours),
                f"{row.target.ratio:,}x",
                f"{row.ours.buffers:,}" if row.ours else "",
                f"{most:,}" if most is not None else "",
                self._met(row),
            )
        return table

    def _met(self, row: targets.Judged) -> str:
        if self.scale < targets.SCALE or row.ratio is None:
            return ""
        return "no" if row.misses else "yes"

    def _questions(self) -> Table:
        table = _table(
            "Question", "Subject", "None", "Seed", "Ours", "Ratio", "Buffers",
            "Read by, under ours",
        )  # fmt: skip
        figures = self.figures
        asked = {key for of_set in figures.values() for key in of_set}
        for key in [key for key in _keys() if key in asked]:
            none, seed, ours = (figures.get(s, {}).get(key) for s in IndexSet)
            table.add_row(
                *key,
                *(_ms(figure) for figure in (none, seed, ours)),
                _times(none, ours),
                f"{ours.buffers:,}" if ours else "",
                _read_by(ours),
            )
        return table

    def _growth(self) -> Table:
        table = _table("Question", "Subject", "Smaller", "Now", "Growth", "Met")
        for each in self._grown:
            table.add_row(
                each.question,
                each.subject,
                f"{each.before:,}",
                f"{each.after:,}",
                f"{each.factor:.2f}x",
                "no" if each.is_missed else "yes",
            )
        return table

    def _writes(self) -> Table:
        table = _table(
            "Table", "Set", "Rows/s by two COPYs", "WAL a row", "Table", "Its indexes"
        )
        for index_set in self.results:
            for cost in self.writes(index_set).values():
                table.add_row(
                    cost.table,
                    index_set,
                    f"{cost.rows_per_second:,.0f}",
                    written(cost.wal_bytes_per_row, Unit.BYTES),
                    written(cost.table_bytes, Unit.BYTES),
                    written(cost.index_bytes, Unit.BYTES),
                )
        return table

    def _print_pages(self, console: Console) -> None:
        console.print()
        for index_set, found in self.results.items():
            for subject in SUBJECTS:
                if times := found.get(f"response/{subject}"):
                    console.print(
                        f"Site page, {subject}, {index_set}: whole answer"
                        f" {times['median_ms']:.1f} ms, p95 {times['p95_ms']:.1f} ms"
                        f" ({times['requests']} requests)"
                    )
            if deletion := found.get("deletion"):
                least = "at least " if deletion["is_floor"] else ""
                console.print(
                    f"Deletion of a site, {index_set}: {least}{deletion['ms']:,.1f} ms"
                )


def _keys() -> Iterator[tuple[str, str]]:
    """Question and subject of every figure, in the order of the registry."""
    for name in (*QUESTIONS, targets.PAGE):
        for subject in SUBJECTS:
            yield name, subject


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    words = {"Row", "Question", "Subject", "Table", "Set", "Met", "Read by, under ours"}
    for number, column in enumerate(columns):
        right = column not in words or (column == "Table" and number > 0)
        last = number == len(columns) - 1
        table.add_column(column, justify="right" if right else "left", no_wrap=not last)
    return table


def _ms(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return f"{'>' if figure.is_floor else ''}{figure.ms:,.2f}"


def _times(before: Figure | None, after: Figure | None) -> str:
    if before is None or after is None:
        return ""
    return f"{'>' if before.is_floor else ''}{ratio(before, after):,.0f}x"


def _read_by(figure: Figure | None) -> str:
    if figure is None:
        return ""
    scans = tuple(f"all of {table}" for table in figure.sequential_scans)
    return ", ".join(figure.indexes + scans)
