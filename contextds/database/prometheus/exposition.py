"""The readings as Prometheus metrics, behind a collector that keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder

from contextds.database import statistics
from contextds.database.prometheus import server, tables
from contextds.database.prometheus.samples import Take, gauge, gauges
from contextds.database.statistics import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

FAMILIES: tuple[Callable[[Take], Iterator[Metric]], ...] = (
    server.connections,
    server.sessions,
    server.statements,
    tables.tables,
    tables.indexes,
    server.transaction_ids,
    server.replication,
    server.queue,
    server.months,
)


def exposition(accept: str) -> tuple[bytes, str]:
    """Take the readings; return them as `accept` (an HTTP header) asks, with the type."""
    registry = CollectorRegistry()
    registry.register(Readings())
    try:
        encode, content_type = choose_encoder(accept)
    except TypeError:
        # It compares a version that is no number with one.
        encode, content_type = choose_encoder("")
    return encode(registry), content_type


class Readings:
    """A collector that asks the database when it is scraped, once."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._taken: dict[str, bool] = {}

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every metric family; without a database only that it is away."""
        size = statistics.database_size()
        up = not isinstance(size, Unavailable)
        yield gauge("database_up", "Whether the database answers (1) or not (0).", up)
        yield from server.pool()
        if isinstance(size, Unavailable):
            return
        yield gauge("database_size_bytes", "All of this database.", size.total_bytes)
        for families in FAMILIES:
            yield from families(self._take)
        yield gauges(
            "reading_available",
            "Whether a reading could be had; manage.py dbstats says why not.",
            ["reading"],
            [((name,), there) for name, there in sorted(self._taken.items())],
        )

    def _take(
        self,
        read: Callable[P, T | Unavailable],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        value = read(*args, **kwargs)
        there = not isinstance(value, Unavailable)
        self._taken[read.__name__] = there
        return None if isinstance(value, Unavailable) else value
