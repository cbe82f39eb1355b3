"""One spelling for every URL that may be fetched, and a refusal for all others.

What a person submits, a redirect's target and a stylesheet's address all come
through here, so there is one place that says what a fetchable URL is. The
rules follow the WHATWG URL standard where a browser would agree and are
stricter where two parsers could disagree: no user info, no backslash, no
percent-encoded host.

Errors tell the two kinds of refusal apart. `InvalidUrl` is wrong in itself.
`AddressRefused` is what an operator may allow with `allow_private`: IP
addresses, names that are not public, and ports other than 80 and 443.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

import idna

from scanner.addresses import is_public
from scanner.errors import AddressRefused, InvalidUrl, readable
from scanner.limits import DEFAULT_LIMITS, Limits

DEFAULT_PORTS = {"http": 80, "https": 443}

# Never on the public internet (RFC 6761, 6762, 7686, 8375, 9476, ICANN's
# .internal, and what routers and offices use). The documentation names of RFC
# 2606 (.test, .example, .invalid) need no rule: they never resolve.
_PRIVATE_SUFFIXES = (
    "alt",
    "arpa",
    "corp",
    "home",
    "i2p",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
)

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_PORT_ONLY = re.compile(r"[0-9]+(?=[/?#]|\Z)")
_AUTHORITY = re.compile(r"[^/?#]*")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH_SAFE = "%/:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?[]^`{|}"


@dataclass(frozen=True, slots=True)
class NormalisedUrl:
    """A URL in its one spelling: ASCII, lower-case A-label host, no fragment.

    `port` is None when it is the scheme's own. `domain` is the identity of the
    site: the host, with `:port` only when that is not the scheme's own.
    """

    url: str
    scheme: str
    host: str
    port: int | None
    domain: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.domain}"


def shown(url: str) -> str:
    """`url` for messages and logs: readable, short, without its query.

    The query may hold someone's secret.
    """
    return readable(re.split(r"[?#]", url, maxsplit=1)[0], 200)


def normalise(
    raw: str, *, allow_private: bool = False, limits: Limits = DEFAULT_LIMITS
) -> NormalisedUrl:
    """`raw`, as a person types it or a page links it, in its one spelling.

    Without a scheme, https is meant; http where a port other than 443, an IP
    address or a name without a dot makes a certificate unlikely (the latter two
    are possible with `allow_private` only). Raises InvalidUrl and
    AddressRefused, see above.
    """
    text = raw[: limits.url_chars + 1].strip(" \t\n\r\f")
    if not text:
        raise InvalidUrl("The address is empty. Give one such as https://example.com/.")
    if len(raw.strip(" \t\n\r\f")) > limits.url_chars:
        raise InvalidUrl(
            f"The address is longer than {limits.url_chars} characters. Shorten it."
        )
    _refuse_deceptive_characters(text)

    scheme, rest = _split_scheme(text)
    authority = _AUTHORITY.match(rest)
    assert authority is not None
    host, port = _split_port(authority[0])
    host = _normal_host(host, allow_private)
    if not scheme:
        unlikely_tls = "." not in host or _is_address(host)
        scheme = "http" if port not in (None, 443) or unlikely_tls else "https"
    if port is not None and port not in DEFAULT_PORTS.values() and not allow_private:
        raise AddressRefused(
            f"Port {port} is refused: only websites on ports 80 and 443 are scanned."
        )
    if port == DEFAULT_PORTS[scheme]:
        port = None

    domain = host if port is None else f"{host}:{port}"
    url = f"{scheme}://{domain}{_normal_target(rest[authority.end() :])}"
    if len(url) > limits.url_chars:
        raise InvalidUrl(
            f"The address is longer than {limits.url_chars} characters. Shorten it."
        )
    return NormalisedUrl(url, scheme, host.strip("[]"), port, domain)


def resolve(
    base: str,
    reference: str,
    *,
    allow_private: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> NormalisedUrl:
    """The URL that `reference`, found at `base`, leads to; judged like any other.

    White space around it and line breaks inside it are dropped, as browsers do.
    """
    if len(reference) > limits.url_chars:
        raise InvalidUrl(
            f"A link is longer than {limits.url_chars} characters: {shown(reference)}"
        )
    reference = re.sub(r"[\t\n\r]", "", reference).strip(" \f")
    try:
        joined = urljoin(base, reference)
    except ValueError:
        raise InvalidUrl(f"This is not a web address: {shown(reference)}") from None
    # What a person may leave out, a link may not: "tel:80" is not a host and port.
    if not joined.lower().startswith(("http://", "https://")):
        raise InvalidUrl(f"This is not a web address: {shown(reference)}")
    return normalise(joined, allow_private=allow_private, limits=limits)


def _refuse_deceptive_characters(text: str) -> None:
    for char in text:
        if char == "\\" or unicodedata.category(char) in (
            "Cc",  # control characters
            "Cf",  # bidi controls, zero-width characters
            "Cs",  # lone surrogates
            "Zl",
            "Zp",
        ):
            raise InvalidUrl(
                f"The address contains the character U+{ord(char):04X}, which does not "
                "belong in a web address. Type it again."
            )


def _split_scheme(text: str) -> tuple[str, str]:
    """The scheme ("" when left out) and what follows the two slashes."""
    if text.startswith("//"):
        return "", text[2:]
    match = _SCHEME.match(text)
    if match is None:
        return "", text
    scheme, rest = match[1].lower(), text[match.end() :]
    if scheme in DEFAULT_PORTS and rest.startswith("//"):
        return scheme, rest[2:]
    if scheme not in DEFAULT_PORTS and _PORT_ONLY.match(rest):
        return "", text  # example.com:8080
    if scheme in DEFAULT_PORTS:
        raise InvalidUrl(f"Write {scheme}:// in front of the site's name.")
    raise InvalidUrl(
        f"{readable(scheme, 20)}: is not supported: only http and https addresses are scanned."
    )


def _split_port(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise InvalidUrl(
            "The address contains a user name or password. Give it without them."
        )
    match = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?", authority)
    if match is None:
        raise InvalidUrl("The address has no valid site name and port.")
    if not match[2]:
        return match[1], None
    port = int(match[2])
    if not 0 < port < 65536:
        raise InvalidUrl(f"There is no port {port}.")
    return match[1], port


def _normal_host(host: str, allow_private: bool) -> str:
    """The A-label of a name, or an address in its usual form with `allow_private`."""
    if host.startswith("["):
        try:
            address = IPv6Address(host[1:-1])
        except ValueError:
            raise InvalidUrl(
                "The address in brackets is not an IPv6 address."
            ) from None
        if address.scope_id is not None:
            raise InvalidUrl("An address with a zone cannot be scanned.")
        return _allowed_address(address, allow_private)

    name = _to_ascii(host)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        # The resolver reads 127.1, 2130706433 and 0x7f.1 as addresses.
        try:
            return _allowed_address(IPv4Address(name), allow_private)
        except ValueError:
            if allow_private:
                raise InvalidUrl("Write the address as four numbers.") from None
            raise AddressRefused(
                f"{readable(name, 60)} is not the name of a public website."
            ) from None
    if not allow_private and ("." not in name or name.endswith(_DOTTED_SUFFIXES)):
        raise AddressRefused(
            f"{readable(name, 60)} is not the name of a public website. "
            "Give a name such as example.com."
        )
    return name


_DOTTED_SUFFIXES = tuple(f".{suffix}" for suffix in _PRIVATE_SUFFIXES)


def _to_ascii(host: str) -> str:
    """`host` in lower case, as A-labels, without the root's dot."""
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise InvalidUrl(
                f"{readable(host, 60)} is not a valid site name. Check its spelling."
            ) from None
    name = host.lower().removesuffix(".")
    if not name:
        raise InvalidUrl("The address has no site name. Give one such as example.com.")
    # ASCII names are checked by hand: strict IDNA refuses names that exist,
    # with underscores or with hyphens in the third and fourth place.
    if len(name) > 253 or not all(map(_LABEL.fullmatch, name.split("."))):
        raise InvalidUrl(
            f"{readable(name, 60)} is not a valid site name. Check its spelling."
        )
    return name


def _allowed_address(address: IPv4Address | IPv6Address, allow_private: bool) -> str:
    if not allow_private:
        what = "an address" if is_public(str(address)) else "not a public address"
        raise AddressRefused(
            f"{address} is {what}. Give the name of a public website instead."
        )
    return str(address) if address.version == 4 else f"[{address}]"


def _is_address(host: str) -> bool:
    return host.startswith("[") or host.rpartition(".")[2].isdecimal()


def _normal_target(rest: str) -> str:
    """Path and query, percent-encoded, without dot segments and fragment."""
    rest = rest.partition("#")[0]
    path, mark, query = rest.partition("?")
    target = quote(_without_dot_segments(path), safe=_PATH_SAFE)
    return f"{target}{mark}{quote(query, safe=_QUERY_SAFE)}" if query else target


def _without_dot_segments(path: str) -> str:
    """RFC 3986 section 5.2.4; `%2e` is a dot too, as in browsers."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for index, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
            continue
        if index == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)
