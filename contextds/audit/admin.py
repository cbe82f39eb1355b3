"""The admin of the audit log: read by operators, written by nobody."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest

from contextds.audit.administration import FactAdmin
from contextds.audit.models import AuditLog


@admin.register(AuditLog)
class AuditLogAdmin(FactAdmin[AuditLog]):
    """Who did what, to what, when and from where."""

    list_display = (
        "created_at",
        "action",
        "resource_type",
        "resource_id",
        "user_id",
        "ip_address",
    )
    list_filter = ("created_at",)
    search_fields = ("user_id",)
    search_help_text = "The address of a person, or the number of an account"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditLog], search_term: str
    ) -> tuple[QuerySet[AuditLog], bool]:
        """Understand an address too; an erased account is found by its number only."""
        term = search_term.strip()
        if "@" in term:
            people = get_user_model().objects.filter(email=term.lower())
            keys = list(people.values_list("pk", flat=True))
            return queryset.filter(user_id__in=keys), False
        return super().get_search_results(request, queryset, term)
