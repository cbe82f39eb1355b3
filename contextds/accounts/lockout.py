"""Whose account a sign-in is for, as django-axes counts wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest


def attempted_email(
    request: HttpRequest, credentials: Mapping[str, str] | None = None
) -> str | None:
    """The e-mail address tried, in lower case as accounts store it.

    Every spelling of it opens the same account, so all count as one: else capital
    letters would buy further guesses. None when there is no address.
    """
    email = (credentials or request.POST).get("username")
    return email.lower() if email else None
