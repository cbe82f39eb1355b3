"""One line for a person, out of what the driver says about a database in trouble."""

from __future__ import annotations

from django.db import OperationalError, ProgrammingError

from contextds.embedded_postgres import EmbeddedPostgresError

NOT_MIGRATED = (
    "The database lacks tables or columns of this version: run "
    "`python manage.py migrate`, then this command again."
)
_INSUFFICIENT_PRIVILEGE = "42501"
_UNDEFINED_TABLE, _UNDEFINED_COLUMN = "42P01", "42703"


def explain(error: OperationalError) -> str:
    """Return the line: the database could not be reached, or went away, or refused.

    The driver's messages hold host, port, user and database, never the password.
    """
    cause = error.__cause__
    if isinstance(cause, EmbeddedPostgresError):
        return str(cause)
    # libpq's hints ("Is the server running on that host ...?") follow after a tab.
    causes = [line for line in str(error).splitlines() if not line.startswith("\t")]
    said = " ".join(causes)
    sqlstate = getattr(cause, "sqlstate", None)
    if sqlstate is None:
        return (
            f"The database does not answer: {said}. "
            "Check that it runs and that DATABASE_URL names it; "
            "without DATABASE_URL an embedded PostgreSQL is used."
        )
    # PostgreSQL's own words (class 57: stopped or cancelled, 53: out of resources, ...).
    return (
        f"The database broke off: {said} (SQLSTATE {sqlstate}). What was committed is "
        "kept: when the database is well again, run the command again."
    )


def is_not_migrated(error: ProgrammingError) -> bool:
    """Whether a statement failed because the database is of another version, or empty."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate in (_UNDEFINED_TABLE, _UNDEFINED_COLUMN)


def refused(error: ProgrammingError) -> str | None:
    """Return the line for a statement that the database or its role is not fit for.

    None: for no reason that an operator could know, a fault of the statement.
    """
    if is_not_migrated(error):
        return NOT_MIGRATED
    if getattr(error.__cause__, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
        return None
    return (
        f"PostgreSQL refused: {' '.join(str(error).split())}. Let DATABASE_URL name the "
        "role that owns the tables, or grant this one the right."
    )
