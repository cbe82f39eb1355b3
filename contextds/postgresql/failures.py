"""One line for a person, out of what the driver says about a dead database."""

from __future__ import annotations

from django.db import OperationalError

from contextds.embedded_postgres import EmbeddedPostgresError


def explain(error: OperationalError) -> str | None:
    """Return the line for a database that could not be reached, None for any other error.

    The driver's messages hold host, port, user and database, never the password.
    """
    cause = error.__cause__
    if isinstance(cause, EmbeddedPostgresError):
        return str(cause)
    if getattr(cause, "sqlstate", None) is not None:
        return None
    # libpq's hints ("Is the server running on that host ...?") follow after a tab.
    causes = [line for line in str(error).splitlines() if not line.startswith("\t")]
    return (
        f"The database does not answer: {' '.join(causes)}. "
        "Check that it runs and that DATABASE_URL names it; "
        "without DATABASE_URL an embedded PostgreSQL is used."
    )
