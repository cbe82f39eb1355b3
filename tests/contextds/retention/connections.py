"""Sessions on the database of the running test that commit what they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from tests.commands import environment


@contextmanager
def committing_connection() -> Iterator[None]:
    """Lead this thread's work past the transaction that its test is in.

    Partitions cannot be detached in one. Whoever uses it deletes what it wrote:
    truncating every table, as the fixture transactional_db does, takes a second a test.
    """
    real = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = type(real)(real.settings_dict, DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = real


@contextmanager
def other_connection() -> Iterator[psycopg.Connection]:
    """A connection that commits each statement, unless told otherwise."""
    with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as other:
        yield other
