"""What a fetch brings back, as plain values: nothing here can reach the network."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, decompressed and within the limits.

    `redirects` are the URLs that led from `url` to `final_url`, both excluded.
    `content_type` is the bare type in lower case, `charset` what HTTP said
    about the body's encoding ("" when nothing was). `truncated` tells that
    `body` was cut at its limit (never a page's). `milliseconds` is the whole
    time it took, redirects included.
    """

    url: str
    final_url: str
    redirects: tuple[str, ...]
    status: int
    content_type: str
    charset: str
    body: bytes
    truncated: bool
    milliseconds: int
    etag: str
    last_modified: str

    @property
    def downgraded(self) -> bool:
        """Whether a redirect led from https back to http."""
        hops = (self.url, *self.redirects, self.final_url)
        secure = [hop.startswith("https:") for hop in hops]
        return any(a and not b for a, b in zip(secure, secure[1:], strict=False))


def content_type(header: str) -> tuple[str, str]:
    """Type and charset of a Content-Type header, each in lower case or ""."""
    header = header[:500]
    charset = _CHARSET.search(header)
    return (
        header.partition(";")[0].strip().lower(),
        charset[1].lower() if charset else "",
    )
