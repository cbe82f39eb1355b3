"""The questions that are asked about sites and scans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce, Now

from tokens.models import TokenSet
from tokens.querysets import HEAVY

if TYPE_CHECKING:
    from scanner.models import (  # noqa: F401 - in strings
        CssContent,
        CssSource,
        LayoutProfile,
        Scan,
        ScanEvent,
        Site,
    )


#: What a trigram index finds rows by: three letters or digits in a row.
_TRIGRAM = re.compile(r"[^\W_]{3}")


def is_searched_inside(text: str) -> bool:
    """Whether the indexes find `text` within host names and titles, or only in front."""
    return _TRIGRAM.search(text) is not None


class SiteQuerySet(models.QuerySet["Site"]):
    """Questions about sites."""

    def listed(self) -> SiteQuerySet:
        """Sites that may be shown: scanned at least once, owner not opted out."""
        return self.filter(owner_optout=False, last_scanned__isnull=False)

    def recently_scanned(self) -> SiteQuerySet:
        """Most recently scanned first; equal times by id, for a stable keyset."""
        return self.order_by("-last_scanned", "-id")

    def as_rows(self) -> SiteQuerySet:
        """With what a list tells of a site."""
        return self.only("domain", "title", "status", "last_scanned")

    def matching(self, text: str) -> SiteQuerySet:
        """Sites whose host name or title contains `text`, whatever its case.

        Of a text that `is_searched_inside` says no to, there is nothing in the trigram
        indexes: it is what host names begin with, by index idx_sites_domain_prefix.
        """
        if not is_searched_inside(text):
            return self.filter(domain__istartswith=text)
        return self.filter(Q(domain__icontains=text) | Q(title__icontains=text))


class ScanQuerySet(models.QuerySet["Scan"]):
    """Questions about scans, and the compare-and-set steps of their life.

    The steps are one UPDATE each, by the database's clock, and tell by the number of
    changed rows whether the caller won. None of them may be split into read and write.
    """

    def open(self) -> ScanQuerySet:
        """Waiting or running scans."""
        return self.filter(status__in=["queued", "running"])

    def listed(self) -> ScanQuerySet:
        """Scans of sites whose owner did not opt out."""
        return self.filter(site__owner_optout=False)

    def with_outcome(self) -> ScanQuerySet:
        """With site and token set in the same query, without the set's documents."""
        return self.select_related("site", "token_set").defer(
            *(f"token_set__{column}" for column in HEAVY)
        )

    def without_metrics(self) -> ScanQuerySet:
        """Without what the scan measured: it is for the pages that show it."""
        return self.defer("metrics_json")

    def with_version(self) -> ScanQuerySet:
        """With what each found, as far as a list tells it: its version and its size.

        One further query for the few sets of a page: most scans lead to the same one,
        which a join would look up for each of them. Of a set that is not public nothing
        is told.
        """
        told = TokenSet.objects.filter(is_public=True).only(
            "version_number", "token_count", "scan_id"
        )
        return self.prefetch_related(Prefetch("token_set", told))

    def with_warning(self, code: str) -> ScanQuerySet:
        """Scans that ended with this warning: index idx_scans_metrics_gin."""
        return self.filter(metrics_json__contains={"warnings": [{"code": code}]})

    def newest_first(self) -> ScanQuerySet:
        """By id, newest first: the primary key is the index."""
        return self.order_by("-id")

    def history(self) -> ScanQuerySet:
        """Newest finished first, open scans last: index idx_scans_site_finished.

        A plain `-finished_at` would put the unfinished scans first and use no index.
        """
        return self.order_by(F("finished_at").desc(nulls_last=True), "-id")

    def latest_finished(self, site: Site) -> Scan | None:
        """The newest finished scan of a site: index idx_scans_completed.

        Without its metrics: they are for the scan's own page.
        """
        return (
            self.filter(site=site, finished_at__isnull=False)
            .order_by("-finished_at")
            .defer("metrics_json")
            .first()
        )

    def latest_with_tokens(self, site: Site) -> Scan | None:
        """The newest scan of a site that found tokens, with its token set."""
        return (
            self.filter(site=site, finished_at__isnull=False, token_set__isnull=False)
            .select_related("token_set")
            .order_by("-finished_at")
            .first()
        )

    def abandoned(self) -> ScanQuerySet:
        """Running scans whose worker has not renewed its lease: it is gone."""
        return self.filter(status="running", lease_until__lt=Now())

    def waiting_for(self, age: timedelta) -> ScanQuerySet:
        """Scans that have been in the queue longer than `age`."""
        return self.filter(status="queued", created_at__lt=Now() - age)

    def claim(self, scan_id: int, token: UUID, lease: timedelta) -> bool:
        """Take a waiting or abandoned scan under `token`; False if it is taken."""
        return bool(
            self.filter(pk=scan_id)
            .filter(Q(status="queued") | Q(status="running", lease_until__lt=Now()))
            .update(
                status="running",
                lease_token=token,
                lease_until=Now() + lease,
                attempt=F("attempt") + 1,
                started_at=Coalesce("started_at", Now()),
            )
        )

    def renew(self, scan_id: int, token: UUID, lease: timedelta) -> bool:
        """Extend a lease that is still ours; False when another worker has the scan."""
        return bool(
            self.filter(pk=scan_id, status="running", lease_token=token).update(
                lease_until=Now() + lease
            )
        )

    def finish(self, scan_id: int, token: UUID, status: str, **facts: object) -> bool:
        """End a scan that is still ours: the fence against a worker thought dead."""
        return bool(
            self.filter(pk=scan_id, status="running", lease_token=token).update(
                status=status,
                finished_at=Now(),
                lease_token=None,
                lease_until=None,
                **facts,
            )
        )


