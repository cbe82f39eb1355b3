"""Scratch databases on the server of the settings: made, marked, entered, dropped.

A scratch database carries its mark as the comment of the database. What has no mark is
somebody's data, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import OperationalError, connection
from psycopg import errors, sql

from contextds.commands import Error

#: PostgreSQL cuts names after 63 characters; the suffix of a database in the making, and
#: those that others put before or behind, need some.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,49}")
#: No database of an operator can have it: check_target() takes no names with a blank.
_UNMARKED = " (being made)"
_MARK = re.compile(
    r"ContextDS scratch database: scale (?P<scale>[\d.]+), seed (?P<seed>\d+), "
    r"(?P<state>complete|unfinished)"
)
#: Databases that belong to the server itself.
_OF_THE_SERVER = ("postgres", "template0", "template1")

#: The names in DATABASES before the first enter().
_configured: frozenset[str] = frozenset()
#: Where the default connection led before enter(); "" while it leads there.
_entered_from = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a scratch database holds. `complete` is False while it is being loaded."""

    scale: float = 0
    seed: int = 0
    complete: bool = False

    def __str__(self) -> str:
        state = "complete" if self.complete else "unfinished"
        return (
            f"ContextDS scratch database: scale {self.scale:g}, seed {self.seed}, "
            f"{state}"
        )


def default_name(scale: int) -> str:
    """Return the name of the scratch database of a scale: `contextds_stress_10`."""
    return f"contextds_stress_{scale}"


def configured() -> frozenset[str]:
    """Return the names of the databases of the settings: those of production."""
    return _configured or frozenset(
        str(database["NAME"]) for database in settings.DATABASES.values()
    )


def exists(name: str) -> bool:
    """Tell whether the server has a database of that name, marked or not."""
    with _server(name) as server:
        found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return found.rowcount == 1


def mark_of(name: str) -> Mark | None:
    """Return the mark of a database; None when it has none, or does not exist."""
    with _server(name) as server:
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        ).fetchone()
    found = _MARK.fullmatch(str(row[0])) if row else None
    if found is None:
        return None
    return Mark(float(found["scale"]), int(found["seed"]), found["state"] == "complete")


def check_target(name: str, yes: bool) -> None:
    """Refuse what must not be overwritten: Error, returncode 2.

    That is a name that is none, a database of the settings, or one without our mark;
    `yes` (--yes-i-mean) permits the latter two, never a database of the server itself.
    """
    if not _NAME.fullmatch(name):
        raise Error(
            f"{name!r} is no name for a scratch database: up to 50 letters, digits, _ "
            "and -, a letter or _ first.",
            returncode=2,
        )
    if name in _OF_THE_SERVER:
        raise Error(
            f"{name} belongs to the PostgreSQL server: name another database.",
            returncode=2,
        )
    if yes:
        return
    if name in configured():
        raise Error(
            f"{name} is the database of the settings, not a scratch database: all its "
            "rows would be lost. Name another, or add --yes-i-mean.",
            returncode=2,
        )
    if exists(name) and mark_of(name) is None:
        raise Error(
            f"{name} was not made by loadstress (it does not carry its mark): all its "
            "rows would be lost. Name another, or add --yes-i-mean.",
            returncode=2,
        )


def create(name: str, mark: Mark | None = None) -> None:
    """Make an empty database of that name, in the place of one that exists.

    It is marked as unfinished before it has the name: whoever is killed meanwhile
    leaves nothing that the next run would have to refuse. Raises Error without the
    right to, or while others keep using the old one.
    """
    made = f"{name}{_UNMARKED}"
    with _server(name) as server:
        _drop(server, made)
        try:
            server.execute(_statement("CREATE DATABASE {}", made))
        except errors.InsufficientPrivilege:
            role = server.info.user
            raise Error(
                f"The role {role} may not create databases. As a superuser: "
                f'ALTER ROLE "{role}" CREATEDB.'
            ) from None
        _comment(server, made, mark or Mark())
        _drop(server, name)
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(made), sql.Identifier(name)
            )
        )


def mark(name: str, mark: Mark) -> None:
    """Put another mark on a database."""
    with _server(name) as server:
        _comment(server, name, mark)


def drop(name: str) -> None:
    """Drop a database, ending the connections to it; nothing when there is none."""
    with _server(name) as server:
        _drop(server, name)
        _drop(server, f"{name}{_UNMARKED}")


def enter(name: str) -> None:
    """Make the default connection of this process lead to `name` on the same server.

    Querysets, views and the test client then work on it unchanged. Raises Error,
    returncode 2, when there is no such database.
    """
    global _configured, _entered_from
    if not exists(name):
        raise Error(
            f"There is no database {name}: `manage.py loadstress` makes one.",
            returncode=2,
        )
    _configured = configured()
    _entered_from = _entered_from or connection.settings_dict["NAME"]
    _lead_to(name)


def leave() -> None:
    """Make the default connection lead again to where it led before enter()."""
    global _entered_from
    if _entered_from:
        _lead_to(_entered_from)
    _entered_from = ""


def _lead_to(name: str) -> None:
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        # Its connections lead to the database before.
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name


@contextmanager
def connected(name: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection of its own to `name`, autocommit, errors as Django's.

    For what the default connection cannot do: CREATE DATABASE, and work beside it.
    """
    with connection.wrap_database_errors:
        # Asked for a database of the settings: of any other name the embedded server
        # would make one that is missing.
        wrapper = connection.copy()
        wrapper.settings_dict["NAME"] = min(configured())
        params = {**wrapper.get_connection_params(), "dbname": name}
        params.pop("cursor_factory", None)
        with psycopg.connect(**params, autocommit=True) as opened:
            yield opened


@contextmanager
def _server(name: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection from which `name` can be made, renamed and dropped."""
    others = sorted(configured() - {name})
    try:
        with connected(others[0] if others else "postgres") as opened:
            yield opened
    except OperationalError as error:
        if isinstance(error.__cause__, errors.ObjectInUse):
            raise Error(
                f"{name} is in use: {' '.join(str(error).split())}. End those sessions."
            ) from None
        raise


def _drop(server: psycopg.Connection[tuple[Any, ...]], name: str) -> None:
    # WITH (FORCE) ends what is connected: a benchmark that was left open, a psql.
    server.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _comment(
    server: psycopg.Connection[tuple[Any, ...]], name: str, mark: Mark
) -> None:
    server.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(name), sql.Literal(str(mark))
        )
    )


def _statement(template: str, name: str) -> sql.Composed:
    return sql.SQL(template).format(sql.Identifier(name))
