"""Archived months back in their table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from contextds import deletion, partitioning
from contextds.audit.models import AuditLog
from contextds.database import catalogue, retention
from contextds.database.models import Archive
from scanner.models import Site
from tests.contextds.retention.connections import other_connection
from tests.contextds.retention.months import (
    MONTH,
    TABLE,
    add_month,
    content,
    old_changes,
)
from tokens.models import TokenChange, TokenVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def archived(count: int = 7, sites: int = 1) -> list[Site]:
    """Sites whose old changes are in the archive."""
    found = old_changes(count, sites=sites)
    assert [report.error for report in retention.run(["changes"])] == [""]
    return found


def restore() -> retention.Restored | None:
    return retention.restore(TokenChange, MONTH)


def refused(match: str) -> None:
    """Restoring fails in one line, and nothing has changed."""
    with pytest.raises(retention.RetentionError, match=match) as caught:
        restore()
    assert "\n" not in str(caught.value)
    assert content() == []
    assert MONTH not in (partitioning.months_of(TokenChange) or {})
    assert Archive.objects.get().state == "dropped"


def test_what_comes_back_is_what_went() -> None:
    old_changes(7, sites=2)
    before = content()
    list(retention.run(["changes"]))

    assert restore() == retention.Restored(14, 0)

    assert content() == content(TABLE) == before
    assert Archive.objects.get().state == "restored"
    assert AuditLog.objects.filter(action="archive.restored").exists()


def test_a_restored_month_is_a_partition_like_the_others() -> None:
    archived()
    indexes = catalogue.indexes()
    restore()
    assert catalogue.indexes() == indexes
    (site,) = Site.objects.all()
    version = site.token_versions.get()
    later = TokenChange.objects.latest("id").pk
    added = TokenChange.objects.create(
        site=site,
        version=version,
        token_path="late",
        change_type="added",
        category="color",
        created_at="2024-02-03T00:00:00Z",
    )
    assert added.pk > later
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contype::text, count(*) FROM pg_constraint"
            " WHERE conrelid = to_regclass(%s) AND contype <> 'n' GROUP BY 1 ORDER BY 1",
            [TABLE],
        )
        # The rule on change_type, the version, the primary key: no bounds are left over.
        assert cursor.fetchall() == [("c", 1), ("f", 1), ("p", 1)]
        cursor.execute(
            "SELECT count(*) FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid"
            " WHERE indrelid = to_regclass(%s)",
            [TABLE],
        )
        assert cursor.fetchone() == (4,)
    with pytest.raises(IntegrityError), transaction.atomic():
        TokenVersion.objects.filter(pk=version.pk)._raw_delete("default")


def test_it_stays_until_it_is_asked_to_go() -> None:
    archived()
    restore()
    assert [report.rows for report in retention.run(["changes"])] == [0]
    assert TokenChange.objects.count() == 7
    again = retention.run(["changes"], archive_restored=True)
    assert [(report.rows, report.error) for report in again] == [(7, "")]
    assert TokenChange.objects.count() == 0
    assert restore() == retention.Restored(7, 0)


def test_a_second_restore_finds_nothing_to_do() -> None:
    archived()
    restore()
    assert restore() is None


def test_rows_of_what_was_deleted_are_left_out_and_counted() -> None:
    first, second, third = archived(4, sites=3)
    deletion.delete(Site.objects.filter(pk=first.pk))
    deletion.delete(TokenVersion.objects.filter(site=second))

    assert restore() == retention.Restored(4, 8)
    assert set(TokenChange.objects.values_list("site_id", flat=True)) == {third.pk}


def test_a_month_that_is_detached_only_is_attached_again() -> None:
    site, other = old_changes(3, sites=2)
    Archive.objects.create(table="token_changes", month=MONTH)
    partitioning.detach(TokenChange, MONTH)
    deletion.delete(Site.objects.filter(pk=other.pk))

    assert restore() == retention.Restored(3, 3)
    assert {row[2] for row in content()} == {site.pk}


def test_a_damaged_file_is_refused(archive: Path) -> None:
    archived()
    file = archive / Archive.objects.get().key
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"x")
    refused("is damaged: its SHA-256 is")
    file.write_bytes(whole)
    assert restore() == retention.Restored(7, 0)


def test_a_missing_file_is_refused(archive: Path) -> None:
    archived()
    (archive / Archive.objects.get().key).unlink()
    refused("has no file token_changes/2024-02-")


@pytest.mark.parametrize(
    ("manifest", "match"),
    [
        (None, r"has no file token_changes/2024-02-\w+\.json"),
        ("", "is damaged"),
        ("[]", "is damaged"),
        ('{"format": 1}', "is damaged"),
    ],
)
def test_a_bad_manifest_is_refused(
    archive: Path, manifest: str | None, match: str
) -> None:
    archived()
    file = archive / Archive.objects.get().key.replace(".parquet", ".json")
    if manifest is None:
        file.unlink()
    else:
        file.write_text(manifest)
    refused(match)


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"format": 2}, "of format 2"),
        ({"sha256": "0" * 64}, "its manifest says 0000"),
        ({"rows": 8}, "other rows than its manifest says: 7 instead of 8"),
        ({"content": "0" * 64}, "other rows than its manifest says"),
        (
            {"columns": [{"name": "id", "type": "integer"}]},
            "token_changes has no id integer now",
        ),
        (
            {"columns": [{"name": "id", "type": "bigint"}]},
            "other columns than its manifest",
        ),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    archive: Path, changed: dict[str, Any], match: str
) -> None:
    archived()
    file = archive / Archive.objects.get().key.replace(".parquet", ".json")
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))
    refused(match)


def test_storage_that_cannot_be_read_is_named(settings: Any, tmp_path: Path) -> None:
    archived()
    other = tmp_path / "other"
    other.write_text("no folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "archive": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": other},
        },
    }
    assert storages["archive"].path("x").startswith(str(other))
    refused("The archive storage")


def test_a_storage_that_is_not_configured_is_named(settings: Any) -> None:
    archived()
    settings.STORAGES = {
        name: value for name, value in settings.STORAGES.items() if name != "archive"
    }
    refused("The archive storage cannot read .*archive")


def test_rows_that_came_in_by_hand_are_not_mixed_up() -> None:
    archived()
    add_month(TokenChange, MONTH)
    with pytest.raises(retention.RetentionError, match="is a table .* already"):
        restore()


def test_a_month_that_was_never_archived_is_refused() -> None:
    with pytest.raises(retention.RetentionError, match="There is no archive"):
        restore()


def test_it_does_not_queue_behind_a_writer_and_changes_nothing() -> None:
    archived()
    with other_connection() as other:
        other.execute("BEGIN; LOCK TABLE token_versions IN ROW EXCLUSIVE MODE")
        refused("Another transaction holds a lock")
    assert restore() == retention.Restored(7, 0)


def test_only_archived_tables_can_be_named() -> None:
    assert retention.archived_model("token_changes") is TokenChange
    with pytest.raises(retention.RetentionError, match="Those are: token_changes"):
        retention.archived_model("audit_log")
