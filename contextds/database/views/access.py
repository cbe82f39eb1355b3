"""Who may see the pages of monitoring, and the frame that they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Whoever may see the stored history of statements may see what is running now.
MAY_SEE = "database.view_statementsnapshot"
#: Whoever may end what others are doing; PostgreSQL's own role is pg_signal_backend.
MAY_SIGNAL = "database.signal_backend"

View = Callable[..., HttpResponse]

#: The pages in the order of the navigation: name of the address, title.
PAGES = (
    ("overview", "Overview"),
    ("activity", "Activity"),
    ("statements", "Statements"),
    ("indexes", "Indexes"),
    ("tables", "Tables"),
    ("connections", "Connections"),
    ("partitions", "Partitions"),
    ("queue", "Queue"),
    ("usage", "MCP usage"),
)


def for_operators(permission: str = MAY_SEE) -> Callable[[View], View]:
    """Let in staff who have `permission`; strangers sign in first, other staff get 403.

    The answer is never cached: AdminSite.admin_view sees to that.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not (user.has_perm(MAY_SEE) and user.has_perm(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(guarded)

    return guard


def page(
    request: HttpRequest, name: str, context: Mapping[str, Any], *, title: str = ""
) -> HttpResponse:
    """Render monitoring/`name`.html in the frame of the admin.

    `title` is that of a page below one of PAGES.
    """
    return render(
        request,
        f"monitoring/{name}.html",
        {
            **admin.site.each_context(request),
            "pages": PAGES,
            "title": title or dict(PAGES)[name],
            "may_signal": request.user.has_perm(MAY_SIGNAL),
            **context,
        },
    )


def chosen(request: HttpRequest, parameter: str, choices: Mapping[str, Any]) -> str:
    """What the address says for `parameter`, the first of `choices` by default.

    Raises BadRequest for anything else.
    """
    value = request.GET.get(parameter) or next(iter(choices))
    if value not in choices:
        raise BadRequest(f"There is no such {parameter}.")
    return value
