"""`manage.py loadstress`: the rows of a scratch database, and what is refused."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models import Count, F, Max, Min, Sum

from contextds.commands import Error
from contextds.database import scratch
from contextds.database.scratch import Mark
from contextds.database.stress import loading, rows
from contextds.database.stress.history import History, shares
from contextds.database.stress.library import SENTINEL, Brand, Library
from contextds.database.stress.sessions import Task, side_by_side
from contextds.database.stress.sizes import Sizes, of_scale
from mcp.models import McpUsage, McpUsageHourly
from scanner import css_store
from scanner.models import CssContent, CssSource, Page, Scan, ScanEvent, Site
from tests.commands import manage
from tokens.canonical import canonical
from tokens.diffing import diff
from tokens.extraction import Stylesheet, extract
from tokens.models import TokenChange, TokenSet, TokenVersion
from tokens.search import search_terms

TINY = of_scale(0.01)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The catalogue of the database of the tests, and what an interrupted load left."""

    catalogue: set[tuple[str, str]]
    interrupted: Mark | None


def catalogue() -> set[tuple[str, str]]:
    """Names and definitions of the indexes and constraints, but those of months."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname::text, pg_get_indexdef(pg_class.oid)
            FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
            WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
              AND indisvalid
            UNION ALL
            SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
            FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND conparentid = 0
              AND convalidated AND conrelid::regclass::text !~ '_20[0-9_]+$'
            """
        )
        return {(name, text) for name, text in cursor.fetchall()}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """A tiny scratch database, entered; a load before it was interrupted."""

    def interrupt(doing: str, _: float) -> None:
        if doing == "Migrating it":
            raise KeyboardInterrupt

    with django_db_blocker.unblock():
        before = catalogue()
        name = f"stress_{os.getpid()}"
        try:
            with pytest.raises(KeyboardInterrupt):
                loading.load(name, TINY, 1, interrupt)
            interrupted = scratch.mark_of(name)
            loading.load(name, TINY, 1, lambda *_: None)
            yield Loaded(before, interrupted)
        finally:
            scratch.leave()
            scratch.drop(name)
            connection.close()


