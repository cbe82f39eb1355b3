"""`manage.py maintain`: what it prints, how it ends, and who may run."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection

from contextds.audit.models import AuditLog
from contextds.commands import Error
from contextds.database import retention, tasks
from contextds.database.retention import patience, steps
from contextds.database.retention.work import Work
from tests.contextds.retention.connections import other_connection
from tests.contextds.retention.months import old_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def maintain(*arguments: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("maintain", *arguments, stdout=output)
    return output.getvalue()


def test_it_carries_out_every_step_and_tells_of_each() -> None:
    old_changes(5)
    printed = maintain()
    for step in retention.STEPS:
        assert f"\n{step.name} " in printed
        assert AuditLog.objects.filter(action=f"maintain.{step.name}").exists()
    assert "2024-02 archived" in printed
    entry = AuditLog.objects.get(action="maintain.changes")
    assert (entry.resource_type, entry.details["rows"]) == ("tokens.tokenchange", 5)


def test_json_has_the_same_for_machines() -> None:
    old_changes(5)
    document = json.loads(maintain("--json", "--only", "changes", "--only", "events"))
    assert document["running_elsewhere"] is document["dry_run"] is False
    changes, events = document["steps"]
    assert (changes["step"], changes["rows"], changes["error"]) == ("changes", 5, "")
    assert changes["bytes"] > 8192
    assert events["rows"] == 0


def test_a_dry_run_writes_nothing_at_all() -> None:
    old_changes(5)
    document = json.loads(maintain("--dry-run", "--json"))
    assert document["dry_run"] is True
    assert [step["error"] for step in document["steps"]] == [""] * len(retention.STEPS)
    assert not AuditLog.objects.exists()


def test_an_unknown_step_is_bad_usage() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'all'"):
        maintain("--only", "all")


def test_a_second_one_does_nothing_and_says_so() -> None:
    with other_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [patience._ADVISORY_LOCK])
        assert "nothing was done here" in maintain()
        assert json.loads(maintain("--json"))["running_elsewhere"] is True
        tasks.maintain(timestamp=0)
    assert not AuditLog.objects.exists()
    assert "nothing was done" not in maintain("--only", "months")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (retention.RetentionError("no room"), "events failed: no room"),
        (DatabaseError("out of\nluck"), "events failed: out of luck"),
        (ValueError("a fault"), "events failed: ValueError: a fault"),
    ],
)
def test_a_step_that_fails_is_named_in_the_end_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, said: str
) -> None:
    def fail(work: Work) -> None:
        work.add(3)
        raise failure

    monkeypatch.setattr(
        "contextds.database.retention.running.STEPS",
        tuple(
            steps.NamedStep(step.name, step.purpose, step.table, fail)
            if step.name == "events"
            else step
            for step in retention.STEPS
        ),
    )
    output = io.StringIO()
    with pytest.raises(Error) as caught:
        call_command("maintain", stdout=output)
    assert (caught.value.returncode, str(caught.value)) == (1, said)
    assert "FAILED" in output.getvalue()
    assert AuditLog.objects.get(action="maintain.events").details["rows"] == 3
    assert AuditLog.objects.filter(action="maintain.analyze").exists()


def test_a_step_that_cannot_be_audited_is_a_failure_of_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contextds.database.retention.running.record", refuse)
    with pytest.raises(Error, match=r"events failed: no partition of relation$"):
        maintain("--only", "events")


def refuse(*_: object, **__: object) -> None:
    """Stands for an audit log without its month."""
    raise IntegrityError("no partition\nof relation")


def test_the_limits_of_the_process_are_as_before_in_the_end() -> None:
    def limits() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'),"
                " current_setting('lock_timeout')"
            )
            return cursor.fetchone()

    before = limits()
    with retention.unhurried():
        assert limits() == ("0", "200ms")
    assert limits() == before


def test_the_worker_does_it_daily() -> None:
    old_changes(5)
    tasks.maintain(timestamp=0)
    assert AuditLog.objects.filter(action="maintain.changes").exists()
