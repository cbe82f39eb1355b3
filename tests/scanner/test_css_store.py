"""Stylesheets at rest: once per hash, compressed, large ones in the storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from scanner import css_store
from scanner.errors import StorageUnavailable
from scanner.models import CssContent

pytestmark = pytest.mark.django_db


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Path:
    """An empty folder as the storage of large contents."""
    settings.STORAGES = {
        **settings.STORAGES,
        "css": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


def test_the_same_bytes_are_stored_once() -> None:
    first = css_store.store([b"a{}", b"b{}", b"a{}"])
    second = css_store.store([b"a{}"])

    assert len(first) == CssContent.objects.count() == 2
    assert second == {css_store.sha256(b"a{}"): first[css_store.sha256(b"a{}")]}


def test_what_is_stored_is_read_back_and_smaller() -> None:
    css = b".a { color: red }\n" * 1000
    (content_id,) = css_store.store([css]).values()
    content = CssContent.objects.get(pk=content_id)

    assert css_store.read(content) == css
    assert content.bytes == len(css) > 10 * content.stored_bytes


def test_empty_css_is_stored_too() -> None:
    (content_id,) = css_store.store([b""]).values()
    assert css_store.read(CssContent.objects.get(pk=content_id)) == b""


def test_large_css_goes_to_the_storage(storage: Path) -> None:
    css = bytes(range(256)) * 8192
    (content_id,) = css_store.store([css]).values()
    content = CssContent.objects.get(pk=content_id)

    assert content.content is None
    assert (storage / content.storage_key).stat().st_size == content.stored_bytes
    assert css_store.read(content) == css


def test_a_missing_file_of_the_storage_is_a_clear_error(storage: Path) -> None:
    (content_id,) = css_store.store([b"x" * (2**20 + 1)]).values()
    content = CssContent.objects.get(pk=content_id)
    storages["css"].delete(content.storage_key)

    with pytest.raises(StorageUnavailable, match="Check the storage settings"):
        css_store.read(content)


def test_content_lies_in_exactly_one_place() -> None:
    with pytest.raises(IntegrityError, match="in_one_place"), transaction.atomic():
        CssContent.objects.create(sha256="0" * 64, bytes=1, stored_bytes=1)


def test_the_database_does_not_compress_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute"
            " WHERE attrelid = 'css_contents'::regclass AND attname = 'content'"
        )
        # "e" is EXTERNAL: out of line, not compressed.
        assert cursor.fetchone() == ("e",)
