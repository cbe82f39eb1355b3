"""The pages about tokens of all sites: the search."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tokens.catalogue import GROUPS
from tokens.finding import Found, find
from tokens.search import FIELDS, SearchError, read

#: Of the form: the fields that stand under "More conditions".
NARROWING = tuple(name for name in FIELDS if name != "what")
EXAMPLES = (
    ("#3b82f6", {"what": "#3b82f6"}, "a colour, wherever it is used"),
    ("spacing:16px", {"what": "spacing:16px"}, "a value in one category"),
    ("near teal", {"near": "teal", "distance": "0.06"}, "colours that look alike"),
    (
        "spacing, 8px to 24px",
        {"category": "spacing", "minimum": "8px", "maximum": "24px"},
        "a range of sizes",
    ),
    ("*brand*", {"path": "*brand*"}, "tokens by a part of their name"),
)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form, and the sets of all sites with the tokens that match it."""
    asked = {name: request.GET.get(name, "") for name in FIELDS}
    found: Found | None = None
    error: SearchError | None = None
    kept = ""
    if any(asked.values()):
        try:
            criteria = read(asked)
            found = find(criteria, request.GET.get("after"))
            kept = urlencode(criteria.asked)
        except SearchError as refusal:
            error = refusal
    context = {
        "asked": asked,
        "groups": GROUPS,
        "narrowed": any(asked[name] for name in NARROWING if asked[name] != "latest"),
        "examples": [
            (label, urlencode(strings), note) for label, strings, note in EXAMPLES
        ],
        "found": found,
        "page": found.page if found else None,
        "error": error,
        "kept": kept,
    }
    status = 400 if error else 200
    return render(request, "tokens/search.html", context, status=status)
