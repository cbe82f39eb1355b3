"""Old months of token_changes on their way into the archive."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, connection

from contextds import deletion, partitioning
from contextds.database import retention
from contextds.database.models import Archive
from contextds.database.retention import parquet
from scanner.models import Site
from tests.contextds.retention.connections import other_connection
from tests.contextds.retention.months import (
    MONTH,
    TABLE,
    add_month,
    archived_content,
    content,
    manifest_of,
    old_changes,
    stored_files,
)
from tokens.models import TokenChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def cut_short(storage: FileSystemStorage, name: str, *_: Any) -> ContentFile[bytes]:
    """Stands for a storage that loses the end of a file."""
    return ContentFile(Path(storage.path(name)).read_bytes()[:-9])


def maintain(step: str = "changes", **options: bool) -> retention.Report:
    """One step's report."""
    (report,) = retention.run([step], **options)
    return report


def test_an_old_month_lies_in_the_archive_and_no_longer_in_the_database() -> None:
    old_changes(7, sites=2)
    before = content()

    report = maintain()

    assert (report.error, report.rows) == ("", 14)
    assert content() == []
    assert archived_content() == before
    (row,) = Archive.objects.all()
    assert (row.table, row.month, row.state, row.rows) == (
        "token_changes",
        MONTH,
        "dropped",
        14,
    )
    assert MONTH not in (partitioning.months_of(TokenChange) or {})


def test_the_manifest_tells_what_the_file_holds() -> None:
    old_changes(7)
    ids = [row[0] for row in content()]
    maintain()

    (row,) = Archive.objects.all()
    manifest = manifest_of(row)
    files = stored_files()
    assert row.key == f"token_changes/2024-02-{row.sha256[:16]}.parquet"
    assert files[row.key] == row.sha256 == manifest["sha256"]
    assert len(files) == 2
    assert manifest["rows"] == row.rows == 7
    assert (manifest["min_id"], manifest["max_id"]) == (ids[0], ids[-1])
    assert (manifest["table"], manifest["month"], manifest["format"]) == (
        "token_changes",
        "2024-02",
        1,
    )
    assert {"name": "created_at", "type": "timestamp with time zone"} in manifest[
        "columns"
    ]


def test_a_dry_run_changes_nothing_and_tells_what_it_would_do() -> None:
    old_changes(7)
    before = content()

    report = maintain(dry_run=True)

    assert (report.rows, report.notes) == (7, ("2024-02 would be archived",))
    assert content() == before
    assert stored_files() == {}
    assert not Archive.objects.exists()


def test_what_is_young_stays() -> None:
    partitioning.ensure_months()
    report = maintain()
    assert (report.rows, report.notes, report.error) == (0, (), "")
    assert not Archive.objects.exists()


def test_a_month_without_rows_is_archived_too() -> None:
    old_changes(0)
    assert maintain().error == ""
    (row,) = Archive.objects.all()
    assert (row.state, row.rows, archived_content()) == ("dropped", 0, [])


def test_several_batches_make_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH", 3)
    old_changes(10)
    before = content()
    assert maintain().error == ""
    assert archived_content() == before


def test_a_late_row_of_an_archived_month_is_refused() -> None:
    (site,) = old_changes(1)
    maintain()
    partitioning.ensure_months(0, MONTH, models=[TokenChange])
    assert MONTH not in (partitioning.months_of(TokenChange) or {})
    with pytest.raises(IntegrityError, match="no partition"):
        TokenChange.objects.create(
            site=site,
            version=site.token_versions.get(),
            token_path="late",
            change_type="added",
            category="color",
            created_at=datetime(2024, 2, 3, tzinfo=UTC),
        )


def test_an_archived_month_that_was_made_by_hand_is_left_alone_and_named() -> None:
    old_changes(3)
    maintain()
    before = archived_content()
    add_month(TokenChange, MONTH)
    report = maintain()
    assert "is archived in token_changes/2024-02" in report.error
    assert archived_content() == before
    assert MONTH in (partitioning.months_of(TokenChange) or {})


def test_a_site_can_be_deleted_while_its_month_is_between_table_and_archive() -> None:
    site, other = old_changes(2, sites=2)
    partitioning.detach(TokenChange, MONTH)
    before = content(TABLE)

    site.delete()
    deletion.delete(Site.objects.filter(pk=other.pk))

    assert maintain().error == ""
    assert archived_content() == before


def test_a_detached_month_has_no_foreign_keys_and_keeps_its_indexes() -> None:
    old_changes(1)
    partitioning.detach(TokenChange, MONTH)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contype::text FROM pg_constraint WHERE conrelid = to_regclass(%s)",
            [TABLE],
        )
        kinds = {kind for (kind,) in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = %s", [TABLE])
        (indexes,) = cursor.fetchone()
    assert "f" not in kinds
    assert indexes == 4


def test_a_damaged_file_is_noticed_and_written_again(
    monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    old_changes(5)
    before = content()
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "open", cut_short)
        report = maintain()
    assert "is damaged" in report.error
    assert content(TABLE) == before
    assert Archive.objects.get().state == "detached"

    assert maintain().error == ""
    assert archived_content() == before


def test_a_file_that_was_cut_off_while_it_was_written_is_replaced(
    archive: Path,
) -> None:
    old_changes(5)
    before = content()
    maintain()
    (row,) = Archive.objects.all()
    retention.restore(TokenChange, MONTH)
    (archive / row.key).write_bytes(b"PAR1")

    assert maintain(archive_restored=True).error == ""
    assert archived_content() == before


def test_another_file_of_the_month_stays_when_its_content_changed() -> None:
    old_changes(5)
    maintain()
    first = stored_files()
    retention.restore(TokenChange, MONTH)
    TokenChange.objects.filter(token_path__endswith=".3").delete()

    assert maintain().error == ""
    assert TokenChange.objects.count() == 4
    assert maintain(archive_restored=True).error == ""
    assert Archive.objects.get().rows == 4
    assert first.items() <= stored_files().items()


def test_storage_that_cannot_be_written_leaves_the_rows(archive: Path) -> None:
    archive.write_text("a file where the folder should be")
    old_changes(5)
    before = content()

    report = maintain()
    assert "The archive storage cannot write token_changes/2024-02" in report.error
    assert "\n" not in report.error
    assert content(TABLE) == before

    archive.unlink()
    assert maintain().error == ""
    assert archived_content() == before


def test_it_does_not_queue_behind_a_long_transaction() -> None:
    old_changes(3)
    before = content()
    with other_connection() as other:
        other.execute("BEGIN; SELECT count(*) FROM token_versions")
        report = maintain()
        assert "Another transaction holds a lock" in report.error
        assert content() == before
    assert maintain().error == ""
    assert archived_content() == before


def test_a_month_that_fails_does_not_stop_the_next() -> None:
    old_changes(2)
    old_changes(3, month=date(2024, 3, 1))
    Archive.objects.create(table="token_changes", month=MONTH, state="dropped", key="x")

    report = maintain()

    assert report.rows == 3
    assert report.notes == ("2024-03 archived",)
    assert report.error.startswith("2024-02: ")
