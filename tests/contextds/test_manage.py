"""`manage.py` as a process: what goes wrong with the database is one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contextds.env import BASE_DIR
from tests.commands import environment


@pytest.mark.django_db
@pytest.mark.parametrize(
    "command", [["scan", "http://127.0.0.1:1/", "--allow-private"], ["worker"]]
)
def test_a_database_that_is_not_migrated_is_one_line(command: list[str]) -> None:
    inherited = environment()
    # The server's own database, which is always there and has no table of ours.
    empty = inherited["DATABASE_URL"].rpartition("/")[0] + "/postgres"
    result = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=inherited | {"DATABASE_URL": empty},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "run `python manage.py migrate`" in result.stderr
    assert result.stderr.count("\n") == 1
