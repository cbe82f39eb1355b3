"""Paging that stays fast on the last page: signed keyset cursors, and estimates for the admin.

An OFFSET reads every row that it skips; a keyset starts at an index entry. The cursor says
where the page beside this one ends. It is signed, so that what comes back is what we gave:
a changed one, or another list's, is a bad request, never a query with a stranger's values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")

PAGE_SIZE = 25
#: Longer than any request line that our web server takes.
MAX_CURSOR = 8_000
_SALT = "contextds.paging"
_FOREIGN = (
    "This page's address is not one that we gave. Start from the list's first page."
)


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Item]):
    """One page: its rows, and the cursors of the pages beside it, None where there is none."""

    rows: Sequence[Item]
    next_cursor: str | None
    is_first: bool
    previous_cursor: str | None = None


def keyset_page(
    queryset: models.QuerySet[Row],
    cursor: str | None,
    *,
    size: int = PAGE_SIZE,
    of: object = "",
) -> KeysetPage[Row]:
    """The page of `queryset` that `cursor` leads to; the first without one.

    The queryset carries its ordering: its own columns, by name where they hold no NULL, or
    as `F(name).desc(nulls_last=True)` where they may. The primary key is added where the
    ordering does not end with it. `of` is what the list belongs to, such as a site's key:
    a cursor of another one's list is refused.

    One query; a second one where a page reaches over to the rows whose first column is
    NULL, since no index range holds both, and where the way back ends at the first page.

    Raises BadRequest for a cursor that we did not sign for this list, ValueError for a NULL
    in a column that is ordered by name.
    """
    order = _total_order(queryset)
    spelled = ",".join(map(str, order))
    salt = f"{_SALT}:{queryset.model._meta.label_lower}:{spelled}:{of}"
    if not cursor:
        rows = list(_ordered(queryset, order)[: size + 1])
        return _page(order, rows, salt, size=size)
    back, values = _read_cursor(order, cursor, salt)
    if not back:
        rows = _beyond(queryset, order, values, size + 1)
        return _page(order, rows, salt, size=size, is_first=False)
    rows = _beyond(queryset, [key.reversed for key in order], values, size + 1)
    if len(rows) <= size:
        # Rows came or went: what is left above is the first page, and is shown whole.
        return keyset_page(queryset, None, size=size, of=of)
    rows = rows[size - 1 :: -1]
    return KeysetPage(
        rows,
        _write_cursor(order, rows[-1], salt),
        is_first=False,
        previous_cursor=_write_cursor(order, rows[0], salt, back=True),
    )


def list_page(
    items: Sequence[Item],
    cursor: str | None,
    *,
    size: int = PAGE_SIZE,
    of: object = "",
) -> KeysetPage[Item]:
    """The page of a list in memory that `cursor` leads to, for what has no rows to page by.

    Raises BadRequest for a cursor that we did not sign for the list of `of`.
    """
    salt = f"{_SALT}:list:{of}"
    start = int(_loads(cursor, salt)) if cursor else 0
    end = start + size
    return KeysetPage(
        items[start:end],
        signing.dumps(end, salt=salt) if end < len(items) else None,
        is_first=not start,
        previous_cursor=(
            signing.dumps(max(0, start - size), salt=salt) if start else None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """One column of an ordering; `nulls` is where its NULLs are, "" when it has none."""

    field: models.Field[Any, Any]
    descending: bool
    nulls: str = ""

    def __str__(self) -> str:
        return f"{'-' * self.descending}{self.field.name}{self.nulls}"

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def expression(self) -> OrderBy:
        """What ORDER BY says: with its NULLs, as an index is declared with them."""
        return OrderBy(
            F(self.name),
            descending=self.descending,
            nulls_first=True if self.nulls == "first" else None,
            nulls_last=True if self.nulls == "last" else None,
        )

    @property
    def reversed(self) -> _Key:
        """The same column in the other direction."""
        nulls = {"first": "last", "last": "first"}.get(self.nulls, "")
        return _Key(self.field, not self.descending, nulls)

    def tie(self, value: Any) -> Q:
        """Rows with this value."""
        return (
            Q((f"{self.name}__isnull", True))
            if value is None
            else Q((self.name, value))
        )

    def later(self, value: Any, *, or_equal: bool = False) -> Q:
        """Rows that come after a value that is not NULL, those with NULL left out."""
        lookup = ("lt" if self.descending else "gt") + ("e" if or_equal else "")
        return Q((f"{self.name}__{lookup}", value))

    def turn(self, value: Any) -> Q | None:
        """Rows on the other side of the step between NULL and not NULL, if it lies ahead."""
        if self.nulls == ("first" if value is None else "last"):
            return Q((f"{self.name}__isnull", value is not None))
        return None


def _total_order(queryset: models.QuerySet[Any]) -> list[_Key]:
    """The ordering's columns, made total by the primary key."""
    fields = {field.name: field for field in queryset.model._meta.concrete_fields}
    primary = queryset.model._meta.pk
    assert primary is not None
    fields["pk"] = primary
    order = [_key(fields, term) for term in queryset.query.order_by]
    if not order or order[-1].field != primary:
        order.append(_Key(primary, bool(order) and order[-1].descending))
    return order


