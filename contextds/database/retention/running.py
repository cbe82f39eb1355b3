"""One run of retention: each step by itself, whatever becomes of the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, replace

from django.db import DatabaseError, ProgrammingError, connection

from contextds.audit.recording import Resource, record
from contextds.database.retention.patience import RetentionError, unhurried
from contextds.database.retention.steps import STEPS, NamedStep
from contextds.database.retention.work import Work
from contextds.postgresql.failures import is_not_migrated

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a step did, or would do: rows and bytes that left, seconds, and its failure."""

    step: str
    purpose: str
    rows: int
    bytes: int
    seconds: float
    notes: tuple[str, ...]
    error: str = ""


def run(
    only: Collection[str] = (), *, dry_run: bool = False, archive_restored: bool = False
) -> Iterator[Report]:
    """Carry out the steps named in `only`, or all, and yield what became of each.

    The caller holds the lock `patience.alone`. Raises OperationalError when the database
    goes away (with its connection the lock is lost), ProgrammingError when it is not
    migrated.
    """
    with unhurried():
        for step in STEPS:
            if not only or step.name in only:
                yield _report(step, Work(dry_run, archive_restored))


def _report(step: NamedStep, work: Work) -> Report:
    start = time.monotonic()
    error = _failure(lambda: step.carry_out(work), step)
    report = Report(
        step.name,
        step.purpose,
        work.rows,
        work.bytes,
        round(time.monotonic() - start, 3),
        tuple(work.notes),
        error,
    )
    if work.dry_run:
        return report
    table = Resource(step.table._meta.label_lower, "")
    unrecorded = _failure(
        lambda: record(f"maintain.{step.name}", table, details=asdict(report)), step
    )
    return replace(report, error=error or unrecorded)


def _failure(work: Callable[[], object], step: NamedStep) -> str:
    """Do a piece of work; returns what went wrong, in one line, or ""."""
    try:
        work()
    except RetentionError as failure:
        return str(failure)
    except DatabaseError as failure:
        if not connection.is_usable() or _is_not_migrated(failure):
            raise
        return " ".join(str(failure).split())
    except (
        Exception
    ) as failure:  # a step's own fault must not keep the others from theirs
        logger.exception("maintain: %s failed", step.name)
        return f"{type(failure).__name__}: {failure}"
    return ""


def _is_not_migrated(failure: DatabaseError) -> bool:
    return isinstance(failure, ProgrammingError) and is_not_migrated(failure)
