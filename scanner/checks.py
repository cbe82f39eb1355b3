"""System checks of the scanner's settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def private_addresses_are_refused(**_: Any) -> list[CheckMessage]:
    """Object (scanner.E001) when strangers could have private addresses scanned."""
    if not settings.SCANNER_ALLOW_PRIVATE or settings.DEBUG:
        return []
    return [
        Error(
            "SCANNER_ALLOW_PRIVATE is on: anyone who reaches the site can have "
            "addresses of your own network fetched.",
            hint="Turn it off, and use `manage.py scan URL --allow-private` for single "
            "scans. On a machine that only you reach, silence it by DEBUG=on.",
            id="scanner.E001",
        )
    ]
