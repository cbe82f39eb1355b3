"""A page's stylesheets in cascade order, whatever the page does."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from scanner import robots as robots_txt
from scanner.collecting import Collected, collect
from scanner.errors import Cancelled, TooComplex
from scanner.fetching import Fetcher
from scanner.limits import DEFAULT_LIMITS, Limits
from tests.servers import (
    Answer,
    Internet,
    Site,
    endless_body,
    gzip_bomb,
    hang_up,
    page,
    redirect,
    robots,
    silent,
    slow_body,
    stylesheet,
)

QUICK = Limits(read_seconds=0.3, resource_seconds=0.5)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def silently(stage: str, message: str, counts: dict[str, int]) -> None:
    """A report that nobody reads."""


def collected(
    site: Site, html: str | Answer, limits: Limits = DEFAULT_LIMITS, **options: Any
) -> Collected:
    """What is collected of a page of `site` at `/dir/`."""
    site.routes["/dir/"] = page(html) if isinstance(html, str) else html
    with Fetcher(limits, allow_private=True, **options) as fetcher:
        return collect(fetcher.fetch(f"{site.url}/dir/"), fetcher, report=silently)


def texts(found: Collected) -> list[str]:
    return [source.text for source in found.sources]


def codes(found: Collected) -> list[str]:
    return [warning["code"] for warning in found.warnings]


def test_it_collects_in_cascade_order(site: Site) -> None:
    site.routes |= {
        "/dir/a.css": stylesheet("@import 'b.css';\na{}"),
        "/dir/b.css": stylesheet("b{}"),
        "/d.css": stylesheet("d{}"),
    }
    found = collected(
        site,
        "<title> T </title><meta name=description content=D><link rel=icon href=i.png>"
        "<body style='color:red'><link rel=stylesheet href=a.css media='(width > 1px)'>"
        "<style media=print>c{}</style><link rel=stylesheet href=/d.css media=all>",
    )
    root = site.url
    assert [
        (source.url, source.kind, source.media, source.position, source.text)
        for source in found.sources
    ] == [
        (f"{root}/dir/b.css", "import", "(width > 1px)", 0, "b{}"),
        (f"{root}/dir/a.css", "link", "(width > 1px)", 1, "@import 'b.css';\na{}"),
        (f"{root}/dir/", "inline", "print", 2, "c{}"),
        (f"{root}/d.css", "link", "", 3, "d{}"),
        (f"{root}/dir/", "attribute", "", 4, "body{color:red}\n"),
    ]
    assert found.sources[3].content == b"d{}"
    assert (found.title, found.description) == ("T", "D")
    assert found.favicon == f"{root}/dir/i.png"
    assert (found.warnings, found.truncated) == ((), ())


@pytest.mark.parametrize("html", ["", "<p>Hello", "\0", "<style> </style>", "<" * 1000])
def test_a_page_without_css_has_no_sources(site: Site, html: str) -> None:
    assert collected(site, html).sources == ()


def test_links_are_relative_to_the_base(site: Site) -> None:
    site.routes |= {"/x/a.css": stylesheet("a{}"), "/x/b.css": stylesheet("b{}")}
    found = collected(
        site,
        "<base href=/x/><link rel=stylesheet href=a.css><style>@import 'b.css'</style>",
    )
    assert texts(found) == ["a{}", "b{}", "@import 'b.css'"]


@pytest.mark.parametrize(
    "base", ["javascript:a", "data:text/html,", "http://a:b@c/", "\\"]
)
def test_a_base_that_is_no_web_address_is_ignored(site: Site, base: str) -> None:
    site.routes["/dir/a.css"] = stylesheet("a{}")
    html = f'<base href="{base}"><link rel=stylesheet href=a.css>'
    assert texts(collected(site, html)) == ["a{}"]


def test_a_sheet_is_relative_to_where_its_redirects_end(site: Site) -> None:
    site.routes |= {
        "/dir/a.css": redirect("/cdn/a.css"),
        "/cdn/a.css": stylesheet("@import 'b.css';"),
        "/cdn/b.css": stylesheet("b{}"),
    }
    found = collected(site, "<link rel=stylesheet href=a.css>")
    assert found.sources[0].url == f"{site.url}/cdn/b.css"
    assert found.sources[1].url == f"{site.url}/cdn/a.css"


def test_a_sheet_linked_twice_is_fetched_once_and_counts_where_it_stands_last(
    site: Site,
) -> None:
    site.routes |= {"/dir/a.css": stylesheet("a{}"), "/dir/b.css": stylesheet("b{}")}
    link = "<link rel=stylesheet href=%s>"
    found = collected(
        site, "".join(link % name for name in ("a.css", "b.css", "a.css#x"))
    )
    assert texts(found) == ["b{}", "a{}"]
    assert site.targets.count("/dir/a.css") == 1


def test_a_preloaded_sheet_and_its_noscript_fallback_are_one(site: Site) -> None:
    site.routes["/dir/a.css"] = stylesheet("a{}")
    found = collected(
        site,
        "<link rel=preload as=style href=a.css onload=\"this.rel='stylesheet'\">"
        "<noscript><link rel=stylesheet href=a.css></noscript>",
    )
    assert texts(found) == ["a{}"]


def test_the_same_sheet_for_two_media_counts_for_both(site: Site) -> None:
    site.routes["/dir/a.css"] = stylesheet("a{}")
    link = "<link rel=stylesheet href=a.css media=%s>"
    found = collected(site, link % "print" + link % "screen")
    assert [source.media for source in found.sources] == ["print", "screen"]


def test_conditional_imports_stand_inside_their_conditions(site: Site) -> None:
    site.routes |= {
        "/dir/b.css": stylesheet("@import 'c.css' print;\nb{}"),
        "/dir/c.css": stylesheet("\nc{}"),
    }
    css = "@layer x, y;@import 'b.css' layer(y) supports(a: b) screen;a{}"
    found = collected(site, f"<style>{css}</style>")
    opening = "@layer x, y;@media screen{@supports (a: b){@layer y{"
    assert texts(found) == [
        f"{opening}@media print{{\nc{{}}}}}}}}}}",
        f"{opening}@import 'c.css' print;\nb{{}}}}}}}}",
        css,
    ]
    assert found.sources[0].content == b"\nc{}"


def test_sheets_that_import_each_other_are_read_once(site: Site) -> None:
    site.routes |= {
        "/dir/a.css": stylesheet("@import 'b.css';a{}"),
        "/dir/b.css": stylesheet("@import 'a.css';@import '/dir/';b{}"),
    }
    found = collected(site, "<link rel=stylesheet href=a.css>")
    assert [source.kind for source in found.sources] == ["import", "link"]
    assert site.targets == ["/dir/", "/dir/a.css", "/dir/b.css", "/dir/"]
    assert codes(found) == ["import_cycle", "not_css"]


@pytest.mark.parametrize(
    "html", ["<link rel=stylesheet href=0.css>", "<style>@import '0.css'</style>"]
)
def test_imports_are_followed_to_the_limit_of_their_depth(
    site: Site, html: str
) -> None:
    site.routes |= {
        f"/dir/{n}.css": stylesheet(f"@import '{n + 1}.css';a{{}}") for n in range(20)
    }
    found = collected(site, html, Limits(import_depth=3))
    assert found.truncated == ("import_depth",)
    assert sum(source.kind == "import" for source in found.sources) == 3


def test_a_broken_sheet_is_a_warning_and_the_others_are_collected(site: Site) -> None:
    site.routes |= {
        "/dir/html.css": page("<p>Sorry"),
        "/dir/plain.css": stylesheet("a{}", "text/plain"),
        "/dir/closed.css": hang_up,
        "/dir/silent.css": silent,
        "/dir/slow.css": slow_body,
        "/dir/loop.css": redirect("loop.css"),
        "/dir/away.css": redirect("file:///etc/passwd"),
        "/dir/good.css": stylesheet("a{}"),
        "/dir/untyped.css": stylesheet("b{}", None),
    }
    names = [
        *("missing", "html", "plain", "closed", "silent", "slow", "loop", "away"),
        *("good", "untyped"),
    ]
    found = collected(
        site,
        "".join(f"<link rel=stylesheet href={name}.css>" for name in names)
        + "<link rel=stylesheet href='//a:b@c.example/'>"
        + "<link rel=stylesheet href='javascript:1'>",
        QUICK,
    )
    assert codes(found) == [
        *("http_error", "not_css", "not_css", "connect_failed", "too_slow", "too_slow"),
        *("redirect_loop", "invalid_url", "invalid_url", "invalid_url"),
    ]
    assert texts(found) == ["a{}", "b{}"]
    assert all(warning["detail"].isprintable() for warning in found.warnings)


def test_stylesheets_at_private_addresses_are_never_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site() as private:
        internet = Internet(
            {"shop.example": ["93.184.216.34"], "db.example": ["10.0.0.1"]},
            {"93.184.216.34": site, "10.0.0.1": private, "127.0.0.1": private},
        )
        monkeypatch.setattr("socket.create_connection", internet.create_connection)
        site.routes |= {
            "/": page(
                "<link rel=stylesheet href=//db.example/a.css><link rel=stylesheet "
                f"href=//127.0.0.1:{private.port}/b.css><link rel=stylesheet href=c.css>"
                "<style>@import '//localhost/d.css'</style>"
                "<link rel=icon href=http://127.0.0.1/i.ico>"
            ),
            "/c.css": redirect("http://db.example/c.css"),
        }
        with Fetcher(DEFAULT_LIMITS, resolver=internet.resolver) as fetcher:
            start = fetcher.fetch("http://shop.example/")
            found = collect(start, fetcher, report=silently)
    assert codes(found) == ["address_refused"] * 4
    assert {address for address, _ in internet.dialled} == {"93.184.216.34"}
    assert private.connections == 0
    assert found.favicon == ""


def test_what_robots_txt_disallows_is_left_out(site: Site) -> None:
    site.routes |= {
        "/": page(
            "<link rel=stylesheet href=/no/a.css><link rel=stylesheet href=b.css>"
        ),
        "/robots.txt": robots("User-agent: *\nDisallow: /no/"),
        "/b.css": stylesheet("b{}"),
    }
    with Fetcher(DEFAULT_LIMITS, allow_private=True) as fetcher:
        rules = robots_txt.read(fetcher, site.url)
        start = fetcher.fetch(site.url)
        found = collect(start, fetcher, report=silently, judge=rules.judge)
    assert (texts(found), codes(found)) == (["b{}"], ["robots_disallowed"])
    assert "/no/a.css" not in site.targets


def test_data_urls_are_read(site: Site) -> None:
    packed = base64.b64encode(b"b{}").decode()
    found = collected(
        site,
        "<link rel=stylesheet href='data:text/css,a%7B%7D'>"
        f"<link rel=stylesheet href='data:text/css;charset=utf-8;base64,{packed}'>"
        "<link rel=stylesheet href='data:text/html,c{}'>"
        "<link rel=stylesheet href='data:text/css;base64,a'>"
        "<style>@import url('data:text/css,d{}') print;</style>"
        "<link rel=stylesheet href='data:text/css,@import \"x.css\";'>",
    )
    assert texts(found)[:3] == ["a{}", "b{}", "@media print{d{}}"]
    assert found.sources[0].url == "data:text/css"
    assert codes(found) == ["not_css", "invalid_url"]


def test_encodings_are_those_of_the_sheet_then_of_the_page(site: Site) -> None:
    site.routes |= {
        "/dir/own.css": stylesheet("a{content:'ü'}", "text/css; charset=utf-8"),
        "/dir/page.css": stylesheet("b{content:'ü'}".encode("cp1252")),
    }
    html = "<link rel=stylesheet href=own.css><link rel=stylesheet href=page.css>"
    found = collected(site, Answer(html.encode(), "text/html; charset=latin1"))
    assert texts(found) == ["a{content:'ü'}", "b{content:'ü'}"]
    assert [source.encoding for source in found.sources] == ["utf-8", "cp1252"]


def test_text_can_be_stored_whatever_the_bytes(site: Site) -> None:
    body = b"a{content:'\0\xff\xed\xa0\x80'}\r\n"
    site.routes["/dir/a.css"] = stylesheet(body)
    found = collected(
        site,
        "<title>\x1b[1m\0</title><style>b{content:'\0&#xD800;'}</style>"
        "<link rel=stylesheet href=a.css>",
    )
    assert found.sources[1].content == body
    for text in (*texts(found), found.title):
        assert "\0" not in text
        text.encode("utf-8")


def test_style_attributes_become_one_rule_each(site: Site) -> None:
    found = collected(
        site,
        "<p style='color: red;\n top:0'><x:y style='a:b'><p style='a:b}c{d:e'>"
        "<p style='a:\"b'><p style='a:\"}\"'><p style='/*}*/a:b'>",
    )
    assert texts(found) == ['p{color: red; top:0}\nx\\:y{a:b}\np{a:"}"}\np{/*}*/a:b}\n']
    assert found.warnings == (
        {
            "code": "style_attribute",
            "detail": "2 style attributes are not valid CSS.",
        },
    )


def test_too_many_sheets_are_cut_and_reported(site: Site) -> None:
    site.routes |= {f"/dir/{n}.css": stylesheet(f"a{n}{{}}") for n in range(9)}
    links = "".join(f"<link rel=stylesheet href={n}.css>" for n in range(9))
    found = collected(site, links + "<style>b{}</style>", Limits(stylesheets=3))
    assert texts(found) == ["a0{}", "a1{}", "a2{}"]
    assert found.truncated == ("stylesheets",)
    assert len(site.requests) == 4


def test_data_urls_count_too(site: Site) -> None:
    links = "".join(
        f"<link rel=stylesheet href='data:text/css,a{n}'>" for n in range(9)
    )
    found = collected(site, links, Limits(stylesheets=3))
    assert (texts(found), found.truncated) == (["a0", "a1", "a2"], ("stylesheets",))


def test_failed_sheets_count_too(site: Site) -> None:
    links = "".join(f"<link rel=stylesheet href={n}.css>" for n in range(9))
    assert collected(site, links, Limits(stylesheets=3)).truncated == ("stylesheets",)
    assert len(site.requests) == 4


@pytest.mark.parametrize(
    "reference", ["javascript:{0}", "//a:b@{0}.example/", "same.css", "data:text/x,{0}"]
)
def test_pages_of_nothing_but_links_are_cut(site: Site, reference: str) -> None:
    site.routes["/dir/same.css"] = stylesheet("a{}")
    links = (
        f'<link rel=stylesheet href="{reference}">'.format(n) for n in range(30_000)
    )
    found = collected(site, "".join(links))
    assert found.truncated == ("stylesheets",)
    assert len(found.warnings) <= 101
    assert len(found.sources) <= 1


def test_imports_that_multiply_are_cut(site: Site) -> None:
    for n in range(6):
        imports = (f"@import '{n + 1}.css' (width > {i}px);" for i in range(50))
        site.routes[f"/dir/{n}.css"] = stylesheet("".join(imports) + "a{}")
    found = collected(site, "<link rel=stylesheet href=0.css>")
    assert "stylesheets" in found.truncated
    assert len(found.sources) <= 100


def test_a_sheet_in_many_places_counts_its_bytes_in_each(site: Site) -> None:
    site.routes["/dir/a.css"] = stylesheet("a" * 40)
    link = "<link rel=stylesheet href=a.css media='(width > %dpx)'>"
    found = collected(site, "".join(link % n for n in range(9)), Limits(css_bytes=100))
    assert [len(source.text) for source in found.sources] == [40, 40, 20]
    assert found.truncated == ("css_bytes",)
    again = link % 1 + "<link rel=stylesheet href=b.css>" + link % 1
    found = collected(site, again, Limits(css_bytes=40))
    assert found.truncated == ("css_bytes",)
    assert texts(found) == ["a" * 40]


def test_what_goes_around_an_import_is_short(site: Site) -> None:
    site.routes["/dir/a.css"] = stylesheet("a{}")
    layers = "".join(f"@layer {'x' * 1900};" for _ in range(500))
    css = f"{layers}@import 'a.css';@import 'a.css' (a:{'b' * 9000});"
    found = collected(site, f"<style>{css}</style>")
    assert len(found.sources) == 2
    assert len(found.sources[0].text) < 50_000


def test_too_much_css_is_cut_and_reported(site: Site) -> None:
    site.routes |= {
        "/dir/a.css": stylesheet("a" * 60),
        "/dir/b.css": stylesheet("b" * 60),
        "/dir/c.css": stylesheet("c" * 60),
    }
    links = "".join(f"<link rel=stylesheet href={name}.css>" for name in "abc")
    found = collected(site, links, Limits(css_bytes=100))
    assert texts(found) == ["a" * 60, "b" * 40]
    assert [source.truncated for source in found.sources] == [False, True]
    assert found.truncated == ("css_bytes",)


def test_inline_css_is_cut_at_a_whole_character(site: Site) -> None:
    found = collected(site, "<style>aéé</style>", Limits(css_bytes=4))
    assert texts(found) == ["aé"]
    assert found.truncated == ("css_bytes",)


@pytest.mark.parametrize("bomb", [gzip_bomb(50), endless_body], ids=["gzip", "endless"])
def test_a_sheet_without_end_is_cut_and_reported(site: Site, bomb: Any) -> None:
    site.routes |= {"/dir/a.css": bomb, "/dir/b.css": stylesheet("b{}")}
    links = "<link rel=stylesheet href=a.css><link rel=stylesheet href=b.css>"
    found = collected(site, links, Limits(stylesheet_bytes=5000))
    assert [len(source.content) for source in found.sources] == [5000, 3]
    assert found.sources[0].truncated
    assert found.truncated == ("stylesheet_bytes",)


def test_when_the_time_is_over_the_rest_is_cut_and_reported(site: Site) -> None:
    site.routes |= {"/dir/slow.css": slow_body, "/dir/b.css": stylesheet("b{}")}
    found = collected(
        site,
        "<style>a{}</style><link rel=stylesheet href=slow.css>"
        "<link rel=stylesheet href=b.css>",
        seconds=1,
    )
    assert texts(found) == ["a{}"]
    assert found.truncated == ("scan_seconds",)
    assert codes(found) == ["too_slow", "truncated"]


def test_a_page_that_cannot_be_parsed_ends_the_scan(site: Site) -> None:
    limits = Limits(html_parse_seconds=0.5)
    with pytest.raises(TooComplex):
        collected(site, "<div>" * 500_000, limits)


def test_progress_is_told_and_may_cancel(site: Site) -> None:
    site.routes |= {"/dir/a.css": stylesheet("a{}"), "/dir/b.css": stylesheet("b{}")}
    site.routes["/dir/"] = page(
        "<link rel=stylesheet href=a.css?secret><link rel=stylesheet href=b.css>"
    )
    told: list[tuple[str, str, dict[str, int]]] = []

    def report(stage: str, message: str, counts: dict[str, int]) -> None:
        if told:
            raise Cancelled
        told.append((stage, message, counts))

    with Fetcher(DEFAULT_LIMITS, allow_private=True) as fetcher:
        start = fetcher.fetch(f"{site.url}/dir/")
        with pytest.raises(Cancelled):
            collect(start, fetcher, report=report)
    assert told == [
        ("stylesheets", f"Fetching {site.url}/dir/a.css", {"stylesheets": 1})
    ]
    assert "/dir/b.css" not in site.targets
