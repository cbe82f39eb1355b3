"""CSS at rest: stored once per hash, compressed, large contents outside the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from io import BytesIO
from secrets import token_hex

import zstandard
from django.core.files.storage import storages
from django.db.models.functions import Now

from scanner.errors import StorageUnavailable
from scanner.models import CssContent

#: Contents above this many bytes, as served, go to the storage "css".
OFFLOAD_ABOVE = 1024 * 1024
#: Level 3 makes CSS 12 times smaller; PostgreSQL's own compression 6 times.
ZSTD_LEVEL = 3
#: How stale `last_accessed` may be: one write a day, not one per scan.
ACCESS_STEP = timedelta(days=1)


def sha256(content: bytes) -> str:
    """The key of a content: SHA-256 of its bytes as served, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def store(contents: Iterable[bytes]) -> dict[str, int]:
    """Keep each content once; returns the id of each by its SHA-256.

    Idempotent, and safe beside other scans that store the same bytes. Call it outside
    a transaction: the storage may be slow. Raises StorageUnavailable.
    """
    by_hash = {sha256(content): content for content in contents}
    while True:
        # Touched first: what is there afterwards is not deleted as unused for some weeks.
        CssContent.objects.filter(
            sha256__in=by_hash, last_accessed__lt=Now() - ACCESS_STEP
        ).update(last_accessed=Now())
        ids = _ids(by_hash)
        missing = [_row(key, by_hash[key]) for key in sorted(by_hash.keys() - ids)]
        if not missing:
            return ids
        CssContent.objects.bulk_create(missing, ignore_conflicts=True)


def read(content: CssContent) -> bytes:
    """The bytes as they were served. Raises StorageUnavailable."""
    packed = content.content
    if packed is None:
        try:
            with storages["css"].open(content.storage_key) as file:
                packed = file.read()
        except OSError as error:
            raise StorageUnavailable(
                f"The stored CSS {content.storage_key} cannot be read: {error}. "
                "Check the storage settings and try again."
            ) from error
    return zstandard.ZstdDecompressor().decompress(
        bytes(packed), max_output_size=content.bytes
    )


def _ids(by_hash: dict[str, bytes]) -> dict[str, int]:
    return dict(
        CssContent.objects.filter(sha256__in=by_hash).values_list("sha256", "id")
    )


def _row(key: str, content: bytes) -> CssContent:
    packed = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content)
    row = partial(CssContent, sha256=key, bytes=len(content), stored_bytes=len(packed))
    if len(content) <= OFFLOAD_ABOVE:
        return row(content=packed)
    return row(content=None, storage_key=offload(key, packed))


def offload(key: str, packed: bytes) -> str:
    """Write compressed bytes to the storage; returns the file's name.

    Each file belongs to one row alone, so its name is never used again: one that is being
    deleted cannot be taken for there by somebody who stores the same bytes. A file that
    found no row is swept up by `manage.py maintain`. Raises StorageUnavailable.
    """
    name = f"{key[:2]}/{key}-{token_hex(4)}.css.zst"
    try:
        return storages["css"].save(name, BytesIO(packed))
    except OSError as error:
        raise StorageUnavailable(
            f"Large CSS could not be stored: {error}. "
            "Check the storage settings and its free space, and try again."
        ) from error