def _key(fields: dict[str, models.Field[Any, Any]], term: Any) -> _Key:
    """A term of an ordering: a name, perhaps with a minus, or F(name).desc(...)."""
    if isinstance(term, OrderBy) and isinstance(term.expression, F):
        nulls = "last" if term.nulls_last else "first" if term.nulls_first else ""
        name = term.expression.name  # type: ignore[attr-defined]  # missing in the stubs
        return _Key(fields[name], term.descending, nulls)
    name = str(term)
    return _Key(fields[name.lstrip("-")], name.startswith("-"))


def _ordered(
    queryset: models.QuerySet[Row], order: Iterable[_Key]
) -> models.QuerySet[Row]:
    return queryset.order_by(*(key.expression for key in order))


def _beyond(
    queryset: models.QuerySet[Row],
    order: Sequence[_Key],
    values: Sequence[Any],
    limit: int,
) -> list[Row]:
    """The first `limit` rows that come after `values` in `order`."""
    rows: list[Row] = []
    for part in _after(order, values):
        if len(rows) < limit:
            rows += _ordered(queryset.filter(part), order)[: limit - len(rows)]
    return rows


def _after(order: Sequence[_Key], values: Sequence[Any]) -> Iterator[Q]:
    """Rows that come after `values` in `order`: one or two parts, each a range of an index.

    The first column's bound stands alone in front: it is what an index can start from,
    which the OR that settles ties could not give.
    """
    first, value = order[0], values[0]
    ties = first.tie(value)
    later = Q() if value is None else first.later(value)
    for key, its in list(zip(order, values, strict=True))[1:]:
        if its is not None:
            later |= ties & key.later(its)
        if turn := key.turn(its):
            later |= ties & turn
        ties &= key.tie(its)
    bound = first.tie(None) if value is None else first.later(value, or_equal=True)
    yield bound & later
    if turn := first.turn(value):
        yield turn


def _page(
    order: Sequence[_Key],
    rows: list[Row],
    salt: str,
    *,
    size: int,
    is_first: bool = True,
) -> KeysetPage[Row]:
    """The page of up to `size` of the rows; one more tells that there is a next page."""
    shown = rows[:size]
    return KeysetPage(
        shown,
        _write_cursor(order, shown[-1], salt) if len(rows) > size else None,
        is_first,
        None
        if is_first or not shown
        else _write_cursor(order, shown[0], salt, back=True),
    )


def _write_cursor(
    order: Iterable[_Key], row: models.Model, salt: str, *, back: bool = False
) -> str:
    values = []
    for key in order:
        empty = getattr(row, key.field.attname) is None
        if empty and not key.nulls:
            raise ValueError(f"{key.name} holds NULLs: order by F(...) and nulls_last")
        values.append(None if empty else key.field.value_to_string(row))
    return signing.dumps([int(back), *values], salt=salt, compress=True)


def _read_cursor(
    order: Sequence[_Key], cursor: str, salt: str
) -> tuple[bool, list[Any]]:
    """Whether the cursor leads back, and the values that it starts from."""
    try:
        back, *values = _loads(cursor, salt)
        fields = [key.field for key in order]
        return bool(back), [
            field.to_python(value) for field, value in zip(fields, values, strict=True)
        ]
    except (TypeError, ValidationError, ValueError) as error:
        raise BadRequest(_FOREIGN) from error


def _loads(cursor: str, salt: str) -> Any:
    if len(cursor) > MAX_CURSOR:
        raise BadRequest(_FOREIGN)
    try:
        return signing.loads(cursor, salt=salt)
    except (signing.BadSignature, ValueError) as error:
        raise BadRequest(_FOREIGN) from error


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]  # no subscript at run time
    """A paginator for the admin whose count never reads a large table.

    Up to `exact_rows` rows are counted. Beyond that an unfiltered list shows PostgreSQL's
    own estimate (the sum of its partitions where it has some) and a filtered one shows
    `exact_rows`; either way the pages end there, as OFFSET is slow on deep ones.
    """

    exact_rows = 5_000

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
