"""Design tokens of a site, their versions and what changed between them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from tokens.querysets import (
    TokenChangeQuerySet,
    TokenSetQuerySet,
    TokenVersionQuerySet,
)


class ChangeType(models.TextChoices):
    ADDED = "added"
    REMOVED = "removed"
    MODIFIED = "modified"
    RENAMED = "renamed"


class VoteType(models.TextChoices):
    CORRECT = "correct"
    ALIAS = "alias"
    DUPLICATE = "duplicate"
    LOW_CONTRAST = "low_contrast"
    RENAME = "rename"


class TokenSet(models.Model):
    """One DTCG document of a site, or of a remix. Written only by `tokens.recording`.

    A site gets a new set only when its tokens changed, so sets and versions pair up.
    `search_terms` holds what `tokens.search` looks for: `#3b82f6`, `color:#3b82f6`,
    `color.blue-500=#3b82f6`; `search_paths` the paths that name patterns are compared
    with. `is_latest` marks the newest set of each site: most searches want no other, and
    their indexes hold no other.
    """

    site = models.ForeignKey(
        "scanner.Site",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="token_sets",
        db_index=False,
    )
    scan = models.ForeignKey(
        "scanner.Scan",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="token_sets",
        db_column="created_by",
        db_index=False,
    )

    version_number = models.PositiveIntegerField()
    extractor_version = models.CharField(max_length=20)
    tokens_json = models.JSONField()
    pack_json = models.JSONField(null=True, blank=True)
    search_terms = ArrayField(models.TextField(), default=list, blank=True)
    search_paths = models.TextField(default="", db_default="", blank=True)

    token_count = models.PositiveIntegerField(default=0)
    consensus_score = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    is_public = models.BooleanField(default=True)
    is_latest = models.BooleanField(
        "newest of its site", default=False, db_default=False
    )

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    objects = TokenSetQuerySet.as_manager()

    class Meta:
        db_table = "token_sets"
        indexes = [
            # Newest set of a site: scanner.views.site, MCP get_tokens.
            models.Index(
                F("site"), F("created_at").desc(), name="idx_token_sets_site_created"
            ),
            # Newest sets that match a search: token search, home page.
            models.Index(F("created_at").desc(), name="idx_token_sets_created_at"),
            # Sets of a person: account page, erasure.
            models.Index(fields=["created_by"], name="idx_token_sets_created_by"),
            # Value, near colour, range: token search among all versions.
            GinIndex(fields=["search_terms"], name="idx_token_sets_search_terms"),
            # The same among the newest set of each site, a tenth of the rows.
            GinIndex(
                fields=["search_terms"],
                condition=Q(is_latest=True),
                name="idx_token_sets_latest_terms",
            ),
            # Name patterns among all versions: token search.
            GinIndex(
                OpClass("search_paths", name="gin_trgm_ops"),
                name="idx_token_sets_search_paths",
            ),
            # The same among the newest set of each site.
            GinIndex(
                OpClass("search_paths", name="gin_trgm_ops"),
                condition=Q(is_latest=True),
                name="idx_token_sets_latest_paths",
            ),
            # What most of them have, newest first: token search stops after a page.
            models.Index(
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(is_latest=True),
                name="idx_token_sets_latest_created",
            ),
            # A token at this path with this value: TokenSetQuerySet.with_token.
            GinIndex(fields=["tokens_json"], name="idx_token_sets_tokens_gin"),
            # Packs by attribute: TokenSetQuerySet.with_pack, admin search.
            GinIndex(fields=["pack_json"], name="idx_token_sets_pack_gin"),
        ]
        constraints = [
            # One set per scan; the index also answers "the set of this scan".
            models.UniqueConstraint(fields=["scan"], name="token_sets_scan_unique"),
            models.UniqueConstraint(
                fields=["site", "version_number"], name="token_sets_version_unique"
            ),
            # Also the newest sets of some sites: token search.
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(is_latest=True),
                name="token_sets_one_latest",
            ),
            models.CheckConstraint(
                condition=Q(consensus_score__isnull=True)
                | Q(consensus_score__gte=0, consensus_score__lte=1),
                name="token_sets_consensus_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"tokens {self.pk}, version {self.version_number}"


class TokenVersion(models.Model):
    """One step in a site's history. Written only by `tokens.recording`.

    The first scan makes version 1; two scans can never make the same version.
    """

    site = models.ForeignKey(
        "scanner.Site",
        on_delete=models.CASCADE,
        related_name="token_versions",
        db_index=False,
    )
    token_set = models.ForeignKey(
        TokenSet, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    previous_version = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="next_versions",
        db_index=False,
    )

    version_number = models.PositiveIntegerField()
    changelog_json = models.JSONField(default=dict, blank=True)
    diff_summary = models.TextField(blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TokenVersionQuerySet.as_manager()

    class Meta:
        db_table = "token_versions"
        indexes = [
            # History of a site, newest first: scanner.views.history.
            models.Index(
                F("site"),
                F("created_at").desc(),
                name="idx_token_versions_site",
            ),
            # Versions of all sites in a period: monitoring, digest.
            models.Index(fields=["created_at"], name="idx_token_versions_created_at"),
            # The version of a set: deletion of a set.
            models.Index(fields=["token_set"], name="idx_token_versions_token_set"),
            # What followed a version: version page, deletion of a version.
            models.Index(
                fields=["previous_version"], name="idx_token_versions_previous"
            ),
            # Versions with a breaking change: TokenVersionQuerySet.breaking.
            GinIndex(fields=["changelog_json"], name="idx_versions_changelog_gin"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "version_number"], name="token_versions_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(version_number__gte=1), name="token_versions_from_1"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version_number}"

    def get_absolute_url(self) -> str:
        return reverse("scanner:version", args=[self.site.domain, self.version_number])


class TokenChange(models.Model):
    """One token that differs between two versions. Written only by `tokens.recording`.

    Partitioned by month. `site` repeats the version's site: that alone makes the
    timeline of the hottest site one index range instead of a join over all sites.
    """

    partition_key = "created_at"

    version = models.ForeignKey(
        TokenVersion, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    # No constraint of its own: the version's foreign key already ties the row to its
    # site, and a second check on each row would slow the bulk load.
    site = models.ForeignKey(
        "scanner.Site",
        on_delete=models.CASCADE,
        related_name="token_changes",
        db_index=False,
        db_constraint=False,
    )

    token_path = models.TextField()
    change_type = models.CharField(max_length=10, choices=ChangeType)
    category = models.CharField(max_length=40)
    old_value = models.JSONField(null=True, blank=True)
    new_value = models.JSONField(null=True, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TokenChangeQuerySet.as_manager()

    class Meta:
        db_table = "token_changes"
        indexes = [
            # Changes of a version, by category: scanner.views.version.
            models.Index(
                fields=["version", "category"], name="idx_token_changes_version_cat"
            ),
            # Timeline of a site by keyset: TokenChangeQuerySet.timeline.
            models.Index(
                F("site"),
                F("created_at").desc(),
                F("id").desc(),
                name="idx_token_changes_timeline",
            ),
            # Changes of a day on all sites. Append-only: BRIN, 0.2 MB instead of 212.
            BrinIndex(fields=["created_at"], name="idx_token_changes_created_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(change_type__in=ChangeType.values),
                name="token_changes_type_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_type} {self.token_path}"


class TokenVote(models.Model):
    """What one person thinks of one token of a set; one vote each."""

    token_set = models.ForeignKey(
        TokenSet, on_delete=models.CASCADE, related_name="votes", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="token_votes",
        db_index=False,
    )

    token_key = models.CharField(max_length=250)
    vote_type = models.CharField(max_length=15, choices=VoteType)
    note = models.CharField(max_length=1000, blank=True)

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "token_votes"
        indexes = [
            # Votes of a person: account page, erasure.
            models.Index(fields=["user"], name="idx_token_votes_user_id"),
        ]
        constraints = [
            # One vote per person and token; also the votes of a set.
            models.UniqueConstraint(
                fields=["token_set", "token_key", "user"], name="idx_token_votes_unique"
            ),
            models.CheckConstraint(
                condition=Q(vote_type__in=VoteType.values),
                name="token_votes_type_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote_type}: {self.token_key}"


class Remix(models.Model):
    """A token set that a person composed of several others."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="remixes",
        db_column="created_by",
        db_index=False,
    )
    sources = models.ManyToManyField(
        TokenSet, through="RemixSource", related_name="remixed_in"
    )
    output_token_set = models.ForeignKey(
        TokenSet,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    constraints_json = models.JSONField(default=dict, blank=True)
    is_public = models.BooleanField(default=False)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        db_table = "remixes"
        verbose_name_plural = "remixes"
        indexes = [
            # Remixes of a person: account page, erasure.
            models.Index(fields=["created_by"], name="idx_remixes_created_by"),
            # The remix of a set: deletion of a set.
            models.Index(fields=["output_token_set"], name="idx_remixes_output"),
        ]

    def __str__(self) -> str:
        return self.name


class RemixSource(models.Model):
    """One ingredient of a remix, in its order."""

    remix = models.ForeignKey(Remix, on_delete=models.CASCADE, db_index=False)
    token_set = models.ForeignKey(TokenSet, on_delete=models.CASCADE, db_index=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "remix_sources"
        indexes = [
            # Remixes that use a set: token page; deletion of a set.
            models.Index(fields=["token_set"], name="idx_remix_sources_token_set"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["remix", "position"], name="remix_sources_position_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"source {self.position} of remix {self.remix_id}"
