"""Background jobs of machine access, carried out by `manage.py worker`."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mcp import usage
from scanner.tasks import connections_given_back


@app.periodic(cron="6 * * * *")
@app.task(name="mcp.roll_up", queueing_lock="mcp.roll_up")
@connections_given_back()
def roll_up(timestamp: int) -> None:
    """Each hour, as soon as the one before is full: hours and days are summed up."""
    usage.roll_up()
