"""What a run was made on, in terms that tell no names."""

from __future__ import annotations

import os
from typing import Any

import psutil
from django.db import connection

_SETTINGS = (
    "shared_buffers",
    "effective_cache_size",
    "work_mem",
    "maintenance_work_mem",
    "random_page_cost",
    "max_parallel_workers_per_gather",
    "jit",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "track_io_timing",
)


def described() -> dict[str, Any]:
    """Cores and memory of this machine, PostgreSQL's version and settings, and sizes.

    On a server elsewhere, cores and memory are those of the machine that asks.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
        cursor.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)"
            " ORDER BY name",
            [list(_SETTINGS)],
        )
        settings = dict(cursor.fetchall())
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "postgresql": version,
        "settings": settings,
        "database_bytes": size,
    }
