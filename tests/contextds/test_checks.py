"""The system checks of the platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.checks import Warning, run_checks
from django.db import connection

from contextds.checks import months_are_ahead
from contextds.partitioning import partition_name


def next_month() -> str:
    first = datetime.now(UTC).date().replace(day=1)
    month = (first + timedelta(days=31)).replace(day=1)
    return partition_name(apps.get_model("audit", "AuditLog"), month)


@pytest.mark.django_db
def test_enough_months_ahead_are_nothing_to_speak_of() -> None:
    assert months_are_ahead(databases=["default"]) == []


@pytest.mark.django_db
def test_a_missing_next_month_is_a_warning_with_the_cure() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {next_month()}")
    (message,) = months_are_ahead(databases=["default"])
    assert isinstance(message, Warning)
    assert message.id == "contextds.W001"
    assert message.msg.startswith("audit_log has no partition for next month")
    assert "manage.py migrate" in str(message.hint)


@pytest.mark.django_db
def test_a_table_that_is_not_there_yet_is_not_warned_of() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE audit_log")
    assert months_are_ahead(databases=["default"]) == []


def test_without_a_database_to_check_no_database_is_asked() -> None:
    assert months_are_ahead() == []
    assert "contextds.W001" not in [message.id for message in run_checks()]
