"""What the scanner's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def empty_queue() -> Iterator[None]:
    """The queue's tables are not Django's: nothing else empties them between tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events,"
            " procrastinate_periodic_defers, procrastinate_workers"
        )
