"""Deleting rows with all that hangs on them, in a fixed number of statements.

Django's own deletion loads what it deletes: a site with a hundred thousand changes costs
as many objects and hundreds of queries. Here each relation is one DELETE or UPDATE whose
rows are named by a subquery, children before parents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import CASCADE, DO_NOTHING, SET_NULL
from django.db.models.deletion import ProtectedError

#: Rows of one table are counted up to here.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a deletion does to one relation: its rows go, or forget what they pointed at."""

    rows: models.QuerySet[Any]
    #: Name of the foreign key that becomes NULL; None when the rows are deleted.
    forgotten: str | None


def consequences(rows: models.QuerySet[Any]) -> Iterator[Consequence]:
    """Yield what deleting `rows` does to other tables, in the order to do it in.

    Follows `on_delete` of every foreign key to them, and to what goes with them. The
    cascades must not form a circle. Raises ProtectedError for a key that forbids it
    while rows are there.
    """
    keys = rows.order_by().values("pk")
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.field is None:
            continue
        key = relation.field.name
        manager = relation.related_model._base_manager.using(rows.db)
        related = manager.filter(**{f"{key}__in": keys})
        if relation.on_delete is CASCADE:
            yield from consequences(related)
            yield Consequence(related, None)
        elif relation.on_delete is SET_NULL:
            yield Consequence(related, key)
        elif relation.on_delete is not DO_NOTHING and related.exists():
            raise ProtectedError(f"{relation.related_model._meta.label}.{key}", set())


def delete(rows: models.QuerySet[Any]) -> None:
    """Delete `rows` and what hangs on them, in one transaction. Sends no signals."""
    with transaction.atomic(using=rows.db):
        for consequence in consequences(rows):
            if consequence.forgotten:
                consequence.rows.update(**{consequence.forgotten: None})
            else:
                consequence.rows._raw_delete(rows.db)
        rows.order_by()._raw_delete(rows.db)


def counts(rows: models.QuerySet[Any]) -> dict[str, int]:
    """Return how many rows of each table would be deleted, by its plural name.

    The largest count of the ways to a table is taken; beyond COUNTED the name says so.
    """
    found: dict[str, int] = {}
    for consequence in consequences(rows):
        if consequence.forgotten is None:
            name = str(consequence.rows.model._meta.verbose_name_plural)
            count = consequence.rows.order_by()[: COUNTED + 1].count()
            found[name] = max(found.get(name, 0), count)
    return {
        name if count <= COUNTED else f"{name} (and more)": min(count, COUNTED)
        for name, count in found.items()
        if count
    }
