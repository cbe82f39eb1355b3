"""The Django app that looks after the database itself."""

from __future__ import annotations

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Index ledger, monitoring, retention, and the months made ahead."""

    name = "contextds.database"
    label = "database"
    verbose_name = "Database"
