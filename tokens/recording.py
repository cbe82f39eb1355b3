"""Writes one extraction: a new set, version and changes, or nothing when unchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tokens.canonical import canonical
from tokens.diffing import Diff, diff
from tokens.models import TokenChange, TokenSet, TokenVersion
from tokens.search import search_terms

#: Rows of token_changes per INSERT.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a scan left behind. `version` is None when the tokens had not changed."""

    token_set: TokenSet
    version: TokenVersion | None
    diff: Diff


def record(
    site_id: int,
    scan_id: int,
    document: Mapping[str, Any],
    *,
    extractor_version: str,
    token_count: int,
    baseline: Mapping[str, Any] | None = None,
) -> Recorded:
    """Store a DTCG document of a site unless its tokens are those of the newest set.

    Runs inside the caller's transaction, which must hold the lock of the site's row:
    that makes version numbers follow each other without gaps or races (the unique
    constraint would refuse them anyhow). `baseline` is the document to compare with
    when it is not the newest set's own: a newer extractor reads the old CSS again, so
    that its new abilities are no change of the site.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() needs the caller's transaction")
    document = json.loads(canonical(document))
    previous = TokenSet.objects.latest_of(site_id)
    if baseline is None and previous is not None:
        baseline = previous.tokens_json
    difference = diff(baseline, document)
    if previous is not None and not difference.changes:
        return Recorded(previous, None, difference)

    before = TokenVersion.objects.latest_of(site_id)
    number = before.version_number + 1 if before else 1
    token_set = TokenSet.objects.create(
        site_id=site_id,
        scan_id=scan_id,
        version_number=number,
        extractor_version=extractor_version,
        tokens_json=document,
        search_terms=search_terms(document),
        token_count=token_count,
    )
    version = TokenVersion.objects.create(
        site_id=site_id,
        token_set=token_set,
        previous_version=before,
        version_number=number,
        changelog_json=difference.changelog,
        diff_summary=difference.summary,
    )
    _write_changes(version, difference)
    return Recorded(token_set, version, difference)


def _write_changes(version: TokenVersion, difference: Diff) -> None:
    """One row per change, all at the version's own time: one partition holds them."""
    TokenChange.objects.bulk_create(
        (
            TokenChange(
                version=version,
                site_id=version.site_id,
                token_path=change.path,
                change_type=change.change_type,
                category=change.category,
                old_value=change.old_value,
                new_value=change.new_value,
                created_at=version.created_at,
            )
            for change in difference.changes
        ),
        batch_size=BATCH,
    )
