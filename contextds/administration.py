"""The admin site: its name, and its index in an operator's order."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

#: Apps whose tables an operator looks at most come first; others follow by name.
_ORDER = ["scanner", "tokens", "accounts", "billing", "mcp", "audit", "database"]


class Administration(AdminSite):
    """The admin of ContextDS."""

    site_header = "ContextDS"
    site_title = "ContextDS"
    index_title = "Operations"

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """Django's list, ours first."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=_rank)


class AdministrationConfig(AdminConfig):
    """Takes the place of django.contrib.admin in INSTALLED_APPS."""

    default_site = "contextds.administration.Administration"


def _rank(app: dict[str, Any]) -> int:
    label = app["app_label"]
    return _ORDER.index(label) if label in _ORDER else len(_ORDER)
