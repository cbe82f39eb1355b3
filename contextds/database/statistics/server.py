"""The server: checkpoints, write-ahead log, replicas and replication slots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from contextds.database.statistics.reading import fetch, reading

#: Since PostgreSQL 17 checkpoints have a view of their own.
_CHECKPOINTER = 170_000
_WRITTEN = """
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
         ELSE pg_current_wal_lsn() END
"""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Checkpoints of the whole server since its counters began.

    Many `requested` ones, beside those due by time, mean that max_wal_size is small.
    """

    timed: int
    requested: int
    write_ms: float
    sync_ms: float
    buffers_written: int
    wal_bytes: int
    wal_full_page_images: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Replica:
    """A server that follows this one; what is hidden from our role is "" or None."""

    name: str
    client: str
    state: str
    sync_state: str
    #: Bytes of the log that it has not replayed yet, and for how long.
    lag_bytes: int | None
    lag_seconds: float | None


@dataclass(frozen=True, slots=True)
class ReplicationSlot:
    """A place in the log that is kept for somebody; one that nobody uses fills the disk."""

    name: str
    kind: str
    active: bool
    retained_bytes: int | None
    #: reserved, extended, unreserved or lost; "" when it has kept nothing yet.
    wal_status: str


@reading
def checkpoints(cursor: CursorWrapper) -> Checkpoints:
    """Checkpoints and the log that was written."""
    if cursor.db.pg_version >= _CHECKPOINTER:
        source = (
            "num_timed, num_requested, write_time, sync_time, buffers_written,"
            " wal_bytes::bigint, wal_fpi, checkpointer.stats_reset"
            " FROM pg_stat_checkpointer AS checkpointer, pg_stat_wal"
        )
    else:
        source = (
            "checkpoints_timed, checkpoints_req, checkpoint_write_time,"
            " checkpoint_sync_time, buffers_checkpoint,"
            " wal_bytes::bigint, wal_fpi, bgwriter.stats_reset"
            " FROM pg_stat_bgwriter AS bgwriter, pg_stat_wal"
        )
    (found,) = fetch(cursor, Checkpoints, f"SELECT {source}")
    return found


@reading
def replicas(cursor: CursorWrapper) -> list[Replica]:
    """The servers that stream from this one now."""
    return fetch(
        cursor,
        Replica,
        f"""
        SELECT application_name, coalesce(host(client_addr), ''), coalesce(state, ''),
               coalesce(sync_state, ''),
               pg_wal_lsn_diff({_WRITTEN}, replay_lsn)::bigint,
               extract(epoch FROM replay_lag)::float8
        FROM pg_stat_replication ORDER BY 1, 2
        """,
    )


@reading
def replication_slots(cursor: CursorWrapper) -> list[ReplicationSlot]:
    """The replication slots of the server, with the log that each keeps."""
    return fetch(
        cursor,
        ReplicationSlot,
        f"""
        SELECT slot_name, slot_type, active,
               pg_wal_lsn_diff({_WRITTEN}, restart_lsn)::bigint,
               coalesce(wal_status, '')
        FROM pg_replication_slots ORDER BY 1
        """,
    )
