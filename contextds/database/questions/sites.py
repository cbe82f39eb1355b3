"""What is asked about sites."""

from __future__ import annotations

from contextds.database.plans import recorded
from contextds.database.questions.question import Question
from contextds.paging import keyset_page
from scanner.models import Site

QUESTIONS = (
    Question(
        "site-by-domain",
        "Which site has this host name?",
        "every page of a site",
        lambda subject: [Site.objects.listed().filter(domain=subject.domain)],
        indexes=("sites_domain_unique",),
    ),
    Question(
        "sites-recently-scanned",
        "Which sites were scanned last?",
        "the list of sites",
        lambda _: recorded(
            lambda: keyset_page(Site.objects.listed().recently_scanned(), None)
        ),
        indexes=("idx_sites_last_scanned",),
    ),
    Question(
        "sites-matching",
        "Which sites have this in their host name or title?",
        "the search of the list of sites, the admin",
        lambda _: [Site.objects.matching("example")],
        indexes=("idx_sites_domain_trgm", "idx_sites_title_trgm"),
    ),
    Question(
        "sites-opted-out",
        "Which owners opted out?",
        "the admin's filter",
        lambda _: [Site.objects.filter(owner_optout=True)],
        indexes=("idx_sites_opted_out",),
    ),
)
