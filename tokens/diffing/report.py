"""A comparison as text for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tokens.catalogue import EXTENSION
from tokens.diffing import wording
from tokens.diffing.changes import Change, Diff
from tokens.diffing.wording import printable

#: Of the JSON report; a member that is new does not raise it.
SHAPE = 1
#: GitHub shows no more annotations of one level for one step.
ANNOTATIONS = 10

Level = Literal["error", "warning", "notice"]
_LEVELS: tuple[Level, ...] = ("error", "warning", "notice")


def text(difference: Diff) -> str:
    """The changes for people, under their groups; ends in a newline."""
    breaking = ", breaking" if difference.breaking else ""
    lines = [f"{difference.summary}{breaking}"]
    for group, changes in difference.by_group.items():
        lines += ["", printable(group)]
        for change in changes:
            lines.append(
                f"  {change.change_type:8} {wording.heading(change, printable)}"
            )
            lines += [f"    {line}" for line in wording.conditions(change, printable)]
    return "\n".join(lines) + "\n"


def as_json(difference: Diff, *, fail_on: str, failed: bool) -> str:
    """The changes for programs, as docs/drift.md describes them: one line of ASCII."""
    report = {
        "shape": SHAPE,
        "drift": bool(difference.changes),
        "breaking": difference.breaking,
        "fail_on": fail_on,
        "failed": failed,
        "summary": difference.counts,
        "changes": [_change(change) for change in difference.changes],
    }
    return json.dumps(report, allow_nan=False) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "type": change.change_type,
        "path": change.path,
        "old_path": change.old_path,
        "breaking": change.breaking,
        "value_changed": change.value_changed,
        "delta_e": change.delta_e,
        "conditions": [
            {
                "kind": condition.kind,
                "axis": condition.axis or None,
                "context": condition.context,
                "old": condition.old,
                "new": condition.new,
                "delta_e": condition.delta_e,
            }
            for condition in change.conditions
        ],
        "old": change.old_value,
        "new": change.new_value,
    }


def github(
    difference: Diff, *, file: str | None, document: Mapping[str, Any], failed: bool
) -> str:
    """Workflow commands: errors for what breaks, warnings for other changes, notices for new tokens.

    `file` is where the annotations show, `document` its tokens, with the lines that they
    come from where it was CSS. The first command sums up; what GitHub would not show is
    left out and counted there.
    """
    by_level: dict[Level, list[Change]] = defaultdict(list)
    for change in difference.changes:
        by_level[_level(change)].append(change)
    first: Level = "error" if failed else "notice"
    room = {level: ANNOTATIONS - (level == first) for level in _LEVELS}
    hidden = sum(max(0, len(by_level[level]) - room[level]) for level in _LEVELS)
    total = "Design tokens: " + difference.summary
    if difference.breaking:
        total += ", breaking"
    if hidden:
        total += f"; {hidden} not shown here"
    commands = [_command(first, total, file=file, title="Design token drift")]
    for level in _LEVELS:
        for change in by_level[level][: room[level]]:
            message = "; ".join(_message(change))
            line = _line(document, change, file)
            title = f"Design token {change.change_type}"
            commands.append(_command(level, message, file=file, line=line, title=title))
    return "\n".join(commands) + "\n"


def _level(change: Change) -> Level:
    if change.breaking:
        return "error"
    return "notice" if change.change_type == "added" else "warning"


def _message(change: Change) -> Iterator[str]:
    yield wording.heading(change, printable)
    yield from wording.conditions(change, printable)


def _line(document: Mapping[str, Any], change: Change, file: str | None) -> str | None:
    """The line of the token's first declaration in `file`, when it is known."""
    if change.new_value is None:
        return None
    node: Any = document
    steps = (*change.path.split("."), "$extensions", EXTENSION, "sources", 0)
    for step in steps:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return None
    if not isinstance(node, Mapping) or node.get("url") != file:
        return None
    line = node.get("line")
    return str(line) if isinstance(line, int) else None


def _command(level: Level, message: str, **properties: str | None) -> str:
    """One workflow command, escaped as GitHub's own toolkit does (actions/toolkit, command.ts)."""
    known = ",".join(
        f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
        if value is not None
    )
    return f"::{level} {known}::{_escaped(message)}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
