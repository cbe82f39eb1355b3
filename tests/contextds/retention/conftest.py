"""What the tests of retention share: old months, and an archive storage of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contextds.database.retention import patience
from tests.contextds.retention import months
from tests.contextds.retention.connections import committing_connection


@pytest.fixture
def archive(
    db: None,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """An empty archive, no old month, and short pauses between attempts."""
    for alias in ("archive", "css"):
        settings.STORAGES = {
            **settings.STORAGES,
            alias: {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path / alias},
            },
        }
    monkeypatch.setattr(patience, "PAUSES", (0.05, 0.05))
    monkeypatch.setattr(patience, "LOCK_TIMEOUT", "200ms")
    with committing_connection():
        try:
            yield tmp_path / "archive"
        finally:
            months.clean()
