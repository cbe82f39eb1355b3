"""What PostgreSQL counts of itself, as readings.

Each reading is a function that returns frozen dataclasses, or Unavailable(reason,
remedy) when it cannot be had. None raises; each has a READ ONLY transaction and two
seconds of its own, so a page, a command or a scrape shows the others when one fails.
"""

from __future__ import annotations

from contextds.database.statistics.bloat import IndexBloat, index_bloat
from contextds.database.statistics.cache import CacheUse, cache_use, overall
from contextds.database.statistics.clients import (
    Connections,
    ConnectionState,
    PoolUse,
    connections,
    pool,
)
from contextds.database.statistics.history import (
    IndexPoint,
    StoppedIndex,
    TableGrowth,
    TablePoint,
    index_history,
    stopped_indexes,
    table_growth,
    table_history,
)
from contextds.database.statistics.indexes import (
    Counters,
    DuplicateIndex,
    IndexUse,
    counting_since,
    duplicate_indexes,
    index_use,
    invalid_indexes,
    unused_indexes,
)
from contextds.database.statistics.missing import (
    SequentialScans,
    sequential_scans,
    unindexed_foreign_keys,
)
from contextds.database.statistics.plans import StatementPlan, statement_plan
from contextds.database.statistics.queue import (
    ArchiveCount,
    JobCount,
    PartitionsAhead,
    QueueHealth,
    RollupLag,
    ScanHealth,
    archive_states,
    partitions_ahead,
    queue_health,
    rollup_lag,
    scan_health,
)
from contextds.database.statistics.reading import Unavailable, readings
from contextds.database.statistics.server import (
    Checkpoints,
    Replica,
    ReplicationSlot,
    checkpoints,
    replicas,
    replication_slots,
)
from contextds.database.statistics.sessions import (
    Blocked,
    Session,
    activity,
    blocked,
    idle_in_transaction,
    long_running,
    waiting,
)
from contextds.database.statistics.signals import (
    Outcome,
    Signalled,
    cancel,
    terminate,
)
from contextds.database.statistics.sizes import (
    DatabaseSize,
    PartitionSize,
    TableSize,
    database_size,
    table_sizes,
)
from contextds.database.statistics.snapshots import expire, take
from contextds.database.statistics.statements import (
    Statement,
    StatementCounting,
    StatementPoint,
    expensive_statements,
    slow_statements,
    statement,
    statement_counting,
    statement_history,
)
from contextds.database.statistics.vacuuming import (
    TransactionIds,
    VacuumState,
    transaction_ids,
    vacuum,
)

__all__ = [
    "ArchiveCount",
    "Blocked",
    "CacheUse",
    "Checkpoints",
    "ConnectionState",
    "Connections",
    "Counters",
    "DatabaseSize",
    "DuplicateIndex",
    "IndexBloat",
    "IndexPoint",
    "IndexUse",
    "JobCount",
    "Outcome",
    "PartitionSize",
    "PartitionsAhead",
    "PoolUse",
    "QueueHealth",
    "Replica",
    "ReplicationSlot",
    "RollupLag",
    "ScanHealth",
    "SequentialScans",
    "Session",
    "Signalled",
    "Statement",
    "StatementCounting",
    "StatementPlan",
    "StatementPoint",
    "StoppedIndex",
    "TableGrowth",
    "TablePoint",
    "TableSize",
    "TransactionIds",
    "Unavailable",
    "VacuumState",
    "activity",
    "archive_states",
    "blocked",
    "cache_use",
    "cancel",
    "checkpoints",
    "connections",
    "counting_since",
    "database_size",
    "duplicate_indexes",
    "expensive_statements",
    "expire",
    "idle_in_transaction",
    "index_bloat",
    "index_history",
    "index_use",
    "invalid_indexes",
    "long_running",
    "overall",
    "partitions_ahead",
    "pool",
    "queue_health",
    "readings",
    "replicas",
    "replication_slots",
    "rollup_lag",
    "scan_health",
    "sequential_scans",
    "slow_statements",
    "statement",
    "statement_counting",
    "statement_history",
    "statement_plan",
    "stopped_indexes",
    "table_growth",
    "table_history",
    "table_sizes",
    "take",
    "terminate",
    "transaction_ids",
    "unindexed_foreign_keys",
    "unused_indexes",
    "vacuum",
    "waiting",
]
