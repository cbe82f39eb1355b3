"""The seed's list of indexes, numbered, and what serves each of them here.

The seed announces 42 indexes. It writes 39; with the three `created_at` columns of its
section on timestamps it is 42. Each is kept as written, or served by a wider index that
leads with its columns, or replaced by a better one (with the reason).
"""

from __future__ import annotations

from dataclasses import dataclass

from contextds.database.catalogue import Index


@dataclass(frozen=True, slots=True)
class SeedIndex:
    """One index that the seed asks for.

    `columns` and `condition` are spelled as pg_get_indexdef does. `served_by` is the
    index of ours, `query` what it is for: a queryset, a page, a command.
    """

    number: int
    table: str
    columns: tuple[str, ...]
    served_by: str
    query: str
    method: str = "btree"
    condition: str = ""
    unique: bool = False
    #: The method that took the place of `method`, and why; "" when it was kept.
    replaced_by: str = ""
    reason: str = ""

    @property
    def declaration(self) -> str:
        """What the seed writes after the table's name, spelled as in DeclaredIndex."""
        unique = "UNIQUE " if self.unique else ""
        where = f" WHERE {self.condition}" if self.condition else ""
        return f"{unique}{self.method} ({', '.join(self.columns)}){where}"

    @property
    def statement(self) -> str:
        """The seed's own SQL for it."""
        unique = "UNIQUE " if self.unique else ""
        definition = self.declaration.removeprefix("UNIQUE ")
        return f"CREATE {unique}INDEX ON {self.table} USING {definition}"

    def is_served(self, index: Index) -> bool:
        """Whether `index` does what the seed asked for."""
        return (
            index.valid
            and index.name == self.served_by
            and index.table == self.table
            and index.method == (self.replaced_by or self.method)
            and index.condition == self.condition
            and index.keys[: len(self.columns)] == self.columns
            and (index.unique or not self.unique)
        )


_BRIN = (
    "The table is append-only and partitioned by month: on 10 million rows a BRIN takes"
    " 0.2 MB instead of 212 MB and reads a day as quickly."
)

