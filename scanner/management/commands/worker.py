"""`manage.py worker`: carries out queued scans and the periodic tasks."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from contextds.partitioning import ensure_months

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs until it is told to stop; SIGTERM and SIGINT let running scans finish."""

    help = "Carry out queued scans and periodic tasks until stopped (Ctrl-C, SIGTERM)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many scans at once, and whether to stay when there are none."""
        parser.add_argument(
            "--concurrency",
            type=int,
            default=2,
            metavar="N",
            help="scans carried out at the same time (default: 2)",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="stop when the queue is empty instead of waiting for more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work the queue."""
        ensure_months()
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        with app.replace_connector(connector.get_worker_connector()) as worker:
            asyncio.run(
                _work(
                    worker,
                    concurrency=options["concurrency"],
                    wait=not options["once"],
                )
            )


async def _work(worker: Any, *, concurrency: int, wait: bool) -> None:
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=concurrency, wait=wait, delete_jobs="successful"
        )
