"""The months of a partitioned table: their names, and what the catalogue says of them."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model


class Place(enum.Enum):
    """Where the table of a month is."""

    ATTACHED = "attached"
    #: A DETACH CONCURRENTLY was broken off: out of the parent for every reader, and held
    #: by it nevertheless until it is finalised.
    PENDING = "pending"
    #: A table of its own under the month's name.
    DETACHED = "detached"


def partitioned_models() -> Iterator[type[Model]]:
    """Yield the installed models that name a `partition_key`."""
    return (model for model in apps.get_models() if hasattr(model, "partition_key"))


def partition_name(model: type[Model], month: date) -> str:
    """Return the table of one month: `token_changes_2026_11`."""
    return f"{model._meta.db_table}_{month:%Y_%m}"


def months_of(
    model: type[Model], *, using: str = DEFAULT_DB_ALIAS
) -> dict[date, Place] | None:
    """Return the months that have a table, oldest first; None: the model has no table.

    A detached month is known by its name and by the columns of its parent.
    """
    table = model._meta.db_table
    with connections[using].cursor() as cursor:
        cursor.execute(_PLACES, {"table": cursor.db.ops.quote_name(table)})
        rows = cursor.fetchall()
    if not rows:
        return None
    name = re.compile(rf"{re.escape(table)}_(\d{{4}})_(0[1-9]|1[0-2])")
    found = {}
    for relation, place in rows:
        if relation and (match := name.fullmatch(relation)):
            found[date(int(match[1]), int(match[2]), 1)] = Place(place)
    return dict(sorted(found.items()))


def shifted(month: date, by: int) -> date:
    """Return the first day of the month that is `by` months later (earlier: negative)."""
    years, index = divmod(month.month - 1 + by, 12)
    return date(month.year + years, index + 1, 1)


def bounds(month: date) -> str:
    """Return a month's part of PARTITION OF and ATTACH PARTITION.

    Without +00 they would be midnights of the session's time zone.
    """
    return f"FROM ('{month} 00:00:00+00') TO ('{shifted(month, 1)} 00:00:00+00')"


_COLUMNS = (
    "(SELECT array_agg(ARRAY[attname::text, atttypid::text] ORDER BY attname)"
    " FROM pg_attribute WHERE attrelid = {}.oid AND attnum > 0 AND NOT attisdropped)"
)
_PLACES = f"""
    SELECT child.relname,
           CASE WHEN inhparent IS NULL THEN 'detached'
                WHEN inhdetachpending THEN 'pending'
                ELSE 'attached' END
    FROM (SELECT oid, relnamespace, relname FROM pg_class
          WHERE oid = to_regclass(%(table)s)) AS parent
    LEFT JOIN (pg_class AS child LEFT JOIN pg_inherits ON inhrelid = child.oid)
      ON child.relnamespace = parent.relnamespace
     AND child.relkind = 'r'
     AND starts_with(child.relname::text, parent.relname::text || '_')
     AND (inhparent = parent.oid
          OR inhparent IS NULL
             AND {_COLUMNS.format("child")} = {_COLUMNS.format("parent")})
"""  # noqa: S608 - put together from constants
