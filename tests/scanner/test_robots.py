"""What a site's robots.txt says to us."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scanner.errors import (
    AddressRefused,
    ConnectFailed,
    HttpError,
    RobotsDisallowed,
    ScanError,
    TooSlow,
)
from scanner.fetching import Fetcher
from scanner.limits import Limits
from scanner.robots import Rules, read
from tests.servers import (
    Answer,
    Behaviour,
    Site,
    garbage,
    hang_up,
    page,
    redirect,
    robots,
    silent,
)

QUICK = Limits(read_seconds=0.3, resource_seconds=0.5, robots_bytes=1000)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def rules_of(site: Site, path: str = "/", **options: Any) -> Rules:
    with Fetcher(QUICK, allow_private=True, **options) as fetcher:
        return read(fetcher, site.url + path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/", True),
        ("User-agent: *\nDisallow: /*.php", "/a.php", False),
        ("User-agent: ContextDS\nDisallow: /", "/", False),
        ("User-agent: contextds\nDisallow: /", "/", False),
        ("User-agent: OtherBot\nDisallow: /", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ContextDS\nAllow: /", "/", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/", False),  # a BOM hides no group
        ("User-agent: *\r\nDisallow: /\r\n", "/", False),
        ("User-agent: *\nDisallow: /a b", "/a%20b", False),
        ("<!doctype html><p>Not here", "/", True),
        ("User-agent: *\nDisallow: /\0\x1b\n", "/", True),
    ],
)
def test_it_does_as_it_is_told(site: Site, text: str, path: str, allowed: bool) -> None:
    site.routes["/robots.txt"] = robots(text)
    rules = rules_of(site, path)
    assert rules.allows(site.url + path) is allowed
    assert rules.status == ("allowed" if allowed else "disallowed")
    assert site.targets == ["/robots.txt"]


def test_disallowed_urls_raise_when_judged(site: Site) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /b")
    with Fetcher(QUICK, allow_private=True) as fetcher:
        rules = read(fetcher, f"{site.url}/a")
        rules.judge(fetcher.normalise(f"{site.url}/a"))
        with pytest.raises(RobotsDisallowed, match="ContextDS"):
            rules.judge(fetcher.normalise(f"{site.url}/b"))
    assert rules.status == "allowed"


def test_it_speaks_for_its_own_origin_only(site: Site) -> None:
    site.routes["/robots.txt"] = robots("User-agent: *\nDisallow: /")
    rules = rules_of(site)
    assert not rules.allows(f"{site.url}/a")
    assert rules.allows("https://other.example/a")
    assert rules.allows(f"{site.url}0/a")
    assert rules.allows(f"https://127.0.0.1:{site.port}/a")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_robots_txt_everything_is_allowed(site: Site, status: int) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", status=status)
    assert rules_of(site).status == "allowed"


@pytest.mark.parametrize(
    ("route", "error"),
    [
        (Answer(status=500), HttpError),
        (Answer(status=503), HttpError),
        (Answer(status=429), HttpError),
        (garbage, HttpError),
        (hang_up, ConnectFailed),
        (silent, TooSlow),
    ],
)
def test_what_cannot_be_read_allows_nothing(
    site: Site, route: Answer | Behaviour, error: type[ScanError]
) -> None:
    site.routes["/robots.txt"] = route
    with pytest.raises(error):
        rules_of(site)


def test_redirects_are_followed(site: Site) -> None:
    site.routes |= {
        "/robots.txt": redirect("/else"),
        "/else": robots("User-agent: *\nDisallow: /"),
    }
    assert rules_of(site).status == "disallowed"


def test_redirects_without_end_are_no_robots_txt(site: Site) -> None:
    site.routes["/robots.txt"] = redirect("/robots.txt")
    assert rules_of(site).status == "allowed"


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    with Fetcher(QUICK) as fetcher, pytest.raises(AddressRefused):
        read(fetcher, "http://127.0.0.1/")
    assert site.connections == 0


def test_what_is_beyond_the_limit_is_not_read(site: Site) -> None:
    rule = "User-agent: *\nDisallow: /\n"
    site.routes["/robots.txt"] = robots("#" * 1001 + "\n" + rule)
    assert rules_of(site).status == "allowed"
    site.routes["/robots.txt"] = robots(rule + "#" * 5000)
    assert rules_of(site).status == "disallowed"


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("2", 2), ("0.5", 0.5), ("3600", 10), ("-1", 0), ("nan", 0), ("soon", 0), ("", 0)],
)
def test_a_crawl_delay_is_kept_within_reason(
    site: Site, delay: str, seconds: float
) -> None:
    site.routes["/robots.txt"] = robots(f"User-agent: *\nCrawl-delay: {delay}\n")
    assert rules_of(site).crawl_delay == seconds


def test_a_page_of_html_in_its_place_allows_everything(site: Site) -> None:
    site.routes["/robots.txt"] = page("User-agent: nobody<br>Disallow: /")
    assert rules_of(site).status == "allowed"
