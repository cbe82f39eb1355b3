"""Deleting rows with all that hangs on them, in a fixed number of statements.

Django's own deletion loads what it deletes: a site with a hundred thousand changes costs
as many objects and hundreds of queries. Here each relation is one DELETE or UPDATE,
children before parents; the keys of what others hang on are asked for once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction
from django.db.models import CASCADE, DO_NOTHING, SET_NULL
from django.db.models.deletion import ProtectedError

#: Rows of one table are counted up to here.
COUNTED = 1_000
#: Up to so many rows are named by their keys, more by a subquery.
FEW = 1_000


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
    relations = _relations(rows.model)
    keys = _keys(rows) if relations else ()
    if isinstance(keys, Sequence) and not keys:
        return
    for relation in relations:
        key = relation.field.name
        manager = relation.related_model._base_manager.using(rows.db)
        related = manager.filter(**{f"{key}__in": keys})
        if relation.on_delete is CASCADE:
            yield from consequences(related)
            yield Consequence(related, None)
        elif relation.on_delete is SET_NULL:
            if relation.related_model is rows.model:
                related = related.exclude(pk__in=keys)
            yield Consequence(related, key)
        elif relation.on_delete is not DO_NOTHING and related.exists():
            raise ProtectedError(f"{relation.related_model._meta.label}.{key}", set())


def _relations(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """The foreign keys to a model, those of tables that nothing points at first.

    Their rows are then gone before another way leads to them, to make them forget
    what goes as well.
    """
    found = _pointing_at(model)
    return sorted(found, key=lambda relation: len(_pointing_at(relation.related_model)))


def _pointing_at(model: type[models.Model]) -> list[models.ManyToOneRel]:
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.field is not None
    ]


def _keys(rows: models.QuerySet[Any]) -> Sequence[int] | models.QuerySet[Any, int]:
    """The primary keys of `rows`: themselves where they are few, else a subquery.

    A statement that names them is planned and carried out several times as fast as
    with a join of all the tables between.
    """
    keys = rows.order_by().values_list("pk", flat=True)
    found = list(keys[: FEW + 1])
    return found if len(found) <= FEW else keys


def delete(rows: models.QuerySet[Any]) -> None:
    """Delete `rows` and what hangs on them, in one transaction. Sends no signals."""
    with transaction.atomic(using=rows.db):
        with connections[rows.db].cursor() as cursor:
            # How a foreign key is checked is a prepared statement, and one on a table of
            # many partitions would be planned anew for every row that goes.
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
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
