"""What all tests share: the run's own PostgreSQL."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from contextds.embedded_postgres import MAJOR, EmbeddedPostgres, EmbeddedPostgresError

# The same examples in each run: what chance finds belongs into a case of its own, not into
# somebody else's build. HYPOTHESIS_PROFILE=random looks for more.
hypothesis_settings.register_profile("same", derandomize=True)
hypothesis_settings.register_profile("random", derandomize=False)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder; clear away those, named by process id, of killed runs."""
    if _is_worker(config):
        return
    for folder in settings.DATA_DIR.parent.glob("[0-9]*"):
        if folder == settings.DATA_DIR or not _alive(int(folder.name)):
            _remove(folder)
    settings.DATA_DIR.mkdir(parents=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's PostgreSQL when its last worker has ended."""
    if not _is_worker(config):
        _remove(settings.DATA_DIR)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _remove(folder: Path) -> None:
    server = EmbeddedPostgres(folder / f"postgres-{MAJOR}")
    with suppress(EmbeddedPostgresError):
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    # Elsewhere, where root's own folders are closed to the server's user.
    shutil.rmtree(server.folder, ignore_errors=True)
    server.folder.with_name(f"{server.folder.name}.lock").unlink(missing_ok=True)
