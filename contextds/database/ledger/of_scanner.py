"""The indexes of sites, scans and what scans read."""

from __future__ import annotations

from contextds.database.ledger.declared import DeclaredIndex

INDEXES = (
    DeclaredIndex(
        "sites_domain_unique",
        "sites",
        "UNIQUE btree (domain)",
        43,
        "One row per host name, and the site of a host name: every page of a site",
    ),
    DeclaredIndex("idx_sites_last_scanned", "sites", "btree (last_scanned)"),
    DeclaredIndex(
        "idx_sites_opted_out",
        "sites",
        "btree (domain) WHERE owner_optout",
        44,
        "Sites whose owners opted out: admin filter",
    ),
    DeclaredIndex(
        "idx_sites_domain_prefix",
        "sites",
        "btree (upper(domain) text_pattern_ops)",
        92,
        "Host names that begin with one or two letters: search of the list of sites",
    ),
    DeclaredIndex(
        "idx_sites_domain_trgm",
        "sites",
        "gin (upper(domain) gin_trgm_ops)",
        45,
        "A part of a host name: search of the list of sites, admin search",
    ),
    DeclaredIndex(
        "idx_sites_title_trgm",
        "sites",
        "gin (upper(title) gin_trgm_ops)",
        46,
        "A part of a title: search of the list of sites, admin search",
    ),
    DeclaredIndex(
        "idx_scans_site_finished",
        "scans",
        "btree (site_id, finished_at DESC NULLS LAST, id DESC)",
    ),
    DeclaredIndex(
        "idx_scans_completed",
        "scans",
        "btree (site_id, finished_at) WHERE finished_at IS NOT NULL",
    ),
    DeclaredIndex("idx_scans_finished_at", "scans", "btree (finished_at)"),
    DeclaredIndex("idx_scans_metrics_gin", "scans", "gin (metrics_json)"),
    DeclaredIndex(
        "idx_scans_token_set",
        "scans",
        "btree (token_set_id)",
        47,
        "Scans that led to a set: admin; deletion of a set",
    ),
    DeclaredIndex(
        "idx_scans_requested_by",
        "scans",
        "btree (requested_by_id)",
        48,
        "Scans of a person: admin; erasure",
    ),
    DeclaredIndex(
        "idx_scans_lease",
        "scans",
        "btree (lease_until) WHERE status = 'running'",
        49,
        "Running scans whose worker is gone: ScanQuerySet.abandoned",
    ),
    DeclaredIndex(
        "one_open_scan_per_site",
        "scans",
        "UNIQUE btree (site_id) WHERE status IN ('queued', 'running')",
        50,
        "At most one open scan per site, and the open one: every new scan",
    ),
    DeclaredIndex(
        "scan_events_scan_seq_unique",
        "scan_events",
        "UNIQUE btree (scan_id, seq)",
        51,
        "The steps of a scan in order: scan page",
    ),
    DeclaredIndex(
        "idx_scan_events_created_at",
        "scan_events",
        "brin (created_at)",
        52,
        "Steps past their 7 days: retention",
    ),
    DeclaredIndex("idx_pages_scan_status", "pages", "btree (scan_id, status)"),
    DeclaredIndex(
        "css_contents_sha256_unique",
        "css_contents",
        "UNIQUE btree (sha256)",
        53,
        "Each stylesheet stored once, and whether it is: every scan",
    ),
    DeclaredIndex(
        "idx_css_contents_last_accessed",
        "css_contents",
        "btree (last_accessed)",
        54,
        "CSS that nobody used for long: retention",
    ),
    DeclaredIndex(
        "idx_css_sources_scan_id", "css_sources", 'btree (scan_id, "position")'
    ),
    DeclaredIndex(
        "idx_css_sources_page_id",
        "css_sources",
        "btree (page_id)",
        55,
        "Stylesheets of a page: admin; deletion of a page",
    ),
    DeclaredIndex(
        "idx_css_sources_content_id",
        "css_sources",
        "btree (content_id)",
        56,
        "Whether a content is still used: retention",
    ),
    DeclaredIndex(
        "idx_layout_profiles_site",
        "layout_profiles",
        "btree (site_id, created_at DESC)",
    ),
    DeclaredIndex("idx_layout_profiles_scan_id", "layout_profiles", "btree (scan_id)"),
    DeclaredIndex("idx_layouts_profile_gin", "layout_profiles", "gin (profile_json)"),
    DeclaredIndex("idx_layouts_archetypes_gin", "layout_profiles", "gin (archetypes)"),
    DeclaredIndex(
        "idx_org_artifacts_site_id",
        "org_artifacts",
        "btree (site_id)",
        57,
        "Public design sources of a site's owner: admin; deletion of a site",
    ),
    DeclaredIndex(
        "idx_submissions_submitted_by", "submissions", "btree (submitted_by)"
    ),
    DeclaredIndex(
        "idx_submissions_scan_id",
        "submissions",
        "btree (scan_id)",
        58,
        "Who waits for a scan: admin; deletion of a scan",
    ),
    DeclaredIndex(
        "idx_submissions_queue",
        "submissions",
        "btree (status, priority DESC, created_at)",
        59,
        "The queue of wishes in its order",
    ),
)
