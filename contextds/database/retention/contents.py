"""Stored CSS that no scan has any more, and large CSS that is better off in the storage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from contextds.database.retention.patience import RetentionError, patiently
from contextds.database.retention.work import Work
from scanner import css_store
from scanner.errors import StorageUnavailable
from scanner.models import CssContent

#: Contents that one run looks at; what is left is for the next day's.
MOST = 200_000
BATCH = 500
#: A file without a row may be one whose row is about to be written.
SWEPT_AFTER = timedelta(days=1)


def contents(work: Work) -> None:
    """Delete contents that no scan has, and none has touched for CSS_DAYS."""
    unused = CssContent.objects.unused_for(timedelta(days=settings.CSS_DAYS))
    if work.dry_run:
        found = unused.aggregate(rows=Count("pk"), bytes=Sum("stored_bytes"))
        work.add(found["rows"], found["bytes"] or 0)
        return
    keys = list(unused.values_list("pk", flat=True)[:MOST])
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        files = patiently(lambda batch=batch: _delete(work, batch))  # type: ignore[misc]
        _remove(files)


def offload(work: Work) -> None:
    """Move contents above css_store.OFFLOAD_ABOVE from the database to the storage."""
    large = CssContent.objects.inline_above(css_store.OFFLOAD_ABOVE).order_by("pk")
    if work.dry_run:
        found = large.aggregate(rows=Count("pk"), bytes=Sum("stored_bytes"))
        work.add(found["rows"], found["bytes"] or 0)
        return
    for key in list(large.values_list("pk", flat=True)[:MOST]):
        _offload(work, key)


def files(work: Work) -> None:
    """Delete files of the storage that belong to no row: left by a process that was killed.

    Those of the last day stay: a scan writes its file before its row.
    """
    before = timezone.now() - SWEPT_AFTER
    names = _stored_files()
    try:
        while batch := list(islice(names, BATCH)):
            known = set(
                CssContent.objects.filter(
                    sha256__in={name.rpartition("/")[2][:64] for name in batch}
                ).values_list("storage_key", flat=True)
            )
            storage = storages["css"]
            for name in batch:
                if name in known or storage.get_modified_time(name) > before:
                    continue
                size = storage.size(name)
                if not work.dry_run:
                    storage.delete(name)
                work.add(1, size)
    except OSError as error:
        raise RetentionError(f"The storage of CSS cannot be swept: {error}.") from error


def _delete(work: Work, keys: Sequence[int]) -> list[str]:
    """Delete those of `keys` that are still unused; returns the files to remove.

    The rows are locked first, and asked again then: a scan that took one up in between
    has touched it, one that is about to waits. What is locked is in use: left out.
    """
    unused = CssContent.objects.unused_for(timedelta(days=settings.CSS_DAYS))
    with transaction.atomic():
        locked = CssContent.objects.filter(pk__in=keys).order_by("pk")
        held = list(
            locked.select_for_update(skip_locked=True).values_list("pk", flat=True)
        )
        doomed = list(
            unused.filter(pk__in=held).values_list("pk", "storage_key", "stored_bytes")
        )
        ids = [key for key, _, _ in doomed]
        deleted = unused.filter(pk__in=ids)._raw_delete(unused.db)
    work.add(deleted, sum(size for _, _, size in doomed))
    return [name for _, name, _ in doomed if name]


def _remove(names: Sequence[str]) -> None:
    """Remove the files of rows that are gone for good; `files` finds those that stay."""
    for name in names:
        try:
            storages["css"].delete(name)
        except OSError as error:
            raise RetentionError(
                f"The storage of CSS cannot delete {name}: {error}. Check its rights; the "
                "step `files` deletes it later."
            ) from error


def _offload(work: Work, key: int) -> None:
    """Move one content: written, read back, then the row changed if it is as it was."""
    row = CssContent.objects.filter(pk=key, content__isnull=False).first()
    if row is None or row.content is None:
        return
    packed = bytes(row.content)
    try:
        name = css_store.offload(row.sha256, packed)
        with storages["css"].open(name) as file:
            if file.read() != packed:
                raise RetentionError(
                    f"The storage of CSS gives {name} back other than it was written."
                )
    except (StorageUnavailable, OSError) as error:
        raise RetentionError(str(error)) from error
    moved = patiently(
        lambda: CssContent.objects.filter(pk=key, storage_key="").update(
            content=None, storage_key=name
        )
    )
    if moved:
        work.add(1, len(packed))
    else:
        _remove([name])


def _stored_files() -> Iterator[str]:
    """Every file of the storage, each in the folder of its hash's first two digits."""
    storage = storages["css"]
    try:
        folders, _ = storage.listdir("")
    except FileNotFoundError:
        # Nothing was stored yet.
        return
    for folder in sorted(folders):
        _, names = storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in sorted(names))
