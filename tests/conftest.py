"""What all tests share."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings

from contextds.embedded_postgres import EmbeddedPostgres


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's own PostgreSQL, when its last worker has ended."""
    if hasattr(config, "workerinput"):
        return
    if folder := settings.DATABASES["default"]["EMBEDDED"]:
        EmbeddedPostgres(folder).stop()
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
