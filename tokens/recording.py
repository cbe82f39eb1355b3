"""Writes one extraction: a new set, version and changes, or nothing when unchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from tokens.canonical import canonical
from tokens.diffing import Change, Diff, diff
from tokens.models import TokenChange, TokenSet, TokenVersion
from tokens.search import path_lines, search_terms

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
) -> Recorded:
    """Store a DTCG document of a site unless its tokens are those of the newest set.

    Runs inside the caller's transaction, which must hold the lock of the site's row:
    that makes version numbers follow each other without gaps or races (the unique
    constraint would refuse them anyhow).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() needs the caller's transaction")
    document = storable(document)
    previous = TokenSet.objects.latest_of(site_id)
    difference = diff(previous.tokens_json if previous else None, document)
    if previous is not None and not difference.changes:
        return Recorded(previous, None, difference)

    before = TokenVersion.objects.latest_of(site_id)
    number = before.version_number + 1 if before else 1
    TokenSet.objects.filter(site_id=site_id, is_latest=True).update(is_latest=False)
    token_set = TokenSet.objects.create(
        site_id=site_id,
        scan_id=scan_id,
        version_number=number,
        extractor_version=extractor_version,
        tokens_json=document,
        search_terms=search_terms(document),
        search_paths=path_lines(document),
        is_latest=True,
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


def refresh(
    token_set: TokenSet,
    document: Mapping[str, Any],
    *,
    extractor_version: str,
    token_count: int,
) -> None:
    """Replace a set's document by what a newer extractor reads in the same CSS.

    A version is a state of the site, its document our reading of it: a better reading
    is no change of the site, and must not show as one when the next scan is compared.
    Compare-and-set on the extractor's version: of two workers, one writes.
    """
    document = storable(document)
    TokenSet.objects.filter(
        pk=token_set.pk, extractor_version=token_set.extractor_version
    ).update(
        tokens_json=document,
        search_terms=search_terms(document),
        search_paths=path_lines(document),
        token_count=token_count,
        extractor_version=extractor_version,
        updated_at=Now(),
    )


def storable(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as jsonb takes it and gives it back: see `tokens.canonical`."""
    stored: dict[str, Any] = json.loads(canonical(document))
    return stored


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
                old_value=_old_value(change),
                new_value=change.new_value,
                created_at=version.created_at,
            )
            for change in difference.changes
        ),
        batch_size=BATCH,
    )


def _old_value(change: Change) -> dict[str, Any] | None:
    """What a token was; of a renamed one also its old `path`, which no column holds."""
    if change.old_path is None or change.old_value is None:
        return change.old_value
    return change.old_value | {"path": change.old_path}
