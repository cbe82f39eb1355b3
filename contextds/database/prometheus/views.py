"""/metrics: the readings for Prometheus, behind a token."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contextds.database.prometheus.exposition import exposition


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics for who sends `Authorization: Bearer METRICS_TOKEN`; 401 for others.

    404 while no token is set. A database that is away is `contextds_database_up 0` with
    200: the process answers, and an alert can tell the two apart.
    """
    if not settings.METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    # Both are compared in any case: the time tells nothing.
    same = constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    if not (same and scheme.lower() == "bearer"):
        return HttpResponse(
            "Send the token: Authorization: Bearer METRICS_TOKEN\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
        )
    body, content_type = exposition(request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=content_type)
