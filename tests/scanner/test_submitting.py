"""Many callers at once ask for the same sites."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from scanner import pipeline
from scanner.models import Scan, Site

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 24
SITES = 4


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """The queue's tables are not Django's: nothing else empties them between tests."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events")


def test_each_site_gets_one_scan_and_one_job() -> None:
    scans: list[int] = []

    def submit(number: int) -> None:
        try:
            scan = pipeline.submit(f"https://shop{number % SITES}.example/{number}")
            scans.append(scan.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(n,)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Site.objects.count() == Scan.objects.count() == SITES
    assert ProcrastinateJob.objects.count() == SITES
    assert sorted(Counter(scans).values()) == [CALLERS // SITES] * SITES
