"""Bytes to text, as browsers do it."""

from __future__ import annotations

import pytest

from scanner.decoding import codec_of, decode_css, decode_html

UMLAUT = "a{content:'ü'}"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        (" UTF8\n", "utf-8"),
        ("latin1", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("windows-1251", "cp1251"),
        ("iso-8859-15", "iso8859-15"),
        ("iso-8859-8-i", "iso8859-8"),
        ("windows-874", "cp874"),
        ("gb2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("utf-16", "utf-16-le"),
        # codecs of Python that no page may ask for, and no labels at all
        *((label, None) for label in ("utf-7", "unicode_escape", "zlib", "rot13")),
        *(
            (label, None)
            for label in ("idna", "punycode", "mbcs", "undefined", "base64")
        ),
        *((label, None) for label in ("", "\0", "\ud800", "é", "../utf-8", "a" * 9999)),
    ],
)
def test_a_label_of_the_web_names_a_codec(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("body", "http", "environment", "codec"),
    [
        (UMLAUT.encode(), "", "", "utf-8"),
        (UMLAUT.encode("cp1252"), "latin1", "", "cp1252"),
        (UMLAUT.encode("cp1252"), "", "cp1252", "cp1252"),
        (UMLAUT.encode(), "utf-8", "cp1252", "utf-8"),
        (b"\xef\xbb\xbf" + UMLAUT.encode(), "latin1", "latin1", "utf-8"),
        (b"\xff\xfe" + UMLAUT.encode("utf-16-le"), "utf-8", "", "utf-16-le"),
        (b"\xfe\xff" + UMLAUT.encode("utf-16-be"), "utf-8", "", "utf-16-be"),
        (UMLAUT.encode(), "nonsense", "utf-7", "utf-8"),
    ],
)
def test_a_stylesheet_is_read_by_the_first_thing_that_knows(
    body: bytes, http: str, environment: str, codec: str
) -> None:
    read = decode_css(body, http_charset=http, environment=environment)
    assert read == (UMLAUT, codec)


@pytest.mark.parametrize(
    ("declaration", "http", "codec"),
    [
        (b'@charset "windows-1251";', "", "cp1251"),
        (b'@charset "windows-1251";', "utf-8", "utf-8"),
        (b'@charset "utf-16";', "", "utf-8"),
        (b'@charset "nonsense";', "", "koi8-r"),
        # only these exact bytes count
        (b"@charset 'windows-1251';", "", "koi8-r"),
        (b'@CHARSET "windows-1251";', "", "koi8-r"),
        (b' @charset "windows-1251";', "", "koi8-r"),
        (b'@charset  "windows-1251";', "", "koi8-r"),
    ],
)
def test_a_stylesheet_may_declare_its_encoding(
    declaration: bytes, http: str, codec: str
) -> None:
    assert decode_css(declaration, http_charset=http, environment="koi8-r")[1] == codec


def test_text_of_a_stylesheet_can_be_stored_and_has_one_line_break() -> None:
    text, _ = decode_css(b"a\r\nb\rc\fd\0e\xff\xed\xa0\x80")
    assert text.startswith("a\nb\nc\nd\ufffde\ufffd")
    assert text.encode("utf-8")


@pytest.mark.parametrize(
    ("body", "http", "codec"),
    [
        ("ü".encode(), "", "utf-8"),
        ("ü".encode("cp1252"), "", "cp1252"),
        ("ü".encode("cp1252"), "iso-8859-1", "cp1252"),
        (b"\xef\xbb\xbf" + "ü".encode(), "latin1", "utf-8"),
        (b'<meta charset="windows-1251">', "", "cp1251"),
        (b"<META\nCharset=windows-1251>", "", "cp1251"),
        (b"<meta name=a><meta charset='koi8-r'/>", "", "koi8-r"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=gbk">',
            "",
            "gb18030",
        ),
        (b"<meta charset=windows-1251>", "utf-8", "utf-8"),
        (b"<meta charset=utf-16le>", "", "utf-8"),
        (b"<!-- <meta charset=windows-1251> -->", "", "utf-8"),
        (b"<p>" * 400 + b"<meta charset=windows-1251>", "", "utf-8"),
        (b"<meta charset=utf-7>", "", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_a_page_is_read_by_the_first_thing_that_knows(
    body: bytes, http: str, codec: str
) -> None:
    text, read = decode_html(body, http_charset=http)
    assert read == codec
    assert "\ufeff" not in text
    if b"\xfc" in body or "ü".encode() in body:
        assert text == "ü"
