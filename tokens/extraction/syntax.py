"""The tokens of CSS as regular expressions (css-syntax-3, section 4).

Every pattern matches a whole token with the error recovery of the specification: a
string ends at its quote, before a newline or at the end of the text, a comment at
``*/`` or at the end. All quantifiers are possessive and all alternatives begin with
different characters, so nothing ever backtracks: matching is linear.

Alternatives under such a quantifier end in ``(?!)``, which fails where they began: before
3.11.5 Python goes on from where the last one failed (python/cpython issue 106052).
"""

from __future__ import annotations

import re

WHITESPACE = " \n\t"  # after preprocessing there are no others (section 4.2)

COMMENT = r"/\*(?:[^*]++|\*(?!/)|(?!))*+(?:\*/|\Z)"
# An escape by number takes the newline after it along.
_STRING_ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}+\n|[\s\S]?+)"
STRING = (
    rf"""(?:"(?:[^"\\\n]++|{_STRING_ESCAPE})*+"?+"""
    rf"""|'(?:[^'\\\n]++|{_STRING_ESCAPE})*+'?+)"""
)
ESCAPE = r"\\(?:[0-9a-fA-F]{1,6}+[ \n\t]?+|[^\n0-9a-fA-F])"
# A url() without quotes and the remnants of a bad one end alike, at the next ")"
# that is not escaped (sections 4.3.6 and 4.3.14). Matches from the parenthesis on. A
# name before it that merely ends in "url" does not count, even if an escape in it ends
# in a space (a fixed width at a time: Python has no lookbehind of variable width).
_URL_NAME = "[uU][rR][lL]"
URL = (
    rf"(?<={_URL_NAME})"
    rf"(?:(?<![\w#@\-\\\x80-\U0010ffff]{_URL_NAME})|(?<=<!--{_URL_NAME}))"
    rf"(?<!(?<!\\)\\[^\n]{_URL_NAME})"
    + "".join(
        rf"(?<!(?<!\\)\\[0-9a-fA-F]{{{digits}}}[ \n\t]{_URL_NAME})"
        for digits in range(1, 7)
    )
    + r"\((?![ \n\t]*+[\"'])(?:[^)\\]++|\\[\s\S]?+)*+\)?+"
)
NAME_START = r"[a-zA-Z_\x80-\U0010ffff]"
NAME = (
    rf"(?:--|-?+(?:{NAME_START}|{ESCAPE}))"
    rf"(?:[a-zA-Z0-9_\-\x80-\U0010ffff]++|{ESCAPE}|(?!))*+"
)
SPACE = rf"(?:[ \n\t]++|{COMMENT}|(?!))*+"


def _balanced(depth: int) -> str:
    """Pattern of a url(), or of a () or [] block with `depth` more levels in it."""
    inner = _balanced(depth - 1) if depth else r"(?!)"
    content = rf"""[^()\[\]{{}}"'\\/]++|{STRING}|{COMMENT}|{ESCAPE}|/|{inner}|(?!)"""
    return rf"(?:{URL}|\((?:{content})*+\)|\[(?:{content})*+\])"


# A url(), or a () or [] block that is closed and not nested too deeply for a pattern.
BLOCK = _balanced(3)

_NEWLINES = re.compile(r"\r\n?+|\f")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LETTER = r"\\(?:0{0,4}+(?:[57][25]|[46][cC])[ \n\t]?+|[uUrRlL])"
_ESCAPED_URL_LETTER = re.compile(rf"{_LETTER}(?=(?:[uUrRlL]|{_LETTER}|(?!)){{0,2}}+\()")
_CAPITALS = re.compile("[A-Z]+")
_ESCAPE_PARTS = re.compile(r"\\(?:([0-9a-fA-F]{1,6}+)[ \n\t]?+|([^\n0-9a-fA-F]))")
_COMMENT = re.compile(COMMENT)
_TOKEN = re.compile(
    rf"""[^(){{}}\[\];"'\\/!]++|{STRING}|{COMMENT}|{ESCAPE}|{URL}|[\s\S]"""
).match
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ENDS_IN_NUMBER_ESCAPE = re.compile(r"\\[0-9a-fA-F]{1,6}\Z").search
_LEADING_SPACE = re.compile(SPACE).match
_COMMENTS = re.compile(
    rf"({STRING}|{URL}|{ESCAPE}|[ \n\t]++(?!/\*))|[ \n\t]*+{COMMENT}{SPACE}"
)


