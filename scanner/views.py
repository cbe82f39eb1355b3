"""The site's own pages: home, sites, their tokens and history, scans."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contextds.paging import keyset_page
from contextds.replicas import read_from_replica
from scanner.comparison import changes_page
from scanner.downloads import File, download
from scanner.errors import ERRORS
from scanner.forms import ScanForm
from scanner.models import CssSource, Scan, ScanEvent, Site
from scanner.querysets import is_searched_inside
from scanner.timeline import latest_steps, timeline
from tokens import catalogue
from tokens.canonical import canonical
from tokens.exports import FORMATS
from tokens.models import TokenSet, TokenVersion
from tokens.roles import roles

RECENT_SCANS = 8
TOKENS_SHOWN = 24
PALETTE_COLOURS = 16
CHANGES_SHOWN = 5
TOKENS_PER_PAGE = 200
UNTYPED_SHOWN = 12
STYLESHEETS_SHOWN = 100
STEPS_SHOWN = 200
SCANS_PER_PAGE = 10


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the newest scans, and the form that starts one."""
    form = ScanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        user = request.user if request.user.is_authenticated else None
        if scan := form.submit(requested_by=user):
            return redirect(scan)
    newest = Scan.objects.listed().newest_first().with_outcome().without_metrics()
    status = 400 if form.refusal else 200
    context = {"form": form, "scans": newest[:RECENT_SCANS]}
    return render(request, "scanner/home.html", context, status=status)


@require_safe
@read_from_replica
def sites(request: HttpRequest) -> HttpResponse:
    """All sites, most recently scanned first, or those that match a search."""
    search = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = Site.objects.listed().recently_scanned().as_rows()
    if search:
        found = found.matching(search)
    page = keyset_page(found, request.GET.get("after"))
    kept = urlencode({"q": search}) if search else ""
    context = {
        "page": page,
        "search": search,
        "kept": kept,
        "in_front_only": search and not is_searched_inside(search),
    }
    return render(request, "scanner/sites.html", context)


@require_safe
@read_from_replica
def site(request: HttpRequest, domain: str) -> HttpResponse:
    """A site's newest tokens by group, with specimens, and the CSS that they are from."""
    shown = _listed_site(domain)
    token_set = TokenSet.objects.published().with_document_alone().latest_of(shown.pk)
    last = Scan.objects.latest_finished(shown)
    document = token_set.tokens_json if token_set else {}
    categories = catalogue.categories(document, TOKENS_SHOWN)
    untyped_values = catalogue.untyped(document)
    # A failed scan has no stylesheets: then those that the newest set is made from.
    made_by = token_set.scan_id if token_set else None
    read_by = last.pk if last and last.token_set_id else made_by
    sources = (
        CssSource.objects.of_scan(read_by) if read_by else CssSource.objects.none()
    )
    context = {
        "site": shown,
        "scan": last,
        "token_set": token_set,
        "categories": categories,
        "rescannable": last is not None
        and (settings.SCANNER_ALLOW_PRIVATE or not last.allow_private),
        "palette": catalogue.palette(categories, PALETTE_COLOURS),
        "roles": roles(document),
        "untyped": untyped_values[:UNTYPED_SHOWN],
        "untyped_total": len(untyped_values),
        "formats": FORMATS,
        "sources": sources[:STYLESHEETS_SHOWN],
        "latest_steps": latest_steps(token_set, CHANGES_SHOWN) if token_set else [],
    }
    return render(request, "scanner/site.html", context)


@require_safe
@read_from_replica
def tokens_json(request: HttpRequest, domain: str) -> HttpResponseBase:
    """The newest DTCG document of a site as a download that clients can revalidate."""
    media_type = "application/design-tokens+json"
    file = File("document", media_type, "tokens.json", canonical)
    return download(request, _listed_site(domain), file)


@require_safe
@read_from_replica
def exported(request: HttpRequest, domain: str, format_name: str) -> HttpResponseBase:
    """The newest tokens of a site in the format of another tool, as a download."""
    chosen = FORMATS.get(format_name)
    if chosen is None:
        raise Http404
    file = File(
        f"export-{format_name}",
        f"{chosen.media_type}; charset=utf-8",
        chosen.file_name,
        lambda document: chosen.render(document).encode(),
    )
    return download(request, _listed_site(domain), file)


