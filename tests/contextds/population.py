"""Rows for every table: as many as asked for, each belonging to a site of its own."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from billing.models import QuotaUsage, Subscription
from contextds.accounts.models import User
from contextds.audit.models import AuditLog
from contextds.database.models import (
    Archive,
    IndexSnapshot,
    StatementSnapshot,
    TableSnapshot,
)
from mcp.models import ApiKey, McpUsage, McpUsageDaily, McpUsageHourly, RateBucket
from scanner.models import (
    CssContent,
    CssSource,
    LayoutProfile,
    OrgArtifact,
    Page,
    Scan,
    ScanEvent,
    Site,
    Submission,
)
from tokens.models import (
    Remix,
    RemixSource,
    TokenChange,
    TokenSet,
    TokenVersion,
    TokenVote,
)

#: The hour in which the tests began: two calls of populate() must not see two.
_HOUR = timezone.now().replace(minute=0, second=0, microsecond=0)
DOCUMENT = {"color": {"ink": {"$type": "color", "$value": {"hex": "#3b82f6"}}}}


def populate(count: int, *, start: int = 0) -> list[Site]:
    """Add `count` rows to every table, numbered from `start`; return their sites."""
    return [_populate(number) for number in range(start, start + count)]


def _populate(number: int) -> Site:
    now = timezone.now()
    user = User.objects.create(email=f"person{number}@example.com")
    site = Site.objects.create(
        domain=f"site{number}.example.com", title=f"Site {number}", last_scanned=now
    )
    scan = Scan.objects.create(
        site=site,
        url=f"https://{site.domain}/",
        requested_by=user,
        status="completed",
        started_at=now,
        finished_at=now,
        metrics_json={"warnings": [{"code": "sheet_missing", "detail": "a.css"}]},
    )
    page = Page.objects.create(scan=scan, url=scan.url)
    content = CssContent.objects.create(
        sha256=f"{number:064x}", content=b"a{}", bytes=3, stored_bytes=3
    )
    CssSource.objects.create(
        scan=scan,
        page=page,
        content=content,
        url=scan.url,
        kind="link",
        position=0,
        bytes=3,
    )
    ScanEvent.objects.create(scan=scan, seq=1, stage="fetch")
    LayoutProfile.objects.create(
        site=site, scan=scan, profile_json={"columns": 12}, archetypes=["pricing"]
    )
    OrgArtifact.objects.create(site=site)
    Submission.objects.create(url=scan.url, submitted_by=user, scan=scan)
    _populate_tokens(number, site, scan, user)
    _populate_machine_access(number, user)

    Subscription.objects.create(user=user)
    QuotaUsage.objects.create(user=user, period_start=now, unit="scans", limit=10)
    AuditLog.objects.create(
        user_id=user.pk, action="scan.completed", resource_type="scanner.scan"
    )
    StatementSnapshot.objects.create(
        queryid=number,
        query="SELECT 1",
        calls=1,
        rows=1,
        total_exec_time=1,
        mean_exec_time=1,
        shared_blks_hit=1,
        shared_blks_read=0,
    )
    IndexSnapshot.objects.create(
        table_name="scans",
        index_name="idx_scans_finished_at",
        scans=number,
        tuples_read=number,
        size_bytes=8192,
    )
    TableSnapshot.objects.create(
        table_name="scans",
        rows=number,
        heap_bytes=8192,
        index_bytes=8192,
        toast_bytes=0,
        sequential_scans=number,
        sequential_rows=number,
    )
    month = date(2020 + number // 12, number % 12 + 1, 1)
    Archive.objects.create(table="token_changes", month=month)
    return site


def _populate_tokens(number: int, site: Site, scan: Scan, user: User) -> None:
    token_set = TokenSet.objects.create(
        site=site,
        scan=scan,
        version_number=1,
        extractor_version="1",
        tokens_json=DOCUMENT,
        search_terms=["#3b82f6"],
        created_by=user,
    )
    Scan.objects.filter(pk=scan.pk).update(token_set=token_set)
    version = TokenVersion.objects.create(
        site=site,
        token_set=token_set,
        version_number=1,
        changelog_json={"breaking": True},
    )
    TokenVersion.objects.create(
        site=site, token_set=token_set, version_number=2, previous_version=version
    )
    TokenChange.objects.create(
        version=version,
        site=site,
        token_path="color.ink",
        change_type="added",
        category="color",
        new_value={"hex": "#3b82f6"},
    )
    TokenVote.objects.create(
        token_set=token_set, user=user, token_key="color.ink", vote_type="correct"
    )
    remix = Remix.objects.create(name=f"Remix {number}", created_by=user)
    RemixSource.objects.create(remix=remix, token_set=token_set, position=0)


def _populate_machine_access(number: int, user: User) -> None:
    key = ApiKey.objects.create(
        user=user,
        name="laptop",
        prefix=f"cds_live_{number}",
        key_hash=f"{number:064x}",
    )
    McpUsage.objects.create(user=user, api_key=key, tool="get_tokens", success=True)
    McpUsageHourly.objects.create(
        hour=_HOUR - timedelta(hours=number),
        tool="get_tokens",
        calls=2,
        errors=1,
        latency_sum=20,
    )
    McpUsageDaily.objects.create(
        day=_HOUR.replace(hour=0) - timedelta(days=number),
        api_key=key,
        tool="get_tokens",
        calls=2,
        errors=1,
        latency_sum=20,
    )
    RateBucket.objects.create(key=f"key:{number}", tokens=1)
