"""Sites, their scans and what a scan read. Import models from here."""

from __future__ import annotations

from scanner.models.artifacts import LayoutProfile, OrgArtifact
from scanner.models.css import CssContent, CssSource, SourceKind
from scanner.models.scans import (
    OPEN_STATUSES,
    Page,
    PageStatus,
    Scan,
    ScanEvent,
    ScanMethod,
    ScanStatus,
)
from scanner.models.sites import RobotsStatus, Site, SiteStatus
from scanner.models.submissions import Submission, SubmissionStatus

__all__ = [
    "OPEN_STATUSES",
    "CssContent",
    "CssSource",
    "LayoutProfile",
    "OrgArtifact",
    "Page",
    "PageStatus",
    "RobotsStatus",
    "Scan",
    "ScanEvent",
    "ScanMethod",
    "ScanStatus",
    "Site",
    "SiteStatus",
    "SourceKind",
    "Submission",
    "SubmissionStatus",
]
