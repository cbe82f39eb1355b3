"""What one scan came to, as the command prints it and machines read it."""

from __future__ import annotations

from typing import Any

from scanner.models import Scan
from tokens.catalogue import group_names, size

CHANGE_TYPES = ("added", "removed", "modified", "renamed")


def outcome(scan: Scan) -> dict[str, Any]:
    """The JSON shape of a scan, finished or not.

    `changes` are counts by type, `tokens` counts by group, `version` the number of the
    version that the scan found, new (`changed`) or not. `code` is "" without an error.
    """
    token_set = scan.token_set
    made = token_set is not None and token_set.scan_id == scan.pk
    version = token_set.versions.first() if token_set and made else None
    counts = version.changelog_json.get("summary", {}) if version else {}
    return {
        "scan": scan.pk,
        "site": scan.site.domain,
        "url": scan.url,
        "status": scan.status,
        "code": scan.error_code,
        "message": scan.error,
        "version": token_set.version_number if token_set else None,
        "changed": made,
        "changes": {kind: counts.get(kind, 0) for kind in CHANGE_TYPES},
        "tokens": tokens_by_group(token_set.tokens_json) if token_set else {},
        "truncated": scan.metrics_json.get("truncated", []),
        "warnings": scan.metrics_json.get("warnings", []),
    }


def tokens_by_group(document: dict[str, Any]) -> dict[str, int]:
    """Number of tokens in each group of a DTCG document, groups in table order."""
    return {group: size(document, group) for group in group_names(document)}
