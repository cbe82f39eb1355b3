"""`manage.py indexes`, and docs/indexes.md, which it writes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contextds.commands import Error
from contextds.database.ledger import INDEXES, ROWS, markdown
from contextds.database.management.commands import indexes
from contextds.database.questions import QUESTIONS
from contextds.env import BASE_DIR
from tests.contextds.population import populate

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    """What the command prints, run in this process."""
    output = StringIO()
    call_command("indexes", *arguments, stdout=output)
    return output.getvalue()


def told(*arguments: str) -> Any:
    """What it prints as JSON."""
    return json.loads(said(*arguments, "--json"))


def test_it_lists_every_number_with_its_index_and_use() -> None:
    listed = said()
    for index in INDEXES.values():
        assert index.name in listed
    assert f"{len(INDEXES)} indexes, " in listed
    assert "by a wider one: idx_scans_site_finished" in " ".join(listed.split())


def test_its_json_has_every_number() -> None:
    rows = told()["indexes"]
    assert [row["number"] for row in rows] == [row.number for row in ROWS]
    (latest,) = [row for row in rows if row["number"] == 38]
    assert latest["index"] == "idx_scans_completed"
    assert latest["declaration"] == (
        "btree (site_id, finished_at) WHERE finished_at IS NOT NULL"
    )
    assert latest["standing"] == "as asked"
    assert latest["questions"] == ["site-latest-scan"]
    assert latest["size_bytes"] > 0
    assert latest["scans"] >= 0
    assert {row["standing"] for row in rows} == {
        "as asked",
        "by a wider one",
        "by a unique one",
        "by BRIN",
        "ours",
    }


def test_an_index_that_is_not_there_has_no_size() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX idx_pages_scan_status")
    gone = [row for row in told()["indexes"] if row["index"] == "idx_pages_scan_status"]
    assert [(row["number"], row["size_bytes"], row["scans"]) for row in gone] == [
        (12, None, None),
        (27, None, None),
    ]
    assert "–" in said()


def test_the_check_says_that_all_is_well() -> None:
    assert said("--check").startswith(f"All {len(INDEXES)} indexes are as the ledger")
    assert told("--check") == {"indexes": len(INDEXES), "problems": []}


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_check_fails_and_names_what_is_wrong(form: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE token_sets DROP CONSTRAINT token_sets_scan_unique")
    output = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("indexes", "--check", *form, stdout=output)
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)
    assert "token_sets_scan_unique" in str(caught.value)
    repair = "ALTER TABLE token_sets ADD CONSTRAINT token_sets_scan_unique UNIQUE"
    assert repair in output.getvalue()


def test_a_database_that_was_not_migrated_is_told_in_one_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA public RENAME TO elsewhere")
        cursor.execute("CREATE SCHEMA public")
    with pytest.raises(CommandError, match="manage.py migrate") as caught:
        said("--check")
    assert caught.value.returncode == 1


def test_queries_are_carried_out_and_shown() -> None:
    populate(2)
    shown = said("--explain", "site-latest-scan", "--subject", "hottest")
    assert "Which scan of a site finished last?" in shown
    assert 'SELECT ... FROM "scans" WHERE' in shown
    assert "planned in " in shown
    assert "buffers: " in shown
    assert "tokens_json" not in shown


def test_an_index_of_which_no_plan_makes_use_is_told() -> None:
    with connection.cursor() as cursor:
        # A GIN is read by a bitmap; the statistics that other tests left decide else.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    shown = " ".join(said("--explain", "scans-with-warning").split())
    assert "Not in these plans: idx_scans_metrics_gin." in shown


def test_queries_are_chosen_by_question_index_or_number() -> None:
    chosen = told("--explain", "11", "idx_scans_lease", "operators")["questions"]
    names = [question["question"] for question in chosen]
    assert names == ["deletion-layout-profiles-scan-id", "scans-abandoned", "operators"]
    (statement,) = chosen[1]["statements"]
    assert statement["params"] == ["running"]
    assert statement["execution_ms"] > 0
    assert statement["plan"]["Node Type"]


def test_without_a_name_every_question_is_explained() -> None:
    explained = told("--explain")["questions"]
    assert [question["question"] for question in explained] == list(QUESTIONS)


def test_a_query_that_takes_too_long_is_told_and_the_next_is_asked() -> None:
    populate(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slow(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 FROM pg_sleep(1) $$"
        )
        cursor.execute("ALTER TABLE rate_buckets RENAME TO buckets")
        cursor.execute(
            "CREATE VIEW rate_buckets AS SELECT id, slow(key) AS key, tokens, refilled_at FROM buckets"
        )
        cursor.execute("SET LOCAL statement_timeout = 200")
    slow, other = told("--explain", "caller-allowance", "operators")["questions"]
    assert "statement timeout" in slow["statements"][0]["error"]
    assert "plan" in other["statements"][0]
    assert "statement timeout" in said("--explain", "caller-allowance")


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("site-latest-scans", "Did you mean site-latest-scan"),
        ("idx_scans_finished", "idx_scans_finished_at"),
        ("0", "docs/indexes.md"),
        ("999", "docs/indexes.md"),
        ("'; DROP TABLE scans", "docs/indexes.md"),
    ],
)
def test_a_name_that_is_not_there_is_refused(name: str, advice: str) -> None:
    with pytest.raises(CommandError, match="There is no question") as caught:
        said("--explain", name)
    assert caught.value.returncode == 2
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [["--check", "--explain"], ["--check", "--markdown"], ["--subject", "odd"], ["x"]],
)
def test_what_it_cannot_do_together_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        said(*arguments)


def test_docs_indexes_md_is_what_the_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = (BASE_DIR / indexes.PAGE).read_text(encoding="utf-8")
    assert written == markdown.document(), "run: manage.py indexes --markdown"
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(indexes, "BASE_DIR", tmp_path)
    assert said("--markdown") == f"Wrote docs/indexes.md: {len(ROWS)} numbers.\n"
    assert (tmp_path / indexes.PAGE).read_text(encoding="utf-8") == written


def test_a_page_that_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "BASE_DIR", tmp_path / "nowhere")
    with pytest.raises(Error, match="could not be written: No such file"):
        said("--markdown")


def test_the_page_tells_of_every_index_and_question() -> None:
    page = markdown.document()
    for name in (*INDEXES, *QUESTIONS):
        assert name in page
    for table in page.split("\n\n"):
        columns = {line.count(" | ") for line in table.splitlines() if "|" in line[:1]}
        assert len(columns - {0}) <= 1
