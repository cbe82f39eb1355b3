"""A page's stylesheets, in the order in which the cascade reads them.

Pure but for the fetcher that it is handed. A stylesheet that cannot be had is
a warning, too much CSS is cut and reported: neither ends the scan.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote_to_bytes

from scanner.decoding import decode_css, decode_html, preprocess_css
from scanner.errors import ScanError, readable
from scanner.fetching import Fetcher, Judge
from scanner.imports import is_closed, leading_imports
from scanner.limits import KIB
from scanner.outline import Outline, StyleElement, read_outline
from scanner.responses import Response, content_type
from scanner.urlnorm import shown

#: Told of progress: the stage, a sentence for people, and counts.
Report = Callable[[str, str, dict[str, int]], None]
Kind = Literal["link", "inline", "attribute", "import"]

_NOT_AN_IDENTIFIER = re.compile(r"[^a-z0-9\-]")
_TITLE_CHARS = 300
_MEDIA_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """One stylesheet of a page.

    `url` is where it was read, after redirects; the page's for what is written
    in the page. `media` is that of the element that brings it in. `content` are
    its bytes as served (UTF-8 for what is written in the page), at most up to
    the limits (`truncated`), and `encoding` is Python's codec for them. `text`
    is their text for the extraction; that of a conditional @import stands
    inside the at-rules of its condition (`opening` and `closing`), on the same
    line, so that line numbers hold. `position` counts from 0.
    """

    url: str
    kind: Kind
    media: str
    position: int
    content: bytes
    encoding: str
    text: str
    truncated: bool
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a page says about itself and all of its CSS, in cascade order.

    `warnings` are {"code", "detail"}: what is missing and why. `truncated` names
    the limits (fields of `Limits`) that cut something off. `missing` are URLs of
    stylesheets that could not be had. `favicon` is "" or a URL that may be fetched.
    """

    sources: tuple[Source, ...]
    title: str
    description: str
    favicon: str
    warnings: tuple[dict[str, str], ...]
    truncated: tuple[str, ...]
    missing: tuple[str, ...]


