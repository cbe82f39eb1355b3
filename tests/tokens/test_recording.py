"""Extractions become sets, versions and changes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from scanner.models import Scan, Site
from tokens.models import TokenChange, TokenSet, TokenVersion
from tokens.recording import Recorded, record, refresh


def color(hex_code: str, **extension: Any) -> dict[str, Any]:
    """A colour token."""
    parts = [int(hex_code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    token: dict[str, Any] = {
        "$type": "color",
        "$value": {"colorSpace": "srgb", "components": parts, "hex": hex_code},
    }
    if extension:
        token["$extensions"] = {"com.contextds": extension}
    return token


def recorded(site: Site, **colors: dict[str, Any]) -> Recorded:
    """Record a document of these colours as a new finished scan would."""
    scan = Scan.objects.create(
        site=site,
        url="https://shop.example/",
        status="completed",
        finished_at=site.created_at,
    )
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        return record(
            site.pk,
            scan.pk,
            {"color": colors},
            extractor_version="1",
            token_count=len(colors),
        )


@pytest.fixture
def site(db: None) -> Site:
    """A site without scans."""
    return Site.objects.create(domain="shop.example")


def test_the_first_document_is_version_1_and_all_of_it_is_added(site: Site) -> None:
    done = recorded(site, brand=color("#0d6efd"), link=color("#222222"))

    assert done.version is not None
    assert done.version.version_number == done.token_set.version_number == 1
    assert done.version.diff_summary == "2 added"
    assert done.version.changes.count() == 2


def test_the_same_tokens_make_nothing(site: Site) -> None:
    first = recorded(site, brand=color("#0d6efd", usage=3))
    second = recorded(site, brand=color("#0d6efd", usage=4))

    assert second.version is None
    assert second.token_set == first.token_set
    assert TokenSet.objects.count() == TokenVersion.objects.count() == 1


def test_a_change_is_kept_with_its_old_and_new_value(site: Site) -> None:
    recorded(site, brand=color("#0d6efd"), gone=color("#111111"))
    done = recorded(site, brand=color("#0d6efe"), come=color("#333333"))

    assert done.version is not None
    assert done.version.version_number == 2
    rows = {row.token_path: row for row in TokenChange.objects.of_version(done.version)}
    assert {path: row.change_type for path, row in rows.items()} == {
        "color.brand": "modified",
        "color.gone": "removed",
        "color.come": "added",
    }
    brand = rows["color.brand"]
    assert brand.old_value
    assert brand.old_value["$value"]["hex"] == "#0d6efd"
    assert brand.new_value
    assert brand.new_value["$value"]["hex"] == "#0d6efe"
    assert rows["color.gone"].new_value is None
    assert {row.created_at for row in rows.values()} == {done.version.created_at}


def test_it_needs_the_transaction_of_its_caller(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(1, 1, {}, extractor_version="1", token_count=0)


def test_what_jsonb_refuses_is_replaced(site: Site) -> None:
    token = color("#0d6efd", selectors=["a\x00b", "\ud800"])
    done = recorded(site, **{"nul\x00": token})

    stored = TokenSet.objects.get(pk=done.token_set.pk).tokens_json["color"]
    assert list(stored) == ["nul\ufffd"]


def test_a_refreshed_document_takes_the_place_of_the_old_reading(site: Site) -> None:
    done = recorded(site, brand=color("#0d6efd"))
    better = {"color": {"brand": color("#0d6efd"), "more": color("#444444")}}
    refresh(done.token_set, better, extractor_version="2", token_count=2)
    stale: dict[str, Any] = {"color": {}}
    refresh(done.token_set, stale, extractor_version="1b", token_count=0)

    row = TokenSet.objects.get()
    assert (row.extractor_version, row.token_count) == ("2", 2)
    assert "color:#444444" in row.search_terms
    assert TokenVersion.objects.count() == 1


def test_scans_of_one_site_that_end_together_make_versions_in_a_row(
    transactional_db: None,
) -> None:
    site = Site.objects.create(domain="busy.example")
    numbers: list[int] = []

    def scan(number: int) -> None:
        try:
            done = recorded(site, brand=color(f"#00000{number}"))
            assert done.version is not None
            numbers.append(done.version.version_number)
        finally:
            connection.close()

    threads = [threading.Thread(target=scan, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
