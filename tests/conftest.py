"""What all tests share: the run's own PostgreSQL."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from contextds.embedded_postgres import MAJOR, EmbeddedPostgres, EmbeddedPostgresError


def pytest_configure(config: pytest.Config) -> None:
    """Clear away what killed runs left: the folders are named by process id."""
    if _is_worker(config):
        return
    for folder in settings.DATA_DIR.parent.glob("[0-9]*"):
        if folder == settings.DATA_DIR or not psutil.pid_exists(int(folder.name)):
            _remove(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's PostgreSQL when its last worker has ended."""
    if not _is_worker(config):
        _remove(settings.DATA_DIR)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _remove(folder: Path) -> None:
    server = EmbeddedPostgres(folder / f"postgres-{MAJOR}")
    with suppress(EmbeddedPostgresError):
        server.stop()
    for path in (folder, server.folder):
        shutil.rmtree(path, ignore_errors=True)
