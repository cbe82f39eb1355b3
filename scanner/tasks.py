"""Background jobs. Thin: the work is in `scanner.pipeline`."""

from __future__ import annotations

from procrastinate.contrib.django import app

from contextds import partitioning
from scanner import jobs, pipeline


@app.task(name=jobs.SCAN_TASK, queue=jobs.QUEUE)
def scan(scan_id: int) -> None:
    """Carry out one scan; nothing to do when another worker has it or it is over."""
    pipeline.run(scan_id)


@app.periodic(cron="* * * * *")
@app.task(name="scanner.recover", queueing_lock="scanner.recover")
def recover(timestamp: int) -> None:
    """Every minute: scans whose worker or job was lost are queued again."""
    jobs.recover()


@app.periodic(cron="17 3 * * *")
@app.task(name="database.ensure_months", queueing_lock="database.ensure_months")
def ensure_months(timestamp: int) -> None:
    """Daily: the coming months' partitions exist before their first row."""
    partitioning.ensure_months()
