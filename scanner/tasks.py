"""Background jobs. Thin: the work is in `scanner.pipeline`.

The worker runs them in threads. Nothing there ends a request, so each gives its
database connection back itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from scanner import jobs, pipeline


@contextmanager
def connections_given_back() -> Iterator[None]:
    """Close what the job leaves open, or hand it back to the pool."""
    try:
        yield
    finally:
        close_old_connections()


@app.task(name=jobs.SCAN_TASK, queue=jobs.QUEUE)
@connections_given_back()
def scan(scan_id: int) -> None:
    """Carry out one scan; nothing to do when another worker has it or it is over."""
    pipeline.run(scan_id)


@app.periodic(cron="* * * * *")
@app.task(name="scanner.recover", queueing_lock="scanner.recover")
@connections_given_back()
def recover(timestamp: int) -> None:
    """Every minute: scans whose worker or job was lost are queued again."""
    jobs.recover()


@app.periodic(cron="* * * * *")
@app.task(name="scanner.drop_stalled_jobs", queueing_lock="scanner.drop_stalled_jobs")
async def drop_stalled_jobs(timestamp: int) -> None:
    """Every minute: jobs of killed workers go; `recover` queues what they left open."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
