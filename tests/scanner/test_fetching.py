"""The only door out, against servers that mean harm."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import (
    AddressRefused,
    ConnectFailed,
    HttpError,
    InvalidUrl,
    NotHtml,
    RedirectLoop,
    RobotsDisallowed,
    ScanError,
    TlsFailed,
    TooLarge,
    TooSlow,
    UnknownHost,
)
from scanner.fetching import Fetcher, Kind
from scanner.limits import Limits
from scanner.urlnorm import NormalisedUrl
from tests.servers import (
    Answer,
    Behaviour,
    Internet,
    Site,
    brotli_bomb,
    endless_body,
    endless_headers,
    endless_informational,
    garbage,
    gzip_bomb,
    half_a_body,
    hang_up,
    page,
    redirect,
    silent,
    slow_body,
    slow_headers,
    stylesheet,
)

PUBLIC = "93.184.216.34"
PROJECT = Path(__file__).resolve().parents[2]
PEM = PROJECT / "tests" / "shop.example.pem"

SMALL = Limits(html_bytes=1000, stylesheet_bytes=1000, robots_bytes=1000)
QUICK = Limits(connect_seconds=0.3, read_seconds=0.3, resource_seconds=0.6)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": page("<p>Hello")}) as site:
        yield site


def local(limits: Limits = SMALL, **options: Any) -> Fetcher:
    """A fetcher as an operator has it for sites of their own."""
    return Fetcher(limits, allow_private=True, **options)


def test_it_fetches_a_page(site: Site) -> None:
    site.routes["/"] = page("<p>é", ETag='"1"', **{"Last-Modified": "yesterday"})
    with local() as fetcher:
        response = fetcher.fetch(site.url)
    assert response.body == "<p>é".encode()
    assert (response.status, response.truncated) == (200, False)
    assert (response.content_type, response.charset) == ("text/html", "utf-8")
    assert (response.url, response.final_url) == (f"{site.url}/", f"{site.url}/")
    assert (response.redirects, response.downgraded) == ((), False)
    assert (response.etag, response.last_modified) == ('"1"', "yesterday")
    assert 0 <= response.milliseconds < 5000


def test_it_says_who_is_asking_and_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.routes["/"] = page("<p>", **{"Set-Cookie": "a=b"})
    with local(contact_url="https://contact.example/bot") as fetcher:
        fetcher.fetch(site.url)
        fetcher.fetch(site.url)
    assert site.requests[1].headers == {
        "host": f"127.0.0.1:{site.port}",
        "user-agent": "ContextDS/0.1 (+https://contact.example/bot)",
        "accept": "text/html,application/xhtml+xml",
        "accept-encoding": "gzip, br",
    }
    assert site.connections == 1, "the connection is kept for the next resource"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://127.1:{port}/",
        "http://0x7f.1:{port}/",
        "http://0:{port}/",
        "http://１２７.０.０.１:{port}/",
        "http://shop.example:{port}/",
    ],
)
def test_it_asks_nothing_of_a_private_address(site: Site, url: str) -> None:
    internet = Internet({"shop.example": ["127.0.0.1"]}, {})
    with (
        Fetcher(SMALL, resolver=internet.resolver) as fetcher,
        pytest.raises(AddressRefused),
    ):
        fetcher.fetch(url.format(port=site.port))
    assert site.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["fe80::1%eth0"],
        ["64:ff9b::a00:1"],
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC] * 9 + ["192.168.0.1"],
    ],
)
def test_every_address_of_a_name_must_be_public(
    site: Site, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    internet = Internet({"shop.example": addresses}, dict.fromkeys(addresses, site))
    monkeypatch.setattr(socket, "create_connection", internet.create_connection)
    with (
        Fetcher(SMALL, resolver=internet.resolver) as fetcher,
        pytest.raises(AddressRefused, match=r"shop\.example leads to"),
    ):
        fetcher.fetch("http://shop.example/")
    assert internet.dialled == []
    assert site.connections == 0


def test_the_vetted_address_is_dialled_without_a_second_lookup(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet = Internet(
        {"shop.example": [[PUBLIC], ["127.0.0.1"]]}, {PUBLIC: site, "127.0.0.1": site}
    )
    monkeypatch.setattr(socket, "create_connection", internet.create_connection)
    with Fetcher(SMALL, resolver=internet.resolver) as fetcher:
        assert fetcher.fetch("http://shop.example/").status == 200
        assert internet.dialled == [(PUBLIC, 80)]
        assert site.requests[0].headers["host"] == "shop.example"
    # By now the name has been bound anew.
    with (
        Fetcher(SMALL, resolver=internet.resolver) as fetcher,
        pytest.raises(AddressRefused),
    ):
        fetcher.fetch("http://shop.example/")
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.1/", AddressRefused),
        ("//169.254.169.254/latest/meta-data/", AddressRefused),
        ("http://[::1]/", AddressRefused),
        ("http://2130706433/", AddressRefused),
        ("http://localhost/", AddressRefused),
        ("http://intranet.example/", AddressRefused),  # resolves to 10.0.0.1
        ("http://shop.example:8080/", AddressRefused),
        ("ftp://shop.example/", InvalidUrl),
        ("file:///etc/passwd", InvalidUrl),
        ("javascript:alert(1)", InvalidUrl),
        ("http://a:b@shop.example/", InvalidUrl),
        ("http:\\\\127.0.0.1/", InvalidUrl),
        ("/" + "a" * 3000, InvalidUrl),
    ],
)
def test_each_redirect_is_judged_like_a_new_url(
    site: Site,
    location: str,
    error: type[ScanError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site.routes["/"] = redirect(location)
    with Site() as private:
        internet = Internet(
            {"shop.example": [PUBLIC], "intranet.example": ["10.0.0.1"]},
            {PUBLIC: site, "10.0.0.1": private, "127.0.0.1": private, "::1": private},
        )
        monkeypatch.setattr(socket, "create_connection", internet.create_connection)
        with (
            Fetcher(SMALL, resolver=internet.resolver) as fetcher,
            pytest.raises(error) as caught,
        ):
            fetcher.fetch("http://shop.example/")
    assert caught.value.message.isprintable()
    assert site.targets == ["/"]
    assert internet.dialled == [(PUBLIC, 80)]
    assert private.connections == 0


def test_another_address_is_tried_when_the_first_one_is_down(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet = Internet({"shop.example": ["2606:4700::1", PUBLIC]}, {PUBLIC: site})
    monkeypatch.setattr(socket, "create_connection", internet.create_connection)
    with Fetcher(SMALL, resolver=internet.resolver) as fetcher:
        assert fetcher.fetch("http://shop.example/").status == 200
    assert internet.dialled == [("2606:4700::1", 80), (PUBLIC, 80)]


@pytest.mark.parametrize(
    "answer", [[], socket.gaierror(-3, "try again"), UnicodeError()]
)
def test_a_name_that_does_not_resolve_is_an_unknown_host(answer: Any) -> None:
    def resolver(*_: object, **__: object) -> list[Any]:
        if isinstance(answer, Exception):
            raise answer
        return list(answer)

    with (
        Fetcher(SMALL, resolver=resolver) as fetcher,
        pytest.raises(UnknownHost, match=r"shop\.example"),
    ):
        fetcher.fetch("https://shop.example/")


def test_a_slow_lookup_does_not_outlast_the_deadline() -> None:
    over = threading.Event()
    began = time.monotonic()
    with (
        Fetcher(QUICK, resolver=lambda *_, **__: [over.wait(9)]) as fetcher,
        pytest.raises(TooSlow, match="look up"),
    ):
        fetcher.fetch("https://shop.example/")
    assert time.monotonic() - began < 5
    over.set()


def test_a_closed_port_is_a_failed_connection(site: Site) -> None:
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    with local() as fetcher, pytest.raises(ConnectFailed):
        fetcher.fetch(f"http://127.0.0.1:{port}/")


@pytest.fixture
def secure_site() -> Iterator[Site]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PEM)
    with Site({"/": page("<p>secure")}, tls=tls) as site:
        yield site


def test_a_certificate_is_checked_against_the_name_not_the_address(
    secure_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"shop.example": [PUBLIC], "other.example": [PUBLIC]}
    internet = Internet(names, {PUBLIC: secure_site})
    monkeypatch.setattr(socket, "create_connection", internet.create_connection)
    trusting = ssl.create_default_context(cafile=PEM)
    with Fetcher(SMALL, resolver=internet.resolver, ssl_context=trusting) as fetcher:
        assert fetcher.fetch("https://shop.example/").body == b"<p>secure"
        with pytest.raises(TlsFailed, match=r"not valid for 'other\.example'"):
            fetcher.fetch("https://other.example/")
    assert len(secure_site.requests) == 1


def test_an_unknown_authority_is_not_trusted(secure_site: Site) -> None:
    with local() as fetcher, pytest.raises(TlsFailed, match="self-signed"):
        fetcher.fetch(secure_site.url)
    assert secure_site.requests == []


def test_a_server_without_tls_fails_as_such(site: Site) -> None:
    with local() as fetcher, pytest.raises(TlsFailed, match="does not speak TLS"):
        fetcher.fetch(f"https://127.0.0.1:{site.port}/")


def test_a_server_that_never_shakes_hands_runs_into_the_deadline() -> None:
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with local(QUICK) as fetcher, pytest.raises(TooSlow):
            fetcher.fetch(f"https://127.0.0.1:{port}/")
    assert time.monotonic() - began < 5


def test_it_follows_redirects_and_remembers_them(site: Site) -> None:
    site.routes |= {
        "/a": redirect("b", 301),
        "/b": redirect(f"//127.0.0.1:{site.port}/c?d", 307),
        "/c?d": redirect("/", 308),
    }
    with local() as fetcher:
        response = fetcher.fetch(f"{site.url}/a")
    assert response.final_url == f"{site.url}/"
    assert response.redirects == (f"{site.url}/b", f"{site.url}/c?d")
    assert site.targets == ["/a", "/b", "/c?d", "/"]


def test_a_way_back_to_http_is_followed_and_remembered(
    site: Site, secure_site: Site
) -> None:
    secure_site.routes["/"] = redirect(f"{site.url}/")
    trusting = ssl.create_default_context(cafile=PEM)
    trusting.check_hostname = False
    with local(ssl_context=trusting) as fetcher:
        assert fetcher.fetch(secure_site.url).downgraded
        assert not fetcher.fetch(site.url).downgraded


@pytest.mark.parametrize("target", ["/loop", "/a/0"])
def test_redirects_without_end_are_a_loop(site: Site, target: str) -> None:
    site.routes["/loop"] = redirect("/loop")
    site.routes |= {f"/a/{n}": redirect(f"/a/{n + 1}") for n in range(9)}
    with local() as fetcher, pytest.raises(RedirectLoop):
        fetcher.fetch(site.url + target)
    assert len(site.requests) <= SMALL.redirects + 1


def test_five_redirects_are_allowed(site: Site) -> None:
    site.routes |= {f"/a/{n}": redirect(f"/a/{n + 1}") for n in range(5)}
    site.routes["/a/5"] = page("<p>")
    with local() as fetcher:
        assert len(fetcher.fetch(f"{site.url}/a/0").redirects) == 4


def test_a_redirect_must_say_where_to(site: Site) -> None:
    site.routes["/"] = Answer(status=302)
    with local() as fetcher, pytest.raises(HttpError, match="without saying where to"):
        fetcher.fetch(site.url)


def test_every_hop_is_put_before_the_judge(site: Site) -> None:
    site.routes["/a"] = redirect("/b")
    asked: list[str] = []

    def judge(url: NormalisedUrl) -> None:
        asked.append(url.url)
        if url.url.endswith("/b"):
            raise RobotsDisallowed

    with local() as fetcher, pytest.raises(RobotsDisallowed):
        fetcher.fetch(f"{site.url}/a", judge=judge)
    assert asked == [f"{site.url}/a", f"{site.url}/b"]
    assert site.targets == ["/a"]


def test_a_judge_that_fetches_does_not_stretch_the_deadline(site: Site) -> None:
    site.routes |= {"/slow": slow_body, "/robots.txt": slow_body}

    def judge(url: NormalisedUrl) -> None:
        with pytest.raises(TooSlow):
            fetcher.fetch(f"{site.url}/robots.txt", kind="robots")

    with local(QUICK) as fetcher, pytest.raises(TooSlow):
        fetcher.fetch(f"{site.url}/slow", judge=judge)
    assert site.targets == ["/robots.txt"], "the time was over before the page's turn"


@pytest.mark.parametrize("behaviour", [silent, slow_headers, slow_body])
def test_a_server_that_takes_its_time_runs_into_the_deadline(
    site: Site, behaviour: Behaviour
) -> None:
    site.routes["/"] = behaviour
    began = time.monotonic()
    with local(QUICK) as fetcher, pytest.raises(TooSlow):
        fetcher.fetch(site.url)
    assert time.monotonic() - began < 5


def test_the_deadline_of_the_scan_ends_every_resource(site: Site) -> None:
    site.routes["/slow"] = slow_body
    began = time.monotonic()
    with local(Limits(), seconds=0.3) as fetcher:
        fetcher.fetch(site.url)
        with pytest.raises(TooSlow):
            fetcher.fetch(f"{site.url}/slow")
        assert fetcher.seconds_left == 0
        with pytest.raises(TooSlow):
            fetcher.fetch(site.url)
    assert time.monotonic() - began < 5
    assert site.targets == ["/", "/slow"]


def test_a_kept_connection_gets_a_new_deadline(site: Site) -> None:
    with local(Limits(resource_seconds=0.8)) as fetcher:
        for _ in range(3):
            fetcher.fetch(site.url)
            time.sleep(0.3)
        fetcher.fetch(site.url)
    assert site.connections == 1


@pytest.mark.parametrize(
    "bomb",
    [gzip_bomb(9, "text/html"), brotli_bomb(9, "text/html"), page("a" * 1001)],
    ids=["gzip", "brotli", "plain"],
)
def test_a_page_over_the_limit_is_refused(site: Site, bomb: Answer) -> None:
    site.routes["/"] = bomb
    with local() as fetcher, pytest.raises(TooLarge):
        fetcher.fetch(site.url)


@pytest.mark.parametrize("kind", ["stylesheet", "robots"])
@pytest.mark.parametrize(
    "bomb",
    [gzip_bomb(9), brotli_bomb(9), stylesheet("a" * 1001), endless_body],
    ids=["gzip", "brotli", "plain", "endless"],
)
def test_a_stylesheet_over_the_limit_is_cut(
    site: Site, bomb: Answer | Behaviour, kind: Kind
) -> None:
    site.routes["/"] = bomb
    with local() as fetcher:
        response = fetcher.fetch(site.url, kind=kind)
    assert (len(response.body), response.truncated) == (1000, True)


def test_what_fits_exactly_is_not_cut(site: Site) -> None:
    site.routes["/"] = page("a" * 1000)
    with local() as fetcher:
        response = fetcher.fetch(site.url)
    assert (len(response.body), response.truncated) == (1000, False)


@pytest.mark.parametrize("behaviour", [endless_headers, endless_informational])
def test_endless_headers_are_cut_off_at_once(site: Site, behaviour: Behaviour) -> None:
    site.routes["/"] = behaviour
    began = time.monotonic()
    with local(Limits()) as fetcher, pytest.raises((HttpError, TooLarge)):
        fetcher.fetch(site.url)
    assert time.monotonic() - began < 10, "by size, not by the deadline of 20 s"


def test_many_small_headers_are_fine(site: Site) -> None:
    site.routes["/"] = page("<p>", **{f"X-{n}": "a" * 50 for n in range(100)})
    with local() as fetcher:
        assert fetcher.fetch(site.url).status == 200


@pytest.mark.parametrize(
    "bomb", [gzip_bomb(200), brotli_bomb(200)], ids=["gzip", "brotli"]
)
def test_a_bomb_takes_little_memory(site: Site, bomb: Answer) -> None:
    site.routes |= {"/": bomb, "/small": stylesheet("a{}")}
    # Not getrusage(): on Linux a child begins with its parent's ru_maxrss.
    script = f"""if True:
        import re
        from scanner.fetching import Fetcher
        from scanner.limits import Limits

        def peak():
            return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])

        with Fetcher(Limits(), allow_private=True) as fetcher:
            fetcher.fetch({site.url!r} + "/small", kind="stylesheet")
            before = peak()
            response = fetcher.fetch({site.url!r}, kind="stylesheet")
            print(len(response.body), peak() - before)
    """
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=True
    )
    length, kib = map(int, done.stdout.split())
    assert length == Limits().stylesheet_bytes
    assert kib < 50 * 1024


@pytest.mark.parametrize(
    "status", [204, 300, 304, 400, 401, 403, 404, 410, 429, 500, 503]
)
def test_an_error_status_is_an_http_error(site: Site, status: int) -> None:
    site.routes["/"] = Answer(b"", status=status)
    with local() as fetcher:
        if status < 300:
            assert fetcher.fetch(site.url).status == status
        else:
            with pytest.raises(HttpError, match=str(status)) as caught:
                fetcher.fetch(site.url)
            assert caught.value.status == status


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [(hang_up, ConnectFailed), (half_a_body, ConnectFailed), (garbage, HttpError)],
)
def test_a_broken_answer_is_an_error(
    site: Site, behaviour: Behaviour, error: type[ScanError]
) -> None:
    site.routes["/"] = behaviour
    with local() as fetcher, pytest.raises(error):
        fetcher.fetch(site.url)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("zstd", b"x"), ("compress", b"x"), ("gzip, zstd", b"x"), ("br", b"not brotli")],
)
def test_an_encoding_that_cannot_be_read_is_an_error(
    site: Site, encoding: str, body: bytes
) -> None:
    site.routes["/"] = Answer(body, headers={"Content-Encoding": encoding})
    with local() as fetcher, pytest.raises(HttpError, match="compressed"):
        fetcher.fetch(site.url)


@pytest.mark.parametrize(
    "content_type",
    ["application/pdf", "text/plain", "image/png", "text/html2", "application/json"],
)
def test_only_html_is_a_page(site: Site, content_type: str) -> None:
    site.routes["/"] = Answer(b"<p>", content_type)
    with local() as fetcher, pytest.raises(NotHtml, match=re.escape(content_type)):
        fetcher.fetch(site.url)


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "TEXT/HTML ; Charset=x", "application/xhtml+xml;a=b", None],
)
def test_html_by_any_other_name_is_a_page(site: Site, content_type: str | None) -> None:
    site.routes["/"] = Answer(b" <p>", content_type)
    with local() as fetcher:
        assert fetcher.fetch(site.url).body == b" <p>"


def test_a_page_of_no_type_must_look_like_html(site: Site) -> None:
    site.routes["/"] = Answer(b"%PDF-1.7", None)
    with local() as fetcher, pytest.raises(NotHtml):
        fetcher.fetch(site.url)


def test_nothing_but_fetching_imports_the_http_client() -> None:
    client = re.compile(
        r"^\s*(?:import|from) (?:httpx|httpcore|requests|urllib3)",
        re.M,
    )
    apps = ("billing", "contextds", "mcp", "scanner", "tokens")
    importing = [
        str(path.relative_to(PROJECT))
        for app in apps
        for path in (PROJECT / app).rglob("*.py")
        if client.search(path.read_text())
    ]
    assert importing == ["scanner/fetching.py"]
