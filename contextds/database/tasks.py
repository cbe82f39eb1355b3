"""The database's daily work, carried out by `manage.py worker`."""

from __future__ import annotations

from procrastinate.contrib.django import app

from contextds import partitioning
from scanner.tasks import connections_given_back


@app.periodic(cron="17 3 * * *")
@app.task(name="database.ensure_months", queueing_lock="database.ensure_months")
@connections_given_back()
def ensure_months(timestamp: int) -> None:
    """Daily: the coming months' partitions exist before their first row."""
    partitioning.ensure_months()
