"""The ledger: the database is as it says, and whatever is not is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection, transaction

from contextds.database import catalogue
from contextds.database.ledger import INDEXES, ROWS, SEED_INDEXES, DeclaredIndex
from contextds.database.ledger.checking import differences, problems
from contextds.database.questions import QUESTIONS, using_index
from tests.contextds.population import populate

pytestmark = pytest.mark.django_db

CHANGES_MONTH = "SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'token_changes'::regclass"


def execute(*statements: str) -> None:
    """Change the schema; the test's transaction undoes it."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def found() -> list[tuple[str, str]]:
    """What the catalogue tells the check: kind and name."""
    return sorted((problem.kind, problem.name) for problem in differences())


def drop(index: DeclaredIndex) -> str:
    """The statement by which an operator drops an index by hand."""
    if index.statement.startswith("ALTER TABLE"):
        return f"ALTER TABLE {index.table} DROP CONSTRAINT {index.name}"
    return f"DROP INDEX {index.name}"


def test_nothing_is_wrong_with_a_migrated_database() -> None:
    assert problems() == []


def test_numbers_go_on_from_the_seeds_without_a_gap() -> None:
    assert [row.number for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(SEED_INDEXES) == 42
    assert all(row.serves for row in ROWS)
    serving = {entry.served_by for entry in SEED_INDEXES}
    assert all(
        (index.number is None) == (index.name in serving) for index in INDEXES.values()
    )


def test_every_index_of_the_database_is_in_the_ledger() -> None:
    there = {index.name for index in catalogue.indexes() if not index.primary}
    assert there == set(INDEXES)


def test_every_index_is_used_by_a_question() -> None:
    assert [name for name in INDEXES if not using_index(name)] == []
    assert using_index("idx_scans_completed") == [QUESTIONS["site-latest-scan"]]


def test_whatever_index_is_dropped_is_missed_and_made_again() -> None:
    for index in INDEXES.values():
        with transaction.atomic():
            execute(drop(index))
            missed = {p.name: p for p in differences() if p.kind == "missing"}
            assert list(missed) == [index.name]
            execute(missed[index.name].message.partition("again: ")[2])
            assert list(differences()) == [], index.name
            transaction.set_rollback(True)


def test_only_what_is_missing_is_named_not_what_its_question_uses_beside_it() -> None:
    execute("DROP INDEX idx_sites_domain_trgm")
    assert [(p.kind, p.name) for p in problems()] == [
        ("missing", "idx_sites_domain_trgm")
    ]


def test_the_check_names_a_dropped_index_and_its_key() -> None:
    execute("DROP INDEX idx_pages_scan_status")
    (missing, unindexed) = problems()
    assert (missing.kind, missing.name) == ("missing", "idx_pages_scan_status")
    assert (unindexed.kind, unindexed.table) == ("unindexed", "pages")


def invalid(name: str) -> str:
    """What a broken-off CREATE INDEX CONCURRENTLY leaves in the catalogue."""
    return (
        f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass"
    )


def test_an_invalid_index_is_named() -> None:
    execute(invalid("idx_scans_finished_at"))
    assert found() == [("invalid", "idx_scans_finished_at")]


def test_an_index_that_is_invalid_on_one_partition_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT inhrelid::regclass::text FROM pg_inherits
            WHERE inhparent = 'idx_token_changes_timeline'::regclass LIMIT 1
            """
        )
        (part,) = cursor.fetchone()
    execute(invalid(part))
    assert found() == [("invalid", "idx_token_changes_timeline")]


def test_an_index_of_the_parent_alone_is_named() -> None:
    index = INDEXES["idx_audit_log_user_created"]
    execute(
        drop(index),
        index.statement.replace(" ON ", " ON ONLY "),
    )
    kinds = [problem for problem in found() if problem[1] == index.name]
    assert set(kinds) == {("invalid", index.name)}


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("idx_scans_site_finished", "ON scans (site_id, finished_at DESC, id DESC)"),
        ("idx_scans_completed", "ON scans (site_id, finished_at)"),
        ("idx_sites_domain_trgm", "ON sites USING gin (domain gin_trgm_ops)"),
        (
            "idx_token_sets_tokens_gin",
            "ON token_sets USING gin (tokens_json jsonb_path_ops)",
        ),
        ("idx_mcp_usage_created_at", "ON mcp_usage (created_at)"),
        ("token_sets_scan_unique", "ON token_sets (scan_id)"),
        ("idx_api_keys_prefix", "ON api_keys (name)"),
        ("idx_pages_scan_status", "ON css_sources (scan_id, kind)"),
    ],
)
def test_an_index_declared_otherwise_is_named(name: str, instead: str) -> None:
    execute(drop(INDEXES[name]), f"CREATE INDEX {name} {instead}")
    assert ("different", name) in found()


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("again", "CREATE INDEX again ON scans (site_id)"),
        ("again", "CREATE INDEX again ON sites (domain)"),
        ("again", "CREATE INDEX again ON token_changes (version_id)"),
    ],
)
def test_a_needless_index_is_unknown_and_a_duplicate(name: str, statement: str) -> None:
    execute(statement)
    assert sorted(found()) == [("duplicate", name), ("unknown", name)]


def test_an_index_that_is_not_in_the_ledger_is_named() -> None:
    execute("CREATE INDEX by_hand ON scans (css_source_count)")
    assert found() == [("unknown", "by_hand")]


@pytest.mark.parametrize(
    "definition",
    [
        "((metrics_json ->> 'a, b'), lower(url)) INCLUDE (method, id)",
        "(url COLLATE \"C\" DESC) WITH (fillfactor = 70) WHERE error <> ') INCLUDE ('",
        "USING hash (url)",
        "USING gin ((metrics_json -> 'warnings') jsonb_path_ops)",
    ],
)
def test_any_index_can_be_read(definition: str) -> None:
    execute(f"CREATE INDEX by_hand ON scans {definition}")
    assert found() == [("unknown", "by_hand")]


def test_an_index_of_one_partition_alone_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGES_MONTH)
        (month,) = cursor.fetchone()
    execute(f"CREATE INDEX by_hand ON {month} (category)")
    assert found() == [("unknown", "by_hand")]


def test_a_foreign_key_without_an_index_is_named() -> None:
    execute(
        "ALTER TABLE sites ADD COLUMN owner_id bigint CONSTRAINT site_owner REFERENCES users"
    )
    assert found() == [("unindexed", "site_owner")]
    execute("CREATE INDEX by_hand ON sites USING brin (owner_id)")
    assert ("unindexed", "site_owner") in found()


def test_an_index_that_no_question_uses_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = QUESTIONS["scans-abandoned"]
    monkeypatch.setitem(QUESTIONS, asked.name, replace(asked, indexes=()))
    assert [(p.kind, p.name) for p in problems()] == [("unused", "idx_scans_lease")]


def test_an_index_that_is_not_in_the_plan_of_its_query_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    populate(1)
    asked = QUESTIONS["scans-abandoned"]
    newest = QUESTIONS["scans-newest"]
    monkeypatch.setitem(QUESTIONS, asked.name, replace(asked, build=newest.build))
    (problem,) = problems()
    assert (problem.kind, problem.name) == ("unused", "idx_scans_lease")
    assert "--explain idx_scans_lease" in str(problem)


@pytest.mark.parametrize("backwards", [False, True])
def test_on_few_rows_the_order_in_which_indexes_were_made_does_not_matter(
    backwards: bool,
) -> None:
    populate(2)
    indexes = [index for index in INDEXES.values() if index.table.startswith("token_")]
    for index in reversed(indexes) if backwards else indexes:
        execute("SET CONSTRAINTS ALL IMMEDIATE", drop(index), index.statement)
    execute("ANALYZE token_sets, token_versions")
    assert [problem.name for problem in problems()] == []


def test_an_index_that_a_dump_brought_back_is_as_it_was() -> None:
    index = INDEXES["one_open_scan_per_site"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index.name])
        (dumped,) = cursor.fetchone()
        execute(drop(index), dumped)
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [index.name])
        assert cursor.fetchone() != (dumped,)
    assert found() == []


def test_tables_that_are_not_ours_are_left_alone() -> None:
    execute(
        "CREATE TABLE strangers (id int, site_id bigint REFERENCES sites)",
        "CREATE INDEX one ON strangers (id)",
        "CREATE INDEX two ON strangers (id)",
    )
    assert found() == []


def test_the_check_changes_nothing() -> None:
    with transaction.atomic():
        execute("SET TRANSACTION READ ONLY")
        assert problems() == []
        transaction.set_rollback(True)
