"""One spelling of a URL, and the refusal of hostile ones."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import AddressRefused, InvalidUrl
from scanner.limits import Limits
from scanner.urlnorm import normalise, resolve, shown


@pytest.mark.parametrize(
    ("raw", "url", "domain"),
    [
        ("example.com", "https://example.com/", "example.com"),
        (" example.com\n", "https://example.com/", "example.com"),
        ("EXAMPLE.com/A?B=c#d", "https://example.com/A?B=c", "example.com"),
        ("HTTP://example.com", "http://example.com/", "example.com"),
        ("//example.com/a", "https://example.com/a", "example.com"),
        ("example.com:80", "http://example.com/", "example.com"),
        ("example.com:443", "https://example.com/", "example.com"),
        ("http://example.com:80/", "http://example.com/", "example.com"),
        ("https://example.com:00443/", "https://example.com/", "example.com"),
        ("http://example.com:/", "http://example.com/", "example.com"),
        ("http://example.com:443/", "http://example.com:443/", "example.com:443"),
        ("https://example.com.", "https://example.com/", "example.com"),
        ("https://a_b.example.com/", "https://a_b.example.com/", "a_b.example.com"),
        ("https://r3---a.example/", "https://r3---a.example/", "r3---a.example"),
        (
            "münchen.example",
            "https://xn--mnchen-3ya.example/",
            "xn--mnchen-3ya.example",
        ),
        (
            "MÜNCHEN。example",
            "https://xn--mnchen-3ya.example/",
            "xn--mnchen-3ya.example",
        ),
        ("faß.example", "https://xn--fa-hia.example/", "xn--fa-hia.example"),
        ("https://example.com?a=b", "https://example.com/?a=b", "example.com"),
        (
            "https://example.com/a b/é",
            "https://example.com/a%20b/%C3%A9",
            "example.com",
        ),
        (
            "https://example.com/?q=ü|x",
            "https://example.com/?q=%C3%BC|x",
            "example.com",
        ),
        ("https://example.com/%7Ea%2Fb", "https://example.com/%7Ea%2Fb", "example.com"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c", "example.com"),
        ("https://example.com/a/%2e%2E/..", "https://example.com/", "example.com"),
        ("https://example.com/../..//a/", "https://example.com//a/", "example.com"),
        ("https://example.com/@a:b", "https://example.com/@a:b", "example.com"),
        (
            "example.com/?to=http://a@b",
            "https://example.com/?to=http://a@b",
            "example.com",
        ),
    ],
)
def test_it_gives_every_url_one_spelling(raw: str, url: str, domain: str) -> None:
    normalised = normalise(raw)
    assert (normalised.url, normalised.domain) == (url, domain)
    assert normalise(url) == normalised


INVALID = [
    *(
        "",
        " \n",
        "https://",
        "https:///a",
        "https://?a",
        "http:example.com",
        "https:/a",
    ),
    *("ftp://example.com", "javascript:alert(1)", "file:///etc/passwd", "data:,a"),
    *(
        "mailto:a@example.com",
        "view-source:https://example.com",
        "gopher://example.com",
    ),
    # user info, and what only looks like a host
    *("https://a@example.com", "https://a:b@example.com", "a:b@example.com"),
    *(
        "https://example.com@127.0.0.1/",
        "https://@example.com",
        "https://a%40b.example",
    ),
    *(
        "https://example.com\\@127.0.0.1/",
        "https:\\\\example.com",
        "https://a.example/\\b",
    ),
    # control, bidi and invisible characters, lone surrogates
    *(
        "https://exa\tmple.com",
        "https://example.com/\r\nHost: b",
        "https://a.example/\0",
    ),
    *(
        "https://example.com/\x7f",
        "https://moc.\u202eelpmaxe",
        "https://a\u200b.example",
    ),
    *(
        "https://a\u00ad.example",
        "https://a.example/\u2028",
        "https://a.example/\ud800",
    ),
    *("\ufeffhttps://a.example", "https://a\ud83d.example"),
    # ports that are none
    *(
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:99999",
    ),
    *("https://example.com:1:2", "https://example.com:-1", "https://example.com:8o"),
    *("https://example.com:٤٤٣/", "https://example.com:999999999999"),
    # names that are none
    *(
        "https://a..example",
        "https://.example.com",
        "https://example.com..",
        "https://.",
    ),
    *(
        "https://-a.example",
        "https://a-.example",
        "https://a b.example",
        "https://a,b.c",
    ),
    *("https://%65xample.com", "https://%31%32%37.0.0.1", "https://a*.example"),
    *(f"https://{'a' * 64}.example", f"https://{'a.' * 130}example", "https://ex^.com"),
    *("https://ⓐ..example", "https://\u2488com.example/"),
    # brackets
    *("https://[::1", "https://::1]", "https://[a]", "https://[]", "https://[::1]a"),
    *("https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[v1.a]/"),
    "https://example.com/" + "a" * 2048,
    "a" * 10_000_000,
]


@pytest.mark.parametrize("raw", INVALID, ids=lambda raw: ascii(raw[:40]))
@pytest.mark.parametrize("allow_private", [False, True])
def test_it_refuses_what_is_no_web_address(raw: str, allow_private: bool) -> None:
    with pytest.raises(InvalidUrl) as caught:
        normalise(raw, allow_private=allow_private)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "localhost",
            "http://localhost:8000",
            "localhost.",
            "LOCALHOST",
            "a.localhost",
        ),
        *("ip6-localhost", "intranet", "http://a", "printer.local", "db.internal"),
        *("router.lan", "nas.home.arpa", "a.onion", "a.localdomain", "a.corp"),
        *("127.0.0.1", "http://127.0.0.1:80/", "10.0.0.1", "169.254.169.254", "0"),
        *("127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.1"),
        *("0x7f.0.0.0x1", "127.0.0.1.", "1.2.3.4.5", "a.example.1", "0x", "256.1.1.1"),
        *("１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "８.8.8.8"),
        *("[::1]", "http://[::1]:80/", "[::ffff:127.0.0.1]", "[::127.0.0.1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fd00::1]", "[::]"),
        *("8.8.8.8", "[2606:4700::1111]", "https://93.184.216.34/"),
        *("example.com:22", "https://example.com:8443/", "http://example.com:8080"),
    ],
)
def test_it_refuses_what_is_not_on_the_public_web(raw: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        normalise(raw)
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("raw", "url", "domain"),
    [
        ("localhost", "http://localhost/", "localhost"),
        ("localhost:8000", "http://localhost:8000/", "localhost:8000"),
        ("https://localhost:8000/", "https://localhost:8000/", "localhost:8000"),
        ("127.0.0.1:8123", "http://127.0.0.1:8123/", "127.0.0.1:8123"),
        ("http://[::1]:80/", "http://[::1]/", "[::1]"),
        ("http://[0:0::1]:81/", "http://[::1]:81/", "[::1]:81"),
        ("10.0.0.1", "http://10.0.0.1/", "10.0.0.1"),
        ("intranet/styles", "http://intranet/styles", "intranet"),
        ("wiki.internal", "https://wiki.internal/", "wiki.internal"),
        ("example.com:8443", "http://example.com:8443/", "example.com:8443"),
        ("example.com", "https://example.com/", "example.com"),
    ],
)
def test_an_operator_may_allow_private_hosts_and_ports(
    raw: str, url: str, domain: str
) -> None:
    normalised = normalise(raw, allow_private=True)
    assert (normalised.url, normalised.domain) == (url, domain)
    assert normalised.origin == url.rstrip("/").removesuffix("/styles")


@pytest.mark.parametrize("raw", ["127.1", "2130706433", "0x7f.1", "http://1.2.3.4.5/"])
def test_an_address_in_an_odd_spelling_is_never_allowed(raw: str) -> None:
    with pytest.raises(InvalidUrl, match="four numbers"):
        normalise(raw, allow_private=True)


def test_it_names_host_and_port_apart() -> None:
    url = normalise("http://[::1]:8000/a", allow_private=True)
    assert (url.scheme, url.host, url.port) == ("http", "::1", 8000)
    assert normalise("https://example.com:443/").port is None


def test_the_longest_url_is_a_limit_after_encoding_too() -> None:
    limits = Limits(url_chars=40)
    assert len(normalise("https://example.com/" + "a" * 20, limits=limits).url) == 40
    for raw in ("https://example.com/" + "a" * 21, "https://example.com/" + "é" * 4):
        with pytest.raises(InvalidUrl, match="longer than 40"):
            normalise(raw, limits=limits)


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("b.css", "https://example.com/a/b.css"),
        ("/b.css?v=1#x", "https://example.com/b.css?v=1"),
        ("../../b.css", "https://example.com/b.css"),
        ("//cdn.example/b.css", "https://cdn.example/b.css"),
        ("http://cdn.example", "http://cdn.example/"),
        (" \n b\n.css ", "https://example.com/a/b.css"),
        ("?v=2", "https://example.com/a/page?v=2"),
        ("ü.css", "https://example.com/a/%C3%BC.css"),
    ],
)
def test_a_reference_is_resolved_where_it_was_found(reference: str, url: str) -> None:
    assert resolve("https://example.com/a/page", reference).url == url


@pytest.mark.parametrize(
    "reference",
    [
        *(
            "javascript:a",
            "data:text/css,a",
            "//a@b.example",
            "http://[::1",
            "\\\\b.example",
        ),
        *(
            "https://b.example/\x00",
            "//b\u202e.example",
            "x" * 3000,
            "blob:https://b.example",
        ),
    ],
)
def test_a_hostile_reference_is_refused_like_any_url(reference: str) -> None:
    for allow_private in (False, True):
        with pytest.raises(InvalidUrl):
            resolve("https://example.com/", reference, allow_private=allow_private)


@pytest.mark.parametrize("base", ["data:text/css,a", "about:blank", ""])
def test_a_reference_needs_a_base_on_the_web(base: str) -> None:
    with pytest.raises(InvalidUrl):
        resolve(base, "b.css")


@pytest.mark.parametrize("reference", ["//127.0.0.1/", "http://localhost/", "//10.1/"])
def test_a_reference_off_the_public_web_is_refused(reference: str) -> None:
    with pytest.raises(AddressRefused):
        resolve("https://example.com/", reference)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.sampled_from(
            "abcxn--019.:/@[]%?#\\ \t\n\0_~①。．Ａüß\u202e\ud800\u0661\U0001f600"
        )
        | st.characters(),
        max_size=30,
    ),
    st.booleans(),
)
def test_other_parsers_read_what_was_normalised_in_the_same_way(
    raw: str, allow_private: bool
) -> None:
    for text in (raw, f"http://{raw}", f"https://example.com/{raw}"):
        try:
            url = normalise(text, allow_private=allow_private)
        except (InvalidUrl, AddressRefused):
            continue
        for host, port in (
            (urlsplit(url.url).hostname, urlsplit(url.url).port),
            (httpx2.URL(url.url).raw_host.decode(), httpx2.URL(url.url).port),
        ):
            assert (host, port) == (url.host, url.port)
        assert str(httpx2.URL(url.url)) == url.url
        assert normalise(url.url, allow_private=allow_private) == url
        assert url.url.isascii()
        assert url.url.isprintable()
        assert allow_private or "." in url.host


def test_messages_leave_out_what_may_be_secret() -> None:
    assert shown("https://example.com/a?token=s3cret#b") == "https://example.com/a"
