"""The indexes of token sets, their versions, and what people make of them."""

from __future__ import annotations

from contextds.database.ledger.declared import DeclaredIndex

INDEXES = (
    DeclaredIndex(
        "idx_token_sets_site_created", "token_sets", "btree (site_id, created_at DESC)"
    ),
    DeclaredIndex(
        "idx_token_sets_created_at",
        "token_sets",
        "btree (created_at DESC)",
        60,
        "Newest sets of all sites: search for a value that many have",
    ),
    DeclaredIndex("idx_token_sets_created_by", "token_sets", "btree (created_by)"),
    DeclaredIndex(
        "idx_token_sets_search_terms",
        "token_sets",
        "gin (search_terms)",
        61,
        "A value, a near colour, a size in a range among all versions: search for tokens",
    ),
    DeclaredIndex(
        "idx_token_sets_latest_terms",
        "token_sets",
        "gin (search_terms) WHERE is_latest",
        86,
        "The same among the newest set of each site: search for tokens",
    ),
    DeclaredIndex(
        "idx_token_sets_search_paths",
        "token_sets",
        "gin (search_paths gin_trgm_ops)",
        87,
        "A pattern of token paths among all versions: search for tokens",
    ),
    DeclaredIndex(
        "idx_token_sets_latest_paths",
        "token_sets",
        "gin (search_paths gin_trgm_ops) WHERE is_latest",
        88,
        "The same among the newest set of each site: search for tokens",
    ),
    DeclaredIndex(
        "idx_token_sets_latest_created",
        "token_sets",
        "btree (created_at DESC, id DESC) WHERE is_latest",
        89,
        "Newest set of each site, newest first: search for what many have",
    ),
    DeclaredIndex(
        "token_sets_one_latest",
        "token_sets",
        "UNIQUE btree (site_id) WHERE is_latest",
        90,
        "One newest set per site, and that of a site: search limited to sites",
    ),
    DeclaredIndex("idx_token_sets_tokens_gin", "token_sets", "gin (tokens_json)"),
    DeclaredIndex("idx_token_sets_pack_gin", "token_sets", "gin (pack_json)"),
    DeclaredIndex("token_sets_scan_unique", "token_sets", "UNIQUE btree (scan_id)"),
    DeclaredIndex(
        "token_sets_version_unique",
        "token_sets",
        "UNIQUE btree (site_id, version_number)",
        62,
        "One set per version of a site, and that of a version: export",
    ),
    DeclaredIndex(
        "idx_token_versions_site", "token_versions", "btree (site_id, created_at DESC)"
    ),
    DeclaredIndex(
        "idx_token_versions_created_at", "token_versions", "btree (created_at)"
    ),
    DeclaredIndex(
        "idx_token_versions_token_set", "token_versions", "btree (token_set_id)"
    ),
    DeclaredIndex(
        "idx_token_versions_previous", "token_versions", "btree (previous_version_id)"
    ),
    DeclaredIndex(
        "idx_versions_changelog_gin", "token_versions", "gin (changelog_json)"
    ),
    DeclaredIndex(
        "token_versions_number_unique",
        "token_versions",
        "UNIQUE btree (site_id, version_number)",
        63,
        "Two scans never make the same version; a version by its number: version page",
    ),
    DeclaredIndex(
        "idx_token_changes_version_cat",
        "token_changes",
        "btree (version_id, category)",
    ),
    DeclaredIndex(
        "idx_token_changes_timeline",
        "token_changes",
        "btree (site_id, created_at DESC, id DESC)",
        64,
        "Changes of a site by keyset, newest first: timeline",
    ),
    DeclaredIndex("idx_token_changes_created_at", "token_changes", "brin (created_at)"),
    DeclaredIndex("idx_token_votes_user_id", "token_votes", "btree (user_id)"),
    DeclaredIndex(
        "idx_token_votes_unique",
        "token_votes",
        "UNIQUE btree (token_set_id, token_key, user_id)",
    ),
    DeclaredIndex("idx_remixes_created_by", "remixes", "btree (created_by)"),
    DeclaredIndex(
        "idx_remixes_output",
        "remixes",
        "btree (output_token_set_id)",
        65,
        "The remix that made a set: deletion of a set",
    ),
    DeclaredIndex(
        "remix_sources_position_unique",
        "remix_sources",
        'UNIQUE btree (remix_id, "position")',
        66,
        "The ingredients of a remix in their order: admin; deletion of a remix",
    ),
    DeclaredIndex(
        "idx_remix_sources_token_set",
        "remix_sources",
        "btree (token_set_id)",
        67,
        "Remixes that use a set: deletion of a set",
    ),
)
