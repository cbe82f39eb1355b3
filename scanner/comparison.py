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

LOST = (
    "The changes are archived, and the tokens of the version before were deleted: only the "
    "numbers remain."
)
READ_ANEW = (
    "The changes are archived. These compare the documents as a newer extractor has read "
    "them since, so the numbers differ from those of the time."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One change; `old` is None for an added token, `new` for a removed one."""

    change_type: str
    path: str
    old: catalogue.Entry | None
    new: catalogue.Entry | None


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of a version's changes, and what there is to say about where they come from."""

    page: KeysetPage[Comparison]
    remark: str = ""


def changes_page(version: TokenVersion, cursor: str | None) -> Changes:
    """A page of a version's changes, by category and path.

    The changes are kept for some months, the documents for good: where the rows are gone,
    the two documents are compared again. Where there never were any, as the version's
    changelog tells, there are none; where the older document was deleted, comparing with
    nothing would show every token as added. `version` should come with its documents.
    Raises BadRequest for a cursor that we did not give.
    """
    before = version.previous_version
    old = before.token_set.tokens_json if before else {}
    new = version.token_set.tokens_json
    rows = TokenChange.objects.of_version(version)
    if rows.exists():
        stored = keyset_page(rows, cursor, size=CHANGES_PER_PAGE, of=version.pk)
        return Changes(_compared(old, new, stored, map(change_of, stored.rows)))
    counts = version.changelog_json.get("summary")
    found, remark = _compared_again(version, old, new, counts)
    computed = list_page(found, cursor, size=CHANGES_PER_PAGE, of=version.pk)
    return Changes(_compared(old, new, computed, computed.rows), remark)


def _compared_again(
    version: TokenVersion,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    counts: Mapping[str, int] | None,
) -> tuple[list[Change], str]:
    """The changes of a version without rows, in the order of rows, and a remark on them.

    `counts` is what was counted when the version was made; None where nothing was.
    """
    if counts is not None and not any(counts.values()):
        return [], ""
    if version.previous_version_id is None and version.version_number > 1:
        return [], LOST
    difference = diff(old, new)
    changes = sorted(difference.changes, key=lambda one: (one.category, one.path))
    as_then = counts is None or dict(counts) == difference.counts
    return changes, "" if as_then else READ_ANEW


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
