"""The page of a site as a browser gets it: its queries, and the time of the whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from contextds.commands import Error
from contextds.database.benchmark.figures import median, percentile
from contextds.database.plans import Sql, recorded

REQUESTS = 30
#: Pages without indexes take seconds: after so many no further one is asked for.
_ENOUGH_SECONDS = 30


def statements(domain: str) -> list[Sql]:
    """The queries of a site's page, in order."""
    with served() as client:
        found = recorded(lambda: _get(client, domain))
    return [sql for sql in found if sql.text.lstrip("(").startswith("SELECT")]


def response_times(domain: str) -> dict[str, float]:
    """Ask for a site's page REQUESTS times: milliseconds of the whole answer.

    The first request warms the templates up and does not count.
    """
    taken: list[float] = []
    with served() as client:
        _get(client, domain)
        while len(taken) < REQUESTS and sum(taken) < _ENOUGH_SECONDS * 1000:
            start = time.perf_counter()
            _get(client, domain)
            taken.append((time.perf_counter() - start) * 1000)
    return {
        "requests": len(taken),
        "median_ms": median(taken),
        "p95_ms": percentile(taken, 95),
    }


def _get(client: Client, domain: str) -> None:
    path = reverse("scanner:site", args=[domain])
    response = client.get(path, secure=True)
    if response.status_code != 200:
        raise Error(f"The page {path} answered {response.status_code} instead of 200.")


@contextmanager
def served() -> Iterator[Client]:
    """A client of the site as it is, whatever its own name is and without collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        # Looks for files when they are asked for: STATIC_ROOT may not be there.
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield Client()
