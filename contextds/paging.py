"""Paging that stays fast on the last page: signed keyset cursors, and estimates for the admin.

An OFFSET reads every row that it skips; a keyset starts at an index entry. The cursor says
where the page before ended. It is signed, so that what comes back is what we gave: a changed
one is a bad request, never a query with a stranger's values in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db import connections, models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")

PAGE_SIZE = 25
_SALT = "contextds.paging"
_FOREIGN = "This page's address is not one that we gave."


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Item]):
    """One page: its rows, and the cursor of the next page or None on the last."""

    rows: Sequence[Item]
    next_cursor: str | None
    is_first: bool


def keyset_page(
    queryset: models.QuerySet[Row], cursor: str | None, *, size: int = PAGE_SIZE
) -> KeysetPage[Row]:
    """The page of `queryset` after `cursor`; the first without one.

    The queryset carries its ordering: names of its own columns without NULLs, with or
    without a minus. The primary key is added where the ordering does not end with it.
    Raises BadRequest for a cursor that we did not sign for this ordering.
    """
    order = _total_order(queryset)
    salt = f"{_SALT}:{queryset.model._meta.label_lower}:{','.join(order)}"
    page = queryset.order_by(*order)
    if cursor:
        page = page.filter(
            _after(order, _read_cursor(queryset.model, order, cursor, salt))
        )
    rows = list(page[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    next_cursor = _write_cursor(order, rows[-1], salt) if more else None
    return KeysetPage(rows, next_cursor, is_first=not cursor)


def list_page(
    items: Sequence[Item], cursor: str | None, *, size: int = PAGE_SIZE
) -> KeysetPage[Item]:
    """The page of a list in memory after `cursor`, for what has no rows to page by.

    Raises BadRequest for a cursor that we did not sign.
    """
    salt = f"{_SALT}:list"
    try:
        start = int(signing.loads(cursor, salt=salt)) if cursor else 0
    except (signing.BadSignature, ValueError) as error:
        raise BadRequest(_FOREIGN) from error
    end = start + size
    next_cursor = signing.dumps(end, salt=salt) if end < len(items) else None
    return KeysetPage(items[start:end], next_cursor, is_first=not cursor)


def _total_order(queryset: models.QuerySet[Any]) -> list[str]:
    """The ordering's field names, made total by the primary key."""
    order = [str(name) for name in queryset.query.order_by]
    key = queryset.model._meta.pk
    assert key is not None
    if not order or order[-1].lstrip("-") not in {key.name, "pk"}:
        descending = bool(order) and order[-1].startswith("-")
        order.append(f"-{key.name}" if descending else key.name)
    return order


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after `values` in `order`.

    The first column's bound stands alone in front: it is what an index can start from,
    which the OR that settles ties could not give.
    """
    later = Q()
    for index, name in enumerate(order):
        ties = dict(zip((n.lstrip("-") for n in order[:index]), values, strict=False))
        compare = "lt" if name.startswith("-") else "gt"
        later |= Q(**ties, **{f"{name.lstrip('-')}__{compare}": values[index]})
    compare = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{order[0].lstrip('-')}__{compare}": values[0]}) & later


def _columns(
    model: type[models.Model], order: Sequence[str]
) -> list[models.Field[Any, Any]]:
    """The model's own fields that an ordering names."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    return [fields[name.lstrip("-")] for name in order]


def _write_cursor(order: Sequence[str], row: models.Model, salt: str) -> str:
    values = [field.value_to_string(row) for field in _columns(type(row), order)]
    return signing.dumps(values, salt=salt)


def _read_cursor(
    model: type[models.Model], order: Sequence[str], cursor: str, salt: str
) -> list[Any]:
    fields = _columns(model, order)
    try:
        values = signing.loads(cursor, salt=salt)
        return [
            field.to_python(value) for field, value in zip(fields, values, strict=True)
        ]
    except (signing.BadSignature, ValidationError, ValueError) as error:
        raise BadRequest(_FOREIGN) from error


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]  # no subscript at run time
    """A paginator for the admin whose count never reads a large table.

    Up to `exact_rows` rows are counted. Beyond that an unfiltered list shows PostgreSQL's
    own estimate (the sum of its partitions where it has some) and a filtered one shows
    `exact_rows`; either way the pages end there, as OFFSET is slow on deep ones.
    """

    exact_rows = 10_000

    @cached_property
    def count(self) -> int:
        """Exact when small, else estimated."""
        counted = self._bounded_count
        rows = self.object_list
        if counted < self.exact_rows or not isinstance(rows, models.QuerySet):
            return counted
        if rows.query.where:
            return counted
        return max(counted, estimated_rows(rows.model, using=rows.db))

    @cached_property
    def num_pages(self) -> int:
        """Pages of the rows that can be reached."""
        reachable = max(1, self._bounded_count)
        return -(-reachable // self.per_page)

    @cached_property
    def _bounded_count(self) -> int:
        rows = self.object_list
        if isinstance(rows, models.QuerySet):
            return rows.order_by()[: self.exact_rows].count()
        return len(rows)


def estimated_rows(model: type[models.Model], *, using: str) -> int:
    """About how many rows a table has, by its last ANALYZE; partitions are summed.

    A table that was never analysed counts as empty.
    """
    # A partitioned parent holds no rows; autovacuum analyses only its children.
    with connections[using].cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(greatest(leaf.reltuples, 0)), 0)::bigint
            FROM pg_class AS leaf
            WHERE leaf.relkind = 'r'
              AND (leaf.oid = to_regclass(%(table)s)
                   OR leaf.oid IN (SELECT inhrelid FROM pg_inherits
                                   WHERE inhparent = to_regclass(%(table)s)))
            """,
            {"table": model._meta.db_table},
        )
        (rows,) = cursor.fetchone()
    return int(rows)