def test_each_table_has_the_rows_of_its_scale(loaded: Loaded) -> None:
    assert Site.objects.count() == TINY.sites
    assert Scan.objects.count() == TINY.scans
    assert TokenSet.objects.count() == TINY.token_sets
    assert TokenChange.objects.count() == TINY.token_changes
    assert McpUsage.objects.count() == TINY.mcp_usage
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        empty = set()
        for table in tables:
            cursor.execute(f'SELECT NOT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                empty.add(table)
    ours = {
        t for t in tables if not t.startswith(("auth_", "axes_", "django_", "proc"))
    }
    assert {t for t in empty & ours if "_20" not in t} <= {
        "table_snapshots",
        "users_groups",
        "users_user_permissions",
    }


def test_scale_10_is_what_was_asked_for() -> None:
    sizes = of_scale(10)
    assert (sizes.sites, sizes.scans, sizes.token_sets) == (10_000, 100_000, 100_000)
    assert sizes.token_changes == 10_000_000
    assert (sizes.mcp_usage, sizes.audit_log) == (5_000_000, 2_000_000)


def test_an_interrupted_load_is_marked_and_made_anew(loaded: Loaded) -> None:
    assert loaded.interrupted == Mark(0.01, 1, complete=False)
    name = connection.settings_dict["NAME"]
    assert scratch.mark_of(name) == Mark(0.01, 1, complete=True)
    scratch.check_target(name, yes=False)


def test_indexes_and_constraints_are_those_of_the_migrations(loaded: Loaded) -> None:
    assert catalogue() == loaded.catalogue
    with connection.cursor() as cursor:
        # Each index of a partitioned table has taken over one of each partition.
        cursor.execute(
            """
            SELECT parent.relname,
                   (SELECT count(*) FROM pg_inherits WHERE inhparent = indrelid)
                   - (SELECT count(*) FROM pg_inherits WHERE inhparent = indexrelid)
            FROM pg_index JOIN pg_class AS parent ON parent.oid = indexrelid
            WHERE parent.relkind = 'I'
            """
        )
        lacking = dict(cursor.fetchall())
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname = 'stress'")
        left = cursor.fetchall()
    assert lacking
    assert not any(lacking.values())
    assert left == []


def test_versions_of_a_site_follow_each_other(loaded: Loaded) -> None:
    for site in Site.objects.all():
        versions = list(site.token_versions.order_by("created_at", "id"))
        numbers = [version.version_number for version in versions]
        assert numbers == list(range(1, len(versions) + 1))
        before = [None, *(version.pk for version in versions)]
        assert [version.previous_version_id for version in versions] == before[:-1]
        sets = list(site.token_sets.order_by("created_at", "id"))
        assert [token_set.pk for token_set in sets] == [
            version.token_set_id for version in versions
        ]


def test_scans_lead_to_the_sets_that_they_or_those_before_them_found(
    loaded: Loaded,
) -> None:
    found = Scan.objects.filter(token_set__isnull=False)
    assert found.exclude(status="completed").count() == 0
    assert found.exclude(token_set__site=F("site")).count() == 0
    assert found.filter(finished_at__lt=F("token_set__created_at")).count() == 0
    assert found.exclude(token_set__scan=F("pk")).count() > 0
    kinds = Counter(Scan.objects.values_list("status", flat=True))
    assert kinds["failed"]
    assert kinds["cancelled"]
    assert kinds["queued"] + kinds["running"]
    assert Scan.objects.with_warning("sheet_missing").exists()


def test_changes_carry_the_site_and_the_time_of_their_version(loaded: Loaded) -> None:
    strange = TokenChange.objects.exclude(
        site=F("version__site"), created_at=F("version__created_at")
    )
    assert strange.count() == 0
    per_version = TokenChange.objects.values("version").annotate(rows=Count("id"))
    assert per_version.count() == TokenVersion.objects.count()
    assert per_version.aggregate(most=Max("rows"))["most"] > 1000
    assert per_version.aggregate(least=Min("rows"))["least"] < 20


def test_changelogs_count_the_changes_of_their_version(loaded: Loaded) -> None:
    for version in TokenVersion.objects.all():
        kinds = Counter(version.changes.values_list("change_type", flat=True))
        assert version.changelog_json["summary"] == {
            **dict.fromkeys(("added", "removed", "modified", "renamed"), 0),
            **kinds,
        }
        breaking = bool(kinds["removed"] or kinds["renamed"])
        assert breaking <= version.changelog_json["breaking"]


def test_the_changes_of_small_versions_are_those_of_their_documents(
    loaded: Loaded,
) -> None:
    checked = 0
    for version in TokenVersion.objects.with_documents().order_by("id")[:60]:
        before = version.previous_version
        expected = diff(
            before.token_set.tokens_json if before else None,
            version.token_set.tokens_json,
        ).changes
        stored = version.changes.all()
        if stored.count() < 200:
            assert {
                (change.path, change.change_type, canonical(change.new_value))
                for change in expected
            } == {
                (change.token_path, change.change_type, canonical(change.new_value))
                for change in stored
            }
            checked += 1
    assert checked > 20


def test_search_terms_are_those_that_a_scan_would_have_written(loaded: Loaded) -> None:
    for token_set in TokenSet.objects.order_by("id")[:50]:
        assert token_set.search_terms == search_terms(token_set.tokens_json)
        assert token_set.token_count > 0


def test_values_are_rare_middling_and_common(loaded: Loaded) -> None:
    sets = TokenSet.objects.filter(site__isnull=False)
    terms = Counter(term for found in sets for term in found.search_terms)
    total = sets.count()
    assert terms["#ffffff"] > total / 3
    colours = [count for term, count in terms.items() if term.startswith("#")]
    assert any(count < 20 for count in colours)
    assert any(total / 50 < count < total / 4 for count in colours)


def test_stylesheets_can_be_read_as_the_scanner_stores_them(loaded: Loaded) -> None:
    content = CssContent.objects.get(pk=7)
    css = css_store.read(content)
    assert css_store.sha256(css) == content.sha256
    assert len(css) == content.bytes
    assert extract([Stylesheet(css.decode())]).counts
    total = Scan.objects.aggregate(total=Sum("css_source_count"))["total"]
    assert CssSource.objects.count() == total
    assert not CssSource.objects.exclude(page__scan=F("scan")).exists()
    assert Page.objects.filter(status="failed").exists()


def test_steps_of_scans_are_kept_for_seven_days(loaded: Loaded) -> None:
    newest = ScanEvent.objects.aggregate(t=Max("created_at"), least=Min("created_at"))
    assert newest["t"] - newest["least"] < timedelta(days=8)


def test_the_hourly_figures_are_those_of_the_single_calls(loaded: Loaded) -> None:
    last = McpUsageHourly.objects.aggregate(hour=Max("hour"))["hour"]
    whole = McpUsage.objects.filter(created_at__lt=last + timedelta(hours=1))
    told = McpUsageHourly.objects.aggregate(Sum("calls"), Sum("latency_sum"))
    assert told["calls__sum"] == whole.count()
    assert told["latency_sum__sum"] == whole.aggregate(t=Sum("latency"))["t"]
    keys = McpUsage.objects.values("api_key").annotate(calls=Count("id"))
    assert keys.order_by("-calls")[0]["calls"] > TINY.mcp_usage / TINY.api_keys * 2


def test_new_rows_go_on_with_the_next_ids(loaded: Loaded) -> None:
    for model in (Site, Scan, TokenSet, TokenVersion, TokenChange, McpUsage):
        highest = model._default_manager.aggregate(pk=Max("pk"))["pk"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))",
                [model._meta.db_table],
            )
            assert cursor.fetchone()[0] > highest


def test_tables_are_analysed_and_vacuumed(loaded: Loaded) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND relpages > 0 AND reltuples <= 0"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT relallvisible = relpages FROM pg_class WHERE relname = 'scans'"
        )
        assert cursor.fetchone() == (True,)