def preprocess(text: str) -> str:
    """Prepare a decoded stylesheet for the tokenizer (section 3.3).

    Drops the byte order mark, turns CRLF, CR and FF into LF, and NUL and lone
    surrogates into U+FFFD.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text or "\f" in text:
        text = _NEWLINES.sub("\n", text)
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
    if "\\" in text:
        text = _ESCAPED_URL_LETTER.sub(_plain_letter, text)
    return text


def _plain_letter(match: re.Match[str]) -> str:
    r"""Spell ``\75rl(`` as ``url(``, so that URL recognises the name."""
    text, before = match.string, match.start()
    while before and text[before - 1] == "\\":
        before -= 1
    if (match.start() - before) % 2:  # the backslash is itself escaped
        return match[0]
    return unescape(match[0])


def ascii_lower(name: str) -> str:
    """Fold A to Z only, as CSS compares names: the Kelvin sign is no k."""
    if name.isascii():
        return name.lower()
    return _CAPITALS.sub(lambda match: match[0].lower(), name)


def unescape(name: str) -> str:
    """Resolve the escapes of a name (section 4.3.7)."""
    return _ESCAPE_PARTS.sub(_escaped_character, name) if "\\" in name else name


def _escaped_character(match: re.Match[str]) -> str:
    digits, character = match.groups()
    if not digits:
        return character
    number = int(digits, 16)
    if 0 < number < 0xD800 or 0xDFFF < number < 0x110000:
        return chr(number)
    return "\ufffd"


def without_comments(text: str) -> str:
    """Remove the comments and the white space around a text.

    Where a comment alone separates two tokens that would merge, an empty one stays,
    as CSSOM serialises it: ``1px/**/2px``.
    """
    if "/*" in text:
        space = _LEADING_SPACE(text)
        text = text[space.end() :] if space else text
        if "/*" in text:
            text = _COMMENTS.sub(_separator, text)
    return trim(text) if "\\" in text else text.strip(WHITESPACE)


def _separator(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1]
    text = match.string
    start, end = match.span()
    space = _COMMENT.sub("", match[0])
    if space:
        kept = "\n" if "\n" in space else " "  # a newline may end a bad string
        # An escape by number would take the white space along.
        before = text[max(0, start - 7) : start]
        return "/**/" + kept if _ENDS_IN_NUMBER_ESCAPE(before) else kept
    if start == 0 or end == len(text) or text[end] in ",;)]}":
        return ""
    if text[start - 1] in ",;([{" and text[start - 2 : start - 1] != "\\":
        return ""
    return "/**/"


def trim(text: str) -> str:
    r"""Strip the white space around a text, but not the end of an escape (``\ ``)."""
    stripped = text.strip(WHITESPACE)
    if not stripped.endswith("\\"):
        return stripped
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    escaped = text.lstrip(WHITESPACE)[len(stripped) :][: backslashes % 2]
    return stripped + escaped


def end_of(text: str, position: int, stops: str) -> int:
    """Find the first of the characters `stops` outside any block (section 5.5.7).

    Returns the length of the text if there is none.
    """
    closers: list[str] = []
    end = len(text)
    while position < end:
        token = _TOKEN(text, position)
        after = token.end() if token else end
        if after - position == 1:
            character = text[position]
            if not closers and character in stops:
                return position
            if character in _CLOSERS:
                closers.append(_CLOSERS[character])
            elif closers and character == closers[-1]:
                closers.pop()
        position = after
    return end
