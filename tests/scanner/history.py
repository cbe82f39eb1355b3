"""Sites with a past: scans, token sets and versions as the pipeline leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from scanner.models import CssContent, CssSource, Scan, Site
from tokens.extraction import Stylesheet, extract
from tokens.recording import record

CSS = """
:root { --brand: #0d6efd; --link: var(--brand); --space-1: 4px; --space-2: 8px; }
a { color: var(--link); padding: var(--space-1) var(--space-2); font-size: 18px }
.card { box-shadow: 0 2px 8px rgb(0 0 0 / .2); border-radius: 6px }
.fade { background: linear-gradient(45deg, #ff0000, #0000ff); transition: color .2s ease-in }
@media (prefers-color-scheme: dark) { :root { --brand: #ffcc00 } }
"""


def document(css: str = CSS) -> dict[str, Any]:
    """The DTCG document of a stylesheet."""
    sheet = Stylesheet(css, url="https://shop.example/a.css", media="", origin="link")
    return extract([sheet]).to_dtcg(provenance=True)


def colors(count: int, prefix: str = "tone") -> dict[str, Any]:
    """A document of `count` colours, each declared by name."""
    rules = "".join(f"--{prefix}-{n:05}: #{n:06x};" for n in range(count))
    return document(f":root {{ {rules} }}")


def add_site(domain: str = "shop.example", **fields: Any) -> Site:
    """A site that was scanned just now."""
    return Site.objects.create(
        domain=domain,
        **{"last_scanned": timezone.now(), "status": "completed"} | fields,
    )


def add_scan(site: Site, found: Mapping[str, Any], **fields: Any) -> Scan:
    """A completed scan of a site that found a document, from one stylesheet."""
    now = timezone.now()
    scan = Scan.objects.create(
        site=site,
        url=f"https://{site.domain}/",
        **{
            "status": "completed",
            "started_at": now,
            "finished_at": now,
            "css_source_count": 1,
        }
        | fields,
    )
    content, _ = CssContent.objects.get_or_create(
        sha256=f"{scan.pk:064x}",
        defaults={"content": b"a{}", "bytes": 3, "stored_bytes": 3},
    )
    url = f"https://{site.domain}/a.css"
    CssSource.objects.create(
        scan=scan, content=content, url=url, kind="link", position=0, bytes=3
    )
    with transaction.atomic():
        recorded = record(
            site.pk,
            scan.pk,
            found,
            extractor_version="1",
            token_count=sum(
                len(group) for name, group in found.items() if not name.startswith("$")
            ),
        )
    scan.token_set = recorded.token_set
    scan.save(update_fields=["token_set"])
    return scan
