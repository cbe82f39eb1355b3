"""A worker's hold on a scan: it reports progress, and ends when another takes over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from scanner.errors import Cancelled, Internal, ScanError, WorkerLost
from scanner.models import Scan, ScanEvent, ScanStatus, Site, SiteStatus

#: How long a scan is ours without a sign of life. Longer than any single step: a
#: resource may take 20 s, and the wait for the analysis renews every 5 s.
LEASE = timedelta(seconds=60)
#: After this many workers were lost over a scan, it is given up.
MAX_ATTEMPTS = 3

Watcher = Callable[[ScanEvent], None]


class LeaseLost(Exception):
    """Another worker has taken the scan over: stop, and write nothing more."""


class Lease:
    """The right to write to one running scan, fenced by its token."""

    def __init__(self, scan: Scan, token: UUID, watch: Watcher | None = None) -> None:
        """`watch` is called with each event as it is written."""
        self.scan = scan
        self.token = token
        self._timings: dict[str, int] = {}
        self._warnings: list[Mapping[str, str]] = []
        self._watch = watch
        self._seq = ScanEvent.objects.filter(scan=scan).count()
        self._stage = ""
        self._since = time.monotonic()

    @classmethod
    def take(cls, scan_id: int, watch: Watcher | None = None) -> Lease | None:
        """Claim a waiting or abandoned scan; None when it is taken or over."""
        token = uuid4()
        try:
            if not Scan.objects.claim(scan_id, token, LEASE):
                return None
            scan = Scan.objects.select_related("site").get(pk=scan_id)
            Site.objects.filter(pk=scan.site_id).update(status=SiteStatus.SCANNING)
            return cls(scan, token, watch)
        except KeyboardInterrupt:
            # Between the claim and its holder: nobody else could end it.
            Scan.objects.finish(
                scan_id,
                token,
                ScanStatus.CANCELLED,
                error_code=Cancelled.code,
                error=Cancelled.explanation,
            )
            raise

    def renew(self) -> None:
        """Show a sign of life. Raises LeaseLost."""
        if not Scan.objects.renew(self.scan.pk, self.token, LEASE):
            raise LeaseLost

    def report(
        self, stage: str, message: str, counts: Mapping[str, Any] | None = None
    ) -> None:
        """Write one event of progress and renew. Raises LeaseLost."""
        self.renew()
        self._clock(stage)
        self._seq += 1
        event = ScanEvent.objects.create(
            scan=self.scan,
            seq=self._seq,
            stage=stage,
            message=message,
            counts=dict(counts or {}),
        )
        if self._watch:
            self._watch(event)

    def warn(self, warnings: Iterable[Mapping[str, str]]) -> None:
        """Keep warnings, {"code", "detail"}, for the case that the scan fails."""
        self._warnings.extend(warnings)

    def finish(self, status: ScanStatus, **facts: Any) -> None:
        """End the scan with its facts, site included. Raises LeaseLost."""
        if not Scan.objects.finish(self.scan.pk, self.token, status, **facts):
            raise LeaseLost
        completed = status == ScanStatus.COMPLETED
        Site.objects.filter(pk=self.scan.site_id).update(
            status=SiteStatus.COMPLETED if completed else SiteStatus.FAILED
        )

    def fail(self, error: ScanError) -> None:
        """End the scan with the error's code. Raises LeaseLost."""
        cancelled = isinstance(error, Cancelled)
        self.finish(
            ScanStatus.CANCELLED if cancelled else ScanStatus.FAILED,
            error_code=error.code,
            error=error.message,
            metrics_json={
                "timings": self.timings(),
                "warnings": self._warnings,
                "truncated": [],
            },
        )

    def timings(self) -> dict[str, int]:
        """Milliseconds by stage; ends the stage that runs."""
        self._clock("")
        return dict(self._timings)

    def _clock(self, stage: str) -> None:
        """Add the time since the last look to the stage that ran, in milliseconds."""
        now = time.monotonic()
        if self._stage:
            spent = round((now - self._since) * 1000)
            self._timings[self._stage] = self._timings.get(self._stage, 0) + spent
        self._stage, self._since = stage, now


def lost_too_often(scan: Scan) -> WorkerLost | None:
    """The error of a scan that took several workers with it, None for any other."""
    if scan.attempt <= MAX_ATTEMPTS:
        return None
    return WorkerLost(
        f"The scan stopped its worker {MAX_ATTEMPTS} times and was given up. "
        "Try again later, or scan another page of the site."
    )


def internal(reference: str) -> Internal:
    """The error that people see of a fault of ours; the log has the rest."""
    return Internal(
        f"Something went wrong on our side. Tell the operator the reference {reference}."
    )
