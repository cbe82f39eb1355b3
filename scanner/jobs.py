"""The jobs of scans: queued in the caller's transaction, found again when lost."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from scanner.models import Scan

#: The name of the task in `scanner.tasks`; named, because the tasks import the pipeline.
SCAN_TASK = "scanner.scan"
QUEUE = "scans"
#: A scan that waits longer than this may have lost its job.
PATIENCE = timedelta(minutes=10)


def enqueue(scan_id: int) -> None:
    """Queue a scan's job in the current transaction, unless one waits already.

    No lock of the queue's: a site has one open scan, and a scan one claim. The lock of a
    killed worker would hold up the job that takes its place.
    """
    task = app.configure_task(SCAN_TASK, queue=QUEUE, queueing_lock=f"scan:{scan_id}")
    try:
        with transaction.atomic():
            task.defer(scan_id=scan_id)
    except AlreadyEnqueued:
        return


def recover() -> int:
    """Queue again what lost its worker or its job; returns the number of scans.

    A worker that was killed leaves its scan running until the lease expires; the
    claim of the next worker then takes it over.
    """
    lost = Scan.objects.abandoned() | Scan.objects.waiting_for(PATIENCE)
    for scan in lost:
        enqueue(scan.pk)
    return len(lost)
