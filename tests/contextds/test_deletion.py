"""Deletion in a fixed number of statements: what goes along, and what stays."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, ProtectedError
from django.test.utils import CaptureQueriesContext

from contextds import deletion
from contextds.accounts.models import User
from contextds.database.catalogue import OURS
from scanner.models import CssContent, Scan, Site, Submission
from tests.contextds.population import populate
from tokens.models import TokenSet, TokenVersion

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """The number of rows of every table."""
    return {
        model._meta.db_table: model._default_manager.count()
        for label in OURS
        for model in apps.get_app_config(label).get_models()
    }


@pytest.mark.parametrize("model", [Site, Scan, User, TokenSet])
def test_it_takes_along_what_djangos_own_deletion_does(model: type[Model]) -> None:
    populate(2)
    first, second = model._default_manager.order_by("pk")
    before = rows()
    first.delete()
    between = rows()
    deletion.delete(model._default_manager.filter(pk=second.pk))
    after = rows()

    by_django = {table: before[table] - between[table] for table in before}
    by_us = {table: between[table] - after[table] for table in before}
    assert by_us == by_django
    assert sum(by_us.values()) > 1


def test_it_makes_as_many_statements_for_many_rows_as_for_one() -> None:
    sites = populate(4)

    def statements(chosen: list[Site]) -> int:
        with CaptureQueriesContext(connection) as captured:
            deletion.delete(Site.objects.filter(pk__in=[site.pk for site in chosen]))
        return len(captured)

    assert statements(sites[:1]) == statements(sites[1:])
    assert rows()["token_changes"] == 0


def test_what_only_points_at_a_row_forgets_it() -> None:
    populate(1)
    deletion.delete(Scan.objects.all())
    assert Submission.objects.get().scan is None


def test_a_circle_of_versions_is_no_obstacle() -> None:
    (site,) = populate(1)
    first, second = TokenVersion.objects.order_by("pk")
    TokenVersion.objects.filter(pk=first.pk).update(previous_version=second)
    deletion.delete(Site.objects.filter(pk=site.pk))
    assert not TokenVersion.objects.exists()


def test_a_protected_row_is_not_deleted() -> None:
    populate(1)
    with pytest.raises(ProtectedError):
        deletion.delete(CssContent.objects.all())
    assert CssContent.objects.count() == 1

    Scan.objects.all().delete()
    deletion.delete(CssContent.objects.all())
    assert not CssContent.objects.exists()


def test_it_counts_no_further_than_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    populate(3)
    monkeypatch.setattr(deletion, "COUNTED", 2)
    counts = deletion.counts(Site.objects.all())
    assert counts["scans (and more)"] == 2
    assert "remixes" not in counts


def test_nothing_is_counted_for_a_row_alone() -> None:
    site = Site.objects.create(domain="example.com")
    assert deletion.counts(Site.objects.filter(pk=site.pk)) == {}
