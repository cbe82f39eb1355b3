"""Many callers at once ask for the same sites."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from scanner import pipeline
from scanner.models import Scan, Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]

CALLERS = 24
SITES = 4


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
