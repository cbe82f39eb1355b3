"""How the time of work grows with its size, said steadily on a busy machine too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tokens.extraction.garbage import no_collection

T = TypeVar("T")

#: What is quicker than this (seconds) is noise.
_NOISE = 0.004
_ROUNDS = 12


def growth(work: Callable[[T], object], small: T, large: T, enough: float) -> float:
    """How many times the seconds of CPU for `small` the work takes for `large`.

    Other processes only ever add to a time, by shared caches and clocks, so the least of
    several runs is kept for each, and runs follow in turn until the quotient is `enough` or
    the rounds are over. Work that grows too fast does so in its least times as well: it
    gains nothing by the rounds. The tests' own heap is kept from the collector, which
    would walk it the more often the more `large` makes.
    """
    least_small = least_large = float("inf")
    for _ in range(_ROUNDS):
        least_small = min(least_small, *(_seconds(work, small) for _ in range(3)))
        least_large = min(least_large, _seconds(work, large))
        if least_large <= enough * max(least_small, _NOISE):
            break
    return least_large / max(least_small, _NOISE)


def _seconds(work: Callable[[T], object], of: T) -> float:
    with no_collection():
        start = time.process_time()
        work(of)
        return time.process_time() - start
