"""The admin site: its name, and its index in an operator's order."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

#: Apps whose tables an operator looks at most come first; others follow by name.
_ORDER = ["scanner", "tokens", "accounts", "billing", "mcp", "audit", "database"]


class Administration(AdminSite):
    """The admin of ContextDS."""

    site_header = "ContextDS"
    site_title = "ContextDS"
    index_title = "Operations"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Django's guard; a filter's value that no column can hold is a bad request.

        Django asks for such values (NUL, a year 99999, a status that does not exist)
        and only the driver or PostgreSQL refuses them.
        """

        @wraps(view)
        def answered(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (DataError, ValueError, OverflowError) as error:
                if request.method != "GET" or not request.GET:
                    raise
                raise BadRequest("No column holds such a value.") from error

        return super().admin_view(cast(View, answered), cacheable)

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
