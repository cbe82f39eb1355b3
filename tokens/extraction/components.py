"""Splitting the text of a CSS value into its comma lists, words and function arguments."""

from __future__ import annotations

import re
from functools import lru_cache

_LEXEME = re.compile(
    r"""
    "(?:[^"\\]++|\\[\s\S]?)*+"? | '(?:[^'\\]++|\\[\s\S]?)*+'?
  | [uU][rR][lL]\(\s*+(?!["'\s])(?:[^)\\]++|\\[\s\S]?)*+\)?
  | /\*[\s\S]*?(?:\*/|\Z)
  | (?:[^\s(){}\[\],/"'\\uU]++ | [uU](?![rR][lL]\() | (?!))++ | [uU]
  | \\(?:[0-9a-fA-F]{1,6}+\s?+|[^\n]?+) | \s++
  | \((?:[^(){}\[\]"'\\/uU]++ | /(?!\*) | [uU](?![rR][lL]\() | (?!))*+\)
  | [(){}\[\],/]
    """,
    re.X,
)
_PLAIN = re.compile(r"[^(){}\[\]\"'\\/]*+\Z")
# Most values: brackets that are closed and no deeper than three, and nothing in them or
# beside them that a lexer is needed for. Two of these patterns are three times as fast.
_NEEDS_LEXER = re.compile(r"[\[\]{}\"'\\/]|[uU][rR][lL]\(").search
_CLOSED = r"\((?:[^()]++|\((?:[^()]++|\([^()]*+\)|(?!))*+\)|(?!))*+\)"
_BALANCED = re.compile(rf"(?:[^()]++|{_CLOSED}|(?!))*+").fullmatch
_PIECES = re.compile(rf"((?:[^,()]++|{_CLOSED}|(?!))*+)(?:,|\Z)").findall
_WORDS = re.compile(rf"(?:[^\s()]++|{_CLOSED}|(?!))++").findall
# Where minifiers leave out the white space between two words: `98.5%.002`, `1px solid#000`.
_GLUED = re.compile(r"%[^\s,()/]|[^\s,()/]\#|[\d.][-+]|\.\d++\.|\)[^\s,()/*]").search
_GLUED_WORD = re.compile(
    r"[-+]?(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][-+]?\d++)?"
    r"(?:%|(?:--|-?[a-zA-Z_\x80-\U0010ffff])[-\w\x80-\U0010ffff]*+)?"
    r"|\#[-\w\x80-\U0010ffff]*+|[^\#]++"
)
_FUNCTION = re.compile(r"([-\w]+)\(([\s\S]*)\)\Z")


@lru_cache(maxsize=32768)
def arguments(text: str) -> tuple[str, ...]:
    """Split `text` at its top-level commas; the pieces are stripped and may be empty."""
    if "," not in text:
        return (text.strip(),)
    if _PLAIN.match(text):
        return tuple([piece.strip() for piece in text.split(",")])
    pieces: list[str]
    if not _NEEDS_LEXER(text) and _BALANCED(text):
        pieces = _PIECES(text)
        if text[-1] != ",":
            pieces.pop()  # what the pattern matches once more at the end
        return tuple([piece.strip() for piece in pieces])
    pieces = []
    start = depth = 0
    for match in _LEXEME.finditer(text):
        lexeme = match.group()
        if lexeme in "([{":
            depth += 1
        elif lexeme in ")]}":
            depth = max(0, depth - 1)
        elif lexeme == "," and not depth:
            pieces.append(text[start : match.start()].strip())
            start = match.end()
    pieces.append(text[start:].strip())
    return tuple(pieces)


@lru_cache(maxsize=32768)
def words(text: str) -> tuple[str, ...]:
    """Split `text` into its top-level words; a top-level `/` is a word of its own.

    Comments are white space, and where two words need none there may be none. A function
    with its arguments is one word.
    """
    if _GLUED(text):
        if _PLAIN.match(text):
            return _parted(text)
    else:
        plain = text.split()
        if "/" not in text and (plain == [text] or _PLAIN.match(text)):
            return tuple(plain)
        if not _NEEDS_LEXER(text) and _BALANCED(text):
            return tuple(_WORDS(text))
    found: list[str] = []
    current: list[str] = []

    def end() -> None:
        if current:
            found.append("".join(current))
            current.clear()

    depth = 0
    # A unit may go on with an escape, in a lexeme of its own.
    escaped = "\\" in text
    for lexeme in _LEXEME.findall(text):
        if lexeme in "([{":
            depth += 1
        elif lexeme in ")]}":
            depth = max(0, depth - 1)
        elif lexeme.startswith("/*"):
            lexeme = " "
        if depth:
            current.append(lexeme)
        elif lexeme == "/" or lexeme.isspace():
            end()
            if lexeme == "/":
                found.append(lexeme)
        elif lexeme[0] in "\"'":
            end()
            found.append(lexeme)
        elif lexeme[0] == "\\":
            current.append(lexeme)
        elif lexeme[-1] in ")]}" or lexeme[:4].lower() == "url(":
            current.append(lexeme)
            end()
        elif _GLUED(lexeme) and not escaped:
            *others, last = _parted(lexeme)
            for other in others:
                current.append(other)
                end()
            current.append(last)
        else:
            current.append(lexeme)
    end()
    return tuple(found)


def _parted(text: str) -> tuple[str, ...]:
    """The words of a text without brackets and strings, by the ends of numbers and at `#`."""
    return tuple(
        [word for piece in text.split() for word in _GLUED_WORD.findall(piece)]
    )


@lru_cache(maxsize=32768)
def function(text: str) -> tuple[str, str] | None:
    """The lower-case name and the inside of `name(inside)`, or None when `text` is no function."""
    if text[-1:] != ")":
        return None
    match = _FUNCTION.match(text)
    return (match.group(1).lower(), match.group(2)) if match else None


_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\n|([\s\S]))")


def unescape(text: str) -> str:
    """Resolve CSS escapes (css-syntax-3 4.3.7); code points that cannot be become U+FFFD."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        if not match.group(1):
            return match.group(2) or ""
        code = int(match.group(1), 16)
        surrogate = 0xD800 <= code < 0xE000
        return chr(code) if 0 < code < 0x110000 and not surrogate else "\ufffd"

    return _ESCAPE.sub(character, text)


def unquote(text: str) -> str | None:
    """The content of a CSS string, or None when `text` is not one whole string."""
    if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
        return None
    return unescape(text[1:-1])
