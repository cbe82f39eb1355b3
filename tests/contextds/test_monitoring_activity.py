"""The page of sessions: who waits for whom, and ending one, on real sessions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from contextds.accounts.models import User
from contextds.audit.models import AuditLog
from tests.contextds.monitoring import (
    ROOT,
    connect,
    eventually,
    is_alive,
    page_of,
    signed_in,
    waiting_session,
    waits,
)
from tests.pages import parsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """The browser of an operator who may end sessions."""
    return signed_in("view_statementsnapshot", "signal_backend")


def test_who_waits_stands_below_whom_it_waits_for(browser: Client) -> None:
    with waiting_session() as (holder, waiter):
        tree = page_of(browser, "activity/")

    sessions = tree.css(".waiting .session")
    assert [node.attributes["class"] for node in sessions] == [
        "session depth-0",
        "session depth-1",
    ]
    assert [node.css("strong")[0].text() for node in sessions] == [
        str(holder),
        str(waiter),
    ]
    assert "idle in transaction" in sessions[0].text()
    assert f"waits for {holder}" in sessions[1].text()


def test_the_texts_of_statements_are_escaped(browser: Client) -> None:
    with waiting_session():
        tree = page_of(browser, "activity/")

    assert "<b>hostile</b>" in tree.css("td.sql")[0].text()
    assert not tree.css("td.sql b")


def test_who_may_only_look_finds_no_way_to_end_a_session() -> None:
    with waiting_session():
        tree = page_of(signed_in("view_statementsnapshot"), "activity/")

    assert len(tree.css("tbody tr")) == 2
    assert not tree.css("a[href$='/cancel/'], a[href$='/terminate/']")


def link(tree: LexborHTMLParser, pid: int, action: str) -> str:
    """The address that ends a session, as its row of the table links to it."""
    (found,) = tree.css(f"td.act a[href^='{ROOT}activity/{pid}-'][href$='/{action}/']")
    return str(found.attributes["href"])


def test_asking_changes_nothing_and_shows_what_would_be_ended(browser: Client) -> None:
    with waiting_session() as (_, waiter):
        address = link(page_of(browser, "activity/"), waiter, "terminate")
        tree = page_of(browser, address.removeprefix(ROOT))

        assert "pg_advisory_xact_lock" in tree.css("pre")[0].text()
        assert tree.css("form[method=post] input[name=csrfmiddlewaretoken]")
        assert is_alive(waiter)
    assert not AuditLog.objects.exists()


def test_a_statement_is_cancelled_and_its_session_goes_on(browser: Client) -> None:
    with waiting_session() as (holder, waiter):
        address = link(page_of(browser, "activity/"), waiter, "cancel")
        said = messages(browser.post(address, follow=True))

        eventually(lambda: not waits(waiter))
        assert is_alive(waiter)
        assert is_alive(holder)
    assert said == [
        f"The statement of session {waiter} was cancelled; the session goes on."
    ]
    (entry,) = AuditLog.objects.all()
    operator = User.objects.get()
    assert (entry.action, entry.resource_type, entry.resource_id, entry.user_id) == (
        "session.cancel",
        "database.session",
        str(waiter),
        operator.pk,
    )
    assert entry.details["application"] == "waiter"
    assert datetime.fromisoformat(entry.details["backend_start"]) <= datetime.now(UTC)


def test_a_session_is_terminated_and_who_waited_for_it_goes_on(browser: Client) -> None:
    with waiting_session() as (holder, waiter):
        address = link(page_of(browser, "activity/"), holder, "terminate")
        said = messages(browser.post(address, follow=True))

        eventually(lambda: not is_alive(holder))
        eventually(lambda: not waits(waiter))
    assert said[0].startswith(f"Session {holder} was terminated")
    assert AuditLog.objects.get().action == "session.terminate"


def test_a_session_that_has_ended_is_told_and_leaves_no_entry(browser: Client) -> None:
    with waiting_session() as (_, waiter):
        address = link(page_of(browser, "activity/"), waiter, "terminate")
    eventually(lambda: not is_alive(waiter))

    for answer in (
        browser.get(address, follow=True),
        browser.post(address, follow=True),
    ):
        assert messages(answer) == [
            f"Session {waiter} has ended. There is nothing to end."
        ]
    assert not AuditLog.objects.exists()


def test_a_session_with_the_number_of_another_one_is_left_alone(
    browser: Client,
) -> None:
    with connect("other") as other:
        pid = other.info.backend_pid
        said = messages(
            browser.post(
                f"{ROOT}activity/{pid}-1700000000000000/terminate/", follow=True
            )
        )

        assert is_alive(pid)
    assert said == [f"Session {pid} has ended. There is nothing to end."]


def test_a_session_of_a_superuser_is_refused_with_the_way_out(browser: Client) -> None:
    with waiting_session() as (holder, _), connection.cursor() as cursor:
        address = link(page_of(browser, "activity/"), holder, "terminate")
        cursor.execute(
            """
            CREATE ROLE monitoring_test_weak;
            GRANT pg_read_all_stats TO monitoring_test_weak;
            GRANT ALL ON ALL TABLES IN SCHEMA public TO monitoring_test_weak;
            GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO monitoring_test_weak;
            SET LOCAL ROLE monitoring_test_weak
            """
        )
        said = messages(browser.post(address, follow=True))
        cursor.execute("RESET ROLE")

        assert is_alive(holder)
        assert "GRANT pg_signal_backend" in said[0]
        assert not AuditLog.objects.exists()


def test_nothing_is_ended_without_the_right_or_the_token() -> None:
    with connect("other") as other:
        pid = other.info.backend_pid
        looker = signed_in("view_statementsnapshot")
        address = f"{ROOT}activity/{pid}-1700000000000000/terminate/"
        assert looker.get(address).status_code == 403
        assert looker.post(address).status_code == 403

        ender = signed_in("view_statementsnapshot", "signal_backend")
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = ender.cookies
        assert strict.post(address).status_code == 403
        assert is_alive(pid)


def messages(response: HttpResponseBase) -> list[str]:
    """What the page that followed says was done."""
    assert response.status_code == 200
    return [node.text().strip() for node in parsed(response).css(".messagelist li")]
