"""Old rows get what the search needs, in batches that may be broken off."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from contextds.commands import Error
from tests.scanner.history import add_scan, add_site, document
from tokens import reindexing
from tokens.models import TokenSet
from tokens.reindexing import mark_latest, reindex

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> list[TokenSet]:
    """Five sets of three sites, as they were before there was a search."""
    monkeypatch.setattr(reindexing, "BATCH", 2)
    sites = [add_site(f"site{number}.example") for number in range(3)]
    for number in range(5):
        add_scan(sites[number % 3], document(f"a {{ color: #00000{number} }}"))
    recorded = list(TokenSet.objects.order_by("pk"))
    TokenSet.objects.update(search_terms=[], search_paths="", is_latest=False)
    return recorded


def test_terms_and_paths_become_those_of_a_new_recording(old: list[TokenSet]) -> None:
    assert [written for _, written in reindex(TokenSet)] == [2, 2, 1]
    for row in old:
        now = TokenSet.objects.get(pk=row.pk)
        assert now.search_terms == row.search_terms
        assert now.search_paths == row.search_paths


def test_a_run_that_was_broken_off_is_started_again(old: list[TokenSet]) -> None:
    last, _ = next(reindex(TokenSet))
    assert [written for _, written in reindex(TokenSet)] == [0, 2, 1]
    assert [written for _, written in reindex(TokenSet, after=last)] == [0, 0]


def test_the_newest_set_of_each_site_is_marked_and_no_other(
    old: list[TokenSet],
) -> None:
    assert mark_latest(TokenSet) == 3
    TokenSet.objects.create(version_number=1, extractor_version="1", tokens_json={})
    marked = TokenSet.objects.filter(is_latest=True).order_by("pk")
    assert list(marked) == old[2:]
    assert mark_latest(TokenSet) == 0

    TokenSet.objects.filter(pk=old[3].pk).update(is_latest=False)
    TokenSet.objects.filter(pk=old[0].pk).update(is_latest=True)
    assert mark_latest(TokenSet) == 2
    assert list(marked) == old[2:]


def test_the_command_tells_what_it_did_and_refuses_what_is_no_id(
    old: list[TokenSet],
) -> None:
    out = StringIO()
    call_command("reindextokens", stdout=out)
    assert out.getvalue() == ("5 sets rewritten, 3 marks of newest sets put right\n")
    for after in ("-1", "x", "9" * 30, "\u0663"):
        with pytest.raises(Error, match="whole number") as refusal:
            call_command("reindextokens", f"--after={after}")
        assert refusal.value.returncode == 2
