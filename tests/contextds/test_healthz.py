"""/healthz: what a load balancer asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from contextds.partitioning import ensure_months
from tests.contextds.away import database_away


@pytest.fixture
def months(db: None) -> None:
    """Partitions as `migrate` leaves them."""
    ensure_months()


def test_it_is_ok_with_a_database_and_months_ahead(
    client: Client, months: None
) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    answer = response.json()
    assert (answer["status"], answer["database"]) == ("ok", "ok")
    assert set(answer["partitions_ahead"]) == {
        "audit_log",
        "token_changes",
        "mcp_usage",
    }
    assert min(answer["partitions_ahead"].values()) >= 1
    assert "no-store" in response.headers["Cache-Control"]


def without(month: str) -> None:
    """Drop the partition of token_changes for a month, given in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_char({month}, 'YYYY_MM')")
        (name,) = cursor.fetchone()
        cursor.execute(f"DROP TABLE token_changes_{name}")


def test_no_month_ahead_is_a_warning(client: Client, months: None) -> None:
    without("now() AT TIME ZONE 'UTC' + interval '1 month'")

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json()["status"] == "warning"
    assert response.json()["partitions_ahead"]["token_changes"] == 0


def test_no_partition_for_this_month_is_a_failure(client: Client, months: None) -> None:
    without("now() AT TIME ZONE 'UTC'")

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["status"] == "failed"
    assert response.json()["partitions_ahead"]["token_changes"] == -1


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_failure_without_its_cause(client: Client) -> None:
    with database_away():
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"status": "failed", "database": "away"}


def test_it_answers_head_and_refuses_post(client: Client, months: None) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_it_answers_without_tls_where_all_else_redirects(
    client: Client, months: None, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
