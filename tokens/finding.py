"""The search for tokens: from criteria to a page of sets with their matching tokens.

The one entry for page, tool and API:

    find(read({"what": "#3b82f6", "category": "color"}))

Indexes lead to sets that may match, newest first; each is then held against the criteria
token by token. What falls away there is made up for by looking further, within bounds: at
most MAX_SETS sets and MAX_TOKENS tokens a page. A page that ends there may be short, or
even empty, says so, and its cursor goes on where it stopped.

Near colours, ranges and patterns may be met by every second set or by none, and the planner
cannot tell. So the newest sets are looked at first, as they come: when many of them match,
so will those that follow, and the page is soon full without an index; when few do, the
index has few to gather.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from contextds.paging import KeysetPage, keyset_page
from tokens.models import TokenSet
from tokens.search import Criteria, Match, SearchError, matches

if TYPE_CHECKING:
    from scanner.models import Site
    from tokens.querysets import TokenSetQuerySet

PAGE_SIZE = 20
#: Sets that one page looks at, at most.
MAX_SETS = 300
#: One set in so many of the newest has to match for the index to be left alone.
MANY = 4
#: Tokens of those sets: some sets have 20,000.
MAX_TOKENS = 200_000
#: Documents that are in memory at a time, and how many tokens they may have together.
CHUNK_SETS = 40
CHUNK_TOKENS = 20_000
#: Matching tokens that a result names; the others are counted.
MATCHES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Result:
    """One set, and those of its tokens that are what was looked for."""

    token_set: TokenSet
    matches: Sequence[Match]
    total: int

    @property
    def site(self) -> Site:
        """Whose tokens they are; a set that can be found has one."""
        site = self.token_set.site
        assert site is not None
        return site

    @property
    def layout(self) -> str:
        """How a page lays the matches out: colours take half the room of others."""
        colours = all(match.type == "color" for match in self.matches)
        return "chips" if colours else "cards"

    @property
    def hidden(self) -> int:
        """How many matching tokens are not among the matches."""
        return self.total - len(self.matches)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, and how many sets were looked at for it.

    `complete` is False when the page ended by a bound and not by being full or last.
    """

    page: KeysetPage[Result]
    examined: int
    complete: bool


def find(
    criteria: Criteria, cursor: str | None = None, *, size: int = PAGE_SIZE
) -> Found:
    """The page of results after `cursor`; the first without one.

    Raises SearchError for a domain that no listed site has, BadRequest for a cursor that
    we did not sign for these criteria.
    """
    _check_domains(criteria)
    search = _Search(criteria, cursor, size)
    if criteria.is_vague and not criteria.domains:
        everything = TokenSet.objects.searched(criteria)
        search.look_through(everything, size)
        if len(search.results) * MANY >= search.examined:
            while not search.is_over:
                search.look_through(everything, size * MANY)
    candidates = TokenSet.objects.candidates(criteria)
    step = MAX_SETS if criteria.is_vague or criteria.alias else size
    while not search.is_over:
        search.look_through(candidates, step)
        # A value's candidates match unless they are asked for more than the value.
        step = MAX_SETS
    return search.found()


class _Search:
    """One page in the making: where it is, and what it has found and looked at."""

    def __init__(self, criteria: Criteria, cursor: str | None, size: int) -> None:
        self.criteria = criteria
        self.size = size
        self.is_first = not cursor
        self.cursor = cursor
        self.results: list[Result] = []
        self.examined = 0
        self.tokens = 0
        self.is_over = False

    def look_through(self, sets: TokenSetQuerySet, step: int) -> None:
        """Examine the next `step` of `sets`; `is_over` when the page is full or done with."""
        of = repr(sorted(self.criteria.asked.items()))
        start = self.cursor
        batch = keyset_page(sets, start, size=step, of=of)
        for place, result in enumerate(_results(batch.rows, self.criteria), start=1):
            self.examined += 1
            self.tokens += batch.rows[place - 1].token_count
            if result:
                self.results.append(result)
            if self._is_full or self._is_spent:
                self.is_over = True
                if place < len(batch.rows):
                    # The same rows once more, for the signed cursor of this one.
                    batch = keyset_page(sets, start, size=place, of=of)
                break
        self.cursor = batch.next_cursor
        if self.cursor is None:
            self.is_over = True

    def found(self) -> Found:
        """The page, with the sites of its sets by one query on their keys."""
        prefetch_related_objects([result.token_set for result in self.results], "site")
        page = KeysetPage(self.results, self.cursor, is_first=self.is_first)
        return Found(page, self.examined, self._is_full or self.cursor is None)

    @property
    def _is_full(self) -> bool:
        return len(self.results) == self.size

    @property
    def _is_spent(self) -> bool:
        return self.examined >= MAX_SETS or self.tokens >= MAX_TOKENS


def _results(rows: Sequence[TokenSet], criteria: Criteria) -> Iterator[Result | None]:
    """The result of each set in turn, None for one without a matching token."""
    for chunk in _chunks(rows):
        keys = [row.pk for row in chunk]
        documents = dict(
            TokenSet.objects.filter(pk__in=keys).values_list("pk", "tokens_json")
        )
        for row in chunk:
            # Gone meanwhile, perhaps, with its site.
            found = matches(documents.pop(row.pk, {}), criteria, uid=f"s{row.pk}")
            yield Result(row, found[:MATCHES_SHOWN], len(found)) if found else None


def _chunks(rows: Sequence[TokenSet]) -> Iterator[list[TokenSet]]:
    chunk: list[TokenSet] = []
    tokens = 0
    for row in rows:
        tokens_full = tokens + row.token_count > CHUNK_TOKENS
        if chunk and (tokens_full or len(chunk) == CHUNK_SETS):
            yield chunk
            chunk, tokens = [], 0
        chunk.append(row)
        tokens += row.token_count
    if chunk:
        yield chunk


def _check_domains(criteria: Criteria) -> None:
    sites = TokenSet._meta.get_field("site").related_model
    if not criteria.domains:
        return
    listed = sites._default_manager.filter(
        domain__in=criteria.domains, owner_optout=False, last_scanned__isnull=False
    )
    known = set(listed.values_list("domain", flat=True))
    for domain in criteria.domains:
        if domain not in known:
            raise SearchError("sites", f"No site {domain} has been scanned here.")
