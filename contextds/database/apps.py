"""The Django app that looks after the database itself."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from contextds import partitioning


class DatabaseConfig(AppConfig):
    """Index ledger, monitoring, retention, and the months made ahead."""

    name = "contextds.database"
    label = "database"
    verbose_name = "Database"

    def ready(self) -> None:
        """After every migrate: months ahead, statements counted. Register the checks."""
        from contextds import checks  # noqa: F401
        from contextds.database.retention.archiving import archived_months

        partitioning.never_anew.append(archived_months)
        post_migrate.connect(_ensure_months, sender=self)
        post_migrate.connect(_count_statements, sender=self)


def _ensure_months(using: str, **_: Any) -> None:
    partitioning.ensure_months(using=using)


def _count_statements(using: str, **_: Any) -> None:
    from contextds.database.statistics import extension

    extension.create(using)
