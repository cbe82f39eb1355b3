"""What the tests of the pages of monitoring share: browsers, and sessions that wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import psycopg
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from contextds.accounts.models import User
from tests.pages import faults, parsed

ROOT = "/admin/monitoring/"


def signed_in(*permissions: str) -> Client:
    """The browser of a member of staff who has these rights ("view_statementsnapshot")."""
    user = User.objects.create_user(
        f"{'-'.join(permissions) or 'nobody'}@example.com", "a password", is_staff=True
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, path: str, **query: str) -> LexborHTMLParser:
    """A page of monitoring, which must be there, sound and not kept by anybody."""
    response = client.get(ROOT + path, query)
    assert response.status_code == 200, response.status_code
    assert not faults(response)
    assert "no-store" in response.headers["Cache-Control"]
    return parsed(response)


def queries_of(client: Client, path: str) -> int:
    """The number of queries of a page."""
    with CaptureQueriesContext(connection) as captured:
        response: HttpResponse = client.get(ROOT + path)  # type: ignore[assignment]
    assert response.status_code == 200
    return len(captured)


def connect(application: str) -> psycopg.Connection[Any]:
    """A session of its own, of the test's database."""
    parameters = {
        **connection.get_connection_params(),
        "application_name": application,
        "autocommit": True,
    }
    for ours in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(ours, None)
    return psycopg.connect(**parameters)


@contextmanager
def waiting_session(lock: int = 4711) -> Iterator[tuple[int, int]]:
    """A session that holds a lock, idle in its transaction, and one that waits for it.

    Yields the process ids of the holder and of the one that waits.
    """
    with connect("holder") as holder, connect("waiter") as waiter:
        holder.execute("BEGIN")
        holder.execute(f"SELECT pg_advisory_xact_lock({lock}) /* <b>hostile</b> */")

        def wait() -> None:
            # Cancelled or terminated: that is what the tests do.
            with suppress(psycopg.Error):
                waiter.execute(f"SELECT pg_advisory_xact_lock({lock})")

        thread = Thread(target=wait)
        thread.start()
        try:
            eventually(lambda: waits(waiter.info.backend_pid))
            yield holder.info.backend_pid, waiter.info.backend_pid
        finally:
            with suppress(psycopg.Error):
                holder.execute("ROLLBACK")
            thread.join(10)


def eventually(happened: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something has happened; fail when it has not."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "It did not happen."
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process of the server has this id."""
    return _is(pid, "true")


def waits(pid: int) -> bool:
    """Whether a session waits for a lock."""
    return _is(pid, "wait_event_type = 'Lock'")


def _is(pid: int, condition: str) -> bool:
    with connection.cursor() as cursor:
        # A transaction sees the sessions as they were at its first look, else.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            f"SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND {condition}",
            [pid],
        )
        return bool(cursor.fetchone()[0])
