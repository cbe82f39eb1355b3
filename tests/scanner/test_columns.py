"""What pages fetch: no column that may be large and that they do not show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scanner.models import Scan
from tests.scanner.history import add_scan, add_site, document

pytestmark = pytest.mark.django_db

SITE = "/sites/shop.example/"
SEARCHED = {"pack_json", "search_terms", "search_paths"}
LARGE = SEARCHED | {"tokens_json", "metrics_json", "changelog_json", "description"}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", {"description"}),
        ("/sites/", set()),
        ("/sites/?q=shop", set()),
        (SITE, {"tokens_json", "description"}),
        (SITE + "tokens/color/", {"tokens_json", "description"}),
        (SITE + "untyped/", {"tokens_json", "description"}),
        (SITE + "tokens.json", {"tokens_json", "description"}),
        (SITE + "exports/css/", {"tokens_json", "description"}),
        # Whether a version breaks is told by its changelog.
        (SITE + "history/", {"changelog_json", "description"}),
        (SITE + "versions/2/", {"tokens_json", "changelog_json", "description"}),
        (SITE + "changes/", {"description"}),
        # What a scan warned of is told by its metrics.
        (SITE + "scans/", {"metrics_json", "description"}),
    ],
)
def test_a_page_fetches_only_what_it_shows(
    client: Client, address: str, shown: set[str]
) -> None:
    site = add_site()
    add_scan(site, document())
    add_scan(site, document(":root { --brand: #0d6efd }"))

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200

    sent = "\n".join(query["sql"] for query in captured)
    assert {column for column in LARGE if f'"{column}"' in sent} <= shown


def test_the_page_of_a_scan_fetches_its_metrics_and_no_document(client: Client) -> None:
    add_scan(add_site(), document())

    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/scans/{Scan.objects.get().pk}/").status_code == 200

    sent = "\n".join(query["sql"] for query in captured)
    assert '"metrics_json"' in sent
    assert not any(f'"{column}"' in sent for column in SEARCHED | {"tokens_json"})


def test_the_version_before_comes_without_its_changelog(client: Client) -> None:
    site = add_site()
    add_scan(site, document())
    add_scan(site, document(":root { --brand: #0d6efd }"))

    with CaptureQueriesContext(connection) as captured:
        assert client.get(SITE + "versions/2/").status_code == 200

    assert sum(query["sql"].count('"changelog_json"') for query in captured) == 1
