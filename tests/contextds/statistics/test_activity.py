"""Sessions as they are seen, and signals that reach the one that is meant."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from contextds.database import statistics
from contextds.database.statistics import Blocked, Outcome, Signalled, Unavailable
from tests.contextds.statistics.sessions import in_background, session, started

# Committed rows and other sessions: what a transaction of the test would hide.
pytestmark = pytest.mark.django_db(transaction=True)

UPDATE = "UPDATE held SET id = 2"


@pytest.fixture
def table() -> Iterator[None]:
    """A table with one row, for sessions to lock."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE held (id int PRIMARY KEY)")
        cursor.execute("INSERT INTO held VALUES (1)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE held")


@pytest.fixture
def stranger() -> Iterator[str]:
    """A role that may connect and nothing else; roles belong to the whole server."""
    name = f"stranger_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}" LOGIN')
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{name}"')
        cursor.execute(f'DROP ROLE "{name}"')


def blocked_now() -> list[Blocked]:
    """Sessions that wait for a lock, once there is one."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = statistics.blocked()
        assert not isinstance(found, Unavailable)
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_a_blocked_session_is_shown_with_who_blocks_it(table: None) -> None:
    with session() as holder, session(application_name="waiter") as waiter:
        holder.execute(UPDATE)
        thread = in_background(waiter, UPDATE)
        (found,) = blocked_now()
        assert found.session.pid == waiter.info.backend_pid
        assert found.session.application == "waiter"
        assert found.session.query == UPDATE
        assert found.session.blocked_by == [holder.info.backend_pid]
        (blocker,) = found.blockers
        assert blocker.pid == holder.info.backend_pid
        assert blocker.state == "idle in transaction"
        waiting = statistics.waiting()
        assert not isinstance(waiting, Unavailable)
        assert [one.pid for one in waiting] == [waiter.info.backend_pid]
        holder.rollback()
        thread.join(10)


def test_times_are_what_the_lists_go_by(table: None) -> None:
    with session() as idle, session() as busy:
        idle.execute("SELECT 1")
        thread = in_background(busy, "SELECT pg_sleep(30) -- " + "x" * 1000)
        time.sleep(0.3)

        running = statistics.long_running(0.2)
        sleeping = statistics.idle_in_transaction(0.2)
        assert not isinstance(running, Unavailable)
        assert not isinstance(sleeping, Unavailable)
        assert [one.pid for one in running] == [busy.info.backend_pid]
        assert (running[0].query_seconds or 0) > 0.2
        assert len(running[0].query) == 500
        assert [one.pid for one in sleeping] == [idle.info.backend_pid]
        assert (sleeping[0].transaction_seconds or 0) > 0.2
        assert statistics.long_running(60) == statistics.idle_in_transaction(60) == []

        statistics.cancel(busy.info.backend_pid, started(busy))
        thread.join(10)
        assert not thread.is_alive()


def test_cancel_ends_the_statement_and_keeps_the_session() -> None:
    with session(autocommit=True) as busy:
        thread = in_background(busy, "SELECT pg_sleep(30)")
        time.sleep(0.2)
        done = statistics.cancel(busy.info.backend_pid, started(busy))
        thread.join(10)
        assert isinstance(done, Signalled)
        assert done.outcome is Outcome.CANCELLED
        assert done.query == "SELECT pg_sleep(30)"
        assert busy.execute("SELECT 1").fetchone() == (1,)


def test_terminate_ends_the_session() -> None:
    with session() as idle:
        idle.execute("SELECT 1")
        pid, start = idle.info.backend_pid, started(idle)
        done = statistics.terminate(pid, start)
        assert isinstance(done, Signalled)
        assert done.outcome is Outcome.TERMINATED
        assert done.user == connection.settings_dict["USER"]
        with pytest.raises(psycopg.OperationalError):
            idle.execute("SELECT 1")
        assert statistics.terminate(pid, start) == Signalled(Outcome.GONE, pid)


def test_another_session_under_the_same_number_is_left_alone() -> None:
    with session() as other:
        other.execute("SELECT 1")
        pid, start = other.info.backend_pid, started(other)
        earlier = start - timedelta(microseconds=1)
        assert statistics.cancel(pid, earlier) == Signalled(Outcome.GONE, pid)
        assert statistics.terminate(pid, earlier) == Signalled(Outcome.GONE, pid)
        assert other.execute("SELECT 1").fetchone() == (1,)


def test_processes_that_are_no_clients_and_ourselves_are_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, backend_start FROM pg_stat_activity"
            " WHERE backend_type = 'checkpointer' OR pid = pg_backend_pid()"
        )
        found = cursor.fetchall()
    assert len(found) == 2
    for pid, start in found:
        assert statistics.terminate(pid, start) == Signalled(Outcome.GONE, pid)
    assert statistics.terminate(2**40, start) == Signalled(Outcome.GONE, 2**40)


def test_a_session_of_another_database_is_left_alone() -> None:
    with session(dbname="postgres") as other:
        other.execute("SELECT 1")
        pid = other.info.backend_pid
        assert statistics.terminate(pid, started(other)) == Signalled(Outcome.GONE, pid)


def test_without_the_right_nothing_happens_and_the_way_is_told(stranger: str) -> None:
    with session() as ours:
        ours.execute("SELECT 1")
        pid, start = ours.info.backend_pid, started(ours)
        with connection.cursor() as cursor:
            cursor.execute(f'GRANT pg_monitor TO "{stranger}"')
            cursor.execute(f'SET ROLE "{stranger}"')
            try:
                refused = statistics.terminate(pid, start)
            finally:
                cursor.execute("RESET ROLE")
        assert isinstance(refused, Unavailable)
        assert "pg_signal_backend" in refused.remedy
        assert ours.execute("SELECT 1").fetchone() == (1,)
