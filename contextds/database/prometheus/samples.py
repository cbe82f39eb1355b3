"""Samples of metrics: how they are named, and how a reading is taken for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, Protocol, TypeVar

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from contextds.database.statistics import Unavailable

P = ParamSpec("P")
T = TypeVar("T")
Value = float | int | None
Sample = tuple[tuple[str, ...], Value]


class Take(Protocol):
    """Takes a reading, notes whether it could be had; None when not."""

    def __call__(
        self,
        read: Callable[P, T | Unavailable],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Call `read` with its arguments."""
        ...


def gauge(name: str, text: str, value: Value) -> Metric:
    """One number that goes up and down."""
    return gauges(name, text, [], [((), value)])


def gauges(
    name: str, text: str, labels: list[str], samples: Iterable[Sample]
) -> Metric:
    """Numbers that go up and down, by the values of `labels`."""
    family = GaugeMetricFamily(f"contextds_{name}", text, labels=labels)
    return _filled(family, samples)


def counters(
    name: str, text: str, labels: list[str], samples: Iterable[Sample]
) -> Metric:
    """Numbers that only grow; prometheus_client ends the name in _total."""
    family = CounterMetricFamily(f"contextds_{name}", text, labels=labels)
    return _filled(family, samples)


def _filled(
    family: GaugeMetricFamily | CounterMetricFamily, samples: Iterable[Sample]
) -> Metric:
    for labels, value in samples:
        if value is not None:
            family.add_metric(labels, value)
    return family
