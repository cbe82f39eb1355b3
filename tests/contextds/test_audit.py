"""The audit log: one way to write it, in the caller's transaction, without addresses."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import RequestFactory
from pytest_django import Settings

from contextds.accounts.models import User
from contextds.audit.models import AuditLog
from contextds.audit.recording import hashed_email, record
from scanner.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """A row that something is done to."""
    return Site.objects.create(domain="example.com")


def test_it_keeps_who_did_what_to_which_row_from_where(site: Site) -> None:
    alice = User.objects.create_user("alice@example.com")
    request = RequestFactory().get(
        "/", headers={"user-agent": "curl/8"}, REMOTE_ADDR="2001:db8::1"
    )
    record("site.deleted", site, user=alice, request=request, details={"scans": 7})

    entry = AuditLog.objects.get()
    assert entry.user_id == alice.pk
    assert entry.action == "site.deleted"
    assert (entry.resource_type, entry.resource_id) == ("scanner.site", str(site.pk))
    assert entry.details == {"scans": 7}
    assert (entry.ip_address, entry.user_agent) == ("2001:db8::1", "curl/8")
    assert entry.created_at is not None
    assert str(entry) == f"site.deleted scanner.site {site.pk}"


def test_what_a_worker_does_has_neither_person_nor_address(site: Site) -> None:
    record("scan.completed", site)

    entry = AuditLog.objects.get()
    assert (entry.user_id, entry.email_hash) == (None, "")
    assert (entry.ip_address, entry.user_agent, entry.details) == (None, "", {})


def test_an_action_that_is_rolled_back_leaves_no_entry(site: Site) -> None:
    with transaction.atomic():
        record("site.deleted", site)
        transaction.set_rollback(True)
    assert not AuditLog.objects.exists()


def test_an_address_is_kept_as_a_keyed_hash_only(site: Site) -> None:
    alice = User.objects.create_user("alice@example.com")
    bob = User.objects.create_user("bob@example.com")
    for user in (alice, alice, bob):
        record("site.opted_out", site, user=user)

    first, second, other = AuditLog.objects.order_by("id")
    assert first.email_hash == second.email_hash == hashed_email(alice)
    assert other.email_hash != first.email_hash
    assert len(first.email_hash) == 64
    assert "alice" not in str(AuditLog.objects.values().first())


def test_the_hash_depends_on_the_servers_secret(settings: Settings) -> None:
    alice = User(email="alice@example.com")
    before = hashed_email(alice)
    settings.SECRET_KEY = "another"
    assert hashed_email(alice) != before


@pytest.mark.parametrize("length", [1000, 1001, 100_000])
def test_an_endless_user_agent_is_cut(length: int, site: Site) -> None:
    request = RequestFactory().get("/", headers={"user-agent": "x" * length})
    record("site.opted_out", site, request=request)
    assert AuditLog.objects.get().user_agent == "x" * 1000


def test_an_entry_outlives_the_person_and_the_row(site: Site) -> None:
    alice = User.objects.create_user("alice@example.com")
    record("site.opted_out", site, user=alice)
    number = alice.pk
    alice.delete()
    site.delete()
    assert AuditLog.objects.get().user_id == number
