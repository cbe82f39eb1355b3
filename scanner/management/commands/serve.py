"""`manage.py serve`: the web server with a worker beside it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contextds import processes
from contextds.commands import Error


class Command(BaseCommand):
    """What `make run` starts; production runs the two as services of their own."""

    help = "Serve the web pages and carry out queued scans until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """The port."""
        parser.add_argument(
            "--port", type=processes.port_number, default=8000, metavar="N"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both and wait."""
        port = options["port"]
        try:
            # Ctrl-C may come before `until_stopped` listens for it.
            with processes.running(port) as children, suppress(KeyboardInterrupt):
                self.stdout.write(
                    f"ContextDS is at http://127.0.0.1:{port}/ (Ctrl-C ends)"
                )
                if processes.until_stopped(children):
                    raise Error("A process ended by itself: see the lines above.")
        except processes.NotStarted as error:
            raise Error(str(error)) from None
