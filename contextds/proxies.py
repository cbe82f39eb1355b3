"""The client's address, when reverse proxies stand in front."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Makes REMOTE_ADDR the address that the outermost of PROXY_COUNT proxies saw.

    Each proxy appends to X-Forwarded-For whom it was called by; what stands further left
    is the client's own claim. Not used when PROXY_COUNT is 0.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next in line."""
        self.get_response = get_response
        self.proxies: int = settings.PROXY_COUNT
        if not self.proxies:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the address; a request that came past the proxies keeps its own."""
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if len(hops) >= self.proxies:
            try:
                address = ip_address(hops[-self.proxies].strip())
            except ValueError:
                pass
            else:
                request.META["REMOTE_ADDR"] = str(address)
        return self.get_response(request)
