"""tokens.diffing.report: the shapes that people, programs and GitHub read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokens.diffing import diff, report
from tokens.extraction import Stylesheet, extract


def document(css: str, url: str = "theme.css") -> dict[str, Any]:
    return extract([Stylesheet(css, url=url)]).to_dtcg()


DOCS = (Path(__file__).parents[2] / "docs/drift.md").read_text()
OLD = document(":root { --brand: #000; --gone: 1px }\n.dark { --brand: #111 }")
NEW = document(":root { --brand: #fff }\n.dark { --brand: #222 }\n")


def numbers(count: int, value: int) -> dict[str, Any]:
    token = {"$type": "number", "$value": value}
    return {"number": {f"n{n:02}": token for n in range(count)}}


def test_text_puts_changes_under_their_group() -> None:
    assert report.text(diff(OLD, NEW)) == (
        "1 added, 2 removed, 1 modified, breaking\n"
        "\ncolor\n"
        "  removed  color.111111: #111111 (breaking)\n"
        "  added    color.222222: #222222\n"
        "  modified color.brand: #000000 → #ffffff (deltaEOK 1)\n"
        "    mode theme dark: {color.111111} → {color.222222} (deltaEOK 0.0743)\n"
        "\ndimension\n"
        "  removed  dimension.gone: 1px (breaking)\n"
    )


def test_json_has_its_documented_shape() -> None:
    difference = diff(OLD, NEW)
    found = json.loads(report.as_json(difference, fail_on="breaking", failed=True))
    changes = found.pop("changes")
    assert found == {
        "shape": 1,
        "drift": True,
        "breaking": True,
        "fail_on": "breaking",
        "failed": True,
        "summary": difference.counts,
    }
    assert [change["path"] for change in changes] == [
        change.path for change in difference.changes
    ]
    (brand,) = (change for change in changes if change["path"] == "color.brand")
    assert (brand["type"], brand["old_path"], brand["breaking"]) == (
        "modified",
        None,
        False,
    )
    assert (brand["value_changed"], brand["delta_e"]) == (True, 1.0)
    assert brand["old"]["$value"]["hex"] == "#000000"
    assert brand["new"]["$value"]["hex"] == "#ffffff"
    (mode,) = brand["conditions"]
    assert mode["delta_e"] > 0
    assert (mode["kind"], mode["context"]) == ("mode", "dark")
    assert (mode["old"], mode["new"]) == ("{color.111111}", "{color.222222}")


def test_the_docs_name_every_member_of_the_json_report() -> None:
    found = json.loads(report.as_json(diff(OLD, NEW), fail_on="any", failed=True))
    (brand,) = (change for change in found["changes"] if change["conditions"])
    for members in (found, found["summary"], brand, brand["conditions"][0]):
        assert [name for name in members if f'"{name}": ' not in DOCS] == []


def test_a_type_that_changed_is_told() -> None:
    old = {"line-height": {"a": {"$type": "number", "$value": 1}}}
    new = {"line-height": {"a": {"$type": "dimension", "$value": 1}}}
    assert ", type number → dimension (breaking)" in report.text(diff(old, new))


def test_an_annotation_stands_at_the_line_of_its_token() -> None:
    text = report.github(diff(OLD, NEW), file="theme.css", document=NEW, failed=True)
    lines = text.splitlines()
    assert lines[0].startswith("::error file=theme.css,title=Design token drift::")
    assert "::error file=theme.css,title=Design token removed::color.111111" in text
    assert "::warning file=theme.css,line=1,title=Design token modified::" in text
    assert "::notice file=theme.css,line=2,title=Design token added::" in text


def test_a_line_is_only_given_for_the_file_that_it_is_in() -> None:
    text = report.github(diff(OLD, NEW), file="other.css", document=NEW, failed=True)
    assert "line=" not in text
    foreign: tuple[Any, ...] = (
        ["x"],
        [{"url": None, "line": "3"}],
        {},
        [{"line": "3"}],
    )
    for sources in foreign:
        token = {"$type": "number", "$value": 1}
        about = {"$extensions": {"com.contextds": {"sources": sources}}}
        new = {"number": {"a": token | about}}
        text = report.github(diff({}, new), file=None, document=new, failed=True)
        assert "line=" not in text
        assert "file=" not in text


def test_file_names_and_messages_are_escaped() -> None:
    new = {"number": {"100%": {"$type": "number", "$value": 1}}}
    text = report.github(
        diff({}, new), file="a,b:c%\r\n.json", document=new, failed=False
    )
    assert text == (
        "::notice file=a%2Cb%3Ac%25%0D%0A.json,title=Design token drift"
        "::Design tokens: 1 added\n"
        "::notice file=a%2Cb%3Ac%25%0D%0A.json,title=Design token added"
        "::number.100%25: 1\n"
    )


def test_what_github_would_not_show_is_counted() -> None:
    old, new = numbers(25, 1), numbers(25, 2)
    text = report.github(diff(old, new), file=None, document=new, failed=True)
    assert text.count("::error ") == 1
    assert text.count("::warning ") == 10
    assert "25 modified; 15 not shown here" in text
    text = report.github(diff(new, {}), file=None, document={}, failed=True)
    assert text.count("\n") == text.count("::error ") == 10
    assert "; 16 not shown here" in text


def test_names_and_values_that_are_too_long_are_cut() -> None:
    new = {"number": {"n" * 9_000: {"$type": "x", "$value": "v" * 9_000}}}
    assert len(report.text(diff({}, new))) < 1_000
    assert "n" * 9_000 in report.as_json(diff({}, new), fail_on="any", failed=True)
