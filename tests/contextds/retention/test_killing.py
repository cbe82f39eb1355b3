"""Kill -9 at every step of maintain and restorearchive: nothing is lost, nothing twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from contextds.env import BASE_DIR
from tests.commands import environment


@pytest.mark.django_db
@pytest.mark.parametrize("work", ["archive", "restore"])
def test_whoever_is_killed_at_any_step_is_finished_by_the_next(
    archive: Path, work: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.contextds.retention.killing", work, "11"],
        cwd=BASE_DIR,
        env=environment()
        | {
            "DATA_DIR": str(archive.parent),
            # What a killed client leaves behind does not depend on it.
            "PGOPTIONS": "-c synchronous_commit=off",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    # Each is killed 11 steps later than the one before; with 1 it is every step.
    assert int(done.stdout) > 3
