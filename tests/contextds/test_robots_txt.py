"""/robots.txt of our own site."""

from __future__ import annotations

from django.test import Client
from protego import Protego


def test_crawlers_may_read_all_but_single_scans(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    rules = Protego.parse(answer.content.decode())
    assert rules.can_fetch("/sites/example.com/", "AnyBot")
    assert not rules.can_fetch("/scans/1/", "AnyBot")
