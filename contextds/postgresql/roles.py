"""What a process is for, and so how long its statements may run and whether it pools.

Entered by the program's first lines (manage.py, wsgi.py, asgi.py), before the settings
are read; whoever enters none is a plain command.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """How processes of one kind use the database; times in milliseconds, 0 is no limit."""

    statement_timeout: int
    lock_timeout: int
    pooled: bool


WEB = Role(statement_timeout=5_000, lock_timeout=2_000, pooled=True)
WORKER = Role(statement_timeout=30_000, lock_timeout=10_000, pooled=True)
COMMAND = Role(statement_timeout=30_000, lock_timeout=10_000, pooled=False)
MAINTENANCE = Role(statement_timeout=0, lock_timeout=0, pooled=False)

_ROLE_OF_COMMAND = {
    "runserver": WEB,
    "worker": WORKER,
    "procrastinate": WORKER,
    **dict.fromkeys(
        (
            "migrate",
            "dbshell",
            "shell",
            "shell_plus",
            "flush",
            "loaddata",
            "dumpdata",
            "benchindexes",
            "loadstress",
            "maintain",
            "restorearchive",
            "reindextokens",
        ),
        MAINTENANCE,
    ),
}

_current = COMMAND


def of_command(name: str) -> Role:
    """Return the role of the management command `name`."""
    return _ROLE_OF_COMMAND.get(name, COMMAND)


def enter(role: Role) -> None:
    """Make `role` the one of this process; the settings read it once."""
    global _current
    _current = role


def current() -> Role:
    """Return the role of this process."""
    return _current
