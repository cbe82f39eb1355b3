"""pg_stat_statements: whether it can be read here, and how to get it where it cannot."""

from __future__ import annotations

from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import NotThere

NAME = "pg_stat_statements"
_RESTART = (
    f"Add {NAME} to shared_preload_libraries and restart PostgreSQL:"
    f" ALTER SYSTEM SET shared_preload_libraries = '{NAME}'"
    " (keep the libraries that are listed there)"
)
_CREATE = f"CREATE EXTENSION {NAME};"
_STATE = """
    SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max'),
           EXISTS (SELECT FROM pg_available_extensions WHERE name = %s),
           (SELECT quote_ident(nspname)
            FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
            WHERE extname = %s)
"""


def view(cursor: CursorWrapper) -> str:
    """Return the view's qualified name, quoted; raises NotThere with the way to get it."""
    cursor.execute(_STATE, [NAME, NAME])
    loaded, available, schema = cursor.fetchone()
    if loaded and schema:
        return f"{schema}.{NAME}"
    if not available:
        raise NotThere(
            f"The extension {NAME} is not installed on the server.",
            "Install PostgreSQL's contrib package (Debian: postgresql-contrib)."
            f" {_RESTART}. Then, in this database, as a superuser: {_CREATE}",
        )
    if not loaded:
        created = "" if schema else f". Then, in this database: {_CREATE}"
        raise NotThere(f"{NAME} is not preloaded by the server.", _RESTART + created)
    raise NotThere(
        f"The extension {NAME} is not created in this database.",
        f"In this database, as a superuser: {_CREATE} (or as a superuser run"
        " `manage.py migrate`, which creates it)",
    )


def create(using: str) -> bool:
    """Create the extension where the server preloads it and our role may.

    Where it is forbidden nothing fails: the readings say then what to do. Returns
    whether it is there afterwards.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_STATE, [NAME, NAME])
        loaded, available, schema = cursor.fetchone()
        if schema or not (loaded and available):
            return bool(schema)
        try:
            with transaction.atomic(using=using):
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {NAME}")
        except DatabaseError:
            return False
    return True
