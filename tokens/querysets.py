"""The questions that are asked about tokens and their history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from tokens.models import TokenChange, TokenSet, TokenVersion  # noqa: F401 - in strings


class TokenSetQuerySet(models.QuerySet["TokenSet"]):
    """Questions about token sets."""

    def latest_of(self, site_id: int) -> TokenSet | None:
        """The newest set of a site: index idx_token_sets_site_created."""
        return self.filter(site_id=site_id).order_by("-created_at").first()

    def newest_first(self) -> TokenSetQuerySet:
        """By time, newest first."""
        return self.order_by("-created_at")

    def public(self) -> TokenSetQuerySet:
        """Sets that anyone may see; owners who opted out are left out."""
        return self.filter(is_public=True).exclude(site__owner_optout=True)

    def matching_term(self, term: str) -> TokenSetQuerySet:
        """Sets with a term of `tokens.search.search_terms`: index on search_terms."""
        return self.filter(search_terms__contains=[term])

    def with_token(
        self, group: str, name: str, attributes: Mapping[str, Any]
    ) -> TokenSetQuerySet:
        """Sets whose token `group.name` has these attributes, such as `$value`.

        `@>` and not `tokens_json__group__name`, which compiles to `#>` and never uses
        the GIN index.
        """
        return self.filter(tokens_json__contains={group: {name: dict(attributes)}})

    def with_pack(self, attributes: Mapping[str, Any]) -> TokenSetQuerySet:
        """Sets whose AI prompt pack contains these attributes."""
        return self.filter(pack_json__contains=dict(attributes))


class TokenVersionQuerySet(models.QuerySet["TokenVersion"]):
    """Questions about versions."""

    def history(self) -> TokenVersionQuerySet:
        """Newest first: index idx_token_versions_site."""
        return self.order_by("-created_at")

    def with_documents(self) -> TokenVersionQuerySet:
        """With the version's token set and that of the version before it."""
        return self.select_related("token_set", "previous_version__token_set")

    def latest_of(self, site_id: int) -> TokenVersion | None:
        """The newest version of a site, by number: its unique constraint's index."""
        return self.filter(site_id=site_id).order_by("-version_number").first()

    def breaking(self) -> TokenVersionQuerySet:
        """Versions that removed or changed what others rely on."""
        return self.filter(changelog_json__contains={"breaking": True})


class TokenChangeQuerySet(models.QuerySet["TokenChange"]):
    """Questions about single changes."""

    def of_version(self, version: TokenVersion) -> TokenChangeQuerySet:
        """Changes of a version by category and path.

        The time bounds are the version's own transaction: they let PostgreSQL open one
        month's partition instead of probing all of them.
        """
        return self.filter(version=version, created_at=version.created_at).order_by(
            "category", "token_path", "id"
        )

    def timeline(self, site_id: int) -> TokenChangeQuerySet:
        """A site's changes, newest first: index idx_token_changes_timeline."""
        return self.filter(site_id=site_id).order_by("-created_at", "-id")

    def with_version(self) -> TokenChangeQuerySet:
        """With the version that each belongs to, as far as a list tells it."""
        return self.select_related("version").defer("version__changelog_json")
