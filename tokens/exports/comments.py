"""A site's own words as a comment: one line that ends no comment and starts nothing."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"\*/|/\*|-->|#\{|@\{|\$\{|[<>\\`]")
_DASHES = re.compile(r"--+")


def remark(text: str) -> str:
    """Text for a comment of any of the languages written here, line and block comments alike.

    What could end a comment, begin an element or be evaluated in one is a space, and so
    are controls and marks that turn the direction of writing round. Two dashes stay: they are
    part of names; comments of XML need `without_dashes` besides.
    """
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(_BREAKS.sub(" ", printable).split())


def without_dashes(text: str) -> str:
    """Text for a comment of XML, which holds no two dashes in a row."""
    return " ".join(_DASHES.sub(" ", text).split())
