"""Websites by host name."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.urls import reverse

from scanner.querysets import SiteQuerySet


class SiteStatus(models.TextChoices):
    """How the newest scan of the site stands."""

    QUEUED = "queued"
    SCANNING = "scanning"
    COMPLETED = "completed"
    FAILED = "failed"


class RobotsStatus(models.TextChoices):
    """What the site's robots.txt said to us when it was last read."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNKNOWN = "unknown"


class Site(models.Model):
    """One website, by its host name. Written only by `scanner.pipeline` and operators.

    `domain` is the A-label in lower case, with `:port` when that is not the scheme's
    own; www.example.com and example.com are two sites.
    """

    domain = models.CharField(max_length=260)
    title = models.CharField(max_length=500, blank=True)
    description = models.CharField(max_length=2000, blank=True)
    favicon = models.CharField("favicon URL", max_length=2048, blank=True)

    status = models.CharField(
        max_length=10, choices=SiteStatus, default=SiteStatus.QUEUED
    )
    robots_status = models.CharField(
        max_length=10, choices=RobotsStatus, default=RobotsStatus.UNKNOWN
    )
    owner_optout = models.BooleanField(
        "owner opted out",
        default=False,
        help_text="Nothing is fetched, and the site disappears from every listing.",
    )
    popularity = models.BigIntegerField(default=0)

    first_seen = models.DateTimeField(db_default=Now(), editable=False)
    last_scanned = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = SiteQuerySet.as_manager()

    class Meta:
        db_table = "sites"
        indexes = [
            # Most recently scanned first: scanner.views.sites; stale sites: re-scans.
            models.Index(fields=["last_scanned"], name="idx_sites_last_scanned"),
            # Sites whose owners opted out: admin. They are few, and so is the index.
            models.Index(
                fields=["domain"],
                condition=Q(owner_optout=True),
                name="idx_sites_opted_out",
            ),
            # Fewer than three letters: what a host name begins with, in any collation.
            models.Index(
                OpClass(Upper("domain"), name="text_pattern_ops"),
                name="idx_sites_domain_prefix",
            ),
            # "Contains" search by host name: scanner.views.sites, admin. Django's
            # icontains compares upper case with upper case: so does the index.
            GinIndex(
                OpClass(Upper("domain"), name="gin_trgm_ops"),
                name="idx_sites_domain_trgm",
            ),
            # The same by title.
            GinIndex(
                OpClass(Upper("title"), name="gin_trgm_ops"),
                name="idx_sites_title_trgm",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["domain"], name="sites_domain_unique"),
            models.CheckConstraint(
                condition=Q(status__in=SiteStatus.values), name="sites_status_known"
            ),
            models.CheckConstraint(
                condition=Q(robots_status__in=RobotsStatus.values),
                name="sites_robots_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def get_absolute_url(self) -> str:
        return reverse("scanner:site", args=[self.domain])
