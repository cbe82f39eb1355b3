"""The one place where pure code meets rows: submit, claim, fetch, extract, record.

::

    submit   URL -> Site and Scan(queued) with its job, in one transaction
    run      claim -> robots -> page -> stylesheets in cascade order   (network, no transaction)
             -> CSS stored by hash -> tokens extracted in a child process
             -> one transaction: version, changes, sources, site, scan finished, audit

Every outcome ends on the Scan row, failures with a stable code of `scanner.errors`.
Running a scan twice is safe: the claim is a compare-and-set, and a worker whose lease
has passed to another can write nothing more.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now

from contextds.accounts.models import User
from contextds.audit import recording as audit
from scanner import css_store, robots
from scanner.analysis import Analysis, analyse
from scanner.collecting import Collected, Source, collect
from scanner.decoding import decode_css
from scanner.errors import Cancelled, HttpError, NoCss, OwnerOptout, ScanError
from scanner.fetching import Fetcher
from scanner.jobs import enqueue
from scanner.leases import Lease, LeaseLost, Watcher, internal, lost_too_often
from scanner.limits import DEFAULT_LIMITS, Limits
from scanner.models import (
    CssSource,
    Page,
    PageStatus,
    Scan,
    ScanStatus,
    Site,
    SiteStatus,
)
from scanner.responses import Response
from scanner.urlnorm import NormalisedUrl, normalise
from tokens.extraction import EXTRACTOR_VERSION, Stylesheet
from tokens.models import TokenSet
from tokens.recording import Recorded, record, refresh

logger = logging.getLogger(__name__)

#: The warning of a scan that could not read all that the scan before it had read.
INCOMPLETE = {
    "code": "incomplete",
    "detail": "A stylesheet that the scan before had read could not be read now, so the "
    "version before stays. Scan again: what is missing then, too, counts as removed.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network gave: the page, its stylesheets, and what robots.txt said."""

    page: Response
    collected: Collected


def limits() -> Limits:
    """The limits of a scan, with the operator's changes."""
    return DEFAULT_LIMITS.with_overrides(settings.SCANNER_LIMITS)


def submit(
    raw_url: str,
    *,
    requested_by: User | None = None,
    allow_private: bool = False,
    queued: bool = True,
) -> Scan:
    """The scan of a URL: a new one, or the one that its site has open already.

    With `queued`, a job for a worker is committed together with the scan. Raises a
    ScanError, without a trace in the database, when the URL's text says that it must
    not be scanned, or when the owner of the site has opted out.
    """
    allow_private = allow_private or settings.SCANNER_ALLOW_PRIVATE
    url = normalise(raw_url, allow_private=allow_private, limits=limits())
    with transaction.atomic():
        Site.objects.bulk_create([Site(domain=url.domain)], ignore_conflicts=True)
        # The row's lock makes submissions of one site wait for each other.
        site = Site.objects.select_for_update().get(domain=url.domain)
        if site.owner_optout:
            raise OwnerOptout
        scan = Scan.objects.open().filter(site=site).first()
        if scan is None:
            scan = Scan.objects.create(
                site=site,
                url=url.url,
                requested_by=requested_by,
                allow_private=allow_private,
            )
            Site.objects.filter(pk=site.pk).update(status=SiteStatus.QUEUED)
        if queued:
            enqueue(scan.pk)
    return scan


def run(
    scan_id: int, *, watch: Watcher | None = None, seconds: float | None = None
) -> bool:
    """Carry out a waiting or abandoned scan; False when another worker has it.

    `watch` is told of each step, `seconds` replaces the limit of the whole scan.
    Errors of the database are raised: the scan stays open and is taken up again when
    its lease has expired. A KeyboardInterrupt cancels the scan and is raised.
    """
    lease = Lease.take(scan_id, watch)
    if lease is None:
        return False
    try:
        if given_up := lost_too_often(lease.scan):
            raise given_up
        _carry_out(lease, seconds)
    except LeaseLost:
        logger.warning("scan %s was taken over by another worker", scan_id)
    except ScanError as error:
        _fail(lease, error)
    except (OperationalError, InterfaceError):
        raise
    except KeyboardInterrupt:
        _fail(lease, Cancelled())
        raise
    except Exception:
        reference = uuid4().hex[:12]
        logger.exception("scan %s failed, reference %s", scan_id, reference)
        _fail(lease, internal(reference))
    return True


