"""The months of partitioned tables: made ahead, in use, archived."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contextds.database import statistics
from contextds.database.statistics import Unavailable
from contextds.database.views.access import for_operators, page


@for_operators()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """How many months are ahead, how large each one is, and what left the database."""
    sizes = statistics.table_sizes()
    context: dict[str, object] = {
        "ahead": statistics.partitions_ahead(),
        "sizes": sizes,
        "archives": statistics.archive_states(),
    }
    if not isinstance(sizes, Unavailable):
        context["partitioned"] = [
            (size, max(partition.total_bytes for partition in size.partitions))
            for size in sizes
            if size.partitions
        ]
    return page(request, "partitions", context)
