"""The tree of scan errors: stable codes, messages that are safe to show."""

from __future__ import annotations

import pytest

from scanner import errors
from scanner.errors import ERRORS, HttpError, InvalidUrl, ScanError, readable

# Stored on scans and relied on by scripts: entries are added, never renamed.
PUBLISHED = [
    "invalid_url",
    "address_refused",
    "unknown_host",
    "connect_failed",
    "tls_failed",
    "http_error",
    "redirect_loop",
    "too_slow",
    "too_large",
    "not_html",
    "no_css",
    "robots_disallowed",
    "owner_optout",
    "too_complex",
    "storage_unavailable",
    "browser_missing",
    "quota_exceeded",
    "rate_limited",
    "worker_lost",
    "cancelled",
    "internal",
]


def test_every_published_code_belongs_to_one_error() -> None:
    groups = ScanError.__subclasses__()
    leaves = [leaf for group in groups for leaf in group.__subclasses__()]
    assert sorted(leaf.code for leaf in leaves) == sorted(PUBLISHED)


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    assert errors.__doc__ is not None
    drawn = [
        line.split()[-2:]
        for line in errors.__doc__.splitlines()
        if line.split() and line.split()[-1] in ERRORS
    ]
    assert drawn == [[leaf.__name__, code] for code, leaf in ERRORS.items()]


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_explains_itself_without_a_message(code: str) -> None:
    message = ERRORS[code]().message
    assert message.endswith(".")
    assert len(message) > 20


def test_its_message_is_what_str_shows() -> None:
    error: ScanError = InvalidUrl("No such thing.")
    assert (str(error), error.message, error.code) == (
        "No such thing.",
        "No such thing.",
        "invalid_url",
    )


def test_an_http_error_carries_its_status() -> None:
    assert HttpError("Gone.", status=410).status == 410
    assert HttpError("Not HTTP.").status is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc  d", "a b c d"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\0b", "a\ufffdb"),
        ("user\u202egpj.exe", "user\ufffdgpj.exe"),
        ("\ud800", "\ufffd"),
        ("Größe 字", "Größe 字"),
        ("x" * 10_000_000, "x" * 499 + "…"),
        (" \n" * 10_000_000, ""),
    ],
)
def test_a_message_is_one_printable_line_of_bounded_length(
    text: str, shown: str
) -> None:
    assert readable(text) == shown
    assert InvalidUrl("." + text).message.startswith("." + shown[:100])
