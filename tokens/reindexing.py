"""Brings what the search is kept for each set up to date with its document.

Needed once by sets that were recorded before a kind of term existed; recording does it
for new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from tokens.search import path_lines, search_terms

#: Sets that are locked and written together.
BATCH = 200


def reindex(token_sets: Any, *, after: int = 0) -> Iterator[tuple[int, int]]:
    """Recompute terms and paths of all sets by id; yield (last id, sets written) per batch.

    `token_sets` is the model, or what a migration has of it. Each batch is committed by
    itself and a set that is right is not written, so a run that was broken off is simply
    started again.
    """
    while True:
        with transaction.atomic():
            # A worker that refreshes a document waits: its terms must not be ours.
            rows = list(
                token_sets.objects.filter(pk__gt=after)
                .order_by("pk")
                .only("tokens_json", "search_terms", "search_paths")
                .select_for_update()[:BATCH]
            )
            if not rows:
                return
            written = sum(_rewrite(token_sets, row) for row in rows)
        after = rows[-1].pk
        yield after, written


def mark_latest(token_sets: Any) -> int:
    """Mark the newest set of each site and no other; return how many marks were wrong."""
    newer = token_sets.objects.filter(
        site=OuterRef("site"), version_number__gt=OuterRef("version_number")
    )
    marks = token_sets.objects.filter(site__isnull=False)
    with transaction.atomic():
        outdated = marks.filter(Exists(newer), is_latest=True).update(is_latest=False)
        missing = marks.filter(~Exists(newer), is_latest=False).update(is_latest=True)
    return int(outdated + missing)


def _rewrite(token_sets: Any, row: Any) -> bool:
    terms, paths = search_terms(row.tokens_json), path_lines(row.tokens_json)
    if row.search_terms == terms and row.search_paths == paths:
        return False
    token_sets.objects.filter(pk=row.pk).update(search_terms=terms, search_paths=paths)
    return True
