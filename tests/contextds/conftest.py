"""What the tests of the platform share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder that every user may walk to, with a space in its path."""
    with tempfile.TemporaryDirectory(prefix="contextds tests ") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
