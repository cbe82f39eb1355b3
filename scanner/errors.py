"""Every way a scan can end without a result, each with the code that people and programs see.

::

    ScanError
    ├── Refused              nothing was asked of the site
    │   ├── InvalidUrl           invalid_url
    │   ├── AddressRefused       address_refused
    │   ├── RobotsDisallowed     robots_disallowed
    │   ├── OwnerOptout          owner_optout
    │   ├── QuotaExceeded        quota_exceeded
    │   └── RateLimited          rate_limited
    ├── Unreachable          the site did not answer as a site does
    │   ├── UnknownHost          unknown_host
    │   ├── ConnectFailed        connect_failed
    │   ├── TlsFailed            tls_failed
    │   ├── HttpError            http_error
    │   ├── RedirectLoop         redirect_loop
    │   └── TooSlow              too_slow
    ├── Unusable             the site answered, with nothing that can be read
    │   ├── TooLarge             too_large
    │   ├── NotHtml              not_html
    │   ├── NoCss                no_css
    │   └── TooComplex           too_complex
    └── Faulted              the fault is on this side
        ├── StorageUnavailable   storage_unavailable
        ├── BrowserMissing       browser_missing
        ├── WorkerLost           worker_lost
        ├── Cancelled            cancelled
        └── Internal             internal

Codes are stored on scans and shown by the web, the command, the API and MCP
alike: a new one may be added, none is ever renamed.
"""

from __future__ import annotations

from typing import ClassVar

MESSAGE_CHARS = 500


def readable(text: str, limit: int = MESSAGE_CHARS) -> str:
    """`text` on one line, cut to `limit` characters, without anything unprintable.

    What a stranger wrote ends up in terminals, logs and PostgreSQL: control
    and bidi characters, NUL and lone surrogates become U+FFFD.
    """
    # Cut before cleaning too: the text may be megabytes long.
    words = " ".join(text[: limit * 4].split())
    clean = "".join(char if char.isprintable() else "\ufffd" for char in words)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


class ScanError(Exception):
    """A scan's outcome other than done; `message` says what, why and what to do.

    Without a message of its own, an error carries its class's `explanation`.
    """

    code: ClassVar[str]
    explanation: ClassVar[str]

    def __init__(self, message: str = "") -> None:
        self.message = readable(message or self.explanation)
        super().__init__(self.message)


class Refused(ScanError):
    """Nothing was asked of the site."""


class InvalidUrl(Refused):
    """The URL is wrong in itself: no setting would let it through."""

    code = "invalid_url"
    explanation = "This is not a web address. Give one such as https://example.com/."


class AddressRefused(Refused):
    """The URL leads off the public web: only an operator may allow that."""

    code = "address_refused"
    explanation = "Only public websites are scanned. Give the name of one."


class RobotsDisallowed(Refused):
    """The site's robots.txt asks us to stay away from this page."""

    code = "robots_disallowed"
    explanation = (
        "The site's robots.txt does not allow this page to be scanned. "
        "Its owner can allow the user agent ContextDS there."
    )


class OwnerOptout(Refused):
    """The site's owner asked for it never to be scanned."""

    code = "owner_optout"
    explanation = "The owner of this site asked for it not to be scanned."


class QuotaExceeded(Refused):
    """The account has used up what its plan allows."""

    code = "quota_exceeded"
    explanation = (
        "The scans of this plan are used up. Wait for the next period or upgrade."
    )


class RateLimited(Refused):
    """Too many requests in too short a time."""

    code = "rate_limited"
    explanation = "Too many requests in a short time. Wait a minute and try again."


class Unreachable(ScanError):
    """The site did not answer as a site does."""


class UnknownHost(Unreachable):
    """The name does not resolve."""

    code = "unknown_host"
    explanation = "No site was found under this name. Check its spelling."


class ConnectFailed(Unreachable):
    """The connection was refused, or closed before the answer was complete."""

    code = "connect_failed"
    explanation = "The site did not accept the connection. Try again later."


class TlsFailed(Unreachable):
    """No trusted encrypted connection could be made."""

    code = "tls_failed"
    explanation = (
        "No secure connection could be made: the site's certificate is not valid."
    )


class HttpError(Unreachable):
    """The server answered with an error, or with something that is not HTTP.

    `status` is the HTTP status, or None when the answer was not valid HTTP.
    """

    code = "http_error"
    explanation = "The site answered with an error. Open the page in a browser."

    def __init__(self, message: str = "", *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class RedirectLoop(Unreachable):
    """The redirects come back to where they began, or do not end."""

    code = "redirect_loop"
    explanation = "The site redirects in circles. Give the address it ends at."


class TooSlow(Unreachable):
    """A deadline passed: of one resource, or of the whole scan."""

    code = "too_slow"
    explanation = "The site took too long to answer. Try again later."


class Unusable(ScanError):
    """The site answered, with nothing that can be read."""


class TooLarge(Unusable):
    """The answer is larger than is read of one resource."""

    code = "too_large"
    explanation = "The page is too large to be scanned. Give a smaller one."


class NotHtml(Unusable):
    """The answer is not a web page."""

    code = "not_html"
    explanation = "This address is not a web page. Give the address of one."


class NoCss(Unusable):
    """The page has no styles that can be read."""

    code = "no_css"
    explanation = "No CSS was found on this page. Give a page that has styles."


class TooComplex(Unusable):
    """The analysis passed its limit of time or memory."""

    code = "too_complex"
    explanation = "The CSS of this page is too complex to be analysed."


class Faulted(ScanError):
    """The fault is on this side."""


class StorageUnavailable(Faulted):
    """Stored CSS could not be read or written."""

    code = "storage_unavailable"
    explanation = "The storage for CSS cannot be reached. Try again later."


class BrowserMissing(Faulted):
    """A rendered scan was asked for where there is no browser."""

    code = "browser_missing"
    explanation = (
        "No browser was found to render the page. Install Chromium, "
        "or scan without rendering."
    )


class WorkerLost(Faulted):
    """The worker died again and again while it ran this scan."""

    code = "worker_lost"
    explanation = "The scan was interrupted several times. Start it again."


class Cancelled(Faulted):
    """Someone stopped the scan."""

    code = "cancelled"
    explanation = "The scan was cancelled."


class Internal(Faulted):
    """A defect of ours; the details are in the log."""

    code = "internal"
    explanation = "The scan failed by a defect of ours. It was logged."


#: Leaves by code, in the order of the tree.
ERRORS: dict[str, type[ScanError]] = {
    leaf.code: leaf
    for group in ScanError.__subclasses__()
    for leaf in group.__subclasses__()
}
