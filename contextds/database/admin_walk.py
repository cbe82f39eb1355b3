"""Every page of the admin asked for as an operator would click, and what it cost.

The pages are those that the admin's own pages lead to: of each list its filters, its
columns to sort by, its second and last page, searches; of some rows their page, history,
deletion and "see also". Nothing is changed: all happens in a transaction that is undone.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from operator import attrgetter
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from contextds.accounts.models import User
from contextds.database.plans import Plan, Sql, explain
from contextds.database.questions import Subject

#: So many pages of 8 kB (8 MB) may a page's sequential scans of one table read.
LARGE_PAGES = 1000
#: What a page may take, in milliseconds.
LIMIT_MS = 300
#: A page that takes more than a third of it is asked for so many times; the quickest
#: counts, as the others waited for something else.
_TIMES = 3
_LINK = re.compile(r'href="(\?[^"]*)"')
_SEE_ALSO = re.compile(r'href="(/[^"?]+\?[a-z_]+=\d+)"')
_NOWHERE = "no such thing"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: its answer, what it asked, and the tables that it read at length.

    `database_ms` is the part of `total_ms` spent waiting for PostgreSQL, `buffers` the
    pages of 8 kB that its statements read.
    """

    page: str
    status: int
    queries: int
    database_ms: float
    total_ms: float
    buffers: int
    sequential_scans: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in words; nothing when it is as it should be."""
        return [
            fault
            for fault, found in (
                (f"answers {self.status}", self.status != 200),
                (f"takes more than {LIMIT_MS} ms", self.total_ms > LIMIT_MS),
                (
                    f"reads too much of {', '.join(self.sequential_scans)}",
                    bool(self.sequential_scans),
                ),
            )
            if found
        ]


def walk(only: str = "") -> Iterator[Visit]:
    """Visit every page of the admin, or of the tables whose label contains `only`.

    Of the database that the default connection leads to. Raises nothing for a page that
    fails: its status tells.
    """
    with (
        # A site of its own, with the style sheets where they lie.
        override_settings(
            ALLOWED_HOSTS=["localhost"],
            AXES_ENABLED=False,
            MIDDLEWARE=[
                name for name in settings.MIDDLEWARE if "whitenoise" not in name
            ],
            SECURE_SSL_REDIRECT=False,
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
                "staticfiles": {
                    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
                },
            },
        ),
        transaction.atomic(),
    ):
        browser = _Browser()
        try:
            for page in browser.pages(only):
                yield browser.visit(page)
        finally:
            transaction.set_rollback(True)


class _Browser:
    """An operator with every right, signed in."""

    def __init__(self) -> None:
        self._client = Client(SERVER_NAME="localhost")
        operator = User.objects.create_superuser(
            # Two walks at once do not wait for each other.
            f"walker-{os.getpid()}@admin.example"
        )
        self._client.force_login(
            operator, backend="django.contrib.auth.backends.ModelBackend"
        )

    def pages(self, only: str = "") -> Iterator[str]:
        """The addresses, each once, of the tables whose label contains `only`."""
        seen: set[str] = set()
        for page in self._all_pages(only):
            if page not in seen:
                seen.add(page)
                yield page

    def visit(self, page: str) -> Visit:
        """Ask for a page until it is quick, or _TIMES times; explain what it asked."""
        visit = self._ask(page)
        for _ in range(1, _TIMES):
            if visit.total_ms > LIMIT_MS / 3:
                visit = min(visit, self._ask(page), key=attrgetter("total_ms"))
        return visit

    def _ask(self, page: str) -> Visit:
        recorder = _Recorder()
        begun = perf_counter()
        with connection.execute_wrapper(recorder):
            status, _ = self._get(page)
        took = perf_counter() - begun
        asked = recorder.statements
        buffers, scans = self._explain(asked) if status == 200 else (0, ())
        return Visit(
            page,
            status,
            len(asked),
            recorder.seconds * 1000,
            took * 1000,
            buffers,
            scans,
        )

    def _get(self, page: str) -> tuple[int, str]:
        # A statement that fails must not break the transaction of the whole walk.
        with transaction.atomic():
            response = self._client.get(page)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response.status_code, response.content.decode(errors="replace")

    def _explain(self, statements: Sequence[Sql]) -> tuple[int, tuple[str, ...]]:
        buffers, scans = 0, dict[str, None]()
        for statement in statements:
            if not statement.text.lstrip().upper().startswith("SELECT"):
                continue
            try:
                plan = explain(statement)
            except DatabaseError:
                continue
            buffers += plan.buffers
            scans |= dict.fromkeys(_read_at_length(plan))
        return buffers, tuple(scans)

    def _all_pages(self, only: str) -> Iterator[str]:
        if not only:
            yield reverse("admin:index")
        subjects = [Subject.hottest(), Subject.typical()]
        for model, shown in admin.site._registry.items():
            if only not in model._meta.label:
                continue
            yield from self._of_list(model, shown, subjects)
            for key in _keys(model, subjects):
                yield from self._of_row(model, key)

    def _of_list(
        self,
        model: type[models.Model],
        shown: admin.ModelAdmin[Any],
        subjects: Sequence[Subject],
    ) -> Iterator[str]:
        listed = _address(model, "changelist")
        yield listed
        _, html = self._get(listed)
        links = [unescape(link) for link in _LINK.findall(html)]
        numbers = [
            int(values[0])
            for link in links
            if (values := parse_qs(link[1:]).get(PAGE_VAR))
        ]
        for number in sorted(set(numbers)):
            if number == 2 or number == max(numbers):
                yield f"{listed}?{PAGE_VAR}={number}"
        for link in links:
            if f"{PAGE_VAR}=" not in link and link != "?":
                yield f"{listed}{link}"
        if shown.search_fields:
            for term in _terms(model, shown, subjects):
                yield f"{listed}?{urlencode({'q': term})}"
        for field in shown.autocomplete_fields:
            query = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field,
            }
            for term in ("", "e", "amber"):
                yield f"{reverse('admin:autocomplete')}?{urlencode(query | {'term': term})}"

    def _of_row(self, model: type[models.Model], key: int) -> Iterator[str]:
        page = _address(model, "change", key)
        yield page
        _, html = self._get(page)
        for link in _SEE_ALSO.findall(html):
            yield unescape(link)
        yield _address(model, "history", key)
        if "deletelink" in html:
            yield _address(model, "delete", key)


class _Recorder:
    """Keeps the statements of one page, and how long they took."""

    def __init__(self) -> None:
        self.statements: list[Sql] = []
        self.seconds = 0.0

    def __call__(
        self, execute: Any, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Execute a statement."""
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.statements.append(Sql(sql, None if params is None else tuple(params)))
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += perf_counter() - begun


def _keys(model: type[models.Model], subjects: Sequence[Subject]) -> list[Any]:
    """Rows whose pages are visited: those of the subjects, or the newest and the oldest."""
    named = {
        "sites": "site",
        "scans": "scan",
        "pages": "page",
        "css_contents": "content",
        "token_sets": "token_set",
        "token_versions": "version",
        "users": "user",
        "api_keys": "api_key",
    }
    if name := named.get(model._meta.db_table):
        return [getattr(subject, name) for subject in subjects]
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return [key for key in (rows.last(), rows.first()) if key is not None]


def _terms(
    model: type[models.Model], shown: admin.ModelAdmin[Any], subjects: Sequence[Subject]
) -> Iterator[str]:
    """Searches that find much, little and nothing."""
    yield _NOWHERE
    if model._meta.db_table == "scans":
        yield "warning:sheet_missing"
        yield f"warning:{_NOWHERE}"
    newest = model._default_manager.order_by("pk").last()
    for lookup in map(str, shown.search_fields):
        name, _, rest = lookup.partition("__")
        for subject in subjects:
            told = {
                "site": subject.domain,
                "user": subject.email,
                "created_by": subject.email,
                "submitted_by": subject.email,
                "scan": subject.scan,
                "user_id": subject.user,
                "domain": subject.domain,
                "email": subject.email,
            }
            yield str(told.get(name) or getattr(newest, name, "") or _NOWHERE)
        if rest == "icontains":
            yield from ("e", "q", "exam", "amber")


def _address(model: type[models.Model], page: str, *arguments: Any) -> str:
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    return reverse(f"admin:{label}_{page}", args=arguments)


def _read_at_length(plan: Plan) -> Iterator[str]:
    """The tables of which a plan's sequential scans read more than LARGE_PAGES.

    One that stops at a LIMIT, or at the end of a small month, does no harm.
    """
    read = Counter[str]()
    nodes = [plan.json["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", ())
        if node["Node Type"] == "Seq Scan":
            name = re.sub(r"_\d{4}_\d\d$", "", node["Relation Name"])
            blocks = node.get("Shared Hit Blocks", 0) + node.get(
                "Shared Read Blocks", 0
            )
            read[name] += blocks
    return (name for name, blocks in read.items() if blocks > LARGE_PAGES)
