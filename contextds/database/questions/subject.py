"""Whom the questions ask about: rows of the database at hand, or invented ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from mcp.models import ApiKey, McpUsage
from scanner.models import CssSource, Scan, Site
from tokens.models import TokenSet, TokenVersion

_COLOUR = re.compile("^#[0-9a-f]{6}$")
#: A rare colour is looked for in so many of the newest sets.
_NEWEST_SETS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """One site with what hangs on it, one person, and values to look for.

    Numbers are primary keys. Any of them may name nothing: plans do not mind.
    """

    name: str
    now: datetime
    version_created: datetime
    site: int = 1
    domain: str = "shop.example.com"
    scan: int = 1
    page: int = 1
    content: int = 1
    token_set: int = 1
    version: int = 1
    version_number: int = 1
    remix: int = 1
    user: int = 1
    email: str = "person@example.com"
    api_key: int = 1
    #: Colours among TokenSet.search_terms, by how many sets have them.
    rare_term: str = "#c0ffee"
    middling_term: str = "#3b82f6"
    common_term: str = "#ffffff"

    @property
    def day_ago(self) -> datetime:
        """24 hours before `now`."""
        return self.now - timedelta(days=1)

    @property
    def month_ago(self) -> datetime:
        """The beginning of the day (UTC) 30 days before `today`."""
        return self.today - timedelta(days=30)

    @property
    def today(self) -> datetime:
        """The beginning of the day (UTC) of `now`."""
        return self.hour.replace(hour=0)

    @property
    def hour(self) -> datetime:
        """The beginning of the hour of `now`."""
        return self.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    def key_of(self, model_name: str) -> int:
        """The primary key of the subject's row of a model, by its name in lower case."""
        names = {
            "csscontent": "content",
            "tokenset": "token_set",
            "tokenversion": "version",
            "apikey": "api_key",
        }
        key = getattr(self, names.get(model_name, model_name))
        assert isinstance(key, int)
        return key

    @classmethod
    def invented(cls) -> Subject:
        """Nobody: for plans alone, whatever the database holds."""
        now = timezone.now()
        return cls("invented", now, now)

    @classmethod
    def typical(cls) -> Subject:
        """The site with the median number of scans, a key with the median of calls."""
        return _sampled("typical", 0.5)

    @classmethod
    def hottest(cls) -> Subject:
        """The site with most scans, the key with most calls."""
        return _sampled("hottest", 1)


def _sampled(name: str, rank: float) -> Subject:
    """The subject at `rank`, from 0 (least) to 1 (most); invented where rows lack."""
    now = timezone.now()
    facts: dict[str, Any] = {"version_created": now}
    site = Site.objects.filter(pk__in=_ranked(Scan, "site", rank)).first()
    if site:
        facts |= {"site": site.pk, "domain": site.domain}
        facts |= _of_site(site)
    keys = ApiKey.objects.filter(pk__in=_ranked(McpUsage, "api_key", rank))
    if key := keys.select_related("user").first():
        facts |= {"api_key": key.pk, "user": key.user_id, "email": key.user.email}
    facts |= _terms()
    return Subject(name, now, **facts)


def _of_site(site: Site) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if scan := Scan.objects.latest_finished(site):
        facts["scan"] = scan.pk
    if token_set := TokenSet.objects.latest_of(site.pk):
        facts["token_set"] = token_set.pk
        made_by = token_set.scan_id or facts.get("scan")
        if made_by and (source := CssSource.objects.of_scan(made_by).first()):
            facts |= {"content": source.content_id, "page": source.page_id or 1}
    if version := TokenVersion.objects.latest_of(site.pk):
        facts |= {
            "version": version.pk,
            "version_number": version.version_number,
            "version_created": version.created_at,
        }
    return facts


def _ranked(model: Any, key: str, rank: float) -> list[int]:
    """The value of `key` at `rank` when all are ordered by how many rows they have."""
    counted = (
        model.objects.exclude(**{key: None})
        .values_list(key)
        .annotate(rows=Count("pk"))
        .order_by("rows", key)
    )
    values = [value for value, _ in counted]
    return [values[round(rank * (len(values) - 1))]] if values else []


def _terms() -> dict[str, str]:
    """Colours of few, of some and of most sets, by the planner's own statistics."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT term
            FROM pg_stats, unnest(most_common_elems::text::text[],
                                  most_common_elem_freqs) AS of (term, share)
            WHERE schemaname = 'public' AND tablename = 'token_sets'
              AND attname = 'search_terms' AND term ~ %s
            ORDER BY share DESC, term
            """,
            [_COLOUR.pattern],
        )
        frequent = [term for (term,) in cursor.fetchall()]
    if not frequent:
        return {}
    terms = {"common_term": frequent[0], "middling_term": frequent[len(frequent) // 2]}
    newest = TokenSet.objects.order_by("-pk").values_list("search_terms", flat=True)
    known = {term for of_set in newest[:_NEWEST_SETS] for term in of_set}
    rare = sorted(t for t in known - set(frequent) if _COLOUR.search(t))
    return terms | ({"rare_term": rare[0]} if rare else {})