def test_the_same_seed_tells_the_same_history_and_another_one_another() -> None:
    def told(seed: int) -> tuple[list[str], list[str]]:
        history = History(TINY, Library(seed, families=5), seed, START, END)
        return history.scan_lines, list(history.set_lines())

    assert told(3) == told(3)
    assert told(3) != told(4)


def test_a_site_s_colour_is_as_the_extractor_reads_it() -> None:
    for colour in (0x0BADF1, 0xFF0001, 0x00FF7F, 0x123456):
        brand = Brand(colour)
        css = f"a {{ color: {brand.hex} }}"
        document = extract([Stylesheet(css)]).to_dtcg()
        (token,) = document["color"].values()
        assert canonical(token["$value"]) == canonical(brand.value)
    assert SENTINEL.hex == "#0badf1"


def test_the_hottest_site_has_a_hundredth_of_all_scans() -> None:
    counts = shares(100_000, 10_000, 0.01)
    assert sum(counts) == 100_000
    assert abs(counts[0] - 1000) <= 5
    assert all(one >= other - 1 for one, other in pairwise(counts))
    assert counts[-1] >= 1
    assert counts[100] < counts[0] / 5


def test_rows_for_a_bulk_load_fit_a_database_with_all_indexes(loaded: Loaded) -> None:
    library = Library(9, families=2)
    version = TokenVersion.objects.order_by("-id")[0]
    sets, changes = TokenSet.objects.count(), version.changes.count()
    connection.ensure_connection()
    one = (version.pk, version.site_id, version.created_at)
    rows.copy(
        connection.connection,
        "token_sets",
        rows.SET_COLUMNS,
        rows.token_sets(library, 30, version.created_at),
    )
    rows.copy(
        connection.connection,
        "token_changes",
        rows.CHANGE_COLUMNS,
        rows.token_changes(library, [one], 70),
    )
    assert TokenSet.objects.count() == sets + 30
    assert version.changes.count() == changes + 70
    newest = TokenSet.objects.order_by("-id")[0]
    assert newest.search_terms == search_terms(newest.tokens_json)
    TokenSet.objects.filter(pk__gt=TINY.token_sets).delete()


def test_the_first_error_of_several_sessions_ends_all_of_them(loaded: Loaded) -> None:
    tasks = [
        Task("slow", "SELECT pg_sleep(600)"),
        Task("wrong", "SELECT 1 / 0"),
        Task("never", "CREATE TABLE never ()"),
    ]
    begun: list[str] = []
    name = connection.settings_dict["NAME"]
    with pytest.raises(Exception, match="division by zero"):
        side_by_side(name, tasks, lambda task, _: begun.append(task.doing))
    assert sorted(begun) == ["slow", "wrong"]


def test_a_server_that_goes_away_is_an_operational_error(loaded: Loaded) -> None:
    name = connection.settings_dict["NAME"]

    def cut(task: Task, _: int) -> None:
        with scratch.connected("postgres") as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )

    connection.close()
    with pytest.raises(OperationalError) as caught:
        side_by_side(name, [Task("cut off", "SELECT 1")], cut, count=1)
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)


@pytest.mark.parametrize("scale", ["2", "0", "-1", "ten", "", "1e1", "١"])
def test_an_unknown_scale_is_refused(scale: str) -> None:
    with pytest.raises(CommandError, match="--scale takes 1 or 10") as caught:
        call_command("loadstress", f"--scale={scale}")
    assert caught.value.returncode == 2


@pytest.mark.parametrize("name", ["drop table", "x" * 64, "postgres", ""])
@pytest.mark.django_db(transaction=True)
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("loadstress", f"--database={name}", yes_i_mean=True)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_production_is_refused_in_one_line() -> None:
    production = connection.settings_dict["NAME"]
    result = manage("loadstress", "--database", production)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert f"{production} is the database of the settings" in result.stderr
    assert "--yes-i-mean" in result.stderr


@pytest.mark.django_db(transaction=True)
def test_too_little_disk_is_told_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10**9))
    name = f"full_{os.getpid()}"
    with pytest.raises(Error, match="1.0 GB free, and scale 10 takes about") as caught:
        call_command("loadstress", "--scale=10", f"--database={name}")
    assert caught.value.returncode == 1
    assert not scratch.exists(name)


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fills_up_midway_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = f"full_{os.getpid()}"

    def fill(target: str, sizes: Sizes, seed: int, report: loading.Report) -> None:
        """What PostgreSQL says when it cannot extend a file."""
        scratch.create(target)
        report("Filling token_changes", 0.3)
        with scratch.connected(target) as session:
            session.execute(
                "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100';"
                " END $$"
            )

    monkeypatch.setattr(loading, "load", fill)
    told = StringIO()
    with pytest.raises(Error, match="is full") as caught:
        call_command("loadstress", "--scale=1", f"--database={name}", stderr=told)
    assert caught.value.returncode == 1
    assert "Filling token_changes" in told.getvalue()
    assert not scratch.exists(name)
