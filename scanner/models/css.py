"""CSS as it was served: contents stored once by hash, and where each was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from scanner.models.scans import Page, Scan
from scanner.querysets import CssContentQuerySet, CssSourceQuerySet


class SourceKind(models.TextChoices):
    """How a page brings a stylesheet in."""

    LINK = "link"
    INLINE = "inline"
    ATTRIBUTE = "attribute"
    IMPORT = "import"
    COMPUTED = "computed"


class CssContent(models.Model):
    """The bytes of one stylesheet, whoever served them. Written by `scanner.css_store`.

    Stored once per SHA-256 of the raw bytes, compressed by zstd: in `content`, or in
    the storage under `storage_key` when large. References are counted by a query over
    css_sources, never by a counter that could drift.
    """

    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField(null=True)
    storage_key = models.CharField(max_length=200, blank=True)
    bytes = models.PositiveIntegerField(help_text="Size as served.")
    stored_bytes = models.PositiveIntegerField(help_text="Size as stored.")

    first_seen = models.DateTimeField(db_default=Now(), editable=False)
    last_accessed = models.DateTimeField(db_default=Now())

    objects = CssContentQuerySet.as_manager()

    class Meta:
        db_table = "css_contents"
        verbose_name = "CSS content"
        indexes = [
            # Contents that nobody used for long: retention.
            models.Index(
                fields=["last_accessed"], name="idx_css_contents_last_accessed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], name="css_contents_sha256_unique"
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=False, storage_key="")
                | (Q(content__isnull=True) & ~Q(storage_key="")),
                name="css_contents_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class CssSource(models.Model):
    """One stylesheet of one scan, in cascade order. Written only by the pipeline."""

    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="css_sources", db_index=False
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="css_sources",
        db_index=False,
    )
    content = models.ForeignKey(
        CssContent, on_delete=models.PROTECT, related_name="sources", db_index=False
    )

    url = models.CharField("URL", max_length=2048)
    kind = models.CharField(max_length=10, choices=SourceKind)
    media = models.TextField(blank=True)
    position = models.PositiveIntegerField(help_text="Place in the cascade, from 0.")
    bytes = models.PositiveIntegerField()
    encoding = models.CharField(
        max_length=40, default="utf-8", help_text="How its bytes read as text."
    )
    opening = models.TextField(
        blank=True, help_text="Conditions of its @import, that stand before its text."
    )
    closing = models.TextField(blank=True, help_text="What closes them after it.")
    truncated = models.BooleanField(default=False)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CssSourceQuerySet.as_manager()

    class Meta:
        db_table = "css_sources"
        verbose_name = "CSS source"
        indexes = [
            # The stylesheets of a scan in cascade order: site page, re-extraction.
            models.Index(fields=["scan", "position"], name="idx_css_sources_scan_id"),
            # Whether a content is still used: retention.
            models.Index(fields=["content"], name="idx_css_sources_content_id"),
            # The stylesheets of a page: admin; deletion of a page.
            models.Index(fields=["page"], name="idx_css_sources_page_id"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="css_sources_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.url
