"""Plots as geometry: a template draws them as inline SVG, in the colours of a stylesheet.

Pure. Coordinates across are shares of the width in per cent, so that a plot is as wide as
its place and its letters stay as large as they are; those down are pixels. Lines lie in
a box of WIDTH by HEIGHT that is stretched. A value that is None, or not finite, is a gap:
the counters began anew, or nobody looked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from contextds.database.units import Unit, axis, written

WIDTH, HEIGHT = 1000.0, 150.0
#: Room above the box for the label of its highest tick, and below for the times.
TOP, BOTTOM = 16.0, 22.0
SPARK_WIDTH, SPARK_HEIGHT = 100.0, 20.0
#: Points of a line at most; of more, the largest of each few is kept.
POINTS = 200

Value = float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one layer of bars: its name, and a value for each time."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its place (per cent across, or pixels down) and its label."""

    at: float
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: place and width in per cent, top and height in pixels."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A value that has no neighbour to be joined with."""

    x: float
    y: float
    series: int


@dataclass(frozen=True, slots=True)
class Path:
    """The line of a series and the area below it, as SVG path data within the box."""

    line: str
    area: str
    series: int


@dataclass(frozen=True, slots=True)
class Hint:
    """A column that tells its values when it is pointed at."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All that a template needs; `key` makes the ids of its title and text unique."""

    key: str
    title: str
    text: str
    legend: tuple[str, ...] = ()
    across: tuple[Tick, ...] = ()
    down: tuple[Tick, ...] = ()
    paths: tuple[Path, ...] = ()
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    hints: tuple[Hint, ...] = ()
    empty: bool = False
    width: float = field(default=WIDTH, init=False)
    height: float = field(default=HEIGHT, init=False)
    top: float = field(default=TOP, init=False)
    base: float = field(default=TOP + HEIGHT, init=False)
    full_height: float = field(default=TOP + HEIGHT + BOTTOM, init=False)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line without axes; `text` says what it shows to who cannot see it."""

    text: str
    line: str = ""
    area: str = ""
    dots: tuple[Dot, ...] = ()
    width: float = field(default=SPARK_WIDTH, init=False)
    height: float = field(default=SPARK_HEIGHT, init=False)


def line_plot(
    key: str,
    title: str,
    times: Sequence[datetime],
    series: Sequence[Series],
    unit: Unit,
) -> Plot:
    """Lines over time, the first with its area; `times` ascend, one for each value."""
    times, series = _thinned(times, [_clean(one) for one in series])
    known = _known(series)
    if not known:
        return Plot(key, title, "No values yet.", empty=True)
    scale = axis(known, unit)
    places = _places(times)

    def down(value: float) -> float:
        return HEIGHT * (1 - value / scale.top)

    paths, dots = [], []
    for number, one in enumerate(series, 1):
        runs = list(_runs(places, one.values))
        line, area = _drawn(runs, down, WIDTH, HEIGHT)
        paths.append(Path(line, area if number == 1 else "", number))
        dots += [
            Dot(_percent(run[0][0]), _pixel(TOP + down(run[0][1])), number)
            for run in runs
            if len(run) == 1
        ]
    return Plot(
        key,
        title,
        _told(times, series, unit),
        legend=tuple(one.name for one in series) if len(series) > 1 else (),
        across=tuple(_time_ticks(times)),
        down=tuple(
            Tick(_pixel(TOP + down(value)), label) for value, label in scale.ticks
        ),
        paths=tuple(path for path in paths if path.line),
        dots=tuple(dots),
        hints=tuple(_hints(times, places, series, unit)),
    )


def bar_plot(
    key: str,
    title: str,
    times: Sequence[datetime],
    series: Sequence[Series],
    unit: Unit,
    *,
    every: timedelta,
) -> Plot:
    """Bars over time, each beginning at its time and `every` long.

    Later series stand in front of earlier ones: give the parts after their whole.
    """
    series = [_clean(one) for one in series]
    known = _known(series)
    if not known:
        return Plot(key, title, "No values yet.", empty=True)
    scale = axis(known, unit)
    ends = [*times, times[-1] + every]
    places = _places(ends)
    slot = places[-1] - places[-2]
    bars = [
        Bar(
            _percent(place + slot * 0.08),
            _pixel(TOP + HEIGHT * (1 - value / scale.top)),
            _percent(slot * 0.84),
            _pixel(HEIGHT * value / scale.top),
            number,
        )
        for number, one in enumerate(series, 1)
        for place, value in zip(places, one.values, strict=False)
        if value
    ]
    return Plot(
        key,
        title,
        _told(times, series, unit),
        legend=tuple(one.name for one in series) if len(series) > 1 else (),
        across=tuple(_time_ticks(ends)),
        down=tuple(
            Tick(_pixel(TOP + HEIGHT * (1 - value / scale.top)), label)
            for value, label in scale.ticks
        ),
        bars=tuple(bars),
        hints=tuple(
            Hint(_percent(place), _percent(slot), text)
            for place, text in zip(places, _texts(times, series, unit), strict=False)
        ),
    )


def sparkline(name: str, values: Sequence[Value], unit: Unit) -> Sparkline:
    """A line of values at equal distances, from nought to the largest of them."""
    values = _clean(Series(name, values)).values
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline(f"{name}: no values yet")
    top = max(known) or 1.0
    last = max(len(values) - 1, 1)
    places = [index / last for index in range(len(values))]
    padding = 1.5

    def down(value: float) -> float:
        return padding + (SPARK_HEIGHT - 2 * padding) * (1 - value / top)

    runs = list(_runs(places, values))
    line, area = _drawn(runs, down, SPARK_WIDTH, SPARK_HEIGHT)
    return Sparkline(
        f"{name}: {written(known[0], unit)} at first, {written(known[-1], unit)} at last,"
        f" {written(max(known), unit)} at most",
        line,
        area,
        tuple(
            Dot(_percent(run[0][0]), _pixel(down(run[0][1])), 1)
            for run in runs
            if len(run) == 1
        ),
    )


def percentage(part: float, whole: float) -> float:
    """The width of a bar that shows `part` of `whole`, in per cent from 0 to 100."""
    if not (math.isfinite(part) and math.isfinite(whole)) or whole <= 0:
        return 0.0
    return _percent(min(max(part / whole, 0.0), 1.0))


def _clean(series: Series) -> Series:
    """The same without what cannot be drawn."""
    return Series(
        series.name,
        [
            max(float(value), 0.0)
            if value is not None and math.isfinite(value)
            else None
            for value in series.values
        ],
    )


def _known(series: Sequence[Series]) -> list[float]:
    return [value for one in series for value in one.values if value is not None]


def _thinned(
    times: Sequence[datetime], series: Sequence[Series]
) -> tuple[Sequence[datetime], Sequence[Series]]:
    """At most POINTS values of each series: of every few the largest, or the gap."""
    size = -(-len(times) // POINTS) if times else 1
    if size == 1:
        return times, series

    def largest(values: Sequence[Value]) -> Value:
        known = [value for value in values if value is not None]
        return max(known) if known else None

    starts = range(0, len(times), size)
    return [times[start] for start in starts], [
        Series(one.name, [largest(one.values[s : s + size]) for s in starts])
        for one in series
    ]


def _places(times: Sequence[datetime]) -> list[float]:
    """Where each time lies between the first (0) and the last (1)."""
    span = (times[-1] - times[0]).total_seconds()
    if not span:
        return [0.5 for _ in times]
    return [(time - times[0]).total_seconds() / span for time in times]


def _runs(
    places: Sequence[float], values: Sequence[Value]
) -> Iterator[list[tuple[float, float]]]:
    """The unbroken pieces of a line."""
    run: list[tuple[float, float]] = []
    for place, value in zip(places, values, strict=True):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place, value))
    if run:
        yield run


def _drawn(
    runs: Sequence[Sequence[tuple[float, float]]],
    down: Callable[[float], float],
    width: float,
    height: float,
) -> tuple[str, str]:
    """The path data of the line through each run, and of the area below it."""
    lines, areas = [], []
    for run in runs:
        if len(run) < 2:
            continue
        points = [f"{x * width:.1f} {down(y):.1f}" for x, y in run]
        line = "M" + "L".join(points)
        lines.append(line)
        first, last = run[0][0] * width, run[-1][0] * width
        areas.append(f"{line}L{last:.1f} {height:.1f}L{first:.1f} {height:.1f}Z")
    return "".join(lines), "".join(areas)


def _told(times: Sequence[datetime], series: Sequence[Series], unit: Unit) -> str:
    """The plot in a sentence per series, for who cannot see it."""
    told = [f"From {_moment(times[0])} to {_moment(times[-1])}."]
    for one in series:
        known = [value for value in one.values if value is not None]
        if known:
            told.append(
                f"{one.name}: {written(known[-1], unit)} at last,"
                f" {written(min(known), unit)} to {written(max(known), unit)}."
            )
    return " ".join(told)


def _hints(
    times: Sequence[datetime],
    places: Sequence[float],
    series: Sequence[Series],
    unit: Unit,
) -> Iterator[Hint]:
    """A column around each time, halfway to its neighbours."""
    edges = [0.0]
    edges += [(a + b) / 2 for a, b in zip(places, places[1:], strict=False)]
    edges.append(1.0)
    for index, text in enumerate(_texts(times, series, unit)):
        start, end = edges[index], edges[index + 1]
        yield Hint(_percent(start), _percent(end - start), text)


def _texts(
    times: Sequence[datetime], series: Sequence[Series], unit: Unit
) -> Iterator[str]:
    for index, time in enumerate(times):
        values = "\n".join(
            f"{one.name}: {written(one.values[index], unit)}" for one in series
        )
        yield f"{_moment(time)}\n{values}"


def _time_ticks(times: Sequence[datetime]) -> Iterator[Tick]:
    """The first and the last time, and two round ones where there is room for them."""
    first, last = times[0].astimezone(UTC), times[-1].astimezone(UTC)
    span = last - first
    if not span:
        yield Tick(50.0, _moment(first), "middle")
        return
    pattern = (
        "%H:%M"
        if span <= timedelta(hours=30)
        else "%d %b %H:%M"
        if span < timedelta(days=4)
        else "%d %b"
        if span < timedelta(days=300)
        else "%b %Y"
    )
    labels = [
        (f"{first + span * share:{pattern}}", share * 100, anchor)
        for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    ]
    seen = set()
    for label, at, anchor in labels:
        if label not in seen:
            yield Tick(at, label, anchor)
        seen.add(label)


def _moment(time: datetime) -> str:
    return f"{time.astimezone(UTC):%d %b %Y %H:%M}"


def _percent(share: float) -> float:
    return round(share * 100, 3)


def _pixel(value: float) -> float:
    return round(value, 1)
