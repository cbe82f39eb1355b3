"""`manage.py scan`: what it prints, and how it ends."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from contextds.commands import Error
from scanner.models import Scan
from tests import servers
from tests.commands import environment, manage

CSS = ":root { --brand: #0d6efd } a { color: var(--brand); padding: 8px }"
PAGE = "<title>Shop</title><link rel=stylesheet href=/a.css>"


@pytest.fixture
def site() -> Iterator[servers.Site]:
    """A small site with one stylesheet."""
    routes = {"/": servers.page(PAGE), "/a.css": servers.stylesheet(CSS)}
    with servers.Site(routes) as running:
        yield running


def scan(url: str, **options: Any) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("scan", url, stdout=output, stderr=io.StringIO(), **options)
    return output.getvalue()


@pytest.mark.django_db
def test_it_prints_categories_version_and_where_to_look(site: servers.Site) -> None:
    printed = scan(site.url, allow_private=True)

    domain = site.url.removeprefix("http://")
    assert f"Design tokens of {domain}" in printed
    assert "color" in printed
    assert "spacing" in printed
    assert "Version 1 is new: 2 added." in printed
    assert f"/sites/{domain}/" in printed


@pytest.mark.django_db
def test_it_says_that_nothing_changed(site: servers.Site) -> None:
    scan(site.url, allow_private=True)
    printed = scan(site.url, allow_private=True)
    assert "Version 1: nothing changed since." in printed


@pytest.mark.django_db
def test_json_is_one_object_with_all_that_machines_ask_for(site: servers.Site) -> None:
    scan(site.url, allow_private=True)
    site.routes["/a.css"] = servers.stylesheet(CSS.replace("8px", "9px"))
    result = json.loads(scan(site.url, allow_private=True, json=True))

    assert result == {
        "scan": Scan.objects.order_by("-pk")[0].pk,
        "site": site.url.removeprefix("http://"),
        "url": f"{site.url}/",
        "status": "completed",
        "code": "",
        "message": "",
        "version": 2,
        "changed": True,
        "changes": {"added": 1, "removed": 1, "modified": 0, "renamed": 0},
        "tokens": {"color": 1, "spacing": 1},
        "truncated": [],
        "warnings": [],
    }


@pytest.mark.django_db
def test_a_refused_address_is_exit_2_with_the_way_out(site: servers.Site) -> None:
    with pytest.raises(Error, match=r"address_refused: .*--allow-private") as caught:
        scan(site.url)
    assert caught.value.returncode == 2
    assert site.connections == 0
    assert not Scan.objects.exists()


@pytest.mark.django_db
def test_a_failed_scan_is_exit_1_with_its_code(site: servers.Site) -> None:
    site.routes.clear()
    with pytest.raises(Error, match="http_error: .*404") as caught:
        scan(site.url, allow_private=True)
    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_json_tells_of_a_failure_too(
    site: servers.Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.routes.clear()
    with pytest.raises(Error):
        call_command("scan", site.url, "--allow-private", "--json")
    result = json.loads(capsys.readouterr().out)
    assert (result["status"], result["code"]) == ("failed", "http_error")


@pytest.mark.django_db
def test_json_of_a_refusal_has_the_shape_of_any_other(
    site: servers.Site, capsys: pytest.CaptureFixture[str]
) -> None:
    scan(site.url, allow_private=True)
    with pytest.raises(Error):
        call_command("scan", site.url, "--json")
    refused = json.loads(capsys.readouterr().out)
    done = json.loads(scan(site.url, allow_private=True, json=True))
    assert refused.keys() == done.keys()
    assert refused["changes"].keys() == done["changes"].keys()
    assert (refused["scan"], refused["code"]) == (None, "address_refused")


@pytest.mark.django_db
def test_no_wait_queues_the_scan_for_a_worker(site: servers.Site) -> None:
    printed = scan(site.url, allow_private=True, wait=False)

    assert "is queued" in printed
    assert ProcrastinateJob.objects.count() == 1
    assert site.connections == 0


@pytest.mark.django_db
def test_it_does_not_wait_for_ever_for_another_process(site: servers.Site) -> None:
    queued = scan(site.url, allow_private=True, wait=False)
    assert queued
    (pending,) = Scan.objects.all()
    assert Scan.objects.claim(pending.pk, uuid4(), timedelta(seconds=60))
    with pytest.raises(Error, match="Another process is still scanning"):
        scan(site.url, allow_private=True, timeout=0.1)


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_senseless_timeout_is_bad_usage(seconds: str) -> None:
    with pytest.raises(CommandError, match="--timeout"):
        call_command("scan", "example.com", "--timeout", seconds)


def test_as_a_process_it_ends_with_one_line_and_the_exit_code(
    transactional_db: None, site: servers.Site
) -> None:
    done = manage("scan", site.url, "--allow-private", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["tokens"] == {"color": 1, "spacing": 1}

    refused = manage("scan", site.url)
    assert refused.returncode == 2
    assert refused.stderr.startswith("Error: address_refused: ")
    assert refused.stderr.count("\n") == 1


def test_a_database_that_ends_in_the_middle_is_one_line(
    transactional_db: None, site: servers.Site
) -> None:
    def end_its_connection(connection_of_page: socket.socket) -> None:
        with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (%s, %s)",
                [other.info.backend_pid, ours],
            )
        connection_of_page.sendall(servers.page(PAGE).sent())

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    site.routes["/"] = end_its_connection

    done = manage("scan", site.url, "--allow-private")

    assert done.returncode == 1
    assert done.stderr.startswith("The database broke off: terminating connection")
    assert done.stderr.count("\n") == 1
