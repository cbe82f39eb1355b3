"""What a site's robots.txt (RFC 9309) says to us.

What happens when it cannot be read, by section 2.3.1 of the RFC:

- an answer of 4xx (not 429), or redirects without end: there is no robots.txt
  and everything is allowed;
- 5xx, 429, or no answer at all: nothing may be fetched. The owner has
  disallowed nothing though, so the error is raised as it is and ends the scan
  under its own code instead of as `robots_disallowed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from protego import Protego

from scanner.errors import HttpError, RedirectLoop, RobotsDisallowed
from scanner.fetching import PRODUCT, Fetcher
from scanner.urlnorm import NormalisedUrl, shown

Status = Literal["allowed", "disallowed", "unknown"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us about one URL and its neighbours.

    `status` is the answer for the URL that it was read for, `crawl_delay` the
    seconds to leave between requests, within the limit.
    """

    origin: str
    status: Status
    crawl_delay: float
    _parsed: Protego

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched; only URLs of this origin are judged."""
        on_origin = url.startswith(f"{self.origin}/")
        return not on_origin or self._parsed.can_fetch(url, PRODUCT)

    def judge(self, url: NormalisedUrl) -> None:
        """Raise RobotsDisallowed if `url` may not be fetched."""
        if not self.allows(url.url):
            raise RobotsDisallowed(
                f"The robots.txt of {url.domain} does not allow {shown(url.url)} to be "
                f"scanned. Its owner can allow the user agent {PRODUCT} there."
            )


def read(fetcher: Fetcher, url: str) -> Rules:
    """The rules of the origin of `url`.

    Raises what `Fetcher.fetch` raises when there is no telling, see above.
    """
    page = fetcher.normalise(url)
    try:
        answer = fetcher.fetch(f"{page.origin}/robots.txt", kind="robots")
    except RedirectLoop:
        text = ""
    except HttpError as error:
        if error.status is None or error.status == 429 or error.status >= 500:
            raise
        text = ""
    else:
        # utf-8-sig: a byte order mark would hide the first group of rules.
        text = answer.body.decode("utf-8-sig", errors="replace")
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(PRODUCT) or 0.0
    return Rules(
        origin=page.origin,
        status="allowed" if parsed.can_fetch(page.url, PRODUCT) else "disallowed",
        crawl_delay=min(delay, fetcher.limits.crawl_delay_seconds),
        _parsed=parsed,
    )
