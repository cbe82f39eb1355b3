"""Questions: every one can be asked, and uses the indexes that it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from contextds.database import catalogue
from contextds.database.ledger import INDEXES
from contextds.database.ledger.checking import WAYS, is_named
from contextds.database.plans import explain, recorded
from contextds.database.questions import QUESTIONS, Subject, deletions
from scanner.models import Scan, Site
from tests.contextds.population import DOCUMENT, populate
from tokens.models import TokenChange, TokenSet, TokenVersion

pytestmark = pytest.mark.django_db

ALL = tuple(QUESTIONS.values())


@pytest.fixture
def site() -> Site:
    """A site among others, each with a history, and statistics about them."""
    sites = populate(15)
    now = timezone.now()
    hours = [now - timedelta(hours=hour) for hour in range(1, 41)]
    versions = {version.site_id: version for version in TokenVersion.objects.all()}
    Scan.objects.bulk_create(
        Scan(site=site, url="/", status="completed", finished_at=hour)
        for site in sites
        for hour in hours
    )
    Scan.objects.bulk_create(
        Scan(site=site, url="/", status="running", lease_until=now + timedelta(hours=1))
        for site in sites
    )
    TokenSet.objects.bulk_create(
        TokenSet(
            site=site,
            version_number=number,
            extractor_version="1",
            tokens_json=DOCUMENT,
            created_at=hour,
        )
        for site in sites
        for number, hour in enumerate(hours, start=100)
    )
    TokenVersion.objects.bulk_create(
        TokenVersion(
            site=site,
            token_set=versions[site.pk].token_set,
            version_number=number,
            created_at=hour,
        )
        for site in sites
        for number, hour in enumerate(hours, start=100)
    )
    TokenChange.objects.bulk_create(
        TokenChange(
            version=versions[site.pk],
            site=site,
            token_path="color.ink",
            change_type="added",
            category="color",
        )
        for site in sites
        for _ in hours
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sites[7]


def named_in_no_plan(subject: Subject) -> list[tuple[str, str]]:
    """Questions and those of their indexes that none of their plans names."""
    primary = {index.name for index in catalogue.indexes() if index.primary}
    return [
        (question.name, name)
        for question in ALL
        for name in question.indexes
        if name not in primary and not is_named(INDEXES[name], question.build(subject))
    ]


def test_every_name_is_one_question() -> None:
    assert {question.name for question in ALL} == set(QUESTIONS)
    assert all(re.fullmatch(r"[a-z-]+", name) for name in QUESTIONS)
    assert all(question.asks.endswith("?") for question in ALL)
    assert all(question.used_by for question in ALL)


def test_every_index_that_is_named_exists() -> None:
    named = {name for question in ALL for name in question.indexes}
    assert named <= {index.name for index in catalogue.indexes()}


def test_the_questions_of_an_empty_database_use_their_indexes() -> None:
    assert named_in_no_plan(Subject.invented()) == []


def test_the_questions_of_a_full_database_use_their_indexes(site: Site) -> None:
    assert named_in_no_plan(Subject.invented()) == []
    assert named_in_no_plan(Subject.hottest()) == []


@pytest.mark.parametrize("sampled", [Subject.typical, Subject.hottest])
def test_every_question_can_be_asked_of_sampled_rows(
    sampled: Callable[[], Subject],
) -> None:
    for rows in (0, 3):
        populate(rows)
        subject = sampled()
        for question in ALL:
            queries = question.build(subject)
            assert queries, question.name
            for query in queries:
                explain(query)


def test_the_subject_is_sampled_from_the_rows_at_hand(site: Site) -> None:
    Scan.objects.create(
        site=site, url="/", status="completed", finished_at=timezone.now()
    )
    hottest = Subject.hottest()
    assert (hottest.site, hottest.domain) == (site.pk, site.domain)
    assert hottest.common_term == "#3b82f6"
    assert TokenSet.objects.get(pk=hottest.token_set).site_id == site.pk
    version = TokenVersion.objects.get(pk=hottest.version)
    assert (version.version_number, version.created_at) == (
        hottest.version_number,
        hottest.version_created,
    )
    assert Subject.typical().site != site.pk


def test_the_page_of_a_site_asks_what_its_question_says(
    site: Site, client: Client
) -> None:
    subject = Subject.hottest()
    sent = recorded(lambda: client.get(f"/sites/{subject.domain}/"))
    asked = QUESTIONS["site-page"].build(subject)
    assert len(asked) >= 4
    assert [getattr(query, "text", "") for query in asked] == [sql.text for sql in sent]


def test_every_foreign_key_has_a_question_of_its_deletion() -> None:
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in catalogue.our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    assert keys == set(deletions.KEYS)


def test_the_newest_are_read_in_order_and_not_sorted(site: Site) -> None:
    subject = Subject.hottest()
    off = {"enable_sort": "off", "enable_incremental_sort": "off"}
    assert off in WAYS
    for name in (
        "site-latest-scan",
        "site-latest-set",
        "site-latest-version",
        "site-scans",
        "site-changes",
        "sets-newest",
        "sets-with-common-value",
        "scans-newest",
    ):
        first = QUESTIONS[name].build(subject)[0]
        plan = explain(
            first, seqscan=False, settings=off | {"enable_bitmapscan": "off"}
        )
        assert plan.sorts == (), plan.text


def test_changes_of_a_version_open_the_partition_of_its_month_only(site: Site) -> None:
    subject = Subject.hottest()
    (changes,) = QUESTIONS["version-changes"].build(subject)
    text = explain(changes, seqscan=False).text
    month = f"token_changes_{subject.version_created:%Y_%m}"
    assert text.count("on token_changes_20") == text.count(f"on {month}") == 1
