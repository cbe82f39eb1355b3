"""`manage.py worker`: carries out queued scans and the periodic tasks."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from contextds.commands import Error
from contextds.partitioning import ensure_months
from contextds.postgresql.failures import NOT_MIGRATED
from scanner.errors import readable

logger = logging.getLogger(__name__)

#: Seconds between two attempts to reach a database that went away.
PAUSE = 2.0


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
        """Work the queue; a database that goes away later is waited for."""
        concurrency, wait = options["concurrency"], not options["once"]
        if not app.check_connection():
            raise Error(NOT_MIGRATED)
        over = _round(concurrency, wait)
        while not over:
            logger.warning(
                "the database went away: the worker starts again in %g seconds", PAUSE
            )
            time.sleep(PAUSE)
            try:
                over = _round(concurrency, wait)
            except (OperationalError, InterfaceError, ConnectorException) as error:
                logger.warning("%s", readable(str(error.__cause__ or error), 200))
                connection.close()


def _round(concurrency: int, wait: bool) -> bool:
    """Work until there is a reason to stop; False when the database was the reason.

    Raises what the database raises when it does not answer at the start.
    """
    # Through Django's own connection: it starts the embedded server, if need be.
    ensure_months()
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker:
        return asyncio.run(_work(worker, concurrency=concurrency, wait=wait))


async def _work(worker: Any, *, concurrency: int, wait: bool) -> bool:
    """Whether the work is over: told to stop, or not asked to wait for more.

    procrastinate ends in the same way when it is told to stop and when it loses the
    database. So the signals are heard here.
    """
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        stopping = asyncio.create_task(told.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if told.is_set():
            working.cancel()
        # Cancelled, it lets the jobs that run come to their end.
        expected = (asyncio.CancelledError, *((ConnectorException,) if wait else ()))
        with suppress(*expected):
            await working
    return told.is_set() or not wait
