"""The database's daily work, carried out by `manage.py worker`."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from contextds import partitioning
from contextds.database import retention, statistics
from scanner.tasks import connections_given_back

logger = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(name="database.ensure_months", queueing_lock="database.ensure_months")
@connections_given_back()
def ensure_months(timestamp: int) -> None:
    """Daily: the coming months' partitions exist before their first row."""
    partitioning.ensure_months()


@app.periodic(cron="*/15 * * * *")
@app.task(name="database.take_snapshot", queueing_lock="database.take_snapshot")
@connections_given_back()
def take_snapshot(timestamp: int) -> None:
    """Every 15 minutes: the counters of statements, indexes and tables are written down."""
    statistics.take()


@app.periodic(cron="47 3 * * *")
@app.task(name="database.maintain", queueing_lock="database.maintain")
@connections_given_back()
def maintain(timestamp: int) -> None:
    """Daily: what is past its time is archived or deleted; see `manage.py maintain`."""
    with retention.alone() as held:
        for report in retention.run() if held else ():
            if report.error:
                logger.error("maintain: %s failed: %s", report.step, report.error)
