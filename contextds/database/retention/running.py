"""One run of retention: each step by itself, whatever becomes of the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

from django.db import DatabaseError, connection

from contextds.audit.recording import Resource, record
from contextds.database.retention.patience import RetentionError, unhurried
from contextds.database.retention.steps import STEPS, NamedStep
from contextds.database.retention.work import Work

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
    goes away: with its connection the lock is lost.
    """
    with unhurried():
        for step in STEPS:
            if not only or step.name in only:
                yield _report(step, Work(dry_run, archive_restored))


def _report(step: NamedStep, work: Work) -> Report:
    start = time.monotonic()
    error = ""
    try:
        step.carry_out(work)
    except RetentionError as failure:
        error = str(failure)
    except DatabaseError as failure:
        if not connection.is_usable():
            raise
        error = " ".join(str(failure).split())
    except (
        Exception
    ) as failure:  # a step's own fault must not keep the others from theirs
        logger.exception("maintain: %s failed", step.name)
        error = f"{type(failure).__name__}: {failure}"
    report = Report(
        step.name,
        step.purpose,
        work.rows,
        work.bytes,
        round(time.monotonic() - start, 3),
        tuple(work.notes),
        error,
    )
    if not work.dry_run:
        table = Resource(step.table._meta.label_lower, "")
        record(f"maintain.{step.name}", table, details=asdict(report))
    return report
