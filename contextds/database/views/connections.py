"""Connections of the server and of this process's pool, against their limits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contextds.database import statistics
from contextds.database.views.access import for_operators, page


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Who is connected, how many more may be, and who follows this server."""
    context = {
        "connections": statistics.connections(),
        "pool": statistics.pool(),
        "checkpoints": statistics.checkpoints(),
        "replicas": statistics.replicas(),
        "slots": statistics.replication_slots(),
    }
    return page(request, "connections", context)
