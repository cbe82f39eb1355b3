"""`manage.py restorearchive`: what it prints and refuses."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from contextds import deletion
from contextds.commands import Error
from contextds.database.models import Archive
from contextds.database.retention import patience
from scanner.models import Site
from tests.contextds.retention.connections import other_connection
from tests.contextds.retention.months import content, old_changes
from tokens.models import TokenChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def restorearchive(*arguments: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("restorearchive", *arguments, stdout=output)
    return output.getvalue()


def maintain() -> None:
    call_command("maintain", "--only", "changes", stdout=io.StringIO())


def test_it_brings_a_month_back_and_says_how_many_rows() -> None:
    first, _ = old_changes(3, sites=2)
    maintain()
    deletion.delete(Site.objects.filter(pk=first.pk))
    assert restorearchive("token_changes", "2024-02") == (
        "token_changes 2024-02 is back: 3 rows. "
        "3 were left out: their site or version was deleted.\n"
    )
    assert TokenChange.objects.count() == 3
    assert "is back already" in restorearchive("token_changes", "2024-02")


def test_it_lists_what_left() -> None:
    assert restorearchive("--list") == "No month has left the database yet.\n"
    old_changes(3)
    maintain()
    printed = restorearchive("--list")
    assert "token_changes  2024-02  dropped" in printed
    assert Archive.objects.get().key[:20] in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a table and a month"),
        (["token_changes"], "Name a table and a month"),
        (["token_changes", "2024"], "'2024' is no month. Allowed: year and month"),
        (["token_changes", "2024-13"], "'2024-13' is no month"),
        (["audit_log", "2024-02"], "audit_log is no table whose months are archived"),
        (["no; such", "2024-02"], "Those are: token_changes"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], said: str) -> None:
    with pytest.raises(Error) as caught:
        restorearchive(*arguments)
    assert caught.value.returncode == 2
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_fails_is_exit_1() -> None:
    with pytest.raises(Error, match="There is no archive of token_changes") as caught:
        restorearchive("token_changes", "2024-02")
    assert caught.value.returncode == 1


def test_what_postgresql_refuses_is_one_line() -> None:
    old_changes(3)
    maintain()
    with other_connection() as other:
        other.execute("CREATE TYPE token_changes_2024_02 AS (n int)")
        try:
            with pytest.raises(Error, match="PostgreSQL refused: .*already exists"):
                restorearchive("token_changes", "2024-02")
        finally:
            other.execute("DROP TYPE token_changes_2024_02")
    assert Archive.objects.get().state == "dropped"
    assert restorearchive("token_changes", "2024-02")


def test_it_does_not_run_beside_maintain() -> None:
    old_changes(3)
    maintain()
    with other_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [patience._ADVISORY_LOCK])
        with pytest.raises(Error, match="try again when it is over") as caught:
            restorearchive("token_changes", "2024-02")
    assert caught.value.returncode == 1
    assert content() == []
