"""A comparison as a Markdown changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tokens.diffing import wording

if TYPE_CHECKING:
    from tokens.diffing.changes import Change, Diff

_PLAIN_NAME = re.compile("[a-z][a-z0-9-]*")


def changelog(difference: Diff) -> str:
    """The changes, a section per group, ending in a newline."""
    breaking = ", breaking" if difference.breaking else ""
    lines = [f"{difference.summary}{breaking}"]
    for group, changes in difference.by_group.items():
        title = group if _PLAIN_NAME.fullmatch(group) else code(group)
        lines += ["", f"### {title}", ""]
        for change in changes:
            lines += _lines(change)
    return "\n".join(lines) + "\n"


def code(text: str) -> str:
    """A Markdown code span of any text: its fence is longer than any run inside."""
    text = wording.printable(" ".join(text.split())) or " "
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _lines(change: Change) -> list[str]:
    first = f"- {change.change_type} {wording.heading(change, code)}"
    return [first, *(f"  - {line}" for line in wording.conditions(change, code))]
