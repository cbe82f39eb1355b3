"""Other people's sessions on the test's database: real connections of psycopg."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread
from typing import Any

import psycopg
from django.db import connection

Session = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def session(*, user: str = "", dbname: str = "", **options: Any) -> Iterator[Session]:
    """A connection to the test's database, as our role; or to another one, as another."""
    connection.ensure_connection()
    database = connection.settings_dict
    opened = psycopg.connect(
        host=str(database["HOST"]),
        port=int(database["PORT"] or 5432),
        user=user or database["USER"],
        password=database["PASSWORD"] or None,
        dbname=dbname or database["NAME"],
        **options,
    )
    try:
        yield opened
    finally:
        opened.close()


def started(opened: Session) -> datetime:
    """When the session's backend started, as pg_stat_activity has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT backend_start FROM pg_stat_activity WHERE pid = %s",
            [opened.info.backend_pid],
        )
        (start,) = cursor.fetchone()
    assert isinstance(start, datetime)
    return start


def in_background(opened: Session, statement: str) -> Thread:
    """Begin a statement that waits; it ends with its session."""

    def run() -> None:
        try:
            opened.execute(statement.encode())
        except psycopg.Error:
            return

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread
