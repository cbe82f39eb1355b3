"""Keyset cursors and the admin's estimating paginator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from contextds.paging import (
    EstimatingPaginator,
    KeysetPage,
    estimated_rows,
    keyset_page,
    list_page,
)
from scanner.models import Site
from tokens.models import TokenChange

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class SmallPaginator(EstimatingPaginator):
    """One that takes 5 rows for many."""

    exact_rows = 5


def add_sites(count: int) -> None:
    """Sites s0 to s(count - 1), each scanned a minute before the one before, in pairs."""
    Site.objects.bulk_create(
        Site(
            domain=f"s{n}.example",
            title=f"group {n % 3}",
            last_scanned=NOON - timedelta(minutes=n // 2, microseconds=7),
        )
        for n in range(count)
    )


ORDERINGS: list[tuple[Any, ...]] = [
    (),
    ("id",),
    ("-id",),
    ("-title",),
    ("title", "-id"),
    ("title", "-domain", "id"),
    (F("last_scanned").desc(nulls_last=True),),
    (F("last_scanned").desc(nulls_last=True), "-id"),
    (F("last_scanned").asc(nulls_last=True), "-id"),
    (F("last_scanned").asc(nulls_first=True), "id"),
    ("-title", F("last_scanned").desc(nulls_last=True), "-id"),
    ("title", F("last_scanned").desc(nulls_first=True), "domain"),
]


def walked(
    queryset: QuerySet[Site], size: int
) -> tuple[list[KeysetPage[Site]], list[KeysetPage[Site]]]:
    """All pages to the last one, and then all pages back to the first."""
    there = [keyset_page(queryset, None, size=size)]
    while cursor := there[-1].next_cursor:
        there.append(keyset_page(queryset, cursor, size=size))
    back = [there[-1]]
    while cursor := back[-1].previous_cursor:
        back.append(keyset_page(queryset, cursor, size=size))
    return there, back


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERINGS, ids=str)
@pytest.mark.parametrize("size", [1, 4, 13, 14])
def test_the_pages_together_are_the_ordered_list(
    order: tuple[Any, ...], size: int
) -> None:
    add_sites(13)
    Site.objects.filter(domain__regex="[1470]").update(last_scanned=None)
    queryset = Site.objects.order_by(*order)

    there, back = walked(queryset, size)

    last = str(order[-1]) if order else ""
    key = "-id" if last.startswith("-") or "descending=True" in last else "id"
    expected = list(queryset.order_by(*order, key))
    assert [row for page in there for row in page.rows] == expected
    assert [page.is_first for page in there] == [True] + [False] * (len(there) - 1)
    assert [page.rows for page in back] == [page.rows for page in reversed(there)]
    assert back[-1].is_first
    assert there[0].previous_cursor is None


@pytest.mark.django_db
def test_the_step_to_the_rows_without_a_value_is_one_more_query() -> None:
    add_sites(8)
    Site.objects.filter(domain__in=["s5.example", "s6.example", "s7.example"]).update(
        last_scanned=None
    )
    queryset = Site.objects.order_by(F("last_scanned").desc(nulls_last=True), "-id")
    counts = []
    cursor = None
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            page = keyset_page(queryset, cursor, size=3)
        counts.append(len(captured))
        cursor = page.next_cursor

    assert counts == [1, 2, 1]


@pytest.mark.django_db
def test_a_null_that_the_ordering_does_not_place_is_an_error() -> None:
    add_sites(3)
    Site.objects.update(last_scanned=None)

    with pytest.raises(ValueError, match="last_scanned holds NULLs"):
        keyset_page(Site.objects.order_by("-last_scanned"), None, size=2)


@pytest.mark.django_db
def test_the_way_back_ends_at_a_whole_first_page() -> None:
    add_sites(9)
    queryset = Site.objects.order_by("id")
    there, _ = walked(queryset, 3)
    Site.objects.filter(pk=there[0].rows[1].pk).delete()

    page = keyset_page(queryset, there[1].previous_cursor, size=3)

    assert page.is_first
    assert [site.domain for site in page.rows] == [
        "s0.example",
        "s2.example",
        "s3.example",
    ]


@pytest.mark.django_db
def test_a_page_whose_rows_went_away_is_empty_and_leads_to_the_first() -> None:
    add_sites(5)
    queryset = Site.objects.order_by("id")
    cursor = keyset_page(queryset, None, size=3).next_cursor
    Site.objects.filter(domain__gt="s2.example").delete()

    page = keyset_page(queryset, cursor, size=3)

    assert (list(page.rows), page.is_first) == ([], False)
    assert (page.next_cursor, page.previous_cursor) == (None, None)


@pytest.mark.django_db
def test_a_page_is_one_query_that_starts_at_its_first_row() -> None:
    add_sites(30)
    queryset = Site.objects.listed().recently_scanned()
    first = keyset_page(queryset, None, size=10)

    with CaptureQueriesContext(connection) as captured:
        keyset_page(queryset, first.next_cursor, size=10)

    (query,) = captured.captured_queries
    assert "OFFSET" not in query["sql"]
    assert '"sites"."last_scanned" <= ' in query["sql"]
    assert "LIMIT 11" in query["sql"]


@pytest.mark.django_db
def test_a_cursor_serves_its_own_ordering_only() -> None:
    add_sites(5)
    cursor = keyset_page(Site.objects.order_by("id"), None, size=2).next_cursor

    with pytest.raises(BadRequest):
        keyset_page(Site.objects.order_by("-id"), cursor, size=2)
    with pytest.raises(BadRequest):
        keyset_page(TokenChange.objects.order_by("id"), cursor, size=2)
    with pytest.raises(BadRequest):
        keyset_page(Site.objects.order_by("id"), cursor, size=2, of="another")
    with pytest.raises(BadRequest):
        list_page(range(9), cursor)


def test_a_cursor_of_a_list_serves_that_list_only() -> None:
    cursor = list_page(range(9), None, size=2, of=1).next_cursor

    assert list(list_page(range(9), cursor, size=2, of=1).rows) == [2, 3]
    with pytest.raises(BadRequest):
        list_page(range(9), cursor, size=2, of=2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "a:b:c",
        "\0",
        "WzFd",
        "é" * 9,
        "\ud800",
        ":",
        pytest.param("a" * 9_000_000, id="huge"),
    ],
)
def test_a_cursor_that_we_did_not_sign_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest):
        keyset_page(Site.objects.order_by("id"), cursor)
    with pytest.raises(BadRequest):
        list_page([1, 2, 3], cursor)


@pytest.mark.django_db
def test_a_changed_cursor_is_refused() -> None:
    add_sites(5)
    cursor = keyset_page(Site.objects.order_by("id"), None, size=2).next_cursor
    assert cursor is not None
    value, signature = cursor.split(":", 1)

    with pytest.raises(BadRequest):
        keyset_page(Site.objects.order_by("id"), f"{value}A:{signature}", size=2)
    with pytest.raises(BadRequest):
        keyset_page(Site.objects.order_by("id"), cursor[:-1], size=2)


def test_a_list_is_paged_alike() -> None:
    first = list_page(range(7), None, size=3)
    second = list_page(range(7), first.next_cursor, size=3)
    third = list_page(range(7), second.next_cursor, size=3)

    assert [list(page.rows) for page in (first, second, third)] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]
    assert [page.is_first for page in (first, second, third)] == [True, False, False]
    assert third.next_cursor is None
    assert first.previous_cursor is None
    back = list_page(range(7), third.previous_cursor, size=3)
    assert (back.rows, back.is_first) == (second.rows, False)
    assert list_page(range(7), back.previous_cursor, size=3).is_first


@pytest.mark.django_db
def test_a_small_table_is_counted() -> None:
    add_sites(4)

    paginator = SmallPaginator(Site.objects.order_by("id"), 2)

    assert (paginator.count, paginator.num_pages) == (4, 2)


@pytest.mark.django_db
def test_a_large_table_is_estimated_and_its_pages_end() -> None:
    add_sites(40)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sites")

    with CaptureQueriesContext(connection) as captured:
        paginator = SmallPaginator(Site.objects.order_by("id"), 2)
        assert (paginator.count, paginator.num_pages) == (40, 3)

    assert "LIMIT 5" in captured.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_a_filtered_large_list_shows_its_bound() -> None:
    add_sites(40)

    paginator = SmallPaginator(Site.objects.filter(title="group 1").order_by("id"), 2)

    assert (paginator.count, paginator.num_pages) == (5, 3)


def test_a_list_of_objects_is_counted_too() -> None:
    assert SmallPaginator(list("abcd"), 3).num_pages == 2


@pytest.mark.django_db
def test_the_months_of_a_partitioned_table_are_summed() -> None:
    site = Site.objects.create(domain="shop.example")
    version = site.token_versions.create(
        version_number=1,
        token_set=site.token_sets.create(
            version_number=1, extractor_version="1", tokens_json={}
        ),
    )
    TokenChange.objects.bulk_create(
        TokenChange(
            version=version,
            site=site,
            token_path=f"color.c{n}",
            change_type="added",
            category="color",
            created_at=version.created_at,
        )
        for n in range(9)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE token_changes")

    assert estimated_rows(TokenChange, using="default") == 9


@pytest.mark.django_db
def test_a_table_that_was_never_analysed_counts_as_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE sites (id bigint)")

    assert estimated_rows(Site, using="default") == 0
