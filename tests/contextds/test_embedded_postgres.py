"""The embedded PostgreSQL server."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_it_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
