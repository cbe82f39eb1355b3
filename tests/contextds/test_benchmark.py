"""The benchmark's arithmetic: medians, ratios, targets, growth, and the report of them."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from rich.console import Console

from contextds.database.benchmark import growth, targets
from contextds.database.benchmark.figures import (
    Figure,
    WriteCost,
    median,
    middle,
    percentile,
    ratio,
)
from contextds.database.benchmark.growth import Growth
from contextds.database.benchmark.index_sets import IndexSet
from contextds.database.benchmark.report import SUBJECTS, Report
from contextds.database.benchmark.targets import PAGE, TARGETS
from contextds.database.questions import QUESTIONS


def took(ms: float, **facts: Any) -> Figure:
    """A figure of so many milliseconds, a tenth of them planning."""
    values: dict[str, Any] = {"buffers": 4, "runs": 5, "rows": 10, **facts}
    return Figure(planning_ms=ms / 10, execution_ms=ms * 9 / 10, **values)


def report(
    none_ms: float = 1_000,
    ours: Figure | None = None,
    *,
    scale: float = 10,
    grown: list[Growth] | str = "there is none",
    parts: dict[str, Any] | None = None,
) -> Report:
    """A run that measured every question of the targets with these figures."""
    names = [*dict.fromkeys(name for t in TARGETS for name in t.questions)]

    def results(figure: Figure) -> dict[str, dict[str, Any]]:
        return {
            f"{'' if name == PAGE else 'question/'}{name}/{subject}": asdict(figure)
            for name in names
            for subject in SUBJECTS
        }

    found = {
        IndexSet.NONE: results(took(none_ms)),
        IndexSet.OURS: results(ours or took(0.1)) | (parts or {}),
    }
    return Report(scale, {"cores": 2}, found, grown)


def test_the_middle_run_is_that_of_the_median_time() -> None:
    assert middle([took(ms) for ms in (5, 1, 3, 9, 2)]).ms == 3
    assert median([4.0, 1.0, 2.0, 3.0]) == 3.0


def test_the_95th_of_a_hundred_is_exceeded_by_five() -> None:
    times = [float(ms) for ms in range(1, 101)]
    assert percentile(times, 95) == 95
    assert percentile([7.0], 95) == 7


def test_the_ratio_is_of_planning_and_execution() -> None:
    assert ratio(took(50), took(0.5)) == pytest.approx(100)
    assert ratio(took(50), Figure(0, 0, 0, runs=1)) == 0


def test_figures_together_are_summed_and_a_floor_stays_one() -> None:
    one = took(1, indexes=("a", "b"), sequential_scans=("scans",))
    other = took(2, indexes=("b", "c"), is_floor=True, runs=1)
    both = Figure.together([one, other])
    assert both.ms == pytest.approx(3)
    assert (both.buffers, both.rows, both.runs, both.is_floor) == (8, 20, 1, True)
    assert both.indexes == ("a", "b", "c")
    assert both.sequential_scans == ("scans",)


def test_a_figure_comes_back_from_json_as_it_was() -> None:
    figure = took(1, indexes=("a",), plans=({"sql": "SELECT 1"},))
    assert Figure.from_json(json.loads(json.dumps(asdict(figure)))) == figure


def test_the_first_query_of_a_figure_counts_alone_where_it_is_meant() -> None:
    plan = {
        "Planning Time": 0.25,
        "Execution Time": 0.5,
        "Plan": {"Shared Hit Blocks": 2, "Shared Read Blocks": 1},
    }
    figure = took(9, plans=({"plan": plan}, {"plan": {}}))
    assert (figure.first.ms, figure.first.buffers) == (0.75, 3)
    assert took(9, is_floor=True).first.ms == pytest.approx(9)


def test_every_target_is_about_questions_that_are_asked() -> None:
    asked = {name for target in TARGETS for name in target.questions} - {PAGE}
    assert asked <= set(QUESTIONS)


def test_nothing_is_missed_when_all_is_reached() -> None:
    assert report().missed == []


def test_a_ratio_below_its_target_is_missed_for_each_subject() -> None:
    missed = report(none_ms=4.9).missed
    assert "Scans of a site (typical): 49x of 300x" in missed
    assert "Scans of a site (hottest): 49x of 300x" in missed


def test_too_many_buffers_are_missed() -> None:
    missed = report(ours=took(0.1, buffers=16)).missed
    assert "Scans of a site (typical): 16 buffers of 15" in missed
    assert not any("Token changes" in line for line in missed)


def test_a_token_search_that_reads_the_whole_table_is_missed() -> None:
    (first, _) = report(ours=took(0.1, sequential_scans=("token_sets",))).missed[:2]
    assert first.startswith("Token search")
    assert first.endswith("a sequential scan of token_sets")


def test_slow_writes_and_deletions_are_missed() -> None:
    slow = asdict(WriteCost("token_changes", 50_000, 29_000, 300, 1, 1))
    empty = asdict(WriteCost("token_sets", 0, 0, 0, 1, 1))
    parts = {
        "writes/token_changes": slow,
        "writes/token_sets": empty,
        "deletion": {"ms": 21.0, "is_floor": False},
    }
    assert report(parts=parts).missed == [
        "COPY into token_changes: 29,000 rows/s of 30,000",
        "Deletion of a site: 21.0 ms of 20",
    ]


def test_growth_beyond_half_as_much_again_is_missed() -> None:
    grown = [
        Growth("site-scans", "hottest", 8, 12),
        Growth("site-changes", "hottest", 8, 13),
    ]
    assert report(grown=grown).missed == [
        "site-changes (hottest): buffers grow 1.62x of 1.5x"
    ]


def test_below_its_scale_no_target_counts() -> None:
    assert report(none_ms=0.1, scale=1).missed == []


def test_growth_is_asked_of_pages_by_b_tree_alone() -> None:
    page = took(1, indexes=("idx_a",))
    after = {
        ("page", "typical"): page,
        ("by-gin", "typical"): took(1, indexes=("idx_a", "idx_gin")),
        ("no-index", "typical"): took(1),
        ("long", "typical"): replace(page, rows=201),
        ("more-rows", "typical"): replace(page, rows=11),
        ("new", "typical"): page,
    }
    before = {key: took(1, buffers=2) for key in after if key[0] != "new"}
    before["long", "typical"] = replace(page, rows=201)
    found = list(growth.growth(before, after, frozenset({"idx_a"})))
    assert found == [Growth("page", "typical", 2, 4)]
    assert (found[0].factor, found[0].is_missed) == (2.0, True)
    assert not Growth("nothing", "typical", 0, 0).is_missed


def test_the_report_shows_floors_as_such_and_what_was_not_measured_as_nothing() -> None:
    shown = io.StringIO()
    slow = report()
    for part, outcome in slow.results[IndexSet.NONE].items():
        if part.startswith("question/site-scans/"):
            outcome["is_floor"] = True
    slow.print(Console(file=shown, width=160))
    (line, _) = [
        line for line in shown.getvalue().splitlines() if line.startswith("Scans of")
    ]
    assert line.split()[4:] == [
        *("typical", "50x", ">1,000.00", "0.10", ">10,000x", "300x", "4", "15", "yes")
    ]
    assert "Growth was not measured: there is none." in shown.getvalue()


def test_the_json_holds_the_table_and_all_that_was_measured() -> None:
    stored = json.loads(json.dumps(report(none_ms=4.9).as_json()))
    (row,) = [
        row
        for row in stored["table"]
        if row["row"] == "Scans of a site" and row["subject"] == "typical"
    ]
    assert row["ratio"] == pytest.approx(49)
    assert row["missed"] == ["Scans of a site (typical): 49x of 300x"]
    assert row["seed_ms"] is None
    assert set(stored["sets"]) == {"none", "ours"}
    assert stored["missed"] == report(none_ms=4.9).missed
    assert targets.SCALE == 10
