"""Tokens for Style Dictionary: its transforms want CSS text where DTCG has objects."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tokens.exports.comments import remark
from tokens.exports.css_values import Speller
from tokens.exports.modes import resolved_modes
from tokens.exports.naming import assigned, folded, word
from tokens.exports.plain import plain
from tokens.exports.reading import Entry, Json, Tokens, with_tracking
from tokens.extraction.document import VENDOR

# Its colour transforms turn what they cannot read into black: only these are theirs.
_SRGB = re.compile(r"#[0-9a-f]{6}|rgba\([^()]*\)")


def style_dictionary(document: Mapping[str, Json]) -> str:
    """`{group: {name: {$type, $value}}}` with references; names are words of ASCII."""
    tokens = with_tracking(document)
    keys = _keys(tokens)

    def refer(target: Entry) -> str:
        return f"{{{_group(target)}.{keys[target.path]}}}"

    speller = Speller(tokens, refer)
    modes: dict[str, dict[str, dict[str, Json]]] = {}
    for mode, texts in resolved_modes(speller):
        for path, other in texts.items():
            contexts = modes.setdefault(path, {}).setdefault(mode.axis, {})
            contexts[mode.context] = plain(tokens.entries[path], other)
    groups: dict[str, dict[str, Json]] = {}
    for path, resolved in speller.resolved.items():
        entry = tokens.entries[path]
        text = speller.text(entry)
        if text is not None:
            groups.setdefault(_group(entry), {})[keys[path]] = {
                **_typed(entry, resolved),
                "$value": plain(entry, text),
                **_said(entry, modes.get(path)),
            }
    return json.dumps(groups, indent=2) + "\n"


def _typed(entry: Entry, resolved: str) -> dict[str, str]:
    if entry.type == "color" and not _SRGB.fullmatch(resolved):
        return {}
    # Values are whole texts: a composite type would be taken apart again.
    kept = ("color", "dimension", "duration", "fontWeight", "number")
    return {"$type": entry.type} if entry.type in kept else {}


def _said(entry: Entry, modes: dict[str, dict[str, Json]] | None) -> dict[str, Json]:
    """Its description, and its values in modes as resolved texts: Style Dictionary has no modes."""
    note = remark(entry.note)
    said: dict[str, Json] = {"$description": note} if note else {}
    return said | ({"$extensions": {VENDOR: {"modes": modes}}} if modes else {})


def _group(entry: Entry) -> str:
    group = word(entry.group, "group")
    # It begins the name of a JavaScript constant.
    return f"group-{group}" if group[0].isdigit() else group


def _keys(tokens: Tokens) -> dict[str, str]:
    """A key per path; its name transforms fold case, dashes and the group's border."""
    wanted = {entry.path: f"{_group(entry)}.{word(entry.name)}" for entry in tokens}
    names = assigned(wanted, fold=folded)
    return {path: name.partition(".")[2] for path, name in names.items()}
