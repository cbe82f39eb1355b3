"""System checks of the platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from contextds.partitioning import months_ahead, partitioned_models


@register(Tags.database)
def months_are_ahead(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Warn (contextds.W001) of a partitioned table that ends with the current month.

    A warning, never an error: an error would stop `migrate`, which is the cure. Runs
    with `check --database default` and before `migrate`, as all checks of a database.
    """
    messages: list[CheckMessage] = []
    for alias in databases or ():
        tables = connections[alias].introspection.table_names()
        messages += [
            Warning(
                f"{model._meta.db_table} has no partition for next month"
                " (or for this one): rows of a month without one are refused.",
                hint="Run `manage.py migrate`, or keep the worker running.",
                obj=model,
                id="contextds.W001",
            )
            for model in partitioned_models()
            if model._meta.db_table in tables and months_ahead(model, using=alias) < 1
        ]
    return messages
