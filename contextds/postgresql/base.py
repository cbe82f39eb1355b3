"""The database engine: Django's own, plus the embedded server and the timeouts.

Settings beside Django's: `DATABASES[alias]["EMBEDDED"]` is the data folder of the
embedded server ("" for a server of one's own), and `OPTIONS` takes `statement_timeout`
and `lock_timeout` in milliseconds (0: none).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base, client

from contextds.embedded_postgres import EmbeddedPostgres


class DatabaseClient(client.DatabaseClient):
    """`dbshell`, on the embedded server too."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Start the embedded server when it is the one in use, then psql."""
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that starts the embedded server when it is first needed."""

    client_class = DatabaseClient
    #: The embedded servers' databases that answered this process, as (folder, name).
    _answered: ClassVar[set[tuple[str, str]]] = set()

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg.connect takes; starts the embedded server, if that is used.

        Raises EmbeddedPostgresError (Django wraps it into OperationalError).
        """
        if folder := self.settings_dict.get("EMBEDDED"):
            server = EmbeddedPostgres(folder)
            name = self.settings_dict["NAME"] or "postgres"
            if (folder, name) not in self._answered:
                server.ensure(name)
                self._answered.add((folder, name))
            self.settings_dict["HOST"] = str(server.host)
            self.settings_dict["PORT"] = str(server.port)
        params: dict[str, Any] = super().get_connection_params()
        params.pop("statement_timeout", None)
        params.pop("lock_timeout", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or take a connection from the pool.

        A pool hides why a database does not answer until its own timeout has passed:
        before it is opened, a connection of our own tells at once.
        """
        try:
            if self.pool and self.pool.closed:
                psycopg.connect(**conn_params).close()
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # Stopped or killed meanwhile, perhaps: the next connection starts it again.
            self._answered.clear()
            raise

    def _configure_connection(self, connection: Any) -> bool:
        """Set the timeouts: pgbouncer refuses them as the startup parameter `options`."""
        super()._configure_connection(connection)  # type: ignore[misc]
        options = self.settings_dict["OPTIONS"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false),"
                " set_config('lock_timeout', %s, false)",
                [
                    str(options.get("statement_timeout", 0)),
                    str(options.get("lock_timeout", 0)),
                ],
            )
        return True
