"""The program's own work: jobs, scans and the hourly roll-up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contextds.database import statistics
from contextds.database.views.access import for_operators, page


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What waits, what runs, and what lost its worker."""
    context = {
        "queue": statistics.queue_health(),
        "scans": statistics.scan_health(),
        "rollup": statistics.rollup_lag(),
    }
    return page(request, "queue", context)
