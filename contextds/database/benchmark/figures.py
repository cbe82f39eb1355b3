"""What is measured, as plain values, and the arithmetic on them. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What the queries of one question cost under one set: the run of the median time.

    `is_floor` says that PostgreSQL broke them off at the time limit: then the time is
    the least that they take, and nothing else is known.
    """

    planning_ms: float
    execution_ms: float
    #: Pages of 8 kB that the execution found in shared memory or read.
    buffers: int
    runs: int
    rows: int = 0
    is_floor: bool = False
    indexes: tuple[str, ...] = ()
    sequential_scans: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    #: One for each query: what it was, and its plan as text and as PostgreSQL's JSON.
    plans: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    @property
    def ms(self) -> float:
        """Planning and execution together."""
        return self.planning_ms + self.execution_ms

    @property
    def first(self) -> Figure:
        """The first query's share; of a floor, which holds no plans, all of it."""
        if not self.plans:
            return self
        plan = self.plans[0]["plan"]
        root = plan["Plan"]
        return replace(
            self,
            planning_ms=plan["Planning Time"],
            execution_ms=plan["Execution Time"],
            buffers=root["Shared Hit Blocks"] + root["Shared Read Blocks"],
        )

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Figure:
        """Read what asdict() wrote, by way of JSON or not."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
        }
        return cls(**values)

    @classmethod
    def together(cls, figures: Sequence[Figure]) -> Figure:
        """Sum the figures of several questions into those of all of them."""
        return cls(
            planning_ms=sum(figure.planning_ms for figure in figures),
            execution_ms=sum(figure.execution_ms for figure in figures),
            buffers=sum(figure.buffers for figure in figures),
            runs=min(figure.runs for figure in figures),
            rows=sum(figure.rows for figure in figures),
            is_floor=any(figure.is_floor for figure in figures),
            indexes=_distinct(figure.indexes for figure in figures),
            sequential_scans=_distinct(figure.sequential_scans for figure in figures),
            sorts=_distinct(figure.sorts for figure in figures),
        )


@dataclass(frozen=True, slots=True)
class WriteCost:
    """What writing one table costs under one set."""

    table: str
    #: Rows copied at once, on all connections together.
    rows: int
    rows_per_second: float
    wal_bytes_per_row: float
    table_bytes: int
    #: The constraints' indexes included.
    index_bytes: int


def ratio(before: Figure, after: Figure) -> float:
    """How many times as fast `after` is; at least so much when `before` is a floor."""
    return before.ms / after.ms if after.ms else 0.0


def middle(runs: Sequence[Figure]) -> Figure:
    """The run of the median time: of an even number, the slower of the two."""
    return sorted(runs, key=lambda run: run.ms)[len(runs) // 2]


def median(values: Sequence[float]) -> float:
    """The middle value: of an even number, the greater of the two."""
    return sorted(values)[len(values) // 2]


def percentile(values: Sequence[float], percent: int) -> float:
    """The least value that `percent` per cent of all do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(len(values) * percent / 100), 1) - 1]


def _distinct(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
