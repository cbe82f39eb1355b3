"""What changed on a site over all its versions, as its timeline shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from contextds.paging import KeysetPage, keyset_page
from scanner.comparison import CHANGES_PER_PAGE, Comparison, change_of, compare
from tokens.models import TokenChange, TokenSet, TokenVersion


@dataclass(frozen=True, slots=True)
class Step:
    """One version, and those of its changes that are on the page."""

    version: TokenVersion
    changes: Sequence[Comparison]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a site's changes, newest first, by version.

    `lost` is the newest version of those whose changes are no longer kept one by one; it
    is told on the last page, 0 where there is none.
    """

    page: KeysetPage[TokenChange]
    steps: Sequence[Step]
    lost: int


def timeline(site_id: int, cursor: str | None) -> Timeline:
    """A page of what is kept of a site's changes; those of old versions are archived.

    No document is read: an alias is shown by its path, not by what it led to.
    Raises BadRequest for a cursor that we did not give for this site.
    """
    rows = TokenChange.objects.timeline(site_id).public().with_version()
    page = keyset_page(rows, cursor, size=CHANGES_PER_PAGE, of=site_id)
    ends = page.rows and not page.next_cursor
    lost = page.rows[-1].version.version_number - 1 if ends else 0
    return Timeline(page, list(_steps(page.rows)), lost)


def latest_steps(newest: TokenSet, number: int) -> list[Step]:
    """The newest `number` changes of the site that a set is the newest of, by version.

    None for a site with one version: everything came with it.
    """
    if newest.site_id is None or newest.version_number == 1:
        return []
    rows = TokenChange.objects.timeline(newest.site_id).public().with_version()
    return list(_steps(list(rows[:number])))


def _steps(rows: Sequence[TokenChange]) -> Iterator[Step]:
    numbered = enumerate(rows)
    for _, group in groupby(numbered, key=lambda pair: pair[1].version_id):
        members = list(group)
        changes = [compare({}, {}, change_of(row), number) for number, row in members]
        yield Step(members[0][1].version, changes)
