"""From a URL to recorded tokens, on real sockets and a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from contextds.audit.models import AuditLog
from scanner import jobs, pipeline
from scanner.errors import AddressRefused, InvalidUrl, OwnerOptout
from scanner.models import (
    CssContent,
    CssSource,
    Page,
    Scan,
    ScanEvent,
    ScanStatus,
    Site,
    SiteStatus,
)
from tests import servers
from tokens.models import TokenChange, TokenSet, TokenVersion

pytestmark = pytest.mark.django_db

CSS = ":root { --brand: #0d6efd; --link: var(--brand); } a { color: var(--link); }"
PAGE = "<title>Shop</title><link rel=stylesheet href=/a.css><p>Hello</p>"


@pytest.fixture
def site() -> Iterator[servers.Site]:
    """A small site with one stylesheet."""
    routes = {"/": servers.page(PAGE), "/a.css": servers.stylesheet(CSS)}
    with servers.Site(routes) as running:
        yield running


def scan(url: str, **options: Any) -> Scan:
    """Submit and carry out one scan of a loopback site."""
    submitted = pipeline.submit(url, allow_private=True, queued=False)
    assert pipeline.run(submitted.pk, **options)
    return Scan.objects.select_related("site", "token_set").get(pk=submitted.pk)


def test_it_records_the_tokens_of_a_site_with_their_sources(site: servers.Site) -> None:
    done = scan(site.url)

    assert (done.status, done.error_code) == (ScanStatus.COMPLETED, "")
    assert done.site.title == "Shop"
    assert done.site.status == SiteStatus.COMPLETED
    assert done.site.last_scanned is not None
    token_set = done.token_set
    assert token_set is not None
    link = token_set.tokens_json["color"]["link"]
    assert link["$value"] == "{color.brand}"
    where = link["$extensions"]["com.contextds"]["sources"][0]
    assert (where["url"], where["line"]) == (f"{site.url}/a.css", 1)
    assert "color:#0d6efd" in token_set.search_terms
    version = TokenVersion.objects.get(site=done.site)
    assert version.version_number == 1
    assert version.changes.count() == token_set.token_count
    source = CssSource.objects.get(scan=done)
    assert (source.kind, source.bytes) == ("link", len(CSS))
    assert Page.objects.get(scan=done).http_status == 200
    assert AuditLog.objects.filter(action="scan.completed").count() == 1


def test_an_unchanged_site_gets_no_new_version(site: servers.Site) -> None:
    first = scan(site.url)
    second = scan(site.url)

    assert second.token_set == first.token_set
    assert second.sha == first.sha
    assert TokenSet.objects.count() == TokenVersion.objects.count() == 1
    assert CssContent.objects.count() == 1
    stages = ScanEvent.objects.filter(scan=second).values_list("stage", flat=True)
    assert "extracting" not in stages


def test_css_that_changed_without_other_tokens_makes_no_version(
    site: servers.Site,
) -> None:
    first = scan(site.url)
    site.routes["/a.css"] = servers.stylesheet(f"/* tidied */ {CSS}")
    second = scan(site.url)

    assert second.sha != first.sha
    assert second.token_set == first.token_set
    assert TokenVersion.objects.count() == 1


def test_a_changed_token_makes_a_version_with_exactly_that_change(
    site: servers.Site,
) -> None:
    scan(site.url)
    site.routes["/a.css"] = servers.stylesheet(CSS + " b { padding: 8px }")
    second = scan(site.url)

    version = TokenVersion.objects.get(site=second.site, version_number=2)
    assert version.previous_version is not None
    assert version.token_set == second.token_set
    changes = TokenChange.objects.of_version(version)
    assert [(c.change_type, c.token_path) for c in changes] == [
        ("added", "spacing.8px")
    ]
    assert version.diff_summary == "1 added"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1/", AddressRefused),
        ("http://localhost:8000/", AddressRefused),
        ("http://169.254.169.254/latest/meta-data/", AddressRefused),
        ("ftp://example.com/", InvalidUrl),
        ("", InvalidUrl),
    ],
)
def test_a_refused_address_leaves_no_row(url: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        pipeline.submit(url)
    assert not Site.objects.exists()


def test_a_private_site_sees_no_request_without_permission(site: servers.Site) -> None:
    with pytest.raises(AddressRefused):
        pipeline.submit(site.url)
    assert site.connections == 0


def test_a_permission_that_was_not_given_stops_the_scan_before_it_dials(
    site: servers.Site,
) -> None:
    row = Site.objects.create(domain=f"127.0.0.1:{site.port}")
    queued = Scan.objects.create(site=row, url=site.url, allow_private=False)
    pipeline.run(queued.pk)

    queued.refresh_from_db()
    assert queued.error_code == "address_refused"
    assert site.connections == 0


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (servers.NOT_FOUND, "http_error"),
        (servers.redirect("/"), "redirect_loop"),
        (servers.page("<p>No styles at all</p>"), "no_css"),
        (servers.page(""), "no_css"),
        (servers.Answer(b"%PDF-1.7", "application/pdf"), "not_html"),
        (servers.hang_up, "connect_failed"),
        (servers.garbage, "http_error"),
    ],
)
def test_a_page_that_cannot_be_read_ends_the_scan_with_a_code(
    site: servers.Site, route: Any, code: str
) -> None:
    site.routes["/"] = route
    done = scan(site.url)

    assert (done.status, done.error_code) == (ScanStatus.FAILED, code)
    assert done.error
    assert done.finished_at is not None
    assert done.site.status == SiteStatus.FAILED
    assert not TokenSet.objects.exists()
    assert not Site.objects.listed().exists()


def test_a_page_whose_stylesheets_are_all_missing_says_why(site: servers.Site) -> None:
    del site.routes["/a.css"]
    done = scan(site.url)

    assert done.error_code == "no_css"
    assert "/a.css answered with HTTP status 404" in done.error
    assert [warning["code"] for warning in done.metrics_json["warnings"]] == [
        "http_error"
    ]


def test_robots_txt_ends_the_scan_before_the_page_is_asked_for(
    site: servers.Site,
) -> None:
    site.routes["/robots.txt"] = servers.robots("User-agent: *\nDisallow: /")
    done = scan(site.url)

    assert done.error_code == "robots_disallowed"
    assert done.site.robots_status == "disallowed"
    assert site.targets == ["/robots.txt"]


def test_a_slow_page_ends_the_scan_in_its_time(site: servers.Site) -> None:
    site.routes["/"] = servers.slow_body
    assert scan(site.url, seconds=0.3).error_code == "too_slow"


def test_a_missing_stylesheet_is_a_warning_and_not_the_end(site: servers.Site) -> None:
    site.routes["/"] = servers.page(PAGE + "<link rel=stylesheet href=/gone.css>")
    done = scan(site.url)

    assert done.status == ScanStatus.COMPLETED
    assert any("gone.css" in w["detail"] for w in done.metrics_json["warnings"])


def test_a_stylesheet_that_fails_once_is_no_removal(site: servers.Site) -> None:
    site.routes["/"] = servers.page(PAGE + "<link rel=stylesheet href=/b.css>")
    site.routes["/b.css"] = servers.stylesheet("b { padding: 8px }")
    first = scan(site.url)
    site.routes["/b.css"] = servers.Answer(status=503)
    second = scan(site.url)

    assert second.token_set == first.token_set
    codes = [warning["code"] for warning in second.metrics_json["warnings"]]
    assert codes == ["http_error", "incomplete"]

    site.routes["/b.css"] = servers.stylesheet("b { padding: 8px }")
    assert scan(site.url).token_set == first.token_set
    assert TokenVersion.objects.count() == 1


def test_a_stylesheet_that_fails_twice_in_a_row_is_gone(site: servers.Site) -> None:
    site.routes["/"] = servers.page(PAGE + "<link rel=stylesheet href=/b.css>")
    site.routes["/b.css"] = servers.stylesheet("b { padding: 8px }")
    scan(site.url)
    del site.routes["/b.css"]
    scan(site.url)
    third = scan(site.url)

    version = TokenVersion.objects.get(site=third.site, version_number=2)
    assert version.diff_summary == "1 removed"


def test_a_link_that_was_always_broken_holds_up_no_version(site: servers.Site) -> None:
    site.routes["/"] = servers.page(PAGE + "<link rel=stylesheet href=/gone.css>")
    scan(site.url)
    site.routes["/a.css"] = servers.stylesheet(CSS + " b { padding: 8px }")
    scan(site.url)
    assert TokenVersion.objects.count() == 2


def test_hostile_characters_in_css_are_stored_and_read(site: servers.Site) -> None:
    css = (
        b"a{color:#123456;--x\0y:\xff\xfe 1px;--s:'\xed\xa0\x80'} \\d800 b{color:#abc}"
    )
    site.routes["/a.css"] = servers.stylesheet(css)
    done = scan(site.url)

    assert done.status == ScanStatus.COMPLETED
    assert done.token_set is not None
    assert {"123456", "aabbcc"} <= set(done.token_set.tokens_json["color"])


def test_a_site_has_one_open_scan_and_a_second_caller_gets_it(
    site: servers.Site,
) -> None:
    first = pipeline.submit(site.url, allow_private=True, queued=False)
    second = pipeline.submit(f"{site.url}/pricing", allow_private=True, queued=False)
    assert first == second


def test_scan_and_job_are_committed_together(site: servers.Site) -> None:
    with transaction.atomic():
        pipeline.submit(site.url, allow_private=True)
        assert ProcrastinateJob.objects.count() == 1
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()
    assert not Scan.objects.exists()


def test_joining_an_open_scan_queues_no_second_job(site: servers.Site) -> None:
    pipeline.submit(site.url, allow_private=True)
    pipeline.submit(site.url, allow_private=True)
    assert ProcrastinateJob.objects.count() == 1


def test_a_running_scan_is_not_run_by_a_second_worker(site: servers.Site) -> None:
    submitted = pipeline.submit(site.url, allow_private=True, queued=False)
    others: list[bool] = []
    pipeline.run(
        submitted.pk, watch=lambda event: others.append(pipeline.run(submitted.pk))
    )
    assert others
    assert not any(others)


def test_the_scan_of_a_killed_worker_is_taken_over(site: servers.Site) -> None:
    submitted = pipeline.submit(site.url, allow_private=True, queued=False)
    assert Scan.objects.claim(submitted.pk, uuid4(), timedelta(seconds=60))
    assert not pipeline.run(submitted.pk)

    Scan.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert jobs.recover() == 1
    assert ProcrastinateJob.objects.count() == 1
    assert pipeline.run(submitted.pk)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.attempt) == (ScanStatus.COMPLETED, 2)


def test_a_scan_that_loses_its_worker_too_often_is_given_up(
    site: servers.Site,
) -> None:
    submitted = pipeline.submit(site.url, allow_private=True, queued=False)
    for _ in range(3):
        assert Scan.objects.claim(submitted.pk, uuid4(), timedelta(seconds=-1))
    pipeline.run(submitted.pk)

    submitted.refresh_from_db()
    assert submitted.error_code == "worker_lost"
    assert site.connections == 0


def test_a_worker_that_lost_its_lease_writes_nothing(site: servers.Site) -> None:
    def take_over(event: ScanEvent) -> None:
        if event.stage == "recording":
            Scan.objects.update(lease_until=Now() - timedelta(seconds=1))
            assert Scan.objects.claim(event.scan_id, uuid4(), timedelta(seconds=60))

    done = scan(site.url, watch=take_over)

    assert done.status == ScanStatus.RUNNING
    assert not TokenSet.objects.exists()
    assert not CssSource.objects.exists()


def test_an_owner_who_opts_out_in_the_middle_is_obeyed(site: servers.Site) -> None:
    def opt_out(event: ScanEvent) -> None:
        if event.stage == "recording":
            Site.objects.update(owner_optout=True)

    done = scan(site.url, watch=opt_out)

    assert done.error_code == "owner_optout"
    assert not TokenSet.objects.exists()
    with pytest.raises(OwnerOptout):
        pipeline.submit(site.url, allow_private=True)


def test_a_fault_of_ours_ends_the_scan_with_a_reference(
    site: servers.Site, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: ScanEvent) -> None:
        raise ZeroDivisionError("secret detail")

    done = scan(site.url, watch=fail)

    assert done.error_code == "internal"
    assert "secret detail" not in done.error
    reference = done.error.rstrip(".").rpartition(" ")[2]
    assert reference in caplog.text


def test_an_interrupted_scan_is_cancelled(site: servers.Site) -> None:
    def interrupt(event: ScanEvent) -> None:
        raise KeyboardInterrupt

    submitted = pipeline.submit(site.url, allow_private=True, queued=False)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run(submitted.pk, watch=interrupt)
    submitted.refresh_from_db()
    assert (submitted.status, submitted.error_code) == ("cancelled", "cancelled")


def test_a_newer_extractor_is_no_change_of_the_site(site: servers.Site) -> None:
    css = '@charset "windows-1252"; i { font-family: "Caf\xe9" }'.encode("cp1252")
    site.routes["/wide.css"] = servers.stylesheet(css)
    imports = "@import '/wide.css' (min-width: 40em);"
    site.routes["/a.css"] = servers.stylesheet(imports + CSS)
    first = scan(site.url)
    TokenSet.objects.update(extractor_version="0", tokens_json={}, token_count=0)
    site.routes["/a.css"] = servers.stylesheet(imports + CSS + " b { padding: 8px }")
    second = scan(site.url)

    assert first.token_set is not None
    first.token_set.refresh_from_db()
    assert "link" in first.token_set.tokens_json["color"]
    version = TokenVersion.objects.get(site=second.site, version_number=2)
    assert version.diff_summary == "1 added"


def test_storage_that_cannot_be_written_ends_the_scan_with_a_code(
    site: servers.Site, settings: Any, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "css": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": blocked},
        },
    }
    site.routes["/a.css"] = servers.stylesheet(CSS + "/*" + "x" * 2**20 + "*/")
    done = scan(site.url)

    assert done.error_code == "storage_unavailable"
    assert not CssContent.objects.exists()
