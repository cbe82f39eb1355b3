"""Bytes to text, as browsers decode stylesheets and pages.

Labels are those of the WHATWG encoding standard, as far as Python has a codec
for them. Python's own lookup would also find codecs that no page may ask for
(utf-7, unicode_escape, zlib), so only names of the table count.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)

# Python's canonical codec name -> the codec that reads what the label means on
# the web, where supersets took over the names of older encodings.
_WEB_CODECS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "euc_jp": "euc_jp",
    "euc_kr": "cp949",
    "cp949": "cp949",
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso2022_jp": "iso2022_jp",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-roman": "mac-roman",
    "mac-cyrillic": "mac-cyrillic",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "cp874": "cp874",
    "tis-620": "cp874",
    "utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-16-le": "utf-16-le",
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10)},
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (13, 14, 15, 16)},
    **{f"cp{page}": f"cp{page}" for page in range(1250, 1259)},
}
_ALIASES = {
    "x-sjis": "shift_jis",
    "unicode": "utf-16",
    "x-gbk": "gbk",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "x-cp1252": "cp1252",
}

_LABEL = re.compile(r"[a-z0-9_:.+\-]{1,40}")
_AT_CHARSET = re.compile(rb'@charset "([^"]{1,40})";')
_META = re.compile(
    rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]{1,40})""", re.IGNORECASE
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_PRESCAN_BYTES = 1024


def codec_of(label: str) -> str | None:
    """Python's codec for an encoding label of the web, or None for no such label."""
    label = label.strip().lower()
    if not _LABEL.fullmatch(label):
        return None
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None
    return _WEB_CODECS.get(name)


def decode_css(
    body: bytes, *, http_charset: str = "", environment: str = ""
) -> tuple[str, str]:
    """The text of a stylesheet and the codec it was read by (css-syntax-3, 3.2 and 3.3).

    In this order: byte order mark, `http_charset` (the label in the
    Content-Type header), `@charset`, `environment` (the encoding of what refers
    to this sheet), UTF-8. NUL becomes U+FFFD and every line break a line feed.
    """
    codec = (
        codec_of(http_charset)
        or _declared(_AT_CHARSET.match(body[:_PRESCAN_BYTES]))
        or codec_of(environment)
        or "utf-8"
    )
    text, codec = _decode(body, codec)
    return preprocess_css(text), codec


def preprocess_css(text: str) -> str:
    """`text` as css-syntax-3 section 3.3 hands it to the tokenizer."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return text.replace("\0", "\ufffd")


def decode_html(body: bytes, *, http_charset: str = "") -> tuple[str, str]:
    """The text of a page and the codec it was read by.

    In HTML's order: byte order mark, HTTP, `<meta charset>` in the first 1,024
    bytes. Without any of them UTF-8 if the bytes are that, else windows-1252,
    where browsers ask the user's locale.
    """
    head = _COMMENT.sub(b"", body[:_PRESCAN_BYTES])
    codec = codec_of(http_charset) or _declared(_META.search(head))
    if codec is None:
        try:
            body.decode("utf-8")
            codec = "utf-8"
        except UnicodeDecodeError:
            codec = "cp1252"
    return _decode(body, codec)


def _decode(body: bytes, codec: str) -> tuple[str, str]:
    """Text and the codec it was read by: that of the byte order mark, if any."""
    for mark, marked in _BOMS:
        if body.startswith(mark):
            body, codec = body[len(mark) :], marked
            break
    return body.decode(codec, errors="replace"), codec


def _declared(match: re.Match[bytes] | None) -> str | None:
    """The codec that the bytes themselves name, if they do."""
    codec = match and codec_of(match[1].decode("ascii", errors="replace"))
    # A declaration that could be read as ASCII is not in UTF-16.
    return "utf-8" if codec and codec.startswith("utf-16") else codec
