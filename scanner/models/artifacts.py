"""What a scan tells of a site beside its tokens: layout and public design sources."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from scanner.models.scans import Scan
from scanner.models.sites import Site
from scanner.querysets import LayoutProfileQuerySet


class LayoutProfile(models.Model):
    """The measured layout of a site at one scan. Written only by `scanner.pipeline`."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="layout_profiles", db_index=False
    )
    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="layout_profiles", db_index=False
    )

    profile_json = models.JSONField()
    archetypes = models.JSONField(default=list, blank=True)
    containers = models.JSONField(default=dict, blank=True)
    grid_flex = models.JSONField(default=dict, blank=True)
    spacing_scale = models.JSONField(default=dict, blank=True)
    radii_taxonomy = models.JSONField(default=dict, blank=True)
    shadows_taxonomy = models.JSONField(default=dict, blank=True)
    motion = models.JSONField(default=dict, blank=True)
    accessibility = models.JSONField(default=dict, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LayoutProfileQuerySet.as_manager()

    class Meta:
        db_table = "layout_profiles"
        indexes = [
            # Newest profile of a site: the agents' tool layout_profile.
            models.Index(
                F("site"), F("created_at").desc(), name="idx_layout_profiles_site"
            ),
            # Profile of a scan: scan page; deletion of a scan.
            models.Index(fields=["scan"], name="idx_layout_profiles_scan_id"),
            # Layouts whose profile contains an attribute: admin search.
            GinIndex(fields=["profile_json"], name="idx_layouts_profile_gin"),
            # Layouts with an archetype such as a pricing table: admin search.
            GinIndex(fields=["archetypes"], name="idx_layouts_archetypes_gin"),
        ]

    def __str__(self) -> str:
        return f"layout of site {self.site_id} at scan {self.scan_id}"


class OrgArtifact(models.Model):
    """Public design sources of a site's owner: documentation, Storybook, repositories."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="artifacts", db_index=False
    )
    docs_urls = models.JSONField(default=list, blank=True)
    storybook_url = models.CharField(max_length=2048, blank=True)
    figma_url = models.CharField(max_length=2048, blank=True)
    github_org = models.CharField(max_length=200, blank=True)
    repos_json = models.JSONField(default=list, blank=True)

    last_checked = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "org_artifacts"
        verbose_name = "organisation artifact"
        indexes = [
            # Artifacts of a site: site page, MCP research_artifacts.
            models.Index(fields=["site"], name="idx_org_artifacts_site_id"),
        ]

    def __str__(self) -> str:
        return f"artifacts of site {self.site_id}"
