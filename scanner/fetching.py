"""The only door out: every request that ContextDS makes of the web starts here.

A stranger chose the URL and a stranger answers it. So the address that is
dialled is the one that was vetted (no second lookup to rebind), each redirect
is judged like a new URL, and time and size are bounded where bytes arrive:
a timeout per read does not stop a server that trickles, a check after
decompression does not stop a bomb. There are no cookies, no proxy or netrc
from the environment, and no pretending to be a browser.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self

import httpcore2
import httpx2

from scanner.addresses import is_public
from scanner.budget import Budget
from scanner.errors import (
    AddressRefused,
    ConnectFailed,
    HttpError,
    InvalidUrl,
    NotHtml,
    RedirectLoop,
    TlsFailed,
    TooLarge,
    TooSlow,
    UnknownHost,
    readable,
)
from scanner.limits import KIB, Limits
from scanner.responses import Response, content_type
from scanner.urlnorm import DEFAULT_PORTS, NormalisedUrl, normalise, resolve, shown

#: The name by which robots.txt files speak to us.
PRODUCT = "ContextDS"

Kind = Literal["page", "stylesheet", "robots"]
Resolver = Callable[..., list[Any]]
Judge = Callable[[NormalisedUrl], None]

_ACCEPT: dict[Kind, str] = {
    "page": "text/html,application/xhtml+xml",
    "stylesheet": "text/css,*/*;q=0.1",
    "robots": "text/plain,*/*;q=0.1",
}
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_REDIRECTS = (301, 302, 303, 307, 308)
# Decoded in bounded steps by httpx2; anything else would reach us undecoded.
_ENCODINGS = ("", "identity", "gzip", "deflate", "br")
_ADDRESSES_TRIED = 4
# Chunk framing and headers that arrive in the same read as the body's start.
_WIRE_SLACK = 256 * KIB


class _GuardedStream(httpcore2.NetworkStream):
    """A connection whose every read and write respects the budget."""

    def __init__(self, stream: httpcore2.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self._stream.read(max_bytes, self._budget.seconds(timeout))
        self._budget.receive(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._budget.seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = self._budget.seconds(timeout)
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        except httpcore2.ConnectError as error:
            self.close()
            raise TlsFailed(_tls_message(server_hostname, error)) from error
        return _GuardedStream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore2.NetworkBackend):
    """Dials only addresses that were vetted, and exactly those."""

    def __init__(self, budget: Budget, resolver: Resolver, allow_private: bool) -> None:
        self._budget = budget
        self._resolver = resolver
        self._allow_private = allow_private
        self._dial = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        ends = time.monotonic() + self._budget.seconds(timeout)
        addresses = self._lookup(host, port, ends - time.monotonic())
        port_allowed = self._allow_private or port in DEFAULT_PORTS.values()
        # One private address among public ones is refused as a whole: which
        # one is dialled must not be a matter of luck.
        if not port_allowed or not all(map(self._allowed, addresses)):
            raise AddressRefused(
                f"{readable(host, 100)} leads to an address that is not on the "
                "public internet. Only public websites are scanned."
            )
        addresses = addresses[:_ADDRESSES_TRIED]
        error: Exception | None = None
        for tried, address in enumerate(addresses):
            # Never 0, which would mean not to wait at all.
            share = max((ends - time.monotonic()) / (len(addresses) - tried), 0.01)
            try:
                stream = self._dial.connect_tcp(address, port, share)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failure:
                error = failure
            else:
                return _GuardedStream(stream, self._budget)
        assert error is not None  # a lookup gives at least one address
        raise error

    def _allowed(self, address: str) -> bool:
        return self._allow_private or is_public(address)

    def _lookup(self, host: str, port: int, seconds: float) -> list[str]:
        """Addresses of `host`, in the resolver's order; raises UnknownHost, TooSlow.

        The system's resolver cannot be interrupted. So it is asked in a thread
        that is left behind when it is late; it ends when the resolver gives up.
        """
        answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name=f"lookup {host}", daemon=True).start()
        try:
            answer = answers.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise TooSlow(
                f"The name {readable(host, 100)} took too long to look up. Try again later."
            ) from None
        if isinstance(answer, Exception) or not answer:
            raise UnknownHost(
                f"No site was found under the name {readable(host, 100)}. Check its spelling."
            )
        return list(dict.fromkeys(str(entry[4][0]) for entry in answer))


class _Body(httpx2.SyncByteStream):
    """httpcore2's body as the stream that httpx2's decoders read from."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class Fetcher:
    """Fetches the resources of one scan, under that scan's limits.

    The scan's deadline begins when the Fetcher is made. It belongs to one
    thread. `resolver` answers as `socket.getaddrinfo` does, `contact_url` is
    where site owners learn who is asking, `ssl_context` replaces the system's
    certificate authorities, and `seconds` the scan's deadline.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        allow_private: bool = False,
        contact_url: str = "",
        resolver: Resolver = socket.getaddrinfo,
        ssl_context: ssl.SSLContext | None = None,
        seconds: float | None = None,
    ) -> None:
        self.limits = limits
        self.allow_private = allow_private
        self.user_agent = f"{PRODUCT}/0.1" + (
            f" (+{contact_url})" if contact_url else ""
        )
        self._budget = Budget(limits.scan_seconds if seconds is None else seconds)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context or _authorities(),
            max_keepalive_connections=4,
            network_backend=_GuardedBackend(self._budget, resolver, allow_private),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.close()

    @property
    def seconds_left(self) -> float:
        """What is left of the scan's time; 0.0 when it is over."""
        return max(0.0, self._budget.scan_ends - time.monotonic())

    def normalise(self, raw: str) -> NormalisedUrl:
        """`raw` under this fetcher's rules; see `urlnorm.normalise`."""
        return normalise(raw, allow_private=self.allow_private, limits=self.limits)

    def resolve(self, base: str, reference: str) -> NormalisedUrl:
        """`reference` as found at `base`; see `urlnorm.resolve`."""
        return resolve(
            base, reference, allow_private=self.allow_private, limits=self.limits
        )

    def fetch(
        self, url: str, *, kind: Kind = "page", judge: Judge | None = None
    ) -> Response:
        """GET `url`, following redirects, and return the answer with status < 300.

        `judge` is called with the URL of every hop before it is requested and
        refuses one by raising; it may fetch something itself. Raises InvalidUrl
        and AddressRefused before anything is sent, any error of the group
        Unreachable, TooLarge (a page; stylesheets and robots.txt are cut) and
        NotHtml (a page).
        """
        began = time.monotonic()
        ends = self._budget.start(self.limits.resource_seconds)
        hops = [self.normalise(url)]
        while True:
            if judge is not None:
                judge(hops[-1])
                # It may have fetched a robots.txt, within a time of its own.
                self._budget.ends = ends
            with closing(self._request(hops[-1].url, kind)) as answer:
                if answer.status_code not in _REDIRECTS:
                    body, truncated = self._read(hops[-1].url, answer, kind)
                    break
                hops.append(self._redirected(hops, answer))
        media_type, charset = content_type(answer.headers.get("content-type", ""))
        return Response(
            url=hops[0].url,
            final_url=hops[-1].url,
            redirects=tuple(hop.url for hop in hops[1:-1]),
            status=answer.status_code,
            content_type=media_type,
            charset=charset,
            body=body,
            truncated=truncated,
            milliseconds=round((time.monotonic() - began) * 1000),
            etag=readable(answer.headers.get("etag", "")),
            last_modified=readable(answer.headers.get("last-modified", "")),
        )

    def _request(self, url: str, kind: Kind) -> httpx2.Response:
        """The answer to one GET, its body still on the wire."""
        self._budget.expect(self.limits.header_bytes)
        target = httpx2.URL(url)
        limits = self.limits
        request = httpcore2.Request(
            "GET",
            url=httpcore2.URL(
                scheme=target.raw_scheme,
                host=target.raw_host,
                port=target.port,
                target=target.raw_path,
            ),
            headers=[
                ("Host", target.netloc),
                ("User-Agent", self.user_agent),
                ("Accept", _ACCEPT[kind]),
                ("Accept-Encoding", "gzip, br"),
            ],
            extensions={
                "timeout": {
                    "connect": limits.connect_seconds,
                    "read": limits.read_seconds,
                    "write": limits.read_seconds,
                    "pool": limits.connect_seconds,
                }
            },
        )
        with _translated(url, self._budget):
            answer = self._pool.handle_request(request)
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream)
        )

    def _redirected(
        self, hops: list[NormalisedUrl], answer: httpx2.Response
    ) -> NormalisedUrl:
        here = hops[-1].url
        location = answer.headers.get("location")
        if not location:
            raise HttpError(
                f"{shown(here)} redirects without saying where to.",
                status=answer.status_code,
            )
        try:
            target = self.resolve(here, location)
        except (InvalidUrl, AddressRefused) as error:
            message = f"{shown(here)} redirects to where no scan goes. {error.message}"
            raise type(error)(message) from None
        # Without cookies, a URL seen before can only lead where it led before.
        if target in hops or len(hops) > self.limits.redirects:
            raise RedirectLoop(
                f"{shown(hops[0].url)} redirects in circles or more than "
                f"{self.limits.redirects} times. Give the address it ends at."
            )
        return target

    def _read(
        self, url: str, answer: httpx2.Response, kind: Kind
    ) -> tuple[bytes, bool]:
        """The decompressed body and whether it was cut."""
        if not 200 <= answer.status_code < 300:
            raise HttpError(
                f"{shown(url)} answered with HTTP status {answer.status_code}. "
                "Open it in a browser to see why.",
                status=answer.status_code,
            )
        media_type = content_type(answer.headers.get("content-type", ""))[0]
        if kind == "page" and media_type not in ("", *_HTML_TYPES):
            raise NotHtml(
                f"{shown(url)} is {readable(media_type, 60)}, not a web page. "
                "Give the address of a page."
            )
        encodings = answer.headers.get("content-encoding", "").lower().split(",")
        if any(encoding.strip() not in _ENCODINGS for encoding in encodings):
            raise HttpError(
                f"{shown(url)} is compressed in a way that was not asked for.",
                status=answer.status_code,
            )
        most = {
            "page": self.limits.html_bytes,
            "stylesheet": self.limits.stylesheet_bytes,
            "robots": self.limits.robots_bytes,
        }[kind]
        self._budget.expect(most + _WIRE_SLACK)
        body = bytearray()
        with _translated(url, self._budget):
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > most:
                    break
        truncated = len(body) > most
        if truncated and kind == "page":
            raise TooLarge(
                f"{shown(url)} is larger than {most // KIB} KiB. Give a smaller page."
            )
        del body[most:]
        if kind == "page" and not media_type and not body.lstrip().startswith(b"<"):
            raise NotHtml(f"{shown(url)} is not a web page. Give the address of one.")
        return bytes(body), truncated


@cache
def _authorities() -> ssl.SSLContext:
    """The system's certificate authorities, which take 10 ms and more to load."""
    return httpcore2.default_ssl_context()


@contextmanager
def _translated(url: str, budget: Budget) -> Iterator[None]:
    """Turns the HTTP client's errors into the scanner's, for a request of `url`."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise TooSlow(
            f"{shown(url)} took too long to answer. Try again later."
        ) from error
    except httpx2.DecodingError as error:
        raise HttpError(f"{shown(url)} is compressed, but damaged.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        if isinstance(error, httpcore2.ProtocolError) and not budget.at_end:
            raise HttpError(f"{shown(url)} does not answer in valid HTTP.") from error
        raise ConnectFailed(
            f"{shown(url)} did not accept the connection, or closed it before "
            "its answer was complete. Try again later."
        ) from error


def _tls_message(host: str | None, error: Exception) -> str:
    cause: object = error
    while isinstance(cause, httpcore2.ConnectError) and cause.args:
        cause = cause.args[0]
    why = getattr(cause, "verify_message", "") or "it does not speak TLS as expected"
    return (
        f"No secure connection to {readable(host or '', 100)} could be made: "
        f"{readable(str(why), 120)}."
    )
