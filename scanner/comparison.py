"""What changed in a version, as its page shows it: each token as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contextds.paging import KeysetPage, keyset_page, list_page
from tokens import catalogue
from tokens.diffing import Change, diff
from tokens.models import TokenChange, TokenVersion

CHANGES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """One change; `old` is None for an added token, `new` for a removed one."""

    change_type: str
    path: str
    old: catalogue.Entry | None
    new: catalogue.Entry | None


def changes_page(version: TokenVersion, cursor: str | None) -> KeysetPage[Comparison]:
    """A page of a version's changes, by category and path.

    The changes are kept for some months, the documents for good: where the rows are gone,
    the two documents are compared again. `version` should come with its documents.
    Raises BadRequest for a cursor that we did not give.
    """
    before = version.previous_version
    old = before.token_set.tokens_json if before else {}
    new = version.token_set.tokens_json
    rows = TokenChange.objects.of_version(version)
    if rows.exists():
        stored = keyset_page(rows, cursor, size=CHANGES_PER_PAGE, of=version.pk)
        return _compared(old, new, stored, map(change_of, stored.rows))
    found = diff(old, new).changes
    computed = list_page(found, cursor, size=CHANGES_PER_PAGE, of=version.pk)
    return _compared(old, new, computed, computed.rows)


def change_of(row: TokenChange) -> Change:
    """A stored change as the diff made it."""
    old_value = row.old_value
    old_path = old_value.get("path") if old_value else None
    return Change(
        row.token_path,
        row.change_type,  # type: ignore[arg-type]  # a constraint allows these only
        old_value,
        row.new_value,
        old_path,
    )


def _compared(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    page: KeysetPage[Any],
    changes: Iterable[Change],
) -> KeysetPage[Comparison]:
    rows = [compare(old, new, change, n) for n, change in enumerate(changes)]
    return replace(page, rows=rows)


def compare(
    old: Mapping[str, Any], new: Mapping[str, Any], change: Change, number: int
) -> Comparison:
    """A change between two documents; `number` keeps the ids of its drawings apart.

    Aliases lead into the documents; where these are empty, they stay as they are.
    """
    old_entry = new_entry = None
    if change.old_value is not None:
        path = change.old_path or change.path
        old_entry = catalogue.entry(old, path, change.old_value, f"old-{number}")
    if change.new_value is not None:
        new_entry = catalogue.entry(new, change.path, change.new_value, f"new-{number}")
    return Comparison(change.change_type, change.path, old_entry, new_entry)
