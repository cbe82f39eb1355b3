"""Documents of sites as files, which clients ask for again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from scanner.models import Site
from tokens.models import TokenSet


@dataclass(frozen=True, slots=True)
class File:
    """One kind of file: its media type, how its name ends, and what writes its bytes.

    No two kinds have the same `kind`: hashes are remembered by it.
    """

    kind: str
    media_type: str
    ending: str
    write: Callable[[Mapping[str, Any]], bytes]


def download(request: HttpRequest, site: Site, file: File) -> HttpResponseBase:
    """The newest tokens of a site as a file; 304 for a client that has these bytes.

    The ETag is the hash of the bytes. Where it is remembered, 304 is told without the
    document, which is neither read nor written. Raises Http404 for a site without tokens.
    """
    sets = TokenSet.objects.published()
    if "If-None-Match" in request.headers:
        known = sets.without_documents().latest_of(site.pk)
        if known and (etag := cache.get(_key(known, file))):
            empty = HttpResponse(headers=_headers(etag))
            answer = get_conditional_response(request, etag=etag, response=empty)
            if answer is not empty and answer is not None:
                return answer
    newest = sets.with_document_alone().latest_of(site.pk)
    if newest is None:
        raise Http404
    body = file.write(newest.tokens_json)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    cache.set(_key(newest, file), etag, timeout=None)
    name = f"{site.domain.replace(':', '-')}-v{newest.version_number}.{file.ending}"
    response = HttpResponse(
        body,
        content_type=file.media_type,
        headers=_headers(etag)
        | {"Content-Disposition": f'attachment; filename="{name}"'},
    )
    return get_conditional_response(request, etag=etag, response=response) or response


def _key(token_set: TokenSet, file: File) -> str:
    """What the bytes follow from: the row as it was last written, and the format.

    The code that writes them as well, which is not named here: the cache is in the memory
    of one process and ends with it. Another process has to write a file once to know its
    hash; the hash is the same.
    """
    written = token_set.updated_at.isoformat()
    return f"etag:{file.kind}:{token_set.pk}:{token_set.extractor_version}:{written}"


def _headers(etag: str) -> dict[str, str]:
    return {"Cache-Control": "no-cache", "ETag": etag}