def _carry_out(lease: Lease, seconds: float | None) -> None:
    reading = _read(lease, seconds)
    lease.warn(reading.collected.warnings)
    sources = reading.collected.sources
    if not sources:
        raise _no_css(reading.collected)
    lease.report("storing", "Storing the CSS", {"stylesheets": len(sources)})
    ids = css_store.store(source.content for source in sources)
    fingerprint = cascade_hash(sources)

    before = Scan.objects.latest_with_tokens(lease.scan.site)
    if before and before.token_set:
        _refresh(lease, before.token_set)
    if before and newly_missing(reading.collected, before):
        # What was not read is not removed: the version before stays, and without a
        # fingerprint the next scan looks closely.
        analysis, fingerprint = None, ""
    elif before and before.sha == fingerprint:
        analysis = None
    else:
        lease.report("extracting", "Extracting the design tokens")
        sheets = [stylesheet(source) for source in sources]
        analysis = analyse(sheets, limits(), waiting=lease.renew)

    lease.report("recording", "Comparing with the version before")
    with transaction.atomic():
        site = Site.objects.select_for_update().get(pk=lease.scan.site_id)
        if site.owner_optout:
            raise OwnerOptout
        _write_sources(lease.scan, reading, ids)
        recorded = _record(lease.scan, analysis) if analysis else None
        _finish(lease, reading, fingerprint, analysis, recorded, before)


def _no_css(collected: Collected) -> NoCss:
    """The page has no styles, or has some that could not be read: then the first reason."""
    if not collected.warnings:
        return NoCss()
    return NoCss(
        f"None of this page's CSS can be read. {collected.warnings[0]['detail']}"
    )


def _read(lease: Lease, seconds: float | None) -> Reading:
    """Everything that is asked of the site, in no transaction."""
    scan = lease.scan
    with Fetcher(
        limits(),
        allow_private=scan.allow_private,
        contact_url=settings.SCANNER_CONTACT_URL,
        seconds=seconds,
    ) as fetcher:
        rules: dict[str, robots.Rules] = {}

        def judge(url: NormalisedUrl) -> None:
            """Ask the robots.txt of each origin that a redirect leads to."""
            if url.origin not in rules:
                rules[url.origin] = robots.read(fetcher, url.url)
            rules[url.origin].judge(url)

        def judge_sheet(url: NormalisedUrl) -> None:
            """Hold the page's own origins to their rules for stylesheets too.

            One from elsewhere is part of the page that links it, as for a browser:
            asking each CDN would cost a request per origin and lose the CSS of sites
            whose CDN keeps search engines out.
            """
            if url.origin in rules:
                rules[url.origin].judge(url)

        lease.report("robots", "Reading robots.txt")
        asked = robots.read(fetcher, scan.url)
        rules[asked.origin] = asked
        Site.objects.filter(pk=scan.site_id).update(robots_status=asked.status)

        lease.report("page", f"Fetching {scan.url}")
        try:
            page = fetcher.fetch(scan.url, kind="page", judge=judge)
        except HttpError as error:
            Page.objects.create(
                scan=scan,
                url=scan.url,
                status=PageStatus.FAILED,
                http_status=error.status,
            )
            raise
        lease.report("stylesheets", "Fetching its stylesheets")
        return Reading(
            page, collect(page, fetcher, report=lease.report, judge=judge_sheet)
        )


def _refresh(lease: Lease, token_set: TokenSet) -> None:
    """Read the CSS behind a set again if a newer extractor has come since.

    Else the new extractor's abilities would show as changes of the site.
    """
    if token_set.extractor_version == EXTRACTOR_VERSION or token_set.scan_id is None:
        return
    lease.report("refreshing", "Reading the version before with the newer extractor")
    stored = CssSource.objects.of_scan(token_set.scan_id).select_related("content")
    sheets = [
        Stylesheet(_stored_text(source), source.url, source.media, source.kind)
        for source in stored
    ]
    analysis = analyse(sheets, limits(), waiting=lease.renew)
    refresh(
        token_set,
        analysis.document,
        extractor_version=analysis.extractor_version,
        token_count=analysis.token_count,
    )


def _stored_text(source: CssSource) -> str:
    """The text of a stored stylesheet, as it was collected."""
    content = css_store.read(source.content)
    text, _ = decode_css(content, http_charset=source.encoding)
    return f"{source.opening}{text}{source.closing}"


