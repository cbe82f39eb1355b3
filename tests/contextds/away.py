"""A database that does not answer: a port of this machine that nobody listens on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def database_away() -> Iterator[None]:
    """Lead this thread's connection to a port where every attempt is refused."""
    real = connections[DEFAULT_DB_ALIAS]
    # Bound but not listening: nobody else can take the port, nobody answers.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        options = {
            k: v for k, v in real.settings_dict["OPTIONS"].items() if k != "pool"
        }
        changed = {
            "EMBEDDED": "",
            "HOST": "127.0.0.1",
            "PORT": str(held.getsockname()[1]),
            "OPTIONS": options,
        }
        connections[DEFAULT_DB_ALIAS] = type(real)(
            real.settings_dict | changed, DEFAULT_DB_ALIAS
        )
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = real
