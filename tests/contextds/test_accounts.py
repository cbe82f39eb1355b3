"""Accounts: signed in by an e-mail address in any spelling of its case."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import RequestFactory

from contextds.accounts.models import Role, User

pytestmark = pytest.mark.django_db


def test_an_account_is_stored_in_lower_case_and_found_in_any() -> None:
    alice = User.objects.create_user(" Alice@Example.COM ", "a password")

    assert alice.email == "alice@example.com"
    assert User.objects.get_by_natural_key("ALICE@example.com") == alice
    assert str(alice) == alice.get_username() == "alice@example.com"
    assert (alice.role, alice.is_staff, alice.is_superuser) == (Role.USER, False, False)
    assert alice.created_at is not None


@pytest.mark.parametrize("typed", ["alice@example.com", "Alice@Example.com"])
def test_she_signs_in_however_she_types_her_address(typed: str) -> None:
    alice = User.objects.create_user("alice@example.com", "a password")
    request = RequestFactory().post("/")
    assert authenticate(request, username=typed, password="a password") == alice
    assert authenticate(request, username=typed, password="A password") is None


def test_an_account_without_a_password_cannot_sign_in_by_one() -> None:
    alice = User.objects.create_user("alice@example.com")
    assert not alice.has_usable_password()
    request = RequestFactory().post("/")
    for password in ("", "!", "None"):
        assert authenticate(request, username=alice.email, password=password) is None


def test_an_inactive_account_cannot_sign_in() -> None:
    User.objects.create_user("alice@example.com", "a password", is_active=False)
    request = RequestFactory().post("/")
    assert (
        authenticate(request, username="alice@example.com", password="a password")
        is None
    )


def test_two_accounts_cannot_share_an_address() -> None:
    User.objects.create_user("alice@example.com")
    with pytest.raises(IntegrityError, match="users_email_unique"):
        User.objects.create_user("ALICE@example.com")


def test_a_form_lowers_the_address_and_refuses_a_taken_one() -> None:
    User.objects.create_user("alice@example.com")
    bob = User(email="Bob@Example.com")
    bob.full_clean(exclude=["password"])
    assert bob.email == "bob@example.com"
    with pytest.raises(ValidationError, match="already exists"):
        User(email="Alice@example.com").full_clean(exclude=["password"])


@pytest.mark.parametrize("address", ["", "alice", "alice@", "@example.com", "a b@c.d"])
def test_a_form_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValidationError):
        User(email=address).full_clean(exclude=["password"])


def test_createsuperuser_makes_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a password")
    call_command(
        "createsuperuser",
        email="Root@Example.com",
        interactive=False,
        stdout=StringIO(),
    )
    root = User.objects.get(email="root@example.com")
    assert root.check_password("a password")
    assert (root.role, root.is_staff, root.is_superuser) == (Role.ADMIN, True, True)
    assert root.email_verified


def test_createsuperuser_refuses_a_second_one_of_the_same_address() -> None:
    User.objects.create_superuser("root@example.com", "a password")
    with pytest.raises(CommandError, match="already taken"):
        call_command(
            "createsuperuser",
            email="root@example.com",
            interactive=False,
            stdout=StringIO(),
            stderr=StringIO(),
        )
