"""Tables partitioned by month: the migration operation, and the months made ahead.

A model says that it is partitioned by a class attribute that names the column:

    class AuditLog(models.Model):
        partition_key = "created_at"

In its generated migration, `migrations.CreateModel(` is then replaced, by hand and once,
by `CreatePartitionedModel(` (same arguments); the autodetector sees the same model state
and asks for nothing further. Indexes, in the operation's options or as `AddIndex`, go
to the parent, from which every partition inherits them.

There is no DEFAULT partition: it would block DETACH CONCURRENTLY and every later month
whose rows it already holds. So the months are made before their rows come.
"""

from __future__ import annotations

from contextds.partitioning.attaching import attach, create_detached
from contextds.partitioning.creating import (
    MONTHS_AHEAD,
    ensure_months,
    ensure_months_at_start,
    ensure_months_in_background,
    months_ahead,
    never_anew,
)
from contextds.partitioning.detaching import detach, drop, drop_foreign_keys
from contextds.partitioning.months import (
    Place,
    months_of,
    partition_name,
    partitioned_models,
    shifted,
)
from contextds.partitioning.operation import CreatePartitionedModel

__all__ = [
    "MONTHS_AHEAD",
    "CreatePartitionedModel",
    "Place",
    "attach",
    "create_detached",
    "detach",
    "drop",
    "drop_foreign_keys",
    "ensure_months",
    "ensure_months_at_start",
    "ensure_months_in_background",
    "months_ahead",
    "months_of",
    "never_anew",
    "partition_name",
    "partitioned_models",
    "shifted",
]
