"""An extraction as a DTCG 2025.10 document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tokens.extraction.garbage import no_collection
from tokens.extraction.results import SCHEMA_VERSION

if TYPE_CHECKING:
    from tokens.extraction.results import Extraction, Token, Untyped

#: The key of our facts in `$extensions`.
VENDOR = "com.contextds"


def dtcg(extraction: Extraction, *, provenance: bool) -> dict[str, Any]:
    """The document: one group per table entry, one token per name, nothing nested deeper."""
    document: dict[str, Any] = {}
    with no_collection():
        for token in extraction.tokens:
            entry = _token(token, provenance and extraction)
            document.setdefault(token.group, {})[token.name] = entry
    summary: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "extractor": extraction.version,
    }
    if provenance:
        summary |= extraction.summary
    if provenance and extraction.roles:
        summary["roles"] = dict(extraction.roles)
    untyped: dict[str, Any] = {}
    for value in extraction.untyped:
        untyped.setdefault(value.group, {})[value.name] = _untyped(value, provenance)
    if untyped:
        summary["untyped"] = untyped
    document["$extensions"] = {VENDOR: summary}
    return document


def copied(value: Any) -> Any:
    """A `$value` of its own: readings of one text share theirs, also between extractions."""
    # Only what nests is called for again: most values are a handful of numbers.
    if isinstance(value, dict):
        return {
            key: copied(one) if isinstance(one, (dict, list)) else one
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [copied(one) if isinstance(one, (dict, list)) else one for one in value]
    return value


def _untyped(value: Untyped, provenance: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"authored": value.authored, "reason": value.reason}
    if provenance:
        entry["usage"] = value.usage
    if value.declared:
        entry["declared"] = value.declared
    if value.refs:
        entry["refs"] = list(value.refs)
    if value.clamp:
        entry |= value.clamp._asdict()
    return entry


def _token(token: Token, known: Extraction | Literal[False]) -> dict[str, Any]:
    """The token; with its provenance when the extraction that knows of it is given."""
    extension: dict[str, Any] = {}
    if known:
        found = token.provenance
        extension = {
            "usage": found.usage,
            "declarations": found.declarations,
            "authored": found.authored,
            "properties": list(found.properties),
            "selectors": list(found.selectors),
            "sources": [
                {"url": url, "line": line, "context": context}
                for url, line, context in found.sources
            ],
        }
        path = token.path
        for key, facts in (
            ("confidence", known.confidence),
            ("tier", known.tiers),
            ("label", known.labels),
        ):
            if path in facts:
                extension[key] = facts[path]
    if token.declared:
        extension["declared"] = token.declared
    if token.modes:
        extension["modes"] = {axis: dict(token.modes[axis]) for axis in token.modes}
    for key, references in (
        ("responsive", token.responsive),
        ("scopes", token.scopes),
    ):
        if references:
            extension[key] = dict(references)
    if token.same_as:
        extension["same_as"] = list(token.same_as)
    if token.refs:
        extension["refs"] = list(token.refs)
    extension.update(token.details)
    entry = {"$type": token.type, "$value": copied(token.value)}
    if token.remark:
        entry["$description"] = token.remark.description
        if token.remark.deprecated:
            entry["$deprecated"] = token.remark.deprecated
    if extension:
        entry["$extensions"] = {VENDOR: extension}
    return entry
