"""Reading public pages from a hot standby, where REPLICA_DATABASE_URL names one.

A standby is a moment behind. So only views that say so by `@read_from_replica` are read
from it, and of their rows only those that the public sees: sessions and accounts stay with
the primary, where a sign-in of a second ago is known.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)

ALIAS = "replica"
#: The apps whose rows the public pages show.
PUBLIC = frozenset({"scanner", "tokens"})
#: Seconds for which a replica that failed is left alone: else each page would wait for it.
REST = 15.0
_QUERY_CANCELED = "57014"

_reading: ContextVar[bool] = ContextVar("reading", default=False)
#: time.monotonic() from when on the replica is asked again.
_asked_again = 0.0


class Router:
    """Sends what a view marked by `read_from_replica` reads there; all else to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The replica for public rows inside such a view."""
        # Never None: what hangs on a row of the replica would then be read there too.
        public = model._meta.app_label in PUBLIC
        return ALIAS if _reading.get() and public else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The primary, for rows too that were read from the replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Always: all aliases lead to the same data."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the primary is migrated."""
        return db == DEFAULT_DB_ALIAS


def read_from_replica(
    view: Callable[Concatenate[HttpRequest, P], Response],
) -> Callable[Concatenate[HttpRequest, P], Response]:
    """Let a view that writes nothing read public rows from the replica, if there is one.

    What is not found there may have been written a moment ago, and a replica may be away
    or cancel a query that stands in the way of its recovery: then the view is called once
    more, on the primary. A query that took too long is not asked again: it would there too.
    """

    @wraps(view)
    def answered(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response:
        if not _is_asked():
            return view(request, *args, **kwargs)
        token = _reading.set(True)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            pass
        except (OperationalError, InterfaceError) as error:
            if getattr(error.__cause__, "sqlstate", None) == _QUERY_CANCELED:
                raise
            _leave_alone(error)
        finally:
            _reading.reset(token)
        return view(request, *args, **kwargs)

    return answered


def _is_asked() -> bool:
    return ALIAS in connections.settings and time.monotonic() >= _asked_again


def _leave_alone(error: Exception) -> None:
    global _asked_again
    _asked_again = time.monotonic() + REST
    said = str(error).strip().partition("\n")[0]
    logger.warning(
        "The replica failed (%s): pages are read from the primary, for %g s.",
        said,
        REST,
    )
