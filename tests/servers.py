"""Real servers on loopback that behave well or badly, and remember what they were asked."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, Self

import brotli  # type: ignore[import-untyped]

#: Takes over a connection after a request was read; the connection is closed after.
Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Answer:
    """A complete answer, sent with its Content-Length."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def sent(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} Reason"]
        if self.content_type is not None:
            lines.append(f"Content-Type: {self.content_type}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Request:
    """What a server was asked; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]


class Site:
    """A server on a free port of 127.0.0.1 that answers by path, else with 404.

    A context manager. `requests` are those it has seen, in order. With
    `tls`, a server-side context, it speaks https.
    """

    def __init__(
        self,
        routes: Mapping[str, Answer | Behaviour] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.routes: dict[str, Answer | Behaviour] = dict(routes or {})
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.port: int = self._listening.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Closing alone does not wake a thread that waits in accept().
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    @property
    def targets(self) -> list[str]:
        """Paths and queries that were asked for, in order."""
        return [request.target for request in self.requests]

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._start(partial(self._serve, connection))

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
            closing.enter_context(connection)
            if self._tls is not None:
                connection = closing.enter_context(
                    self._tls.wrap_socket(connection, server_side=True)
                )
            while request := _read_request(connection):
                self.requests.append(request)
                route = self.routes.get(request.target, NOT_FOUND)
                if callable(route):
                    route(connection)
                    return
                connection.sendall(route.sent())


def _read_request(connection: socket.socket) -> Request | None:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not (received + piece)[:1].isalpha():
            return None  # the end, or a TLS greeting
        received += piece
    head, *lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = head.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Request(
        method, target, {name.lower(): value.strip() for name, _, value in pairs}
    )


NOT_FOUND = Answer(b"<h1>Not found</h1>", status=404)


def page(html: str, **headers: str) -> Answer:
    """A web page in UTF-8."""
    return Answer(html.encode(), headers=headers)


def stylesheet(css: str | bytes, content_type: str | None = "text/css") -> Answer:
    """A stylesheet, in UTF-8 unless given as bytes."""
    return Answer(css.encode() if isinstance(css, str) else css, content_type)


def robots(text: str | bytes) -> Answer:
    """A robots.txt."""
    return Answer(text.encode() if isinstance(text, str) else text, "text/plain")


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect to `location`, sent as it is."""
    return Answer(status=status, headers={"Location": location})


def gzip_bomb(mib: int, content_type: str = "text/css") -> Answer:
    """`mib` MiB of the letter a in about a thousandth of the bytes."""
    body = gzip.compress(b"a" * (mib * 1024 * 1024), compresslevel=9)
    return Answer(body, content_type, headers={"Content-Encoding": "gzip"})


def brotli_bomb(mib: int, content_type: str = "text/css") -> Answer:
    """`mib` MiB of the letter a in a few hundred bytes."""
    packer = brotli.Compressor(quality=5)
    body = b"".join(packer.process(b"a" * 1024 * 1024) for _ in range(mib))
    return Answer(
        body + packer.finish(), content_type, headers={"Content-Encoding": "br"}
    )


def silent(connection: socket.socket) -> None:
    """Never answers; ends when the client goes away."""
    connection.recv(1)


def hang_up(connection: socket.socket) -> None:
    """Closes without an answer."""


def half_a_body(connection: socket.socket) -> None:
    """Promises more than it sends, then closes."""
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>"
    )


def garbage(connection: socket.socket) -> None:
    """Something that is not HTTP."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n\r\n\r\n")


def slow_headers(connection: socket.socket) -> None:
    """A header line every 20 ms, without end."""
    _trickle(connection, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.02)


def slow_body(connection: socket.socket) -> None:
    """A byte every 20 ms, without end: no single read ever times out."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    _trickle(connection, head, b"a", 0.02)


def endless_informational(connection: socket.socket) -> None:
    """Interim answers as fast as they go, and never the final one."""
    _trickle(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0)


def endless_headers(connection: socket.socket) -> None:
    """Header lines as fast as they go, without end."""
    line = b"X-A: " + b"b" * 4000 + b"\r\n"
    _trickle(connection, b"HTTP/1.1 200 OK\r\n", line, 0)


def endless_body(connection: socket.socket) -> None:
    """CSS as fast as it goes, without end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\n"
    _trickle(connection, head, b"a{color:red}" * 1000, 0)


def _trickle(
    connection: socket.socket, first: bytes, again: bytes, seconds: float
) -> None:
    connection.sendall(first)
    while True:  # ends with OSError when the client goes away
        connection.sendall(again)
        time.sleep(seconds)


class Internet:
    """Names that resolve as told and public addresses that lead to local sites.

    `hosts` maps a name to its addresses, or to several lists of them, one for
    each lookup in turn (the last one stays). `sites` maps an address to the
    site that answers there, on any port. Fakes what lies outside of the
    process: the resolver (handed to a Fetcher) and the dialling of sockets.
    `dialled` are the addresses and ports that were dialled, in order.
    """

    def __init__(
        self,
        hosts: Mapping[str, list[str] | list[list[str]]],
        sites: Mapping[str, Site],
    ) -> None:
        self._hosts = {name: list(answers) for name, answers in hosts.items()}
        self._sites = sites
        self.dialled: list[tuple[str, int]] = []

    def resolver(self, host: str, port: int, **_: object) -> list[Any]:
        """Answers as `socket.getaddrinfo` does."""
        answers = self._hosts.get(host, [])
        if answers and isinstance(answers[0], list):
            addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        else:
            addresses = answers
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    def create_connection(
        self, address: tuple[str, int], timeout: float | None = None, **_: object
    ) -> socket.socket:
        """Stands in for `socket.create_connection`."""
        self.dialled.append(address)
        site = self._sites.get(address[0])
        if site is None:
            raise ConnectionRefusedError
        connection = socket.socket()
        connection.settimeout(timeout)
        connection.connect(("127.0.0.1", site.port))
        return connection
