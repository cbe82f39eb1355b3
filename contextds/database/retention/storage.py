"""The archive storage: Django's storage API under the alias "archive".

Files are named by the hash of their bytes. So a file is never written over by another one,
and one that is there with other bytes was cut off while it was written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from contextds.database.retention.patience import RetentionError

ALIAS = "archive"
_CHUNK = 1 << 20


def keep(key: str, file: IO[bytes]) -> None:
    """Put a file into the storage under `key`, which names its bytes. Raises RetentionError.

    On return it would survive a power cut, as far as the storage's maker lets us know.
    """
    expected = sha256(file)
    with _reachable("write", key) as storage:
        if storage.exists(key):
            with storage.open(key) as found:
                if sha256(found) == expected:
                    return
            storage.delete(key)
        file.seek(0)
        saved = storage.save(key, File(file, name=key))
        _to_disk(storage, saved)
        if saved != key:
            storage.delete(saved)
            raise OSError(f"it was named {saved} instead")


@contextmanager
def fetched(key: str) -> Iterator[IO[bytes]]:
    """A copy of a stored file that can be sought in; gone afterwards. Raises RetentionError."""
    with scratch_file() as copy:
        with _reachable("read", key) as storage, storage.open(key) as file:
            while chunk := file.read(_CHUNK):
                copy.write(chunk)
        copy.seek(0)
        yield copy


def discard(*keys: str) -> None:
    """Delete files; what is not there is no error. Raises RetentionError."""
    for key in keys:
        with _reachable("delete", key) as storage:
            storage.delete(key)


def holds(key: str) -> bool:
    """Whether the storage has a file of this name. Raises RetentionError."""
    with _reachable("read", key) as storage:
        return storage.exists(key)


@contextmanager
def scratch_file() -> Iterator[IO[bytes]]:
    """A file in DATA_DIR without a name: a killed process leaves none behind.

    Not in the system's folder for temporary files, which often is memory.
    """
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        file = TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - closed below
    except OSError as error:
        raise RetentionError(
            f"No temporary file can be made in DATA_DIR: {error}."
        ) from error
    with file:
        yield file


def sha256(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file from its beginning, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def _reachable(verb: str, key: str) -> Iterator[Storage]:
    """The storage; whatever it raises becomes one line."""
    try:
        yield storages[ALIAS]
    except RetentionError:
        raise
    except FileNotFoundError as error:
        raise RetentionError(
            f"The archive storage has no file {key}. Bring it back from a backup of "
            "the storage, then run this again."
        ) from error
    except Exception as error:  # each storage has exceptions of its own
        said = " ".join(str(error).split()) or type(error).__name__
        raise RetentionError(
            f"The archive storage cannot {verb} {key}: {said}. Check its settings, rights "
            "and free space, then run this again; nothing was lost."
        ) from error


def _to_disk(storage: Storage, key: str) -> None:
    """Have a local file written through; other storages keep their own promises."""
    try:
        path = storage.path(key)
    except NotImplementedError:
        return
    for name in (path, os.path.dirname(path)):
        descriptor = os.open(name, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