def _write_sources(scan: Scan, reading: Reading, ids: dict[str, int]) -> None:
    page = Page.objects.create(
        scan=scan,
        url=reading.page.final_url,
        http_status=reading.page.status,
        html_size=len(reading.page.body),
        load_time=reading.page.milliseconds,
    )
    CssSource.objects.bulk_create(
        CssSource(
            scan=scan,
            page=page,
            content_id=ids[css_store.sha256(source.content)],
            url=source.url,
            kind=source.kind,
            media=source.media,
            position=source.position,
            bytes=len(source.content),
            encoding=source.encoding,
            opening=source.opening,
            closing=source.closing,
            truncated=source.truncated,
        )
        for source in reading.collected.sources
    )


def _record(scan: Scan, analysis: Analysis) -> Recorded:
    return record(
        scan.site_id,
        scan.pk,
        analysis.document,
        extractor_version=analysis.extractor_version,
        token_count=analysis.token_count,
    )


def _finish(
    lease: Lease,
    reading: Reading,
    fingerprint: str,
    analysis: Analysis | None,
    recorded: Recorded | None,
    before: Scan | None,
) -> None:
    """Point the scan at its tokens and end it, with what is worth knowing of it."""
    scan, collected = lease.scan, reading.collected
    token_set = recorded.token_set if recorded else before and before.token_set
    version = recorded.version if recorded else None
    warnings = list(collected.warnings)
    if before and newly_missing(collected, before):
        warnings.append(INCOMPLETE)
    if analysis:
        warnings += map(_extraction_warning, analysis.warnings)
    metrics = {
        "truncated": [*collected.truncated, *(analysis.truncated if analysis else [])],
        "warnings": warnings,
        "missing": collected.missing,
        "timings": lease.timings(),
        "counts": {
            "stylesheets": len(collected.sources),
            "css_bytes": sum(len(source.content) for source in collected.sources),
            "tokens": token_set.token_count if token_set else 0,
        },
    }
    lease.finish(
        ScanStatus.COMPLETED,
        token_set=token_set,
        css_source_count=len(collected.sources),
        sha=fingerprint,
        metrics_json=metrics,
    )
    Site.objects.filter(pk=scan.site_id).update(
        title=collected.title[:500],
        description=collected.description[:2000],
        favicon=collected.favicon[:2048],
        last_scanned=Now(),
        popularity=F("popularity") + 1,
    )
    audit.record(
        "scan.completed",
        scan,
        user=scan.requested_by,
        details={"version": version.version_number if version else None},
    )


def _fail(lease: Lease, error: ScanError) -> None:
    """End a scan that could not be done, unless another worker has it by now."""
    try:
        with transaction.atomic():
            lease.fail(error)
            audit.record(
                "scan.failed",
                lease.scan,
                user=lease.scan.requested_by,
                details={"code": error.code},
            )
    except LeaseLost:
        logger.warning("scan %s was taken over by another worker", lease.scan.pk)


def cascade_hash(sources: Sequence[Source]) -> str:
    """SHA-256 over the ordered kind, media, origin and hash of stylesheets.

    The cascade matters: the same sheets in another order may mean other tokens.
    """
    order = [
        [source.kind, source.media, source.url, css_store.sha256(source.content)]
        for source in sources
    ]
    return hashlib.sha256(json.dumps(order).encode()).hexdigest()


def newly_missing(collected: Collected, before: Scan) -> list[str]:
    """Stylesheets that could not be had now, and were no trouble to the scan before.

    One bad moment of a server would else look like the removal of its tokens, and the
    next scan like their return. What is missing twice in a row counts as gone.
    """
    known = before.metrics_json.get("missing", [])
    return [url for url in collected.missing if url not in known]


def stylesheet(source: Source) -> Stylesheet:
    """A collected source as the extraction takes it."""
    return Stylesheet(
        source.text, url=source.url, media=source.media, origin=source.kind
    )


def _extraction_warning(warning: dict[str, Any]) -> dict[str, str]:
    """One shape for all warnings of a scan: code and detail."""
    times = "once" if warning["count"] == 1 else f"{warning['count']} times"
    return {
        "code": warning["code"],
        "detail": f"{times}, such as {warning['example']}",
    }
