"""The hot questions use the index that was made for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contextds.accounts.models import User
from contextds.audit.models import AuditLog
from mcp.models import ApiKey, McpUsage
from scanner.models import CssSource, LayoutProfile, Scan, Site, Submission
from tests.contextds.population import DOCUMENT, populate
from tokens.models import TokenChange, TokenSet, TokenVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """A site among others, with statistics: the plans of empty tables mean nothing."""
    sites = populate(15)
    now = timezone.now()
    hours = [now - timedelta(hours=hour) for hour in range(1, 41)]
    versions = {version.site_id: version for version in TokenVersion.objects.all()}
    Scan.objects.bulk_create(
        Scan(site=site, url="/", status="completed", finished_at=hour)
        for site in sites
        for hour in hours
    )
    Scan.objects.bulk_create(
        Scan(site=site, url="/", status="running", lease_until=now + timedelta(hours=1))
        for site in sites
    )
    TokenSet.objects.bulk_create(
        TokenSet(
            site=site,
            version_number=number,
            extractor_version="1",
            tokens_json=DOCUMENT,
            created_at=hour,
        )
        for site in sites
        for number, hour in enumerate(hours, start=100)
    )
    TokenVersion.objects.bulk_create(
        TokenVersion(
            site=site,
            token_set=versions[site.pk].token_set,
            version_number=number,
            created_at=hour,
        )
        for site in sites
        for number, hour in enumerate(hours, start=100)
    )
    TokenChange.objects.bulk_create(
        TokenChange(
            version=versions[site.pk],
            site=site,
            token_path="color.ink",
            change_type="added",
            category="color",
        )
        for site in sites
        for _ in hours
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sites[7]


def plan(ask: Callable[[], Any], *, without: tuple[str, ...] = ("seqscan",)) -> str:
    """The plan of the first query that a question asks, without some kinds of steps.

    What is switched off turns up only where there is no other way: so the plan does not
    hang on the costs of the few rows here.
    """
    with CaptureQueriesContext(connection) as captured:
        ask()
    with connection.cursor() as cursor:
        for step in without:
            cursor.execute(f"SET LOCAL enable_{step} = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def index_of(name: str) -> str:
    """The name as a plan shows it; partitions carry names of their own."""
    return {
        "idx_token_changes_timeline": "_site_id_created_at_id_idx",
        "idx_token_changes_version_cat": "_version_id_category_idx",
        "idx_mcp_usage_key_created": "_api_key_id_created_at_idx",
        "idx_mcp_usage_user_created": "_user_id_created_at_idx",
        "idx_audit_log_user_created": "_user_id_created_at_idx",
    }.get(name, name)


Question = Callable[[Site], Any]

QUESTIONS: list[tuple[str, Question]] = [
    (
        "idx_scans_site_finished",
        lambda site: list(Scan.objects.filter(site=site).history()[:10]),
    ),
    ("idx_scans_completed", lambda site: Scan.objects.latest_finished(site)),
    ("idx_scans_metrics_gin", lambda _: list(Scan.objects.with_warning("cut"))),
    ("idx_scans_lease", lambda _: list(Scan.objects.abandoned())),
    ("one_open_scan_per_site", lambda _: list(Scan.objects.open())),
    ("scans_pkey", lambda _: list(Scan.objects.newest_first()[:10])),
    ("idx_css_sources_scan_id", lambda _: list(CssSource.objects.of_scan(1))),
    (
        "idx_token_sets_site_created",
        lambda site: TokenSet.objects.latest_of(site.pk),
    ),
    (
        "idx_token_sets_search_terms",
        lambda _: list(TokenSet.objects.matching_term("color:#3b82f6")),
    ),
    (
        "idx_token_sets_tokens_gin",
        lambda _: list(
            TokenSet.objects.with_token("color", "ink", {"$value": {"hex": "#fff"}})
        ),
    ),
    (
        "idx_token_sets_pack_gin",
        lambda _: list(TokenSet.objects.with_pack({"style": "flat"})),
    ),
    (
        "idx_token_sets_created_at",
        lambda _: list(TokenSet.objects.newest_first()[:10]),
    ),
    (
        "idx_token_versions_site",
        lambda site: list(TokenVersion.objects.filter(site=site).history()[:10]),
    ),
    (
        "token_versions_number_unique",
        lambda site: TokenVersion.objects.latest_of(site.pk),
    ),
    ("idx_versions_changelog_gin", lambda _: list(TokenVersion.objects.breaking())),
    (
        "idx_token_changes_timeline",
        lambda site: list(TokenChange.objects.timeline(site.pk)[:50]),
    ),
    (
        "idx_token_changes_version_cat",
        lambda site: list(
            TokenChange.objects.of_version(
                TokenVersion(pk=site.pk, created_at=timezone.now())
            )
        ),
    ),
    ("idx_sites_domain_trgm", lambda _: list(Site.objects.matching("site1"))),
    ("idx_sites_title_trgm", lambda _: list(Site.objects.matching("Site 1"))),
    (
        "idx_sites_last_scanned",
        lambda _: list(Site.objects.listed().recently_scanned()[:10]),
    ),
    (
        "idx_sites_opted_out",
        lambda _: list(Site.objects.filter(owner_optout=True)),
    ),
    (
        "idx_layouts_archetypes_gin",
        lambda _: list(LayoutProfile.objects.filter(archetypes__contains=["hero"])),
    ),
    (
        "idx_layouts_profile_gin",
        lambda _: list(LayoutProfile.objects.filter(profile_json__contains={"a": 1})),
    ),
    (
        "idx_submissions_queue",
        lambda _: list(
            Submission.objects.filter(status="queued").order_by(
                "-priority", "created_at"
            )[:10]
        ),
    ),
    (
        "idx_users_email_trgm",
        lambda _: list(User.objects.filter(email__icontains="son7@")),
    ),
    ("idx_api_keys_prefix", lambda _: list(ApiKey.objects.filter(prefix="cds_1"))),
    (
        "idx_mcp_usage_key_created",
        lambda _: list(McpUsage.objects.filter(api_key=1).order_by("-created_at")[:9]),
    ),
    (
        "idx_audit_log_user_created",
        lambda _: list(AuditLog.objects.filter(user_id=1).order_by("-created_at")[:9]),
    ),
]


@pytest.mark.parametrize(
    ("name", "ask"), QUESTIONS, ids=[name for name, _ in QUESTIONS]
)
def test_a_question_uses_its_index(name: str, ask: Question, site: Site) -> None:
    shown = plan(lambda: ask(site))
    assert index_of(name) in shown, shown


@pytest.mark.parametrize(
    "ask",
    [
        lambda site: list(Scan.objects.filter(site=site).history()[:10]),
        lambda site: Scan.objects.latest_finished(site),
        lambda site: TokenSet.objects.latest_of(site.pk),
        lambda site: TokenVersion.objects.latest_of(site.pk),
        lambda site: list(TokenVersion.objects.filter(site=site).history()[:10]),
        lambda site: list(TokenChange.objects.timeline(site.pk)[:50]),
        lambda _: list(TokenSet.objects.newest_first()[:10]),
    ],
)
def test_the_newest_of_a_site_are_read_in_order_and_not_sorted(
    ask: Question, site: Site
) -> None:
    shown = plan(lambda: ask(site), without=("seqscan", "sort", "bitmapscan"))
    assert "Sort " not in shown, shown


def test_changes_of_a_version_open_the_partition_of_its_month_only(site: Site) -> None:
    version = TokenVersion.objects.filter(site=site).order_by("pk").first()
    assert version is not None
    shown = plan(lambda: list(TokenChange.objects.of_version(version)))
    assert shown.count("token_changes_20") == shown.count(
        f"token_changes_{version.created_at:%Y_%m}"
    ), shown