class ScanEventQuerySet(models.QuerySet["ScanEvent"]):
    """Questions about the steps of a scan."""

    def in_order(self) -> ScanEventQuerySet:
        """First step first."""
        return self.order_by("seq")

    def older_than(self, age: timedelta) -> ScanEventQuerySet:
        """Steps past the time for which they are kept: idx_scan_events_created_at."""
        return self.filter(created_at__lt=Now() - age)


class CssContentQuerySet(models.QuerySet["CssContent"]):
    """Questions about stored stylesheets."""

    def unused_for(self, age: timedelta) -> CssContentQuerySet:
        """Contents that no scan has, and none has touched for `age`.

        Indexes idx_css_contents_last_accessed and idx_css_sources_content_id.
        """
        sources = apps.get_model("scanner", "CssSource")._base_manager
        used = sources.filter(content=OuterRef("pk"))
        return self.filter(~Exists(used), last_accessed__lt=Now() - age)

    def inline_above(self, size: int) -> CssContentQuerySet:
        """Contents of more than `size` bytes, as served, that lie in the database."""
        return self.filter(content__isnull=False, bytes__gt=size)


class LayoutProfileQuerySet(models.QuerySet["LayoutProfile"]):
    """Questions about layouts."""

    def with_archetype(self, name: str) -> LayoutProfileQuerySet:
        """Layouts with an archetype such as `pricing`: index idx_layouts_archetypes_gin."""
        return self.filter(archetypes__contains=[name])

    def with_attributes(self, attributes: Mapping[str, Any]) -> LayoutProfileQuerySet:
        """Layouts whose profile contains these: index idx_layouts_profile_gin."""
        return self.filter(profile_json__contains=dict(attributes))


class CssSourceQuerySet(models.QuerySet["CssSource"]):
    """Questions about the stylesheets of scans."""

    def of_scan(self, scan_id: int) -> CssSourceQuerySet:
        """The stylesheets of a scan in cascade order: index idx_css_sources_scan_id."""
        return self.filter(scan_id=scan_id).order_by("position", "id")
