"""The steps of `manage.py maintain`, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model
from procrastinate.contrib.django.models import ProcrastinateJob

from contextds import partitioning
from contextds.audit.models import AuditLog
from contextds.database.models import Archive, StatementSnapshot
from contextds.database.retention import archiving, contents, leftovers, periods
from contextds.database.retention.work import Step, Work
from mcp.models import McpUsage, RateBucket
from scanner.models import CssContent, ScanEvent
from tokens.models import TokenChange


@dataclass(frozen=True, slots=True)
class NamedStep:
    """One step: its name for --only, its purpose, and the table that it is about."""

    name: str
    purpose: str
    table: type[Model]
    carry_out: Step


def months(work: Work) -> None:
    """Make the coming months."""
    if not work.dry_run:
        created = partitioning.ensure_months()
        work.notes.extend(created)


def changes(work: Work) -> None:
    """Archive the months of token_changes that are over CHANGES_MONTHS old."""
    before = periods.day_before(f"{settings.CHANGES_MONTHS} months")
    for model in archiving.ARCHIVED:
        archiving.archive(work, model, before)


STEPS = (
    NamedStep("months", "make the coming months", Archive, months),
    NamedStep("audit", "drop old audit entries", AuditLog, periods.audit),
    NamedStep("usage", "drop old MCP calls", McpUsage, periods.usage),
    NamedStep("changes", "archive old changes of tokens", TokenChange, changes),
    NamedStep("contents", "delete unused CSS", CssContent, contents.contents),
    NamedStep("offload", "move large CSS out", CssContent, contents.offload),
    NamedStep("files", "sweep files without a row", CssContent, contents.files),
    NamedStep("events", "delete old steps of scans", ScanEvent, periods.events),
    NamedStep(
        "snapshots", "thin out statistics", StatementSnapshot, leftovers.snapshots
    ),
    NamedStep("buckets", "delete full rate buckets", RateBucket, leftovers.buckets),
    NamedStep("jobs", "delete finished jobs", ProcrastinateJob, leftovers.jobs),
    NamedStep("sessions", "delete expired sessions", Session, leftovers.sessions),
    NamedStep("analyze", "analyse partitioned tables", Archive, leftovers.analyze),
)