@require_safe
@read_from_replica
def group(request: HttpRequest, domain: str, group: str) -> HttpResponse:
    """All tokens of one group, page by page."""
    shown = _listed_site(domain)
    token_set = _newest_set(shown)
    document = token_set.tokens_json
    total = catalogue.size(document, group)
    pages = Paginator(range(total), TOKENS_PER_PAGE).get_page(request.GET.get("page"))
    start = TOKENS_PER_PAGE * (pages.number - 1)
    category = catalogue.category(document, group, start, TOKENS_PER_PAGE)
    if category is None:
        raise Http404
    context = {
        "site": shown,
        "token_set": token_set,
        "category": category,
        "pages": pages,
    }
    return render(request, "scanner/group.html", context)


@require_safe
@read_from_replica
def untyped(request: HttpRequest, domain: str) -> HttpResponse:
    """All values of a site's CSS that the format has no type for."""
    shown = _listed_site(domain)
    token_set = _newest_set(shown)
    values = catalogue.untyped(token_set.tokens_json)
    pages = Paginator(values, TOKENS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"site": shown, "token_set": token_set, "pages": pages}
    return render(request, "scanner/untyped.html", context)


@require_safe
@read_from_replica
def history(request: HttpRequest, domain: str) -> HttpResponse:
    """The versions of a site's tokens, newest first."""
    shown = _listed_site(domain)
    versions = TokenVersion.objects.filter(site=shown).public().history()
    page = keyset_page(versions, request.GET.get("after"), of=shown.pk)
    context = {"site": shown, "page": page, "kept": ""}
    return render(request, "scanner/history.html", context)


@require_safe
@read_from_replica
def changes(request: HttpRequest, domain: str) -> HttpResponse:
    """The changes of a site's tokens over all versions, newest first."""
    shown = _listed_site(domain)
    found = timeline(shown.pk, request.GET.get("after"))
    context = {"site": shown, "timeline": found, "page": found.page, "kept": ""}
    return render(request, "scanner/changes.html", context)


@require_safe
@read_from_replica
def scans(request: HttpRequest, domain: str) -> HttpResponse:
    """Every scan of a site and what became of it: newest finished first, open ones last."""
    shown = _listed_site(domain)
    history = Scan.objects.filter(site=shown).history().with_version()
    after = request.GET.get("after")
    page = keyset_page(history, after, size=SCANS_PER_PAGE, of=shown.pk)
    context = {"site": shown, "page": page, "kept": ""}
    return render(request, "scanner/scans.html", context)


@require_safe
@read_from_replica
def version(request: HttpRequest, domain: str, number: int) -> HttpResponse:
    """What changed in a version: each token as it was and as it is."""
    shown = _listed_site(domain)
    versions = TokenVersion.objects.filter(site=shown).public().with_documents()
    this = get_object_or_404(versions, version_number=number)
    changes = changes_page(this, request.GET.get("after"))
    context = {
        "site": shown,
        "version": this,
        "number": str(number),
        "page": changes.page,
        "remark": changes.remark,
        "kept": "",
    }
    return render(request, "scanner/version.html", context)


@never_cache
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of a scan while it runs, then its outcome.

    The page asks again for itself while the scan is open: htmx for the part that
    changes, a browser without script for the whole page.
    """
    shown = get_object_or_404(Scan.objects.listed().with_outcome(), pk=pk)
    error = ERRORS.get(shown.error_code)
    context = {
        "scan": shown,
        "steps": ScanEvent.objects.filter(scan=shown).in_order()[:STEPS_SHOWN],
        "advice": error.explanation if error else "",
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "scanner/_scan.html" if partial else "scanner/scan.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _listed_site(domain: str) -> Site:
    return get_object_or_404(Site.objects.listed(), domain=domain)


def _newest_set(shown: Site) -> TokenSet:
    token_set = TokenSet.objects.published().with_document_alone().latest_of(shown.pk)
    if token_set is None:
        raise Http404
    return token_set
