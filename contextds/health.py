"""/healthz: whether this process can do its work, for load balancers and monitors."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contextds.partitioning import months_ahead, partitioned_models

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and takes rows, else 503.

    `partitions_ahead` counts, for each partitioned table, the months after this one that
    have their partition: at -1 rows are refused, so that is not ok; 0 is a warning. The
    answer says nothing of hosts, versions or causes; those are in the log.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ahead = {
            model._meta.db_table: months_ahead(model) for model in partitioned_models()
        }
    except (DatabaseError, InterfaceError) as error:
        logger.error("healthz: %s", " ".join(str(error).split()))
        return JsonResponse({"status": "failed", "database": "away"}, status=503)
    writable = all(months >= 0 for months in ahead.values())
    warned = any(months < 1 for months in ahead.values())
    status = "failed" if not writable else "warning" if warned else "ok"
    return JsonResponse(
        {"status": status, "database": "ok", "partitions_ahead": ahead},
        status=200 if writable else 503,
    )
