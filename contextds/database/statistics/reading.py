"""How a reading is taken: read-only, within two seconds, and never fatal to its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.db.backends.utils import CursorWrapper

from contextds.postgresql.failures import explain

#: The alias of MONITORING_DATABASE_URL: a role that reads and changes nothing.
MONITORING = "monitoring"
#: What a reading may take, in milliseconds.
STATEMENT_TIMEOUT = 2_000
LOCK_TIMEOUT = 500
#: After each of our statements, so that the lists of statements can leave them out
#: (pg_stat_statements drops a comment that stands before).
MARK = "/* contextds monitoring */"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a reading cannot be had, and what to do to have it. It is false."""

    reason: str
    remedy: str

    def __bool__(self) -> bool:
        return False


class NotThere(Exception):
    """Raised inside a reading that cannot be had; its caller gets the Unavailable."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.unavailable = Unavailable(reason, remedy)


def alias() -> str:
    """The database alias that readings use: `monitoring` where it is set, else default."""
    return MONITORING if MONITORING in connections.settings else DEFAULT_DB_ALIAS


@contextmanager
def readings(using: str | None = None) -> Iterator[CursorWrapper]:
    """A cursor in a READ ONLY transaction with the time limits of a reading.

    `using` defaults to alias(). Raises DatabaseError when the limits are passed.
    """
    using = using or alias()
    connection = connections[using]
    nested = connection.in_atomic_block
    with (
        transaction.atomic(using=using),
        connection.execute_wrapper(_marked),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT set_config('transaction_read_only', 'on', true),"
            " set_config('statement_timeout', %s, true),"
            " set_config('lock_timeout', %s, true)",
            [str(STATEMENT_TIMEOUT), str(LOCK_TIMEOUT)],
        )
        yield cursor
        if nested:
            # Only a rollback takes the limits from the transaction around this one.
            transaction.set_rollback(True, using=using)


def reading(
    function: Callable[Concatenate[CursorWrapper, P], T],
) -> Callable[P, T | Unavailable]:
    """Give `function` a cursor of readings(); what fails becomes an Unavailable."""

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> T | Unavailable:
        try:
            with readings() as cursor:
                return function(cursor, *args, **kwargs)
        except NotThere as absence:
            return absence.unavailable
        except (DatabaseError, InterfaceError) as error:
            return unavailable(error, alias())

    return read


def fetch(cursor: CursorWrapper, kind: type[T], sql: str, *params: Any) -> list[T]:
    """Return the rows of a query, each as a `kind` made of its columns in order."""
    cursor.execute(sql, params)
    return [kind(*row) for row in cursor.fetchall()]


def unavailable(error: Exception, using: str) -> Unavailable:
    """Put what the database said in words, with the way out."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    said = str(error).partition("\n")[0].strip()
    role = connections[using].settings_dict.get("USER") or "of this program"
    match sqlstate:
        case "57014":
            return Unavailable(
                f"It took longer than {STATEMENT_TIMEOUT // 1000} s.",
                "Ask again when the server is less busy.",
            )
        case "55P03":
            return Unavailable(
                "Somebody holds a lock on what it reads.",
                "See the blocking sessions, and ask again.",
            )
        case "42501":
            return Unavailable(
                f"The role {role} has not the right: {said}.",
                f"As a superuser: GRANT pg_monitor TO {role}; and GRANT SELECT on the"
                " tables that docs/monitoring.md names.",
            )
        case "42P01" | "42703":
            return Unavailable(
                f"The database is of another version: {said}.",
                "Run `python manage.py migrate`.",
            )
        case None if isinstance(error, OperationalError):
            if using == MONITORING:
                return Unavailable(
                    f"The monitoring database does not answer: {said}.",
                    "Check MONITORING_DATABASE_URL.",
                )
            return Unavailable(
                explain(error), "See `python manage.py db status` and DATABASE_URL."
            )
    return Unavailable(
        f"PostgreSQL refused: {said}.", f"SQLSTATE {sqlstate}: see the server's log."
    )


def _marked(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    return execute(f"{sql} {MARK}", params, many, context)
