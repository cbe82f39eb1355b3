"""The questions that are asked about tokens and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from tokens.search.colour_cells import touched_terms
from tokens.search.criteria import Criteria, Near, Range
from tokens.search.matching import pattern_expression
from tokens.search.number_cells import covering_terms
from tokens.search.terms import value_term

if TYPE_CHECKING:
    from tokens.models import TokenChange, TokenSet, TokenVersion  # noqa: F401 - in strings


#: What only the search and the packs read of a set, and beside it the document itself.
UNSHOWN = ("pack_json", "search_terms", "search_paths")
HEAVY = ("tokens_json", *UNSHOWN)


class TokenSetQuerySet(models.QuerySet["TokenSet"]):
    """Questions about token sets."""

    def latest_of(self, site_id: int) -> TokenSet | None:
        """The newest set of a site: index idx_token_sets_site_created."""
        return self.filter(site_id=site_id).order_by("-created_at").first()

    def newest_first(self) -> TokenSetQuerySet:
        """By time, newest first."""
        return self.order_by("-created_at")

    def published(self) -> TokenSetQuerySet:
        """Sets that are not private, for pages of a site that is known to be listed."""
        return self.filter(is_public=True)

    def public(self) -> TokenSetQuerySet:
        """Sets that anyone may see; owners who opted out are left out.

        Those owners are few: read once, by an index of their own, their sites cost less
        than a look at the site of each set.
        """
        sites = self.model._meta.get_field("site").related_model
        opted_out = sites._base_manager.filter(owner_optout=True)
        return self.published().exclude(site__in=opted_out.values("pk"))

    def with_document_alone(self) -> TokenSetQuerySet:
        """With the document, without what only the search and the packs read."""
        return self.defer(*UNSHOWN)

    def without_documents(self) -> TokenSetQuerySet:
        """With what lists and headers tell of a set; its documents stay unread."""
        return self.defer(*HEAVY)

    def newest_of_each_site(self) -> TokenSetQuerySet:
        """The newest set of each site, for which the indexes of the search are made."""
        return self.filter(is_latest=True)

    def of_domains(self, domains: Sequence[str]) -> TokenSetQuerySet:
        """Sets of some sites: by their keys, which the planner can judge, not by a join."""
        sites = self.model._meta.get_field("site").related_model
        keys = sites._base_manager.filter(domain__in=domains).values_list(
            "pk", flat=True
        )
        return self.filter(site__in=list(keys))

    def matching_term(self, term: str) -> TokenSetQuerySet:
        """Sets with a term of `tokens.search.search_terms`: index on search_terms."""
        return self.filter(search_terms__contains=[term])

    def with_value(
        self, value: str, group: str = "", name: str = ""
    ) -> TokenSetQuerySet:
        """Sets with a value anywhere, in a category or at a path `group.name`."""
        return self.matching_term(value_term(value, group, name))

    def with_colour_near(self, near: Near) -> TokenSetQuerySet:
        """Sets with a colour in one of the cells that the ball of near ones touches."""
        terms = touched_terms(near.center, near.distance, near.alpha)
        return self.filter(search_terms__overlap=terms)

    def with_size_in(self, wanted: Range, group: str = "") -> TokenSetQuerySet:
        """Sets with a value in one of the cells that cover a range."""
        terms = covering_terms(wanted.unit, wanted.low, wanted.high, group)
        return self.filter(search_terms__overlap=terms)

    def with_path_like(self, pattern: str) -> TokenSetQuerySet:
        """Sets with a token path that a pattern in lower case fits: `color.blue-*`.

        The line breaks around each path are part of the expression; the index finds the
        three-letter pieces of what stands between the asterisks.
        """
        expression = f"\\n{pattern_expression(pattern)}\\n"
        return self.filter(search_paths__regex=expression)

    def with_token(
        self, group: str, name: str, attributes: Mapping[str, Any]
    ) -> TokenSetQuerySet:
        """Sets whose token `group.name` has these attributes, such as `$value`.

        `@>` and not `tokens_json__group__name`, which compiles to `#>` and never uses
        the GIN index.
        """
        return self.filter(tokens_json__contains={group: {name: dict(attributes)}})

    def searched(self, criteria: Criteria) -> TokenSetQuerySet:
        """The public sets that a search is among, newest first, without their documents."""
        found = self.public().filter(site__isnull=False)
        if not criteria.all_versions:
            found = found.newest_of_each_site()
        if criteria.domains:
            found = found.of_domains(criteria.domains)
        return found.order_by("-created_at", "-id").only(
            "id", "site_id", "version_number", "created_at", "token_count"
        )

    def candidates(self, criteria: Criteria) -> TokenSetQuerySet:
        """Those of the sets searched that may hold what is looked for.

        Whether a set does, and by which token, `tokens.search.matches` tells: a cell is
        larger than a ball of colours, and two tokens may share what one has to be.
        """
        found = self.searched(criteria)
        if criteria.value:
            found = found.with_value(criteria.value, criteria.group, criteria.name)
        if criteria.alias:
            attributes = {"$value": f"{{{criteria.alias}}}"}
            found = found.with_token(criteria.group, criteria.name, attributes)
        if criteria.near:
            found = found.with_colour_near(criteria.near)
        if criteria.range:
            found = found.with_size_in(criteria.range, criteria.group)
        if criteria.pattern:
            found = found.with_path_like(criteria.pattern)
        elif criteria.is_category_alone:
            found = found.with_path_like(f"{criteria.group}.*")
        return found

    def with_pack(self, attributes: Mapping[str, Any]) -> TokenSetQuerySet:
        """Sets whose AI prompt pack contains these attributes."""
        return self.filter(pack_json__contains=dict(attributes))


class TokenVersionQuerySet(models.QuerySet["TokenVersion"]):
    """Questions about versions."""

    def public(self) -> TokenVersionQuerySet:
        """Versions whose token set anyone may see."""
        return self.filter(token_set__is_public=True)

    def history(self) -> TokenVersionQuerySet:
        """Newest first: index idx_token_versions_site."""
        return self.order_by("-created_at")

    def with_documents(self) -> TokenVersionQuerySet:
        """With the version's token set and that of the version before it.

        Of the sets the documents only, of the version before no changelog.
        """
        sets = ("token_set", "previous_version__token_set")
        return self.select_related(*sets).defer(
            "previous_version__changelog_json",
            "previous_version__diff_summary",
            *(f"{token_set}__{column}" for token_set in sets for column in UNSHOWN),
        )

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

    def public(self) -> TokenChangeQuerySet:
        """Changes that led to a token set that anyone may see."""
        return self.filter(version__token_set__is_public=True)

    def with_version(self) -> TokenChangeQuerySet:
        """With the version that each belongs to, as far as a list tells it."""
        return self.select_related("version").defer("version__changelog_json")
