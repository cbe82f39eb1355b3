"""Stored CSS: unused contents go, large ones move out, stray files are swept up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from contextds.database import retention
from contextds.database.retention import contents
from scanner import css_store
from scanner.models import CssContent, CssSource, Scan
from tests.contextds.retention.connections import (
    committing_connection,
    other_connection,
)
from tests.scanner.history import add_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

LONG_AGO = timedelta(days=30, minutes=1)
LARGE = bytes(range(256)) * 8192


def maintain(step: str, **options: bool) -> retention.Report:
    """One step's report."""
    (report,) = retention.run([step], **options)
    return report


def stored(*css: bytes, age: timedelta = LONG_AGO) -> list[CssContent]:
    """Contents that nobody has touched for `age`."""
    ids = css_store.store(css)
    rows = CssContent.objects.filter(pk__in=ids.values())
    rows.update(last_accessed=timezone.now() - age)
    return [CssContent.objects.get(pk=ids[css_store.sha256(one)]) for one in css]


def take_up(content: CssContent) -> None:
    """Let a scan have a content."""
    scan = Scan.objects.create(site=add_site(), url="https://shop.example/")
    CssSource.objects.create(
        scan=scan, content=content, url="x", kind="link", position=0, bytes=3
    )


def files(storage: Path) -> list[Path]:
    return [path for path in storage.rglob("*") if path.is_file()]


def test_what_no_scan_has_for_30_days_is_deleted_with_its_file(tmp_path: Path) -> None:
    unused, large, used = stored(b"a{}", LARGE, b"b{}")
    (young,) = stored(b"c{}", age=timedelta(days=29))
    take_up(used)

    foreseen = maintain("contents", dry_run=True)
    assert CssContent.objects.count() == 4
    report = maintain("contents")

    assert (report.rows, report.error) == (foreseen.rows, foreseen.error) == (2, "")
    assert report.bytes == foreseen.bytes == unused.stored_bytes + large.stored_bytes
    assert set(CssContent.objects.all()) == {used, young}
    assert files(tmp_path / "css") == []


def test_they_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "BATCH", 2)
    stored(*(b"a%d{}" % n for n in range(5)))
    assert maintain("contents").rows == 5


def test_a_content_that_a_scan_takes_up_at_this_moment_stays() -> None:
    content, other = stored(b"a{}", b"b{}")
    with other_connection() as scan:
        scan.execute("BEGIN")
        scan.execute(
            "UPDATE css_contents SET last_accessed = now() WHERE id = %s", [content.pk]
        )
        report = maintain("contents")
        scan.execute("COMMIT")
    assert (report.rows, report.error) == (1, "")
    assert CssContent.objects.get() == content
    assert maintain("contents").rows == 0
    assert not CssContent.objects.filter(pk=other.pk).exists()


def test_scans_that_store_what_is_being_deleted_have_it_in_the_end(
    tmp_path: Path,
) -> None:
    sheets = [b"a%d{}" % n for n in range(30)] + [LARGE]

    def scan(number: int) -> None:
        """Store and take up all sheets while they are deleted as unused."""
        with committing_connection():
            scan = Scan.objects.create(
                site=add_site(f"race{number}.example"), url="https://shop.example/"
            )
            for sheet in sheets:
                (content,) = css_store.store([sheet]).values()
                CssSource.objects.create(
                    scan=scan,
                    content_id=content,
                    url="x",
                    kind="link",
                    position=0,
                    bytes=3,
                )

    stored(*sheets)
    with ThreadPoolExecutor(3) as pool:
        scans = [pool.submit(scan, number) for number in range(2)]
        while not all(done.done() for done in scans):
            assert maintain("contents").error == ""
        for done in scans:
            done.result()

    assert CssSource.objects.count() == 2 * len(sheets)
    for content in CssContent.objects.all():
        assert css_store.sha256(css_store.read(content)) == content.sha256


def test_a_file_that_could_not_be_deleted_is_swept_up_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(LARGE)

    def refuse(self: Any, name: str) -> None:
        raise PermissionError("read-only")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", refuse)
        report = maintain("contents")
    assert "cannot delete" in report.error
    assert not CssContent.objects.exists()

    assert maintain("files").rows == 0, "one of today may be a scan's that still runs"
    (file,) = files(tmp_path / "css")
    os.utime(file, (0, 0))
    assert maintain("files", dry_run=True).rows == 1
    assert file.exists()
    assert maintain("files").rows == 1
    assert not file.exists()


def test_the_files_of_rows_are_not_swept_up(tmp_path: Path) -> None:
    (content,) = stored(LARGE)
    for file in files(tmp_path / "css"):
        os.utime(file, (0, 0))
    report = maintain("files")
    assert (report.rows, report.error) == (0, "")
    assert css_store.read(content) == LARGE


def test_an_empty_storage_has_nothing_to_sweep() -> None:
    assert maintain("files").error == ""


def inline(css: bytes) -> CssContent:
    """A large content in the database, as an earlier limit would have left it."""
    packed = zstandard.ZstdCompressor().compress(css)
    return CssContent.objects.create(
        sha256=css_store.sha256(css),
        content=packed,
        bytes=len(css),
        stored_bytes=len(packed),
    )


def test_large_content_moves_to_the_storage() -> None:
    content = inline(LARGE)
    stored(b"small{}")
    assert maintain("offload", dry_run=True).rows == 1
    report = maintain("offload")
    content.refresh_from_db()
    assert (report.rows, report.bytes, report.error) == (1, content.stored_bytes, "")
    assert content.content is None
    assert css_store.read(content) == LARGE
    assert maintain("offload").rows == 0


def test_content_that_does_not_read_back_stays_in_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = inline(LARGE)
    with monkeypatch.context() as patch:
        patch.setattr(css_store, "offload", lambda key, packed: "ab/nothing")
        assert "No such file" in maintain("offload").error
    content.refresh_from_db()
    assert css_store.read(content) == LARGE
    assert maintain("offload").error == ""


def test_content_that_is_deleted_meanwhile_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = inline(LARGE)
    write = css_store.offload

    def deleting(key: str, packed: bytes) -> str:
        CssContent.objects.filter(pk=content.pk).delete()
        return write(key, packed)

    monkeypatch.setattr(css_store, "offload", deleting)
    assert maintain("offload").rows == 0
    assert files(tmp_path / "css") == []


def test_the_questions_use_their_indexes() -> None:
    unused = CssContent.objects.unused_for(LONG_AGO)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        plan = unused.explain()
        cursor.execute("RESET enable_seqscan")
    assert "idx_css_contents_last_accessed" in plan
    assert "idx_css_sources_content_id" in plan
