"""The migrated schema: indexes, keys, rules and times are what the models promise."""

from __future__ import annotations

import ast
import inspect
import tokenize
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from contextds.database import catalogue
from contextds.database.ledger import SEED_INDEXES
from contextds.partitioning import partitioned_models
from scanner.models import Scan
from tests.contextds.population import populate
from tokens.models import TokenChange

pytestmark = pytest.mark.django_db

MODELS = [
    model
    for label in catalogue.OURS
    for model in apps.get_app_config(label).get_models()
]
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in MODELS
    for constraint in model._meta.constraints
}


def select(query: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def test_the_ledger_numbers_the_seeds_42_indexes() -> None:
    assert [entry.number for entry in SEED_INDEXES] == list(range(1, 43))
    replaced = {entry.number for entry in SEED_INDEXES if entry.replaced_by}
    assert replaced == {entry.number for entry in SEED_INDEXES if entry.reason}
    assert replaced == {36, 41, 42}
    assert len({(e.table, e.columns, e.condition) for e in SEED_INDEXES}) == 42
    assert all(entry.query for entry in SEED_INDEXES)


def test_every_index_of_the_seed_is_served() -> None:
    found = catalogue.indexes()
    missing = [
        f"{entry.number}: {entry.statement}, by {entry.served_by}"
        for entry in SEED_INDEXES
        if not any(entry.is_served(index) for index in found)
    ]
    assert missing == []


def test_the_sql_of_the_seed_runs_as_written() -> None:
    with connection.cursor() as cursor:
        for entry in SEED_INDEXES:
            cursor.execute(entry.statement)


def test_every_foreign_key_has_an_index_that_leads_with_it() -> None:
    assert catalogue.unindexed_foreign_keys() == []
    # Also those that are foreign keys for Django alone.
    leading = {(index.table, index.keys[0].split()[0]) for index in catalogue.indexes()}
    missing = [
        (model._meta.db_table, field.column)
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and (model._meta.db_table, field.column) not in leading
    ]
    assert missing == []


def test_a_foreign_key_without_an_index_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX idx_layout_profiles_scan_id")
        cursor.execute("DROP INDEX idx_token_changes_version_cat")
    (changes, layouts) = sorted(
        catalogue.unindexed_foreign_keys(), key=lambda key: key.columns, reverse=True
    )
    assert (changes.table, changes.columns) == ("token_changes", ("version_id",))
    assert (layouts.table, layouts.columns) == ("layout_profiles", ("scan_id",))


def test_no_index_is_needless() -> None:
    found = catalogue.indexes()
    assert list(catalogue.duplicates(found)) == []
    assert [index.name for index in found if index.name.endswith("_like")] == []
    assert [index.name for index in found if not index.valid] == []


@pytest.mark.parametrize(
    ("statement", "needless"),
    [
        ("CREATE INDEX again ON scans (site_id)", "again"),
        ("CREATE INDEX again ON scans USING gin (metrics_json)", "again"),
        ("CREATE INDEX again ON sites (domain)", "again"),
        ("CREATE INDEX again ON scans (site_id) WHERE method = 'static'", None),
        ("CREATE INDEX again ON scans (site_id DESC)", None),
    ],
)
def test_a_needless_index_is_found(statement: str, needless: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    found = [one.name for one, _ in catalogue.duplicates(catalogue.indexes())]
    if needless is None:
        assert found == []
    else:
        assert needless in found


SOURCES = sorted({Path(inspect.getfile(model)) for model in MODELS})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_index_has_a_name_and_a_comment_that_tells_its_query(path: Path) -> None:
    with tokenize.open(path) as source:
        text = source.read()
        source.seek(0)
        comments = {
            token.start[0]
            for token in tokenize.generate_tokens(source.readline)
            if token.type == tokenize.COMMENT
        }
    for kind, entry in declared(ast.parse(text)):
        names = [keyword.value for keyword in entry.keywords if keyword.arg == "name"]
        assert names, f"{path.name}:{entry.lineno} has no name"
        if kind == "indexes":
            assert entry.lineno - 1 in comments, f"{path.name}:{entry.lineno}"


def declared(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The entries of Meta.indexes and Meta.constraints in a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.List):
            continue
        (target,) = node.targets
        if isinstance(target, ast.Name) and target.id in {"indexes", "constraints"}:
            for entry in node.value.elts:
                assert isinstance(entry, ast.Call)
                yield target.id, entry


def test_declared_indexes_are_all_found_in_the_source() -> None:
    found = sum(
        kind == "indexes"
        for path in SOURCES
        for kind, _ in declared(ast.parse(path.read_text(encoding="utf-8")))
    )
    assert found == sum(len(model._meta.indexes) for model in MODELS) > 40


#: A change to the one row of a table that its check constraint must refuse.
REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "users_email_lower_case": ("accounts.User", {"email": "Person0@example.com"}),
    "users_role_known": ("accounts.User", {"role": "owner"}),
    "archives_state_known": ("database.Archive", {"state": "lost"}),
    "subscriptions_plan_known": ("billing.Subscription", {"plan": "gold"}),
    "subscriptions_status_known": ("billing.Subscription", {"status": "paused"}),
    "quota_usage_within_limit": ("billing.QuotaUsage", {"used": 11}),
    "token_sets_consensus_0_to_1": ("tokens.TokenSet", {"consensus_score": "1.5"}),
    "token_versions_from_1": ("tokens.TokenVersion", {"version_number": 0}),
    "token_changes_type_known": ("tokens.TokenChange", {"change_type": "moved"}),
    "token_votes_type_known": ("tokens.TokenVote", {"vote_type": "like"}),
    "sites_status_known": ("scanner.Site", {"status": "running"}),
    "sites_robots_status_known": ("scanner.Site", {"robots_status": "maybe"}),
    "scans_status_known": ("scanner.Scan", {"status": "paused"}),
    "scans_method_known": ("scanner.Scan", {"method": "guessed"}),
    "scans_finished_unless_open": ("scanner.Scan", {"finished_at": None}),
    "scans_failed_with_code": ("scanner.Scan", {"status": "failed"}),
    "pages_status_known": ("scanner.Page", {"status": "gone"}),
    "css_contents_in_one_place": ("scanner.CssContent", {"storage_key": "ab/cd"}),
    "css_sources_kind_known": ("scanner.CssSource", {"kind": "style"}),
    "submissions_status_known": ("scanner.Submission", {"status": "new"}),
    "mcp_usage_hourly_errors": ("mcp.McpUsageHourly", {"errors": 3}),
    "mcp_usage_daily_errors": ("mcp.McpUsageDaily", {"errors": 3}),
    "rate_buckets_not_negative": ("mcp.RateBucket", {"tokens": -0.5}),
}


def test_there_is_a_bad_row_for_every_check_constraint() -> None:
    checks = {
        name
        for name, (_, constraint) in CONSTRAINTS.items()
        if isinstance(constraint, models.CheckConstraint)
    }
    assert set(REFUSED) == checks


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_against_the_rules_is_refused(name: str) -> None:
    populate(1)
    label, change = REFUSED[name]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        apps.get_model(label)._default_manager.update(**change)


@pytest.mark.parametrize(
    ("label", "change"),
    [
        # Open and finished at once, the other way round than in REFUSED.
        ("scanner.Scan", {"status": "running"}),
        # Neither here nor there.
        ("scanner.CssContent", {"content": None}),
        ("tokens.TokenSet", {"consensus_score": "-0.01"}),
        ("scanner.Page", {"load_time": -1}),
    ],
)
def test_the_other_side_of_a_rule_is_refused_too(
    label: str, change: dict[str, Any]
) -> None:
    populate(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        apps.get_model(label)._default_manager.update(**change)


UNIQUE = [
    name
    for name, (_, constraint) in CONSTRAINTS.items()
    if isinstance(constraint, models.UniqueConstraint)
]
#: What makes both rows fall under the condition of a partial constraint.
UNDER_CONDITION: dict[str, dict[str, Any]] = {
    "one_open_scan_per_site": {"status": "queued", "finished_at": None},
    "one_live_subscription_per_user": {"status": "past_due"},
    "subscriptions_stripe_id_unique": {"stripe_subscription_id": "sub_1"},
    # Of other versions, which another constraint keeps apart.
    "token_sets_one_latest": {"is_latest": True, "version_number": F("id")},
}


@pytest.mark.parametrize("name", UNIQUE)
def test_a_second_row_of_the_same_kind_is_refused(name: str) -> None:
    populate(2)
    model, constraint = CONSTRAINTS[name]
    assert isinstance(constraint, models.UniqueConstraint)
    rows = model._default_manager.order_by("pk")
    first, second = rows.values(*constraint.fields, "pk")[:2]
    same = {field: first[field] for field in constraint.fields}
    same |= UNDER_CONDITION.get(name, {})
    rows.filter(pk=first["pk"]).update(**same)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.filter(pk=second["pk"]).update(**same)


@pytest.mark.parametrize(
    ("label", "change"),
    [
        ("scanner.Scan", {"status": "queued", "finished_at": None}),
        ("scanner.Scan", {"status": "failed", "error_code": "too_slow"}),
        ("scanner.CssContent", {"content": None, "storage_key": "ab/cd"}),
        ("billing.QuotaUsage", {"used": F("limit")}),
        ("tokens.TokenSet", {"consensus_score": "1.00"}),
        ("billing.Subscription", {"status": "cancelled"}),
    ],
)
def test_what_the_rules_allow_is_stored(label: str, change: dict[str, Any]) -> None:
    populate(2)
    assert apps.get_model(label)._default_manager.update(**change) == 2


def test_a_closed_scan_leaves_room_for_an_open_one() -> None:
    (site,) = populate(1)
    Scan.objects.create(site=site, url="https://site0.example.com/")
    assert Scan.objects.open().count() == 1
    with pytest.raises(IntegrityError, match="one_open_scan"), transaction.atomic():
        Scan.objects.create(site=site, url="https://site0.example.com/")


@pytest.mark.parametrize("model", list(partitioned_models()), ids=lambda m: m.__name__)
def test_every_partition_has_every_index_of_its_parent(
    model: type[models.Model],
) -> None:
    table = model._meta.db_table
    ((partitions,),) = select(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass", table
    )
    children = select(
        """
        SELECT parent.relname, count(inhrelid)
        FROM pg_index
        JOIN pg_class AS parent ON parent.oid = indexrelid
        LEFT JOIN pg_inherits ON inhparent = indexrelid
        WHERE indrelid = %s::regclass
        GROUP BY 1
        """,
        table,
    )
    assert partitions >= 4
    assert len(children) == len(model._meta.indexes) + 1
    assert {count for _, count in children} == {partitions}


def test_a_row_lands_in_the_partition_of_its_month() -> None:
    populate(1)
    change = TokenChange.objects.get()
    ((partition,),) = select("SELECT tableoid::regclass::text FROM token_changes")
    assert partition == f"token_changes_{change.created_at:%Y_%m}"
    with pytest.raises(IntegrityError, match="no partition"), transaction.atomic():
        TokenChange.objects.update(created_at=timezone.now() + timedelta(days=4000))


def test_every_key_is_a_bigint_that_the_database_numbers() -> None:
    others = select(
        """
        SELECT table_name, data_type, is_identity
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = ANY (%s)
          AND column_name = 'id'
          AND (data_type, is_identity) <> ('bigint', 'YES')
        """,
        sorted(catalogue.our_tables()),
    )
    assert others == []
    assert {model._meta.pk.name for model in MODELS} == {"id"}


def test_every_time_has_a_zone_and_the_database_tells_it() -> None:
    times = select(
        """
        SELECT table_name, column_name, data_type, column_default, is_nullable
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = ANY (%s)
          AND (data_type LIKE 'timestamp%%' OR data_type LIKE 'time %%')
        """,
        sorted(catalogue.our_tables()),
    )
    assert {data_type for _, _, data_type, _, _ in times} == {
        "timestamp with time zone"
    }
    filled = {"created_at", "updated_at", "first_seen", "taken_at"}
    for table, column, _, default, nullable in times:
        if column in filled:
            assert (default, nullable) == ("statement_timestamp()", "NO"), (
                table,
                column,
            )


def test_compressed_contents_are_not_compressed_again() -> None:
    ((storage,),) = select(
        "SELECT attstorage FROM pg_attribute"
        " WHERE attrelid = 'css_contents'::regclass AND attname = 'content'"
    )
    assert storage in ("e", b"e")


def test_the_migrations_make_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
