"""pg_stat_statements is created where our role may, and nothing fails where it may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from contextds.database.statistics import extension


@pytest.fixture
def stranger(db: None) -> Iterator[str]:
    """We are a role without rights; the role is rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE stranger_of_extensions")
        cursor.execute("DROP EXTENSION IF EXISTS pg_stat_statements")
        cursor.execute("SET ROLE stranger_of_extensions")
        yield "stranger_of_extensions"
        cursor.execute("RESET ROLE")


def there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_migrate_has_created_it() -> None:
    assert there()
    assert extension.create("default")


@pytest.mark.django_db
def test_it_is_created_where_it_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")
    assert extension.create("default")
    assert there()


def test_without_the_right_nothing_fails(stranger: str) -> None:
    assert not extension.create("default")
    assert not there()
