"""The months made ahead of their rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from contextds.partitioning.months import (
    Place,
    bounds,
    months_of,
    partition_name,
    partitioned_models,
    shifted,
)

logger = logging.getLogger(__name__)

#: How many months after the current one are kept ready.
MONTHS_AHEAD = 3
#: Serialises ensure_months() between processes; any number that nothing else locks.
_ADVISORY_LOCK = 7_226_150_331

#: Asked, with a model and a database alias, for months that left the table for good:
#: an empty partition would let rows into a month whose others lie in an archive.
never_anew: list[Callable[[type[Model], str], Collection[date]]] = []


def ensure_months(
    ahead: int = MONTHS_AHEAD,
    start: date | None = None,
    *,
    models: Iterable[type[Model]] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> list[str]:
    """Create the missing partitions and return their names; none missing costs a query.

    From the month of `start` (default: the month before the current one, for rows that
    come late) to `ahead` months after the current one, by the database's clock in UTC.
    `models` defaults to partitioned_models(); those without a table yet are left out, as
    are months that were detached and those that `never_anew` names. Any number of
    processes may call it at once.
    """
    chosen = list(partitioned_models() if models is None else models)
    with connections[using].cursor() as cursor:
        current = _current_month(cursor)
    first = start.replace(day=1) if start else shifted(current, -1)
    months = list(_months(first, shifted(current, ahead)))
    if not any(_missing(model, months, using) for model in chosen):
        return []
    created = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
        for model in chosen:
            for month in _missing(model, months, using):
                _create(cursor, model, month)
                created.append(partition_name(model, month))
    return created


def months_ahead(model: type[Model], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Return how many months after the current one have their partition, without a gap.

    -1 means that even the current month has none: rows are refused now.
    """
    with connections[using].cursor() as cursor:
        month = _current_month(cursor)
    places = months_of(model, using=using) or {}
    count = -1
    while places.get(month) is Place.ATTACHED:
        count += 1
        month = shifted(month, 1)
    return count


def ensure_months_at_start() -> None:
    """Call ensure_months() where a database that does not answer must stop nothing."""
    try:
        ensure_months()
    except DatabaseError as error:
        logger.warning("No months made ahead: %s", " ".join(str(error).split()))
    finally:
        connections.close_all()


def ensure_months_in_background() -> None:
    """Call ensure_months_at_start() in a thread: a web server answers meanwhile."""
    threading.Thread(target=ensure_months_at_start, daemon=True).start()


def _create(cursor: CursorWrapper, model: type[Model], month: date) -> None:
    quote = cursor.db.ops.quote_name
    cursor.execute(
        f"CREATE TABLE {quote(partition_name(model, month))}"
        f" PARTITION OF {quote(model._meta.db_table)}"
        f" FOR VALUES {bounds(month)}"
    )


def _missing(model: type[Model], months: list[date], using: str) -> list[date]:
    places = months_of(model, using=using)
    if places is None:
        return []
    missing = [month for month in months if month not in places]
    if not missing:
        return []
    gone = {month for ask in never_anew for month in ask(model, using)}
    return [month for month in missing if month not in gone]


def _current_month(cursor: CursorWrapper) -> date:
    cursor.execute("SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date")
    (month,) = cursor.fetchone()
    assert isinstance(month, date)
    return month


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = shifted(first, 1)
