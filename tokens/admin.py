"""The admin of token sets and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from contextds.audit.administration import FactAdmin, RowAdmin, attribute
from tokens.models import (
    Remix,
    RemixSource,
    TokenChange,
    TokenSet,
    TokenVersion,
    TokenVote,
)

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline[RemixSource, Remix]
else:
    _TabularInline = admin.TabularInline


class Breaking(admin.SimpleListFilter):
    """Versions that break what others rely on: index idx_versions_changelog_gin."""

    title = "effect"
    parameter_name = "effect"

    def lookups(self, *_: Any) -> list[tuple[str, str]]:
        """Return the choice."""
        return [("breaking", "breaking")]

    def queryset(
        self, _: HttpRequest, versions: QuerySet[TokenVersion]
    ) -> QuerySet[TokenVersion]:
        """Apply the choice."""
        return versions & TokenVersion.objects.breaking() if self.value() else versions


@admin.register(TokenSet)
class TokenSetAdmin(FactAdmin[TokenSet]):
    """The documents, shown as excerpts: some have 20,000 tokens."""

    list_display = (
        "id",
        "site",
        "version_number",
        "token_count",
        "extractor_version",
        "consensus_score",
        "is_public",
        "created_at",
    )
    list_select_related = ("site",)
    list_filter = ("created_at",)
    search_fields = ("site__domain",)
    search_help_text = "A host name, or pack:NAME=VALUE"
    heavy = ("tokens_json", "pack_json", "search_terms", "search_paths")
    hidden = ("search_terms", "search_paths")
    related = (
        ("tokens.TokenVersion", "token_set"),
        ("tokens.TokenVote", "token_set"),
        ("scanner.Scan", "token_set"),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[TokenSet], search_term: str
    ) -> tuple[QuerySet[TokenSet], bool]:
        """Understand an attribute of the AI prompt pack too."""
        kind, _, wanted = search_term.strip().partition(":")
        if kind == "pack":
            return queryset & TokenSet.objects.with_pack(attribute(wanted)), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(TokenVersion)
class TokenVersionAdmin(FactAdmin[TokenVersion]):
    """The steps in the history of sites."""

    list_display = ("id", "site", "version_number", "diff_summary", "created_at")
    list_select_related = ("site",)
    list_filter = (Breaking, "created_at")
    search_fields = ("site__domain",)
    search_help_text = "A host name"
    heavy = ("changelog_json",)
    related = (("tokens.TokenChange", "version"),)


@admin.register(TokenChange)
class TokenChangeAdmin(FactAdmin[TokenChange]):
    """Single changes, of all sites."""

    list_display = (
        "id",
        "site",
        "token_path",
        "change_type",
        "category",
        "version",
        "created_at",
    )
    list_select_related = ("site", "version")
    list_filter = ("created_at",)
    search_fields = ("site__domain",)
    search_help_text = "A host name"
    heavy = ("old_value", "new_value", "version__changelog_json")


@admin.register(TokenVote)
class TokenVoteAdmin(FactAdmin[TokenVote]):
    """What people think of tokens; an operator may delete an abusive one."""

    list_display = (
        "id",
        "token_key",
        "vote_type",
        "token_set",
        "user",
        "note",
        "created_at",
    )
    list_select_related = ("token_set", "user")
    search_fields = ("user__email",)
    search_help_text = "The address of a person"
    heavy = tuple(f"token_set__{column}" for column in TokenSetAdmin.heavy)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever holds the permission to."""
        return RowAdmin.has_delete_permission(self, request, obj)


class RemixSourceInline(_TabularInline):
    """The ingredients of a remix."""

    model = RemixSource
    raw_id_fields = ("token_set",)
    ordering = ("position",)
    extra = 0


@admin.register(Remix)
class RemixAdmin(RowAdmin[Remix]):
    """Compositions of people; an operator may hide, correct or delete one."""

    list_display = ("id", "name", "created_by", "is_public", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("created_by__email",)
    search_help_text = "The address of a person"
    raw_id_fields = ("created_by", "output_token_set")
    readonly_fields = ("created_at", "updated_at")
    inlines = (RemixSourceInline,)
