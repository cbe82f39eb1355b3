"""What is asked about sites."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from contextds.database.benchmark.pages import served
from contextds.database.plans import Sql, recorded, sql_of
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject
from contextds.paging import keyset_page
from scanner.models import Site


def _page(subject: Subject) -> list[Sql]:
    """What the page itself asks; where there is no such site, only for it."""
    site = Site.objects.listed().filter(domain=subject.domain)
    if not site.exists():
        return [sql_of(site)]
    path = reverse("scanner:site", args=[subject.domain])
    with served() as client:
        return recorded(lambda: client.get(path, secure=True))


QUESTIONS = (
    Question(
        "site-by-domain",
        "Which site has this host name?",
        "every page of a site",
        lambda subject: [Site.objects.listed().filter(domain=subject.domain)],
        indexes=("sites_domain_unique",),
    ),
    Question(
        "site-page",
        "What does the page of a site show?",
        "the page of a site: all its queries",
        _page,
        indexes=("sites_domain_unique",),
    ),
    Question(
        "sites-recently-scanned",
        "Which sites were scanned last?",
        "the list of sites",
        lambda _: recorded(
            lambda: keyset_page(
                Site.objects.listed().recently_scanned().as_rows(), None
            )
        ),
        indexes=("idx_sites_last_scanned",),
    ),
    Question(
        "sites-not-scanned-lately",
        "Which sites were last scanned more than 30 days ago?",
        "the admin's filter",
        lambda subject: [
            Site.objects.filter(last_scanned__lt=subject.now - timedelta(days=30))
        ],
        indexes=("idx_sites_last_scanned",),
    ),
    Question(
        "sites-matching",
        "Which sites have this in their host name or title?",
        "the search of the list of sites, the admin's search",
        lambda subject: [Site.objects.matching(subject.domain[:12])],
        indexes=("idx_sites_domain_trgm", "idx_sites_title_trgm"),
    ),
    Question(
        "sites-beginning",
        "Which sites begin with these two letters?",
        "the search of the list of sites, with fewer than three letters in a row",
        lambda subject: [Site.objects.matching(subject.domain[:2])],
        indexes=("idx_sites_domain_prefix",),
    ),
    Question(
        "sites-opted-out",
        "Which owners opted out?",
        "the admin's filter",
        lambda _: [Site.objects.filter(owner_optout=True)],
        indexes=("idx_sites_opted_out",),
    ),
)
