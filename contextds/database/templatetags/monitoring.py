"""How the pages of monitoring write numbers, times and what is not available."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from contextds.database import units
from contextds.database.plots import percentage
from contextds.database.statistics.reading import Unavailable
from contextds.database.units import Unit

register = template.Library()


@register.filter
def size(value: float | None) -> str:
    """Bytes: "1.5 MB"."""
    return _unbroken(units.written(value, Unit.BYTES))


@register.filter
def blocks(value: int | None) -> str:
    """Blocks of 8 kB, in bytes: "1.5 MB"."""
    return size(None if value is None else value * 8192)


@register.filter
def short(value: float | None) -> str:
    """A large number, rounded: "1.2 M"."""
    return _unbroken(units.written(value, Unit.COUNT))


@register.filter
def milliseconds(value: float | None) -> str:
    """A time that something takes: "0.34 ms"."""
    return _unbroken(units.written(value, Unit.MILLISECONDS))


@register.filter
def lasted(value: float | None) -> str:
    """A time that passed, in milliseconds: "3 h 12 min"."""
    return _unbroken(units.lasted(value))


@register.filter
def seconds(value: float | None) -> str:
    """A time that passed, in seconds: "3 h 12 min"."""
    return lasted(None if value is None else value * 1000)


@register.filter
def is_unavailable(reading: object) -> bool:
    """Whether there is a reason in place of a reading."""
    return isinstance(reading, Unavailable)


@register.filter
def counted(value: float | None) -> str:
    """A whole number: "1,234"."""
    return units.counted(value)


@register.filter
def share(value: float | None) -> str:
    """A share of one: "99.2 %"."""
    return _unbroken(units.written(value, Unit.SHARE))


@register.filter
def moment(value: datetime | None) -> str:
    """A time in UTC: "22 Nov 2026 14:05"."""
    return f"{value.astimezone(UTC):%d %b %Y %H:%M}" if value else units.UNKNOWN


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago a time was, in its largest unit: "3 days ago"."""
    if value is None:
        return units.UNKNOWN
    past = timesince(value, depth=1)
    return "just now" if past.startswith("0") else f"{past} ago"


@register.filter
def commands(text: str) -> SafeString:
    """Prose in which `backticks` mark what is typed."""
    pieces = text.split("`")
    # Where the marks are no pairs, they are characters of what somebody named so.
    if len(pieces) % 2 == 0:
        return conditional_escape(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", piece) if index % 2 else piece,)
            for index, piece in enumerate(pieces)
        ),
    )


@register.filter
def one_line(sql: str, length: int) -> str:
    """The beginning of a statement, its white space as single blanks."""
    # The rest of a long one is not even looked at.
    words = " ".join(sql[: length * 10].split())
    return words if len(words) <= length else f"{words[: length - 1]}…"


@register.filter
def bounds(expression: str) -> str:
    """A partition's bounds as PostgreSQL writes them, without their midnights."""
    found = re.findall(r"'(\d{4}-\d{2}-\d{2}) [^']*'", expression)
    return " – ".join(found) if len(found) == 2 else expression


@register.filter
def of(found: Mapping[str, Any], key: str) -> Any:
    """What a mapping has for a key that a variable holds; None for nothing."""
    return found.get(key)


@register.simple_tag
def latest(one: datetime | None, other: datetime | None) -> str:
    """How long ago the later of two times was."""
    return ago(max((time for time in (one, other) if time), default=None))


@register.simple_tag
def part(value: float | None, whole: float | None) -> float:
    """The width in per cent of a bar that shows `value` of `whole`."""
    return percentage(value or 0.0, whole or 0.0)


@register.inclusion_tag("monitoring/_sorted_by.html", takes_context=True)
def sorted_by(
    context: Mapping[str, Any], name: str, label: str, *, number: bool = True
) -> dict[str, Any]:
    """The head of a column by which the table can be sorted; `sort` is the context's."""
    query = context["request"].GET.copy()
    query["sort"] = name
    return {
        "label": label,
        "number": number,
        "chosen": context["sort"] == name,
        "address": f"?{query.urlencode()}",
    }


def _unbroken(text: str) -> str:
    """A number that does not part from its unit at the end of a line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
