"""What all pages of our admin share: bounded lists, indexed search, an audit trail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contextds import deletion
from contextds.audit.recording import record
from contextds.paging import EstimatingPaginator

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin
else:
    # Generic for the type checker only: Django's class takes no parameter at run time.
    class _ModelAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _: Any) -> type[admin.ModelAdmin]:
            return cls


#: Characters of a JSON document that a page shows: a large one must not make it hang.
EXCERPT = 20_000
#: Rows of a related table that a search looks behind.
RELATED = 100
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
#: What the address of a list may hold that does not narrow it to some rows.
_PAGING = {PAGE_VAR, ORDER_VAR, ALL_VAR}


class RowAdmin(_ModelAdmin[Row]):
    """Rows that operators may edit; whatever they do leaves an audit entry.

    Lists are ordered by the primary key, newest first, and never counted in full.
    `search_fields` are lookups that an index serves ("site__domain", "title__icontains").
    `heavy` names the columns, of related rows too, that lists do without; a page that
    shows one reads it then.
    `related` names the lists that "see also" leads to: model label, and foreign key.
    """

    heavy: ClassVar[Sequence[str]] = ()
    related: ClassVar[Sequence[tuple[str, str]]] = ()

    paginator = EstimatingPaginator
    show_full_result_count = False
    list_per_page = 50
    # "Show all" would be all of a large table.
    list_max_show_all = 0
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    # The headings of other columns would sort all rows: no index has their order.
    sortable_by: ClassVar[tuple[str, ...]] = ("id",)
    # Beside each choice of a filter, how many rows it has: all rows counted, each time.
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        """All rows without their heavy columns."""
        return super().get_queryset(request).defer(*self.heavy)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Newest first by id, or by time in a partitioned table narrowed to some rows.

        There the indexes are on the column and then the time; in the order of ids each
        month is read until it yields its first row, and some have none. Of all rows
        the order of ids is the quick one: the time alone has a BRIN, without order.
        """
        key = getattr(self.model, "partition_key", None)
        narrowed = any(
            name not in _PAGING and not name.startswith(f"{key}__")
            for name in request.GET
        )
        return (f"-{key}", "-id") if key and narrowed else self.ordering

    @admin.display(description="see also")
    def see_also(self, row: Row) -> SafeString:
        """Links to the rows that point at this one."""
        links = []
        for label, key in self.related:
            model = apps.get_model(label)
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            links.append((reverse(name), key, row.pk, model._meta.verbose_name_plural))
        return format_html_join(" · ", '<a href="{}?{}={}">{}</a>', links)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """Compare the whole term, in lower case, with each of `search_fields`.

        Django's own search compares numbers as text, which no index serves. A term that
        a column cannot hold finds nothing.
        """
        term = search_term.replace("\x00", "").strip().lower()
        if not term or not self.search_fields:
            return queryset, False
        try:
            found = [self._condition(lookup, term) for lookup in self.search_fields]
            return queryset.filter(reduce(or_, found)), False
        except ValueError:
            return queryset.none(), False

    def _condition(self, lookup: str, term: str) -> Q:
        """Compare with a column, or with one of a related table ("site__domain").

        The keys of related rows are read first: PostgreSQL has statistics of how many
        rows a given site has, and none of how many the site of a given name has.
        """
        name, _, rest = lookup.partition("__")
        field = self.opts.get_field(name)
        if not isinstance(field, models.ForeignKey) or not rest:
            return Q((lookup, term))
        related = field.remote_field.model._base_manager.filter((rest, term))
        return Q((f"{name}__in", list(related.values_list("pk", flat=True)[:RELATED])))

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Row], *args: Any
    ) -> HttpResponse | None:
        """Carry out an action on the chosen rows; never on as many as fill the memory."""
        if request.POST.get("select_across", "0") != "0":
            chosen = queryset.order_by()[: deletion.COUNTED + 1].count()
            if chosen > deletion.COUNTED:
                self.message_user(
                    request,
                    f"More than {deletion.COUNTED:,} {self.opts.verbose_name_plural} "
                    "are chosen: narrow them by a search or a filter, or choose page "
                    "by page. Nothing was done.",
                    messages.ERROR,
                )
                return HttpResponseRedirect(request.get_full_path())
        answer: HttpResponse | None = super().response_action(request, queryset, *args)
        return answer

    def get_deleted_objects(
        self, objs: Iterable[Row], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Tell what a deletion takes along by counts per table; nothing is loaded."""
        rows = list(objs)
        names = [str(row) for row in rows[: self.list_per_page]]
        allowed = all(self.has_delete_permission(request, row) for row in rows)
        perms_needed = set() if allowed else {str(self.opts.verbose_name)}
        return names, deletion.counts(self._queryset_of(rows)), perms_needed, []

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        """Delete one row with all that hangs on it."""
        deletion.delete(self._queryset_of([obj]))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Row]) -> None:
        """Delete the chosen rows with all that hangs on them."""
        deletion.delete(self._queryset_of(queryset))

    def log_addition(self, request: HttpRequest, obj: Row, message: Any) -> Any:
        """Audit a new row."""
        record_operator(request, f"{self.opts.model_name}.created", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Row, message: Any) -> Any:
        """Audit a change: the names of the fields, not their values."""
        action = f"{self.opts.model_name}.changed"
        record_operator(request, action, obj, changes=message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Row]) -> Any:
        """Audit each row that is about to be deleted."""
        for row in queryset:
            action = f"{self.opts.model_name}.deleted"
            record_operator(request, action, row, name=str(row))
        return super().log_deletions(request, queryset)

    def _queryset_of(self, objs: Iterable[Row]) -> QuerySet[Row]:
        """The rows by their keys: the admin's querysets carry orders and joins."""
        keys = [row.pk for row in objs]
        return self.model._base_manager.filter(pk__in=keys)


class FactAdmin(RowAdmin[Row]):
    """Rows that tell what happened: they are looked at, never added, edited or deleted.

    `hidden` names the columns that are not shown at all.
    """

    hidden: ClassVar[Sequence[str]] = ()

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Every column that is not hidden; documents as excerpts."""
        fields: list[Any] = [
            json_excerpt(field.name)
            if isinstance(field, models.JSONField)
            else field.name
            for field in self.opts.concrete_fields
            if field.name not in self.hidden
        ]
        return [*fields, "see_also"] if self.related else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All of them."""
        return self.get_fields(request, obj)


def record_operator(
    request: HttpRequest, action: str, row: models.Model, **details: Any
) -> None:
    """Audit what the operator of `request` did to `row`."""
    operator = request.user
    assert isinstance(operator, AbstractBaseUser)
    record(action, row, user=operator, request=request, details=details)


def attribute(text: str) -> dict[str, Any]:
    """Read `columns=12` as {"columns": 12}: what a document has to contain.

    A value that looks like a number is one, so are true and false; all else is text.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if _NUMBER.fullmatch(value):
        return {name: float(value) if "." in value else int(value)}
    return {name: {"true": True, "false": False}.get(value, value)}


def json_excerpt(name: str) -> Callable[[models.Model], str]:
    """Make an admin column that shows the first EXCERPT characters of a JSON field."""

    @admin.display(description=name.removesuffix("_json").replace("_", " "))
    def excerpt(row: models.Model) -> str:
        return format_html("<pre>{}</pre>", pretty_json(getattr(row, name)))

    return excerpt


def pretty_json(document: Any, limit: int = EXCERPT) -> str:
    """Return a document indented, cut after `limit` characters with a note that it is.

    Written piece by piece until the limit: the cost does not grow with the document.
    """
    encoder = json.JSONEncoder(indent=2, ensure_ascii=False, default=str)
    pieces: list[str] = []
    length = 0
    for piece in encoder.iterencode(document):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            return "".join(pieces)[:limit] + f"\n... cut after {limit} characters"
    return "".join(pieces)
