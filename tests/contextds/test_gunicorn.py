"""The configuration of gunicorn, in a gunicorn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from contextds.env import BASE_DIR

GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:contextds.gunicorn"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return int(port)


def refused(**environment: str) -> str:
    """The one line with which a start is refused."""
    result = subprocess.run(
        GUNICORN,
        cwd=BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 2, result.stderr
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture
def collected(tmp_path: Path) -> str:
    """A DATA_DIR in which static files were collected, as far as a start looks."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}}')
    return str(tmp_path)


def test_a_port_that_is_taken_is_named_with_the_way_out(collected: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        line = refused(BIND=address, DATA_DIR=collected)
    assert line.startswith(f"BIND is '{address}' (Address already in use). Allowed:")


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", "127.0.0.1:http", "a:70000"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert refused(BIND=address).startswith(f"BIND is '{address}'. Allowed: ADDRESS:")


def test_a_start_without_static_files_says_how_to_collect_them(tmp_path: Path) -> None:
    line = refused(DATA_DIR=str(tmp_path), BIND=f"127.0.0.1:{free_port()}")
    assert "no static files are yet" in line
    assert "collectstatic" in line


def test_it_serves_while_the_database_is_away(collected: str) -> None:
    port = free_port()
    environment = {
        "BIND": f"127.0.0.1:{port}",
        "DATA_DIR": collected,
        "DATABASE_URL": "postgresql://someone:hush@127.0.0.1:1/nowhere",
        "WEB_WORKERS": "1",
    }
    server = subprocess.Popen(
        GUNICORN,
        cwd=BASE_DIR,
        env=os.environ | environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        status = answer(f"http://127.0.0.1:{port}/healthz")
    finally:
        server.terminate()
        _, log = server.communicate(timeout=30)
    assert status == 503
    assert "No months made ahead" in log
    assert "Traceback" not in log
    assert "hush" not in log
    assert server.returncode == 0


def answer(url: str) -> int:
    """The status of the first answer; the server may still be starting."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return int(urllib.request.urlopen(url, timeout=10).status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