def collect(
    page: Response, fetcher: Fetcher, *, report: Report, judge: Judge | None = None
) -> Collected:
    """All CSS of `page`, fetched where it is not in the page itself.

    `judge` refuses stylesheets by raising, as in `Fetcher.fetch`. A page without
    any CSS gives no sources. Raises TooComplex when the HTML cannot be read within
    its limits, and whatever `report` raises.
    """
    html, encoding = decode_html(page.body, http_charset=page.charset)
    outline = read_outline(html, fetcher.limits)
    collector = _Collector(fetcher, report, judge, encoding)
    if page.downgraded:
        collector.warn("downgraded", f"{shown(page.url)} redirects from https to http.")
    base = collector.resolved(page.final_url, outline.base) or page.final_url
    collector.read(outline, page.final_url, base)
    sources = tuple(
        replace(source, position=position)
        for position, source in enumerate(collector.sources.values())
    )
    return Collected(
        sources=sources,
        title=readable(outline.title, _TITLE_CHARS),
        description=readable(outline.description),
        favicon=collector.resolved(base, outline.icon),
        warnings=tuple(
            {"code": code, "detail": detail} for code, detail in collector.warnings
        ),
        truncated=tuple(collector.truncated),
        missing=tuple(collector.missing),
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A fetched stylesheet, before it is known where in the cascade it stands."""

    url: str
    charset: str
    content: bytes
    truncated: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a stylesheet comes in: through which sheets, under which conditions.

    `chain` are the URLs of the page and of the sheets that import one another
    down to here, `depth` is the number of imports among them. `opening` and
    `closing` go around the text.
    """

    base: str
    media: str
    chain: tuple[str, ...]
    depth: int = 0
    opening: str = ""
    closing: str = ""


class _Collector:
    def __init__(
        self,
        fetcher: Fetcher,
        report: Report,
        judge: Judge | None,
        encoding: str,
    ) -> None:
        self._fetcher = fetcher
        self._limits = fetcher.limits
        self._report = report
        self._judge = judge
        self._encoding = encoding
        self._sheets: dict[str, _Sheet | None] = {}
        self._count = 0
        self._bytes = 0
        # Dictionaries as ordered sets.
        self.sources: dict[tuple[str, ...], Source] = {}
        self.warnings: dict[tuple[str, str], None] = {}
        self.truncated: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def resolved(self, base: str, reference: str) -> str:
        """`reference` as a URL that may be fetched, "" if it is none."""
        try:
            return self._fetcher.resolve(base, reference).url if reference else ""
        except ScanError:
            return ""

    def read(self, outline: Outline, page_url: str, base: str) -> None:
        """Collect the sources of a page whose links are relative to `base`."""
        place = _Place(base, "", chain=(page_url,))
        attributes = []
        for element in outline.elements:
            if element.kind == "attribute":
                attributes.append(element)
                continue
            if not self._has_room():
                break
            media = readable(element.media, _MEDIA_CHARS)
            here = replace(place, media="" if media.lower() == "all" else media)
            if element.kind == "link":
                self._linked(element.value, "link", here)
            else:
                self._written("inline", element.value, here)
        # They win over every sheet, so they come last.
        if attributes and self._has_room():
            self._written("attribute", self._rules_of_attributes(attributes), place)

    def _linked(self, reference: str, kind: Kind, place: _Place) -> None:
        """Add the sheet at `reference` and those that it imports."""
        self._count += 1
        sheet = self._load(place.base, reference)
        if sheet is None:
            return
        if sheet.url in place.chain:
            self.warn("import_cycle", f"{shown(sheet.url)} imports itself.")
            return
        # The same sheet again: only its last place counts in the cascade. Under
        # other conditions it counts in both, and so do its bytes.
        key = (sheet.url, place.media, place.opening)
        if before := self.sources.pop(key, None):
            self._bytes -= len(before.content)
        content, cut = self._allot(sheet.content)
        text, codec = decode_css(
            content, http_charset=sheet.charset, environment=self._encoding
        )
        inner = replace(place, base=sheet.url, chain=(*place.chain, sheet.url))
        self._add_imports(text, inner)
        if text.strip():
            self.sources[key] = Source(
                url=_name(sheet.url),
                kind=kind,
                media=place.media,
                position=0,
                content=content,
                encoding=codec,
                text=f"{place.opening}{text}{place.closing}",
                truncated=cut or sheet.truncated,
                opening=place.opening,
                closing=place.closing,
            )

    def _written(self, kind: Kind, css: str, place: _Place) -> None:
        """Add CSS that is written in the page, and the sheets that it imports."""
        if not css.strip():
            return
        self._count += 1
        content, truncated = self._allot(css.encode())
        text = preprocess_css(content.decode(errors="ignore"))
        self._add_imports(text, place)
        self.sources[kind, str(self._count)] = Source(
            url=place.chain[0],
            kind=kind,
            media=place.media,
            position=0,
            content=content,
            encoding="utf-8",
            text=text,
            truncated=truncated,
        )

    def _add_imports(self, text: str, place: _Place) -> None:
        imports = leading_imports(text, self._limits.stylesheets)
        if imports and place.depth >= self._limits.import_depth:
            self._cut(
                "import_depth", f"The imports of {shown(place.base)} go too deep."
            )
            return
        for found in imports:
            if not self._has_room():
                break
            heads = "".join(f"{condition}{{" for condition in found.conditions)
            inner = replace(
                place,
                depth=place.depth + 1,
                opening=f"{place.opening}{found.before}{heads}",
                closing="}" * len(found.conditions) + place.closing,
            )
            self._linked(found.url, "import", inner)

    def _load(self, base: str, reference: str) -> _Sheet | None:
        """The sheet at `reference`, fetched once; None, with a warning, if there is none."""
        if reference[:5].lower() == "data:":
            return self._load_data(reference)
        try:
            url = self._fetcher.resolve(base, reference).url
        except ScanError as error:
            self.warn(error.code, f"Stylesheet {shown(reference)}: {error.message}")
            return None
        if url in self._sheets:
            return self._sheets[url]
        self._sheets[url] = None
        self._report(
            "stylesheets", f"Fetching {shown(url)}", {"stylesheets": self._count}
        )
        try:
            answer = self._fetcher.fetch(url, kind="stylesheet", judge=self._judge)
        except ScanError as error:
            self.warn(error.code, f"Stylesheet {shown(url)}: {error.message}")
            self.missing[url] = None
            return None
        if answer.content_type not in ("", "text/css"):
            kind = readable(answer.content_type, 60)
            self.warn("not_css", f"{shown(url)} is {kind}, not CSS.")
            self.missing[url] = None
            return None
        if answer.truncated:
            self._cut(
                "stylesheet_bytes",
                f"{shown(url)} was cut at {self._limits.stylesheet_bytes // KIB} KiB.",
            )
        self._sheets[url] = _Sheet(
            answer.final_url, answer.charset, answer.body, answer.truncated
        )
        return self._sheets[url]

    def _load_data(self, reference: str) -> _Sheet | None:
        """The sheet inside a data: URL (RFC 2397)."""
        head, _, body = reference[5:].partition(",")
        media_type, charset = content_type(head)
        content = unquote_to_bytes(body)
        if head.rstrip().lower().endswith(";base64"):
            try:
                content = base64.b64decode(content + b"==")
            except binascii.Error:
                content = b""
        if media_type != "text/css":
            self.warn("not_css", f"A data: URL is {readable(media_type, 60)}, not CSS.")
            return None
        most = self._limits.stylesheet_bytes
        return _Sheet(reference, charset, content[:most], len(content) > most)

    def _has_room(self) -> bool:
        """Whether another sheet may be read; what stands in the way is reported."""
        limits = self._limits
        if self._count >= limits.stylesheets:
            self._cut(
                "stylesheets",
                f"Only the first {limits.stylesheets} stylesheets were read.",
            )
        elif self._bytes >= limits.css_bytes:
            self._cut(
                "css_bytes", f"Only the first {limits.css_bytes // KIB} KiB were read."
            )
        elif not self._fetcher.seconds_left:
            self._cut("scan_seconds", "The time ran out before all CSS was read.")
        else:
            return True
        return False

    def _allot(self, content: bytes) -> tuple[bytes, bool]:
        """As much of `content` as the limit of all CSS leaves, and whether that cut it."""
        room = self._limits.css_bytes - self._bytes
        self._bytes += min(len(content), room)
        if len(content) <= room:
            return content, False
        self._cut(
            "css_bytes",
            f"Only the first {self._limits.css_bytes // KIB} KiB of CSS were read.",
        )
        return content[:room], True

    def _rules_of_attributes(self, attributes: list[StyleElement]) -> str:
        """One rule a line for each style attribute, on the name of its element."""
        rules = []
        for attribute in attributes:
            declarations = " ".join(attribute.value.split())
            if is_closed(declarations):
                name = _NOT_AN_IDENTIFIER.sub(r"\\\g<0>", attribute.element.lower())
                rules.append(f"{name}{{{declarations}}}\n")
        if unread := len(attributes) - len(rules):
            self.warn(
                "style_attribute", f"{unread} style attributes are not valid CSS."
            )
        return "".join(rules)

    def warn(self, code: str, detail: str) -> None:
        """Keep a warning, once."""
        self.warnings[code, readable(detail)] = None

    def _cut(self, limit: str, detail: str) -> None:
        self.truncated[limit] = None
        self.warn("truncated", detail)


def _name(url: str) -> str:
    """`url`, or the head of a data: URL, whose rest is the content itself."""
    return readable(url.partition(",")[0], 100) if url[:5].lower() == "data:" else url
