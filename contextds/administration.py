"""The admin site: its name, and its index in an operator's order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_KEY = re.compile(r"[0-9]{1,19}")
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
        and only the driver or PostgreSQL refuses them. So is an action on rows that
        no checkbox stands for.
        """

        @wraps(view)
        def answered(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not all(map(_is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest("No row has such a number.")
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


def _is_key(text: str) -> bool:
    """Whether a chosen row can be one: all listed tables are numbered by a bigint."""
    return bool(_KEY.fullmatch(text)) and int(text) <= BigIntegerField.MAX_BIGINT


def _rank(app: dict[str, Any]) -> int:
    label = app["app_label"]
    return _ORDER.index(label) if label in _ORDER else len(_ORDER)
