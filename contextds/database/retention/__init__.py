"""What is kept how long, and what becomes of it then: `manage.py maintain`.

Old changes of tokens go into an archive of Parquet files, from which `manage.py
restorearchive` brings them back; other rows past their time are deleted. Every step may
be killed anywhere and run again.
"""

from __future__ import annotations

from contextds.database.retention.archiving import ARCHIVED, archived_model
from contextds.database.retention.patience import RetentionError, alone, unhurried
from contextds.database.retention.restoring import Restored, restore
from contextds.database.retention.running import Report, run
from contextds.database.retention.steps import STEPS

__all__ = [
    "ARCHIVED",
    "STEPS",
    "Report",
    "Restored",
    "RetentionError",
    "alone",
    "archived_model",
    "restore",
    "run",
    "unhurried",
]
