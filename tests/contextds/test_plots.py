"""Plots: their geometry, and that every one of them can be drawn under our policy."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from selectolax.lexbor import LexborHTMLParser

from contextds.database.plots import (
    HEIGHT,
    POINTS,
    WIDTH,
    Plot,
    Series,
    bar_plot,
    line_plot,
    percentage,
    sparkline,
)
from contextds.database.units import Unit
from tests.pages import inline_faults

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def hours(count: int) -> list[datetime]:
    """As many times, an hour apart."""
    return [START + timedelta(hours=hour) for hour in range(count)]


def line(*values: float | None) -> Plot:
    """A plot of one line."""
    return line_plot(
        "one", "Calls", hours(len(values)), [Series("calls", values)], Unit.COUNT
    )


def drawn(plot: Plot) -> LexborHTMLParser:
    """The plot as the template writes it, which keeps to the policy."""
    html = render_to_string("monitoring/_plot.html", {"plot": plot})
    assert not inline_faults(html)
    return LexborHTMLParser(html)


def test_a_line_goes_from_the_left_to_the_right_and_nought_is_at_the_bottom() -> None:
    (path,) = line(0, 100, 50).paths

    points = [tuple(map(float, p.split())) for p in path.line[1:].split("L")]
    assert points == [(0, HEIGHT), (WIDTH / 2, 0), (WIDTH, HEIGHT / 2)]
    assert path.area.endswith("Z")


def test_a_gap_breaks_the_line() -> None:
    (path,) = line(1, 2, None, 3, 4).paths

    assert path.line.count("M") == 2


def test_a_value_between_gaps_is_a_dot() -> None:
    plot = line(1, 2, None, 3, None)

    assert [(dot.x, dot.series) for dot in plot.dots] == [(75.0, 1)]


def test_one_point_is_a_dot_in_the_middle_with_its_time() -> None:
    plot = line(5)

    assert not plot.paths
    assert [dot.x for dot in plot.dots] == [50.0]
    assert [tick.label for tick in plot.across] == ["20 Nov 2026 08:00"]
    assert drawn(plot).css("circle")


@pytest.mark.parametrize("values", [(), (None, None), (math.nan, math.inf)])
def test_no_values_are_said_in_words(values: tuple[float | None, ...]) -> None:
    tree = drawn(line(*values))

    assert not tree.css("svg")
    assert "No values yet." in tree.text()


def test_huge_values_stay_within_the_box() -> None:
    plot = line(0, 2.0**63, 1e300)

    numbers = [float(n) for n in re.findall(r"-?[\d.]+", plot.paths[0].line)]
    assert all(0 <= number <= WIDTH for number in numbers)
    assert len(plot.down) <= 5


def test_of_many_points_the_peaks_are_kept() -> None:
    values = [1.0] * 5000
    values[1234] = 90.0
    plot = line(*values)

    assert len(plot.hints) <= POINTS
    assert "90" in plot.text
    assert f" {HEIGHT * 0.1:.1f}" in plot.paths[0].line


def test_a_plot_says_what_it_shows_to_who_cannot_see_it() -> None:
    tree = drawn(line(1, 7, 3))

    (svg,) = tree.css("svg[role=img]")
    (title,) = tree.css(f"#{svg.attributes['aria-labelledby']}")
    (text,) = tree.css(f"#{svg.attributes['aria-describedby']}")
    assert title.text() == "Calls"
    assert "calls: 3 at last, 1 to 7." in text.text()


def test_each_point_tells_its_values_when_pointed_at() -> None:
    plot = line_plot(
        "two",
        "Calls",
        hours(2),
        [Series("calls", [1, 2]), Series("errors", [0, None])],
        Unit.COUNT,
    )

    assert plot.legend == ("calls", "errors")
    assert [hint.text for hint in plot.hints] == [
        "20 Nov 2026 08:00\ncalls: 1\nerrors: 0",
        "20 Nov 2026 09:00\ncalls: 2\nerrors: –",
    ]
    assert sum(hint.width for hint in plot.hints) == pytest.approx(100)


def test_what_others_wrote_is_escaped() -> None:
    plot = line_plot(
        "three",
        "<script>alert(1)</script>",
        hours(2),
        [Series("</title><b>", [1, 2])],
        Unit.COUNT,
    )

    assert not drawn(plot).css("script, b")


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (timedelta(hours=4), ["08:00", "10:00", "12:00"]),
        (timedelta(days=2), ["20 Nov 08:00", "21 Nov 08:00", "22 Nov 08:00"]),
        (timedelta(days=20), ["20 Nov", "30 Nov", "10 Dec"]),
        (timedelta(days=730), ["Nov 2026", "Nov 2027", "Nov 2028"]),
    ],
)
def test_times_are_written_as_their_span_needs(
    span: timedelta, labels: list[str]
) -> None:
    plot = line_plot(
        "four", "Calls", [START, START + span], [Series("calls", [1, 2])], Unit.COUNT
    )

    assert [tick.label for tick in plot.across] == labels


def test_bars_stand_beside_each_other_and_parts_before_their_whole() -> None:
    plot = bar_plot(
        "five",
        "Calls per hour",
        hours(4),
        [Series("calls", [10, 20, None, 40]), Series("errors", [0, 5, None, 40])],
        Unit.COUNT,
        every=timedelta(hours=1),
    )

    calls = [bar for bar in plot.bars if bar.series == 1]
    assert [bar.height for bar in calls] == [37.5, 75.0, 150.0]
    assert all(a.x + a.width < b.x for a, b in pairwise(calls))
    assert calls[-1].x + calls[-1].width <= 100
    assert [bar.series for bar in plot.bars] == [1, 1, 1, 2, 2]
    assert drawn(plot).css("rect.column.series-2")


def test_bars_of_nothing_are_said_in_words() -> None:
    plot = bar_plot("six", "Calls", [], [], Unit.COUNT, every=timedelta(hours=1))

    assert plot.empty


def test_a_sparkline_says_its_values() -> None:
    spark = sparkline("idx_scans_site", [0, 5, None, 2, 3], Unit.COUNT)

    assert spark.text == "idx_scans_site: 0 at first, 3 at last, 5 at most"
    assert spark.line.count("M") == 2
    html = render_to_string("monitoring/_sparkline.html", {"spark": spark})
    assert not inline_faults(html)


@pytest.mark.parametrize("values", [[], [None], [0.0, 0.0], [3.0]])
def test_a_sparkline_of_next_to_nothing_is_drawn(values: list[float | None]) -> None:
    spark = sparkline("x", values, Unit.COUNT)

    html = render_to_string("monitoring/_sparkline.html", {"spark": spark})
    (svg,) = LexborHTMLParser(html).css("svg")
    assert svg.attributes["aria-label"]


@pytest.mark.parametrize(
    ("part", "whole", "width"),
    [(1, 4, 25.0), (9, 4, 100.0), (-1, 4, 0.0), (1, 0, 0.0), (math.nan, 1, 0.0)],
)
def test_a_meter_is_never_empty_of_sense(
    part: float, whole: float, width: float
) -> None:
    assert percentage(part, whole) == width
