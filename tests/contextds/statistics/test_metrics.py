"""/metrics: what Prometheus reads, for who has the token."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse

from contextds.database import catalogue
from tests.contextds.away import database_away

TOKEN = "a token of some length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scrape(client: Client) -> dict[str, Any]:
    """The families of a scrape, by name."""
    response = client.get("/metrics", headers=BEARER)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    return {family.name: family for family in parse(response.content.decode())}


@pytest.mark.django_db
def test_it_tells_what_the_readings_say(client: Client) -> None:
    families = scrape(client)
    assert families["contextds_database_up"].samples[0].value == 1
    assert families["contextds_database_size_bytes"].samples[0].value > 1_000_000
    assert families["contextds_connections_limit"].samples[0].value > 10
    ahead = families["contextds_partitions_ahead"].samples
    assert {sample.labels["table"] for sample in ahead} == {
        *("audit_log", "token_changes", "mcp_usage")
    }
    readings = families["contextds_reading_available"].samples
    assert {sample.value for sample in readings} == {1}
    assert len(readings) > 15


@pytest.mark.django_db
def test_names_and_units_are_prometheus_own(client: Client) -> None:
    families = scrape(client)
    assert len(families) > 35
    for name, family in families.items():
        assert name.startswith("contextds_")
        assert family.documentation.endswith(".")
        assert not any(unit in name for unit in ("_ms", "_kb", "_percent"))
        totals = [sample.name.endswith("_total") for sample in family.samples]
        assert all(totals) if family.type == "counter" else not any(totals)


@pytest.mark.django_db
def test_labels_are_bounded(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a_stranger (id int PRIMARY KEY)")
    families = scrape(client)
    tables = {
        sample.labels["table"]
        for family in families.values()
        for sample in family.samples
        if "table" in sample.labels
    }
    assert tables == catalogue.our_tables()
    assert len(families["contextds_statement_calls"].samples) <= 20


@pytest.mark.django_db
def test_it_is_openmetrics_for_who_asks(client: Client) -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    response = client.get("/metrics", headers=BEARER | {"Accept": accept})
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    families = list(parse_openmetrics(response.content.decode()))  # type: ignore[no-untyped-call]
    assert len(families) > 35


@pytest.mark.django_db
def test_it_is_plain_text_for_who_asks_for_a_version_that_is_none(
    client: Client,
) -> None:
    accept = "application/openmetrics-text; version=none"
    response = client.get("/metrics", headers=BEARER | {"Accept": accept})
    assert response.headers["Content-Type"].startswith("text/plain; version=")


@pytest.mark.django_db
def test_a_missing_extension_takes_its_own_metrics_only(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_stat_statements")
    families = scrape(client)
    assert "contextds_statement_calls" not in families
    missing = [
        sample.labels["reading"]
        for sample in families["contextds_reading_available"].samples
        if not sample.value
    ]
    assert missing == ["expensive_statements"]


@pytest.mark.django_db
def test_a_database_that_is_away_is_down_in_an_answer_of_200(client: Client) -> None:
    with database_away():
        families = scrape(client)
    assert families["contextds_database_up"].samples[0].value == 0
    assert set(families) == {"contextds_database_up"}


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ÿ"]
)
def test_without_the_token_it_is_401(client: Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert "contextds_" not in response.content.decode()


@pytest.mark.django_db
def test_while_no_token_is_set_there_is_no_such_page(
    client: Client, settings: Any
) -> None:
    settings.METRICS_TOKEN = ""
    assert (
        client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    )


def test_it_is_read_only_and_never_cached(client: Client) -> None:
    assert client.post("/metrics", headers=BEARER).status_code == 405
    assert "no-store" in client.get("/metrics").headers["Cache-Control"]


def test_it_answers_without_tls_as_healthz_does(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/metrics").status_code == 401
