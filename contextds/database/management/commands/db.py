"""`manage.py db start|stop|status|url`: the embedded PostgreSQL server by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection

from contextds.commands import Error
from contextds.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, State
from contextds.postgresql.failures import explain


class Command(BaseCommand):
    """Start, stop, ask or name the server; commands that need it start it themselves."""

    help = (
        "The embedded PostgreSQL server: start it, stop it, tell whether it runs "
        "(exit 0 or 1), or print a DATABASE_URL for psql and other programs."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one argument."""
        parser.add_argument("action", choices=("start", "stop", "status", "url"))

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do `action`; Error is one line, exit 1 when it failed, 2 when refused."""
        database = settings.DATABASES["default"]
        if not database["EMBEDDED"]:
            self._own_server(action)
            return
        server = EmbeddedPostgres(database["EMBEDDED"])
        name = database["NAME"]
        try:
            if action == "start":
                server.ensure(name)
                self.stdout.write(f"PostgreSQL runs. Its data: {server.folder}")
            elif action == "stop":
                stopped = server.stop()
                self.stdout.write(
                    f"PostgreSQL {'is stopped' if stopped else 'was not running'}."
                    f" Its data stays: {server.folder}"
                )
            elif action == "url":
                server.ensure(name)
                self.stdout.write(server.url(name))
            else:
                self._say_state(server)
        except EmbeddedPostgresError as error:
            raise Error(str(error)) from error

    def _say_state(self, server: EmbeddedPostgres) -> None:
        state = server.state()
        if state is State.DOWN:
            raise Error(
                f"PostgreSQL is not running. Its data: {server.folder} "
                "(`manage.py db start` starts it, as does any command that needs it)"
            )
        self.stdout.write(f"PostgreSQL is {state.value}. Its data: {server.folder}")

    def _own_server(self, action: str) -> None:
        if action != "status":
            raise Error(
                f"DATABASE_URL names a server of your own: `db {action}` is for the "
                "embedded one, used while DATABASE_URL is not set.",
                returncode=2,
            )
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise Error(explain(error)) from error
        self.stdout.write("PostgreSQL is ready. DATABASE_URL names it.")
