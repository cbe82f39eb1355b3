"""Guessing passwords: what django-axes does with our settings."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db

EMAIL = "olga@example.com"
PASSWORD = "correct horse battery staple"
GUESSER, OWNER = "203.0.113.5", "198.51.100.7"


@pytest.fixture(autouse=True)
def _operator() -> None:
    user = get_user_model()(email=EMAIL, is_staff=True)
    user.set_password(PASSWORD)
    user.save()


def sign_in(password: str, address: str, email: str = EMAIL) -> int:
    """The status of the admin's answer: 302 when signed in, 200 when to try again."""
    response = Client(REMOTE_ADDR=address).post(
        "/admin/login/", {"username": email, "password": password}
    )
    return response.status_code


def test_five_wrong_passwords_lock_the_name_for_who_tried_them() -> None:
    wrong = [sign_in(f"guess {n}", GUESSER) for n in range(5)]
    assert wrong == [200, 200, 200, 200, 429]
    assert sign_in(PASSWORD, GUESSER) == 429


def test_its_owner_signs_in_from_elsewhere_meanwhile() -> None:
    for n in range(settings.AXES_FAILURE_LIMIT):
        sign_in(f"guess {n}", GUESSER)
    assert sign_in(PASSWORD, OWNER) == 302


def test_another_way_to_write_the_address_is_no_way_around() -> None:
    for n in range(settings.AXES_FAILURE_LIMIT):
        sign_in(f"guess {n}", GUESSER)
    assert sign_in(PASSWORD, GUESSER, EMAIL.upper()) != 302


def test_a_right_password_forgets_the_wrong_ones() -> None:
    for n in range(settings.AXES_FAILURE_LIMIT - 1):
        sign_in(f"guess {n}", OWNER)
    assert sign_in(PASSWORD, OWNER) == 302
    assert sign_in("a slip", OWNER) == 200