SEED_INDEXES = (
    # Phase 1: foreign keys
    SeedIndex(
        1,
        "scans",
        ("site_id",),
        "idx_scans_site_finished",
        "Scans of a site: its list of scans, deletion of a site",
    ),
    SeedIndex(
        2,
        "css_sources",
        ("scan_id",),
        "idx_css_sources_scan_id",
        "Stylesheets of a scan: CssSourceQuerySet.of_scan",
    ),
    SeedIndex(
        3,
        "token_sets",
        ("site_id",),
        "idx_token_sets_site_created",
        "Newest set of a site: TokenSetQuerySet.latest_of",
    ),
    SeedIndex(
        4,
        "token_sets",
        ("scan_id",),
        "token_sets_scan_unique",
        "The set that a scan made; deletion of a scan",
    ),
    SeedIndex(
        5,
        "token_sets",
        ("created_by",),
        "idx_token_sets_created_by",
        "Sets of a person: deletion of an account",
    ),
    SeedIndex(
        6,
        "token_versions",
        ("site_id",),
        "idx_token_versions_site",
        "Versions of a site: its history, deletion of a site",
    ),
    SeedIndex(
        7,
        "token_versions",
        ("token_set_id",),
        "idx_token_versions_token_set",
        "The version of a set; deletion of a set",
    ),
    SeedIndex(
        8,
        "token_versions",
        ("previous_version_id",),
        "idx_token_versions_previous",
        "What followed a version; deletion of a version",
    ),
    SeedIndex(
        9,
        "token_changes",
        ("version_id",),
        "idx_token_changes_version_cat",
        "Changes of a version: TokenChangeQuerySet.of_version",
    ),
    SeedIndex(
        10,
        "layout_profiles",
        ("site_id",),
        "idx_layout_profiles_site",
        "Newest layout of a site: the agents' tool layout_profile",
    ),
    SeedIndex(
        11,
        "layout_profiles",
        ("scan_id",),
        "idx_layout_profiles_scan_id",
        "The layout of a scan; deletion of a scan",
    ),
    SeedIndex(
        12,
        "pages",
        ("scan_id",),
        "idx_pages_scan_status",
        "Pages of a scan: admin search, deletion of a scan",
    ),
    SeedIndex(
        13,
        "submissions",
        ("submitted_by",),
        "idx_submissions_submitted_by",
        "Submissions of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        14,
        "token_votes",
        ("user_id",),
        "idx_token_votes_user_id",
        "Votes of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        15,
        "token_votes",
        ("token_set_id",),
        "idx_token_votes_unique",
        "Votes on a set; deletion of a set",
    ),
    SeedIndex(
        16,
        "remixes",
        ("created_by",),
        "idx_remixes_created_by",
        "Remixes of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        17,
        "subscriptions",
        ("user_id",),
        "idx_subscriptions_user_status",
        "Subscriptions of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        18,
        "api_keys",
        ("user_id",),
        "idx_api_keys_user_id",
        "All keys of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        19,
        "mcp_usage",
        ("user_id",),
        "idx_mcp_usage_user_created",
        "Calls of a person: admin search, deletion of an account",
    ),
    SeedIndex(
        20,
        "mcp_usage",
        ("api_key_id",),
        "idx_mcp_usage_key_created",
        "Calls of a key: usage analytics, deletion of a key",
    ),
    # Phase 2: composite
    SeedIndex(
        21,
        "scans",
        ("site_id", "finished_at DESC NULLS LAST"),
        "idx_scans_site_finished",
        "Scan history, open scans last: ScanQuerySet.history",
    ),
    SeedIndex(
        22,
        "token_versions",
        ("site_id", "created_at DESC"),
        "idx_token_versions_site",
        "History of a site: TokenVersionQuerySet.history",
    ),
    SeedIndex(
        23,
        "subscriptions",
        ("user_id", "status"),
        "idx_subscriptions_user_status",
        "Whether a person has a subscription of a status: limits of the plan",
    ),
    SeedIndex(
        24,
        "mcp_usage",
        ("api_key_id", "created_at DESC"),
        "idx_mcp_usage_key_created",
        "Recent calls of a key: usage analytics of the key",
    ),
    SeedIndex(
        25,
        "token_changes",
        ("version_id", "category"),
        "idx_token_changes_version_cat",
        "Changes of a version by category: TokenChangeQuerySet.of_version",
    ),
    SeedIndex(
        26,
        "audit_log",
        ("user_id", "created_at DESC"),
        "idx_audit_log_user_created",
        "What a person did, newest first: admin search",
    ),
    SeedIndex(
        27,
        "pages",
        ("scan_id", "status"),
        "idx_pages_scan_status",
        "Pages of a scan that failed: admin",
    ),
    # Phase 3: documents
    SeedIndex(
        28,
        "token_sets",
        ("tokens_json",),
        "idx_token_sets_tokens_gin",
        "A token at this path with this value: TokenSetQuerySet.with_token",
        method="gin",
    ),
    SeedIndex(
        29,
        "token_sets",
        ("pack_json",),
        "idx_token_sets_pack_gin",
        "Packs by attribute: TokenSetQuerySet.with_pack, admin search",
        method="gin",
    ),
    SeedIndex(
        30,
        "scans",
        ("metrics_json",),
        "idx_scans_metrics_gin",
        "Scans with a warning: ScanQuerySet.with_warning, admin search",
        method="gin",
    ),
    SeedIndex(
        31,
        "layout_profiles",
        ("profile_json",),
        "idx_layouts_profile_gin",
        "Layouts that contain an attribute: admin search",
        method="gin",
    ),
    SeedIndex(
        32,
        "layout_profiles",
        ("archetypes",),
        "idx_layouts_archetypes_gin",
        "Layouts by archetype: admin search",
        method="gin",
    ),
    SeedIndex(
        33,
        "token_versions",
        ("changelog_json",),
        "idx_versions_changelog_gin",
        "Versions that break: TokenVersionQuerySet.breaking, admin filter",
        method="gin",
    ),
    # Phase 4: times, uniqueness, partial indexes
    SeedIndex(
        34,
        "sites",
        ("last_scanned",),
        "idx_sites_last_scanned",
        "Most recently scanned sites: SiteQuerySet.recently_scanned",
    ),
    SeedIndex(
        35,
        "scans",
        ("finished_at",),
        "idx_scans_finished_at",
        "What finished or failed lately: admin filter",
    ),
    SeedIndex(
        36,
        "token_changes",
        ("created_at",),
        "idx_token_changes_created_at",
        "Changes of a day on all sites: admin filter",
        replaced_by="brin",
        reason=_BRIN,
    ),
    SeedIndex(
        37,
        "token_votes",
        ("token_set_id", "token_key", "user_id"),
        "idx_token_votes_unique",
        "One vote per person and token",
        unique=True,
    ),
    SeedIndex(
        38,
        "scans",
        ("site_id", "finished_at"),
        "idx_scans_completed",
        "Newest finished scan of a site: ScanQuerySet.latest_finished",
        condition="finished_at IS NOT NULL",
    ),
    SeedIndex(
        39,
        "api_keys",
        ("user_id",),
        "idx_api_keys_active",
        "Working keys of a person: key limit of the plan",
        condition="is_active",
    ),
    # The timestamps of its section 4
    SeedIndex(
        40,
        "token_versions",
        ("created_at",),
        "idx_token_versions_created_at",
        "Versions of all sites in a period: admin filter",
    ),
    SeedIndex(
        41,
        "audit_log",
        ("created_at",),
        "idx_audit_log_created_at",
        "Entries of a period: admin filter, retention",
        replaced_by="brin",
        reason=_BRIN,
    ),
    SeedIndex(
        42,
        "mcp_usage",
        ("created_at",),
        "idx_mcp_usage_created_at",
        "Calls of the open hour over all keys: analytics, roll-up",
        replaced_by="brin",
        reason=_BRIN,
    ),
)
