"""`manage.py checkadmin`: the walk through the admin, and what it finds fault with."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from contextds.accounts.models import User
from contextds.database import admin_walk
from contextds.database.admin_walk import Visit, walk
from scanner.models import Site
from tests.contextds.population import populate


def check(only: str) -> str:
    """What the command prints of the database of the test."""
    output = StringIO()
    call_command(
        "checkadmin",
        database=connection.settings_dict["NAME"],
        only=only,
        stdout=output,
        stderr=StringIO(),
    )
    return output.getvalue()


@pytest.mark.django_db
def test_it_asks_for_what_an_operator_can_click_and_changes_nothing() -> None:
    populate(2)
    users = User.objects.count()
    visits = {visit.page: visit for visit in walk("scanner.Site")}

    assert all(visit.status == 200 for visit in visits.values())
    assert all(visit.queries >= 2 for visit in visits.values())
    listed = reverse("admin:scanner_site_changelist")
    site = Site.objects.latest("pk")
    assert {
        listed,
        f"{listed}?owner=opted-out",
        f"{listed}?q=exam",
        reverse("admin:scanner_site_delete", args=[site.pk]),
        reverse("admin:scanner_scan_changelist") + f"?site={site.pk}",
        reverse("admin:scanner_site_history", args=[site.pk]),
    } <= visits.keys()
    assert not any(page.startswith("?") for page in visits)
    assert User.objects.count() == users
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_every_list_of_the_admin_is_on_the_way() -> None:
    populate(1)
    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }
    # Their addresses alone are made: a generator asks for no more than is taken.
    browser = admin_walk._Browser()
    assert lists <= set(browser.pages())


@pytest.mark.django_db
def test_what_is_read_without_an_index_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    populate(3)
    monkeypatch.setattr(admin_walk, "LARGE_PAGES", 0)
    visit = next(walk("scanner.Site"))
    # Those of the session and of the operator may be read so too: they have few rows.
    assert "sites" in visit.sequential_scans
    (fault,) = visit.faults
    assert fault.startswith("reads too much of ")
    assert "sites" in fault
    assert visit.buffers > 0


def test_faults_are_told_in_words() -> None:
    good = Visit("/", 200, 3, 1.0, 20.0, 10, ())
    assert good.faults == []
    bad = Visit("/", 503, 3, 5000.0, 5000.0, 10, ("scans",))
    assert bad.faults == [
        "answers 503",
        "takes more than 300 ms",
        "reads too much of scans",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_a_line_per_page_and_fails_for_a_slow_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    populate(1)
    monkeypatch.setattr(admin_walk, "LIMIT_MS", 60_000)
    told = check("scanner.OrgArtifact")
    assert "/admin/scanner/orgartifact/?q=no+such+thing" in told
    assert "0 of them not as they should be" in told

    monkeypatch.setattr(admin_walk, "LIMIT_MS", 0)
    with pytest.raises(CommandError, match="pages fail") as caught:
        check("scanner.OrgArtifact")
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no database") as caught:
        call_command("checkadmin", database="nowhere")
    assert caught.value.returncode == 2
