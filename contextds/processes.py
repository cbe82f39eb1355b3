"""The web server and the worker as children of one command: `serve` and `demo`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from contextds.env import BASE_DIR

#: Seconds for the web server to answer, and for the children to end.
START_SECONDS = 30.0
STOP_SECONDS = 25.0
STEP = 0.2


class NotStarted(Exception):
    """The web server did not come up; the message says why and what to do."""


def port_taken(port: int) -> bool:
    """Whether something listens on this port of the loopback address already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def running(
    port: int, *, worker: bool = True
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Web server on 127.0.0.1:`port`, and a worker; both end with the block.

    Raises NotStarted when the port is taken or the server does not answer.
    """
    if port_taken(port):
        raise NotStarted(
            f"Port {port} is taken by another program. Stop it, or choose another "
            f"port: PORT={port + 1}."
        )
    web = [sys.executable, "-m", "gunicorn", "--config", "python:contextds.gunicorn"]
    commands = [web, [sys.executable, "manage.py", "worker"]] if worker else [web]
    children = [
        subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**os.environ, "BIND": f"127.0.0.1:{port}"},
            # Ctrl-C reaches this process alone, which then stops them in order.
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        _wait_for_answer(port, children[0])
        yield children
    finally:
        _stop(children)


def until_stopped(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait for Ctrl-C or SIGTERM (0), or for a child that ends by itself (1)."""
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    before = {
        sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not stopped:
            if any(child.poll() is not None for child in children):
                return 1
            time.sleep(STEP)
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
    return 0


def _wait_for_answer(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise NotStarted("The web server ended at once: its last line says why.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(STEP)
        else:
            return
    raise NotStarted(f"The web server did not answer within {START_SECONDS:g} seconds.")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask them to end; whoever has not after a while is killed."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
