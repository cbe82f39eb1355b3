"""What is asked about token sets."""

from __future__ import annotations

from contextds.database.plans import Query, Sql, recorded
from contextds.database.questions.question import Question
from contextds.database.questions.subject import Subject
from tokens.finding import MAX_SETS, PAGE_SIZE
from tokens.models import TokenSet
from tokens.search import read


def _latest(subject: Subject) -> list[Sql]:
    return recorded(lambda: TokenSet.objects.published().latest_of(subject.site))


def _search(**strings: str) -> list[Query]:
    """The sets of a page of the search, as `tokens.finding` asks for them."""
    return [TokenSet.objects.candidates(read(strings))[: PAGE_SIZE + 1]]


def _gathered(**strings: str) -> list[Query]:
    """The newest sets as they come, and what an index gathers when few of them match."""
    criteria = read(strings)
    return [
        TokenSet.objects.searched(criteria)[: PAGE_SIZE + 1],
        TokenSet.objects.candidates(criteria)[: MAX_SETS + 1],
    ]


def _plain(colour: str) -> list[Query]:
    """The same of the documents themselves: without terms, and no set marked as newest.

    `@@` on a path is what the seed's index of documents can serve.
    """
    path = f'$.*.*."$value".hex == "{colour}"'
    return [
        Sql(
            f"""
            SELECT id, site_id, version_number, created_at, token_count
            FROM token_sets AS own
            WHERE is_public AND site_id IS NOT NULL
              AND NOT EXISTS (SELECT FROM sites
                              WHERE sites.id = own.site_id AND owner_optout)
              AND NOT EXISTS (SELECT FROM token_sets AS newer
                              WHERE newer.site_id = own.site_id
                                AND newer.version_number > own.version_number)
              AND tokens_json @@ %s::jsonpath
            ORDER BY created_at DESC, id DESC
            LIMIT {PAGE_SIZE + 1}
            """,  # noqa: S608 - a number of ours
            (path,),
        )
    ]


QUESTIONS = (
    Question(
        "site-latest-set",
        "Which tokens has a site now?",
        "the page of a site, its downloads, manage.py export",
        _latest,
        indexes=("idx_token_sets_site_created",),
    ),
    Question(
        "sets-newest",
        "Which sets are the newest?",
        "the search for tokens, before a word is typed",
        lambda _: [TokenSet.objects.public().newest_first()[:20]],
        indexes=("idx_token_sets_created_at",),
    ),
    Question(
        "sets-with-rare-value",
        "Which newest sets have a value that few have?",
        "the search for tokens",
        lambda subject: _search(what=subject.rare_term),
        indexes=("idx_token_sets_latest_terms",),
        plain=lambda subject: _plain(subject.rare_term),
    ),
    Question(
        "sets-with-middling-value",
        "Which newest sets have a value that some have?",
        "the search for tokens",
        lambda subject: _search(what=subject.middling_term),
        indexes=("idx_token_sets_latest_terms",),
        plain=lambda subject: _plain(subject.middling_term),
    ),
    Question(
        "sets-with-common-value",
        "Which newest sets have a value that most have?",
        "the search for tokens",
        lambda subject: _search(what=subject.common_term),
        indexes=("idx_token_sets_latest_created",),
        plain=lambda subject: _plain(subject.common_term),
    ),
    Question(
        "versions-with-value",
        "Which sets of all versions have a value?",
        "the search for tokens, all versions",
        lambda subject: _search(what=subject.rare_term, versions="all"),
        indexes=("idx_token_sets_search_terms",),
    ),
    Question(
        "sets-with-value-in-category",
        "Which newest sets have a value in a category?",
        "the search for tokens",
        lambda subject: _search(what="radius:9px"),
        indexes=("idx_token_sets_latest_terms",),
    ),
    Question(
        "sets-with-value-at-path",
        "Which newest sets have a value at a path?",
        "the search for tokens",
        lambda subject: _search(what="color.brand=#3b82f6"),
        indexes=("idx_token_sets_latest_terms",),
    ),
    Question(
        "sets-with-near-colour",
        "Which newest sets have a colour near a given one?",
        "the search for tokens",
        lambda subject: _gathered(near="#3b82f6", distance="0.02"),
        indexes=("idx_token_sets_latest_terms",),
    ),
    Question(
        "sets-with-size-in-range",
        "Which newest sets have a spacing between 33px and 37px?",
        "the search for tokens",
        lambda subject: _gathered(category="spacing", minimum="33px", maximum="37px"),
        indexes=("idx_token_sets_latest_terms",),
    ),
    Question(
        "sets-with-path-like",
        "Which newest sets have a token whose path a pattern fits?",
        "the search for tokens",
        lambda subject: _gathered(path="color.*warning*"),
        indexes=("idx_token_sets_latest_paths",),
    ),
    Question(
        "versions-with-path-like",
        "Which sets of all versions have a token whose path a pattern fits?",
        "the search for tokens, all versions",
        lambda subject: _gathered(path="color.*warning*", versions="all"),
        indexes=("idx_token_sets_search_paths",),
    ),
    Question(
        "sites-with-value",
        "Which of some sites have a value?",
        "the search for tokens, limited to sites",
        lambda subject: [
            TokenSet.objects.newest_of_each_site()
            .filter(site__in=[subject.site])
            .with_value(subject.common_term)
        ],
        indexes=("token_sets_one_latest",),
    ),
    Question(
        "sets-with-alias",
        "Which sets have a token of this name that points to that one?",
        "the search for tokens: color.link={color.brand}",
        lambda _: _search(what="color.link={color.brand}", versions="all"),
        indexes=("idx_token_sets_tokens_gin",),
    ),
    Question(
        "sets-with-pack",
        "Which packs have an attribute?",
        "the admin's search for pack:NAME=VALUE",
        lambda _: [TokenSet.objects.with_pack({"style": "flat"})],
        indexes=("idx_token_sets_pack_gin",),
    ),
    Question(
        "set-of-version",
        "Which tokens had a site in a given version?",
        "manage.py export --version",
        lambda subject: [
            TokenSet.objects.public().filter(
                site=subject.site, version_number=subject.version_number
            )
        ],
        indexes=("token_sets_version_unique",),
    ),
)
