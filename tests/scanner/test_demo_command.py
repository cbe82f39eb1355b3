"""`manage.py demo` and `serve`, as a person runs them."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from contextds.accounts.models import User
from contextds.env import BASE_DIR
from scanner.models import Site
from tests import servers
from tests.commands import environment, manage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]


@pytest.fixture(scope="module", autouse=True)
def collected_static_files() -> None:
    """The web server wants them, as in production."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    settings = {"DJANGO_SETTINGS_MODULE": "contextds.settings"}
    subprocess.run(command, cwd=BASE_DIR, env={**environment(), **settings}, check=True)


@pytest.fixture
def port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number: int = listening.getsockname()[1]
    return number


def test_it_scans_its_own_pages_and_keeps_the_data_of_the_first_run(port: int) -> None:
    first = manage("demo", "--no-serve", "--port", str(port))

    assert first.returncode == 0, first.stderr
    for category in ("color", "spacing", "font-size"):
        assert first.stdout.count(f"│ {category} ") == 2
    assert len(re.findall(r"Version 1 is new: \d+ added", first.stdout)) == 2
    assert re.search(r"operator@example.com, password \S{16}\n", first.stdout)
    assert User.objects.get().is_superuser

    second = manage("demo", "--no-serve", "--port", str(port))
    assert second.returncode == 0, second.stderr
    assert "password" not in second.stdout
    assert second.stdout.count("Version 1: nothing changed since.") == 2


def test_another_url_is_scanned_in_place_of_its_own(port: int) -> None:
    css = servers.stylesheet("a { color: #0d6efd }")
    page = servers.page("<link rel=stylesheet href=a.css>")
    with servers.Site({"/": page, "/a.css": css}) as site:
        done = manage("demo", site.url, "--no-serve", "--port", str(port))

    assert done.returncode == 0, done.stderr
    assert Site.objects.get().domain == f"127.0.0.1:{site.port}"


def test_a_taken_port_is_one_line_that_names_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        done = manage("serve", "--port", str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"Error: Port {port} is taken by another program. Stop it, or choose another "
        f"port: PORT={port + 1}.\n"
    )


def test_serve_answers_until_it_is_told_to_stop(port: int) -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=BASE_DIR,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        assert f"http://127.0.0.1:{port}/" in serving.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 0


@pytest.mark.parametrize("port", ["0", "99999", "http"])
def test_what_is_no_port_is_bad_usage(port: str) -> None:
    done = manage("serve", "--port", port)
    assert done.returncode == 2
    assert "argument --port: invalid" in done.stderr
