"""The admin of sites and scans: what an operator looks at first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.forms import ModelForm
from django.http import HttpRequest

from contextds.audit.administration import (
    FactAdmin,
    RowAdmin,
    attribute,
    record_operator,
)
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

DAY = timedelta(days=1)


class LastScanned(admin.SimpleListFilter):
    """Sites by the age of their last scan: index idx_sites_last_scanned."""

    title = "last scan"
    parameter_name = "scanned"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [
            ("day", "in the last day"),
            ("week", "in the last 7 days"),
            ("stale", "more than 30 days ago"),
            ("never", "never"),
        ]

    def queryset(self, _: HttpRequest, sites: QuerySet[Site]) -> QuerySet[Site]:
        """Apply the choice."""
        match self.value():
            case "day":
                return sites.filter(last_scanned__gte=Now() - DAY)
            case "week":
                return sites.filter(last_scanned__gte=Now() - 7 * DAY)
            case "stale":
                return sites.filter(last_scanned__lt=Now() - 30 * DAY)
            case "never":
                return sites.filter(last_scanned__isnull=True)
        return sites


class OptedOut(admin.SimpleListFilter):
    """Sites whose owners opted out: index idx_sites_opted_out."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Return the choice: there is no index for the many others."""
        return [("opted-out", "opted out")]

    def queryset(self, _: HttpRequest, sites: QuerySet[Site]) -> QuerySet[Site]:
        """Apply the choice."""
        return sites.filter(owner_optout=True) if self.value() else sites


class ScanState(admin.SimpleListFilter):
    """Scans that need a look, each choice by an index of its own."""

    title = "state"
    parameter_name = "state"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [
            ("open", "waiting or running"),
            ("abandoned", "abandoned by their worker"),
            ("failed-day", "failed in the last day"),
            ("failed-week", "failed in the last 7 days"),
        ]

    def queryset(self, _: HttpRequest, scans: QuerySet[Scan]) -> QuerySet[Scan]:
        """Apply the choice."""
        match self.value():
            case "open":
                return scans & Scan.objects.open()
            case "abandoned":
                return scans & Scan.objects.abandoned()
            case "failed-day":
                return scans.filter(status="failed", finished_at__gte=Now() - DAY)
            case "failed-week":
                return scans.filter(status="failed", finished_at__gte=Now() - 7 * DAY)
        return scans


