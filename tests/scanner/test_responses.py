"""What a fetch brings back."""

from __future__ import annotations

import time
from typing import Any

import pytest

from scanner.responses import Response, content_type


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ("", "")),
        ("text/html", ("text/html", "")),
        ("Text/CSS; Charset=UTF-8", ("text/css", "utf-8")),
        ('text/css;a=b;charset="latin1"', ("text/css", "latin1")),
        ("text/css ;\tcharset = 'x'", ("text/css", "x")),
        ("text/css; xcharset=b", ("text/css", "")),
        ("text/css; charset=", ("text/css", "")),
        (";charset=utf-8", ("", "utf-8")),
        ("text/html, text/css", ("text/html, text/css", "")),
    ],
)
def test_it_reads_a_content_type(header: str, expected: tuple[str, str]) -> None:
    assert content_type(header) == expected


def test_a_hostile_content_type_takes_no_time() -> None:
    began = time.monotonic()
    for piece in (";", "; ", ";charset", '"', ";charset =  "):
        content_type("text/css" + piece * 1_000_000)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("schemes", "downgraded"),
    [
        ("https https", False),
        ("http http", False),
        ("http https", False),
        ("https http", True),
        ("https http https", True),
    ],
)
def test_it_tells_a_way_back_to_http(schemes: str, downgraded: bool) -> None:
    first, *between, last = (f"{scheme}://a.example/" for scheme in schemes.split())
    values: dict[str, Any] = dict.fromkeys(Response.__dataclass_fields__)
    values |= {"url": first, "redirects": tuple(between), "final_url": last}
    assert Response(**values).downgraded is downgraded
