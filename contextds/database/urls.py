"""The addresses of monitoring, below /admin/monitoring/."""

from __future__ import annotations

from django.urls import path, register_converter

from contextds.database.views import (
    activity,
    connections,
    indexes,
    overview,
    partitions,
    queue,
    statements,
    tables,
    usage,
)


class NameConverter:
    """The name of a table or an index."""

    regex = "[^/\x00]{1,63}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is; Django escapes it."""
        return value


class QueryIdConverter:
    """A queryid of pg_stat_statements: 64 bits with a sign."""

    regex = "-?[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Read it; a ValueError makes it a 404."""
        number = int(value)
        if not -(2**63) <= number < 2**63:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        """Write it."""
        return str(value)


register_converter(NameConverter, "name")
register_converter(QueryIdConverter, "queryid")
register_converter(activity.IdentityConverter, "session")

app_name = "monitoring"
urlpatterns = [
    path("", overview.show, name="overview"),
    path("activity/", activity.show, name="activity"),
    path(
        "activity/<session:identity>/cancel/",
        activity.end,
        {"action": "cancel"},
        name="cancel",
    ),
    path(
        "activity/<session:identity>/terminate/",
        activity.end,
        {"action": "terminate"},
        name="terminate",
    ),
    path("statements/", statements.show, name="statements"),
    path("statements/<queryid:queryid>/", statements.show_one, name="statement"),
    path("indexes/", indexes.show, name="indexes"),
    path("indexes/<name:name>/", indexes.show_one, name="index"),
    path("tables/", tables.show, name="tables"),
    path("tables/<name:name>/", tables.show_one, name="table"),
    path("connections/", connections.show, name="connections"),
    path("partitions/", partitions.show, name="partitions"),
    path("queue/", queue.show, name="queue"),
    path("usage/", usage.show, name="usage"),
]
