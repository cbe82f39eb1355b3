"""`manage.py worker` with real processes: it works, is killed, and is replaced."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from contextds.env import BASE_DIR
from scanner import jobs, pipeline, tasks
from scanner.models import Scan, ScanStatus
from tests import servers
from tests.commands import environment, manage

PAGE = "<link rel=stylesheet href=/a.css>"
CSS = servers.stylesheet("a { color: #0d6efd }")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


def wait_for(scan: Scan, *statuses: str, seconds: float = 30) -> Scan:
    """The scan as soon as it has one of the statuses."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        scan.refresh_from_db()
        if scan.status in statuses:
            return scan
        time.sleep(0.05)
    raise AssertionError(f"the scan is still {scan.status}")


def worker(*options: str) -> subprocess.Popen[bytes]:
    """A worker in the background."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", *options],
        cwd=BASE_DIR,
        env=environment(),
    )


def test_it_carries_out_what_is_queued_and_ends_with_once() -> None:
    with servers.Site({"/": servers.page(PAGE), "/a.css": CSS}) as site:
        scan = pipeline.submit(site.url, allow_private=True)
        done = manage("worker", "--once")

    assert (done.returncode, done.stderr) == (0, "")
    scan.refresh_from_db()
    assert scan.status == ScanStatus.COMPLETED
    assert not ProcrastinateJob.objects.filter(task_name=jobs.SCAN_TASK).exists()


def test_a_killed_worker_blocks_nothing() -> None:
    with servers.Site({"/": servers.silent, "/a.css": CSS}) as site:
        scan = pipeline.submit(site.url, allow_private=True)
        with worker() as first:
            wait_for(scan, ScanStatus.RUNNING)
            first.kill()

        site.routes["/"] = servers.page(PAGE)
        Scan.objects.update(lease_until=Now())
        jobs.recover()
        assert manage("worker", "--once").returncode == 0

    scan.refresh_from_db()
    assert (scan.status, scan.attempt) == (ScanStatus.COMPLETED, 2)


def test_the_job_of_a_killed_worker_does_not_stay_for_ever() -> None:
    with servers.Site({"/": servers.silent}) as site:
        scan = pipeline.submit(site.url, allow_private=True)
        with worker() as killed:
            wait_for(scan, ScanStatus.RUNNING)
            killed.kill()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )

    async_to_sync(tasks.drop_stalled_jobs.func)(0)

    assert not ProcrastinateJob.objects.filter(task_name=jobs.SCAN_TASK).exists()


def test_sigterm_lets_the_running_scan_finish() -> None:
    def slow_page(connection: socket.socket) -> None:
        time.sleep(1)
        connection.sendall(servers.page(PAGE).sent())

    with servers.Site({"/": slow_page, "/a.css": CSS}) as site:
        scan = pipeline.submit(site.url, allow_private=True)
        with worker() as running:
            wait_for(scan, ScanStatus.RUNNING)
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0

    scan.refresh_from_db()
    assert scan.status == ScanStatus.COMPLETED


@contextmanager
def database_closed() -> Iterator[None]:
    """End every connection to the test's database, and let nobody in meanwhile."""
    database = connection.settings_dict
    name = sql.Identifier(str(database["NAME"]))
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    connection.close()
    with psycopg.connect(
        host=str(database["HOST"]),
        port=str(database["PORT"] or 5432),
        user=database["USER"],
        password=database.get("PASSWORD"),
        dbname="postgres",
        autocommit=True,
    ) as other:
        other.execute(allow.format(name, sql.SQL("false")))
        try:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s",
                [str(database["NAME"])],
            )
            yield
        finally:
            other.execute(allow.format(name, sql.SQL("true")))


def test_a_worker_waits_for_a_database_that_went_away() -> None:
    routes = {"/": servers.page(PAGE), "/a.css": CSS}
    with servers.Site(routes) as site, worker() as running:
        wait_for(pipeline.submit(site.url, allow_private=True), ScanStatus.COMPLETED)
        with database_closed():
            time.sleep(3)
        # A worker that ended of it would do so within its polling interval.
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(8)
        wait_for(pipeline.submit(site.url, allow_private=True), ScanStatus.COMPLETED)
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
