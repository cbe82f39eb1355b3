"""The search for tokens. Pure: what is asked, the terms it is found by, and what matches."""

from __future__ import annotations

from tokens.search.criteria import Criteria, Near, Range
from tokens.search.matching import Match, matches
from tokens.search.reading import FIELDS, SearchError, read
from tokens.search.terms import path_lines, search_terms, search_text

__all__ = [
    "FIELDS",
    "Criteria",
    "Match",
    "Near",
    "Range",
    "SearchError",
    "matches",
    "path_lines",
    "read",
    "search_terms",
    "search_text",
]