@admin.register(Site)
class SiteAdmin(RowAdmin[Site]):
    """Sites come from scans; an operator opts them out, or deletes them."""

    list_display = (
        "domain",
        "title",
        "status",
        "robots_status",
        "owner_optout",
        "popularity",
        "last_scanned",
    )
    list_filter = (OptedOut, LastScanned)
    search_fields = ("domain__icontains", "title__icontains")
    search_help_text = "Part of a host name or title"
    actions = ("opt_out", "withdraw_optout")
    related = (
        ("scanner.Scan", "site"),
        ("tokens.TokenSet", "site"),
        ("tokens.TokenVersion", "site"),
        ("tokens.TokenChange", "site"),
        ("scanner.LayoutProfile", "site"),
        ("scanner.OrgArtifact", "site"),
    )
    readonly_fields = (
        "domain",
        "title",
        "description",
        "favicon",
        "status",
        "robots_status",
        "popularity",
        "first_seen",
        "last_scanned",
        "see_also",
    )
    fields = ("owner_optout", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the first scan of a site makes its row."""
        return False

    def save_model(
        self, request: HttpRequest, obj: Site, form: ModelForm[Site], change: bool
    ) -> None:
        """Audit an opt-out under its own name beside the plain change."""
        super().save_model(request, obj, form, change)
        if "owner_optout" in form.changed_data:
            self._record_optout(request, obj)

    @admin.action(
        description="Owner opted out: fetch and list no more", permissions=["change"]
    )
    def opt_out(self, request: HttpRequest, sites: QuerySet[Site]) -> None:
        """Set the flag on the chosen sites that do not have it."""
        self._set_optout(request, sites, True)

    @admin.action(description="Owner withdrew the opt-out", permissions=["change"])
    def withdraw_optout(self, request: HttpRequest, sites: QuerySet[Site]) -> None:
        """Take the flag from the chosen sites that have it."""
        self._set_optout(request, sites, False)

    def _set_optout(
        self, request: HttpRequest, sites: QuerySet[Site], value: bool
    ) -> None:
        changed = list(sites.exclude(owner_optout=value))
        for site in changed:
            site.owner_optout = value
            site.save(update_fields=["owner_optout", "updated_at"])
            self._record_optout(request, site)
        self.message_user(request, f"{len(changed)} changed.")

    def _record_optout(self, request: HttpRequest, site: Site) -> None:
        action = "site.opted_out" if site.owner_optout else "site.optout_withdrawn"
        record_operator(request, action, site, domain=site.domain)


@admin.register(Scan)
class ScanAdmin(FactAdmin[Scan]):
    """Every attempt, what became of it and why."""

    list_display = (
        "id",
        "site",
        "status",
        "error_code",
        "method",
        "css_source_count",
        "attempt",
        "requested_by",
        "created_at",
        "duration",
    )
    list_select_related = ("site", "requested_by")
    list_filter = (ScanState, "finished_at")
    search_fields = ("site__domain",)
    search_help_text = "A host name, the number of a scan, or warning:CODE"
    heavy = ("metrics_json",)
    hidden = ("lease_token",)
    related = (
        ("scanner.Page", "scan"),
        ("scanner.CssSource", "scan"),
        ("scanner.ScanEvent", "scan"),
        ("scanner.LayoutProfile", "scan"),
        ("scanner.Submission", "scan"),
    )

    @admin.display(description="took")
    def duration(self, scan: Scan) -> str:
        """From its start to its end."""
        if not scan.started_at or not scan.finished_at:
            return "-"
        return f"{(scan.finished_at - scan.started_at).total_seconds():.1f} s"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Scan], search_term: str
    ) -> tuple[QuerySet[Scan], bool]:
        """Understand a number and a warning's code too."""
        term = search_term.strip()
        kind, _, code = term.partition(":")
        if kind == "warning":
            return queryset & Scan.objects.with_warning(code), False
        if term.isdecimal():
            return queryset.filter(pk=term), False
        return super().get_search_results(request, queryset, term)


@admin.register(ScanEvent)
class ScanEventAdmin(FactAdmin[ScanEvent]):
    """The steps of scans, kept for 7 days."""

    list_display = ("id", "scan", "seq", "stage", "message", "created_at")
    list_select_related = ("scan",)
    heavy = ("scan__metrics_json",)
    search_fields = ("scan",)
    search_help_text = "The number of a scan"


@admin.register(Page)
class PageAdmin(FactAdmin[Page]):
    """The pages that scans read."""

    list_display = (
        "id",
        "url",
        "scan",
        "status",
        "http_status",
        "html_size",
        "load_time",
        "created_at",
    )
    list_select_related = ("scan",)
    heavy = ("scan__metrics_json",)
    search_fields = ("scan",)
    search_help_text = "The number of a scan"
    related = (("scanner.CssSource", "page"),)


@admin.register(CssSource)
class CssSourceAdmin(FactAdmin[CssSource]):
    """Where each stylesheet was found."""

    list_display = (
        "id",
        "url",
        "kind",
        "scan",
        "position",
        "bytes",
        "truncated",
        "content",
        "created_at",
    )
    list_select_related = ("scan", "content")
    search_fields = ("scan",)
    search_help_text = "The number of a scan"
    heavy = ("scan__metrics_json", "content__content")


@admin.register(CssContent)
class CssContentAdmin(FactAdmin[CssContent]):
    """Stored stylesheets; their bytes are not shown."""

    list_display = (
        "id",
        "sha256",
        "bytes",
        "stored_bytes",
        "storage_key",
        "first_seen",
        "last_accessed",
    )
    list_filter = ("last_accessed",)
    search_fields = ("sha256",)
    search_help_text = "A whole SHA-256"
    heavy = hidden = ("content",)
    related = (("scanner.CssSource", "content"),)


@admin.register(LayoutProfile)
class LayoutProfileAdmin(FactAdmin[LayoutProfile]):
    """The measured layouts of sites."""

    list_display = ("id", "site", "scan", "created_at")
    list_select_related = ("site", "scan")
    search_fields = ("site__domain",)
    search_help_text = "A host name, archetype:NAME, or profile:NAME=VALUE"
    heavy = ("profile_json", "scan__metrics_json")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LayoutProfile], search_term: str
    ) -> tuple[QuerySet[LayoutProfile], bool]:
        """Understand an archetype and an attribute of the profile too."""
        kind, _, wanted = search_term.strip().partition(":")
        layouts = LayoutProfile.objects
        if kind == "archetype":
            return queryset & layouts.with_archetype(wanted.strip()), False
        if kind == "profile":
            return queryset & layouts.with_attributes(attribute(wanted)), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(OrgArtifact)
class OrgArtifactAdmin(RowAdmin[OrgArtifact]):
    """Public design sources of owners; an operator may correct what was found."""

    list_display = ("id", "site", "github_org", "storybook_url", "last_checked")
    list_select_related = ("site",)
    search_fields = ("site__domain",)
    search_help_text = "A host name"
    autocomplete_fields = ("site",)
    readonly_fields = ("last_checked", "created_at")


@admin.register(Submission)
class SubmissionAdmin(RowAdmin[Submission]):
    """The queue of wishes: an operator moves one up, or rejects it with a reason."""

    list_display = (
        "id",
        "url",
        "status",
        "priority",
        "submitted_by",
        "scan",
        "created_at",
    )
    list_select_related = ("submitted_by", "scan")
    heavy = ("scan__metrics_json",)
    list_filter = ("status",)
    search_fields = ("submitted_by__email",)
    search_help_text = "The address of the person who asked"
    readonly_fields = (
        "url",
        "submitted_by",
        "notify_email",
        "scan",
        "estimated_queue",
        "created_at",
        "updated_at",
    )
    fields = ("status", "reason", "priority", *readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: they come from the public form."""
        return False
