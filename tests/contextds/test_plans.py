"""Plans: the SQL that is explained, what is read from it, and that nothing stays."""

from __future__ import annotations

import pytest
from django.db import InternalError, connection
from django.utils import timezone

from contextds.audit.models import AuditLog
from contextds.database.plans import Sql, explain, read_only, recorded, sql_of
from scanner.models import Scan, Site
from tests.contextds.population import populate
from tokens.models import TokenChange

pytestmark = pytest.mark.django_db


def test_a_queryset_is_explained_with_the_values_that_django_sends() -> None:
    found = sql_of(Site.objects.filter(domain="it's.example", popularity=7))
    assert found.params == ("it's.example", 7)
    plan = explain(found, seqscan=False)
    assert plan.indexes == ("sites_domain_unique",)
    assert "it''s.example" in plan.text


def test_times_and_buffers_are_those_of_a_run() -> None:
    populate(3)
    ran = explain(Site.objects.all())
    assert ran.sequential_scans == ("sites",)
    assert ran.buffers > 0
    assert ran.execution_ms > 0
    assert "rows=3" in ran.text
    planned = explain(Site.objects.all(), analyze=False)
    assert (planned.buffers, planned.execution_ms) == (0, 0)


def test_partitions_go_by_the_names_of_their_parents() -> None:
    by_site = TokenChange.objects.timeline(1)
    assert explain(by_site, seqscan=False).indexes == ("idx_token_changes_timeline",)
    everything = explain(AuditLog.objects.order_by("action"))
    assert everything.sequential_scans == ("audit_log",)
    assert everything.sorts == ("audit_log.action",)


def test_what_a_statement_does_is_undone() -> None:
    populate(2)
    plan = explain("DELETE FROM token_votes WHERE token_key = %s", ["color.ink"])
    assert "rows=2" in plan.text
    plan = explain(Sql("SELECT count(*) FROM token_votes"))
    assert "rows=2" in plan.text


def test_settings_are_those_of_one_plan_only() -> None:
    populate(1)
    assert explain(Site.objects.all(), seqscan=False).sequential_scans == ("sites",)
    without = explain(
        Scan.objects.filter(site=1), seqscan=False, settings={"enable_indexscan": "off"}
    )
    assert "Bitmap Heap Scan" in without.text
    shown = "SELECT current_setting('enable_indexscan') = 'on'"
    with connection.cursor() as cursor:
        cursor.execute(shown)
        assert cursor.fetchone() == (True,)


def test_statements_are_recorded_as_they_are_sent() -> None:
    now = timezone.now()

    def ask() -> None:
        Site.objects.filter(last_scanned__lt=now).first()
        Scan.objects.latest_finished(Site(pk=3))

    first, second = recorded(ask)
    assert first.params
    assert second.params
    assert first.params[0] == now
    assert 3 in second.params
    assert explain(second, seqscan=False).indexes


def test_a_plan_is_told_as_people_read_it() -> None:
    populate(1)
    newest = explain(
        Scan.objects.newest_first()[:3],
        seqscan=False,
        settings={"enable_sort": "off"},
    )
    assert "-> Index Scan Backward using scans_pkey on scans (rows=1" in newest.text
    outer = explain(
        "SELECT * FROM sites LEFT JOIN scans ON scans.site_id = sites.id"
        " ORDER BY sites.title",
        analyze=False,
    )
    assert " Left Join " in outer.text or " Right Join " in outer.text
    assert "Sort Key: sites.title" in outer.text
    assert "(cost=" in outer.text


def test_nothing_can_be_written_while_it_is_read_only() -> None:
    with pytest.raises(InternalError), read_only():
        Site.objects.create(domain="shop.example.com")
    with read_only():
        assert not Site.objects.exists()
    assert populate(1)
