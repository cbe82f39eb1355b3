"""What was measured, as the lines of a table."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Timing(NamedTuple):
    """One reading of one stylesheet."""

    #: By the clock, and of the processor on all its cores.
    seconds: float
    processor: float
    #: The most memory that the process has held so far, in MB.
    peak: float


class Row(NamedTuple):
    """One stylesheet, with as many timings of ours as of the peer's."""

    name: str
    megabytes: float
    ours: list[Timing]
    peer: list[Timing]


_COLUMNS = "{:40.40} {:>6} {:>7} {:>7} {:>6} {:>11} {:>6} {:>8}"
_HEAD = ("stylesheet", "MB", "ours", "peer", "ratio", "spread", "CPU", "peak MB")


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """The table, each line as soon as its row is there: speeds in MB/s, ratios peer / ours.

    The last line pools the rows: all bytes by the sum of the median seconds.
    """
    yield _COLUMNS.format(*_HEAD)
    megabytes = ours = peer = ours_processor = peer_processor = peak = 0.0
    for row in rows:
        times = _median(row.ours), _median(row.peer)
        processor = _median(row.ours, 1), _median(row.peer, 1)
        ratios = [
            b.seconds / a.seconds for a, b in zip(row.ours, row.peer, strict=True)
        ]
        memory = max(one.peak for one in row.ours)
        spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
        yield _line(row.name, row.megabytes, times, spread, processor, memory)
        megabytes += row.megabytes
        ours, peer = ours + times[0], peer + times[1]
        ours_processor += processor[0]
        peer_processor += processor[1]
        peak = max(peak, memory)
    pooled = ours_processor, peer_processor
    yield _line("all of them", megabytes, (ours, peer), "", pooled, peak)


def _median(timings: list[Timing], field: int = 0) -> float:
    return statistics.median(one[field] for one in timings)


def _line(
    name: str,
    megabytes: float,
    times: tuple[float, float],
    spread: str,
    processor: tuple[float, float],
    peak: float,
) -> str:
    ours, peer = times
    return _COLUMNS.format(
        name,
        f"{megabytes:.2f}",
        f"{megabytes / ours:.2f}",
        f"{megabytes / peer:.2f}",
        f"{peer / ours:.2f}",
        spread,
        f"{processor[1] / processor[0]:.2f}",
        f"{peak:.0f}",
    )
