"""The client's address, when reverse proxies stand in front."""

from __future__ import annotations

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from contextds.proxies import ClientAddressMiddleware


def seen_address(header: str | None) -> str:
    """What a view sees of a request whose proxy is 10.0.0.9."""
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"X-Forwarded-For": header} if header is not None else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9")
    ClientAddressMiddleware(view)(request)
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 10.0.0.8", "203.0.113.5"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (2, "203.0.113.5", "10.0.0.9"),
        (1, "somewhere", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, None, "10.0.0.9"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(
    settings: Settings, proxies: int, header: str | None, address: str
) -> None:
    settings.PROXY_COUNT = proxies
    assert seen_address(header) == address


def test_without_proxies_nothing_is_believed(settings: Settings) -> None:
    settings.PROXY_COUNT = 0
    with pytest.raises(MiddlewareNotUsed):
        seen_address("203.0.113.5")
