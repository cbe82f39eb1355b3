"""Changes of tokens that are old enough for the archive, and what becomes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.storage import storages
from django.db import connection
from django.db.models import Model

from contextds import deletion, partitioning
from contextds.audit.models import AuditLog
from contextds.database.models import Archive
from contextds.partitioning.months import bounds
from scanner.models import CssContent, Site
from tokens.models import TokenChange, TokenSet, TokenVersion

#: A month that is over any limit.
MONTH = date(2024, 2, 1)
TABLE = "token_changes_2024_02"
#: Beside created_at.
COLUMNS = (
    "id",
    "version_id",
    "site_id",
    "token_path",
    "change_type",
    "category",
    "old_value",
    "new_value",
)
#: What text and documents may hold.
AWKWARD = 'quote " backslash \\ tab \t line \n comma, ümlaut 🎨 \\N'


def old_changes(count: int = 7, *, month: date = MONTH, sites: int = 1) -> list[Site]:
    """Fill a month with `count` changes of each of some sites, at its very edges too."""
    add_month(TokenChange, month)
    last = datetime.combine(partitioning.shifted(month, 1), datetime.min.time(), UTC)
    return [_old_changes(count, month, last, number) for number in range(sites)]


def add_month(model: type[Model], month: date) -> None:
    """Make the one partition."""
    parent = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {partitioning.partition_name(model, month)} PARTITION OF"
            f" {parent} FOR VALUES {bounds(month)}"
        )


def _old_changes(count: int, month: date, last: datetime, number: int) -> Site:
    site = Site.objects.create(domain=f"old{number}-{month}.example")
    document = {"color": {"ink": {"$type": "color", "$value": {"hex": "#3b82f6"}}}}
    token_set = TokenSet.objects.create(
        site=site, version_number=1, extractor_version="1", tokens_json=document
    )
    version = TokenVersion.objects.create(
        site=site, token_set=token_set, version_number=1
    )
    first = datetime.combine(month, datetime.min.time(), UTC)
    for n in range(count):
        at = first if n == 0 else last - timedelta(microseconds=n)
        TokenChange.objects.create(
            version=version,
            site=site,
            token_path=f"color.{AWKWARD}.{n}",
            change_type="modified" if n else "added",
            category="color",
            old_value={"$value": [n, 1.50, 1e20, None, AWKWARD]} if n else None,
            new_value={"$value": AWKWARD, "n": n},
            created_at=at,
        )
    return site


def content(table: str = "token_changes") -> list[tuple[Any, ...]]:
    """Every row of a table as text, to the last digit, in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [table])
        if cursor.fetchone() == (True,):
            return []
        cursor.execute(
            "SELECT id, version_id, site_id, token_path, change_type, category,"
            " old_value::text, new_value::text,"
            f" to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') FROM {table}"
            " ORDER BY id"
        )
        return list(cursor.fetchall())


def archived_content() -> list[tuple[Any, ...]]:
    """The rows of all finished archives in the shape of content(), read by pyarrow alone."""
    import pyarrow.parquet as pq

    rows: list[tuple[Any, ...]] = []
    for archive in Archive.objects.filter(state="dropped"):
        with storages["archive"].open(archive.key) as file:
            for row in pq.read_table(file).to_pylist():
                at = f"{row['created_at']:%Y-%m-%d %H:%M:%S.%f}"
                rows.append((*(row[name] for name in COLUMNS), at))
    return sorted(rows)


def stored_files() -> dict[str, str]:
    """The names of the archive's files with their SHA-256."""
    found = {}
    for name in _names():
        with storages["archive"].open(name) as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def manifest_of(archive: Archive) -> dict[str, Any]:
    """The manifest beside a file."""
    with storages["archive"].open(archive.key.replace(".parquet", ".json")) as file:
        document: dict[str, Any] = json.load(file)
        return document


def clean() -> None:
    """Drop every old month, in whatever state a test left it, and all that it wrote."""
    with connection.cursor() as cursor:
        for model in partitioning.partitioned_models():
            for month, place in (partitioning.months_of(model) or {}).items():
                if month < date(2026, 1, 1) or place is not partitioning.Place.ATTACHED:
                    name = partitioning.partition_name(model, month)
                    if place is partitioning.Place.PENDING:
                        parent = model._meta.db_table
                        cursor.execute(
                            f"ALTER TABLE {parent} DETACH PARTITION {name} FINALIZE"
                        )
                    cursor.execute(f"DROP TABLE {name}")
    for rows in (
        Site.objects.all(),
        CssContent.objects.all(),
        Archive.objects.all(),
        AuditLog.objects.all(),
    ):
        deletion.delete(rows)


def _names() -> Iterator[str]:
    try:
        folders, _ = storages["archive"].listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        _, names = storages["archive"].listdir(folder)
        yield from (f"{folder}/{name}" for name in sorted(names))
