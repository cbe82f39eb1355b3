"""The @import rules at the head of a stylesheet (css-cascade-5 section 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRING = r""""(?:[^"\\\n]++|\\[\s\S])*+"|'(?:[^'\\\n]++|\\[\s\S])*+'"""
_COMMENT = r"/\*(?:[^*]++|\*(?!/)|(?!))*+\*/"
_SKIPPED = re.compile(rf"(?:[ \t\n]++|{_COMMENT}|<!--|-->|(?!))*+")
_STRING_OR_COMMENT = re.compile(f"{_STRING}|{_COMMENT}")
_AT_RULE = re.compile(r"@(charset|layer|import)(?![\w\-\\])", re.IGNORECASE)
# A string that is not closed ends at the line's end, a comment at the sheet's.
_PIECE = re.compile(
    rf"""[^()\[\]{{}};"'\\/]++|"(?:[^"\\\n]++|\\[\s\S])*+"?+"""
    rf"""|'(?:[^'\\\n]++|\\[\s\S])*+'?+|{_COMMENT}|/\*[\s\S]*+|\\[\s\S]|[\s\S]"""
)
_URL = re.compile(
    rf"""({_STRING})|url\(\s*+(?:({_STRING})|((?:[^"'()\\\s]++|\\[^\n])*+))\s*+\)""",
    re.IGNORECASE,
)
_LAYER = re.compile(r"layer(?:\(\s*+([^()]*+)\)|(?![\w\-\\(]))", re.IGNORECASE)
_LAYER_NAME = re.compile(r"[A-Za-z_\-\u0080-\U0010ffff][\w\-.\u0080-\U0010ffff]*")
_SUPPORTS = re.compile(r"supports\(", re.IGNORECASE)
# No sheet that people write begins with as many, valid or not.
_RULES = 1000
_LAYER_STATEMENTS = 20
_CONDITION_CHARS = 2000
_RULE_CHARS = 100_000  # a data: URL may be long
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})[ \t\n]?|\n|([\s\S]))")


@dataclass(frozen=True, slots=True)
class Import:
    """One @import: what it names, and what its rules are conditional on.

    `conditions` are the heads of at-rules that would hold the imported rules
    if they stood in its place, outermost first (`@media print`, `@layer base`).
    `before` are the @layer statements between the import before it and this
    one: they decide the order of layers, so they come before the imported rules.
    """

    url: str
    conditions: tuple[str, ...]
    before: str = ""


def leading_imports(css: str, most: int) -> list[Import]:
    """The first `most` @import rules of `css`, in order.

    Only those count that nothing but @charset, @layer statements and other
    imports precede. `css` is preprocessed text. Never raises; reads no more
    than 1,000 rules.
    """
    found: list[Import] = []
    layers: list[str] = []
    position = 0
    for _ in range(_RULES):
        position = _end(_SKIPPED, css, position)
        rule = _AT_RULE.match(css, position)
        if rule is None or len(found) == most:
            break
        end, closed = _statement_end(css, rule.end())
        # A block: from here on imports are invalid. The end of the sheet closes
        # an import, css-syntax-3 section 5.5.2.
        if not closed and (end < len(css) or rule[1].lower() != "import"):
            break
        prelude = _plain(css[rule.end() : end])
        short = len(prelude) <= _CONDITION_CHARS and len(layers) < _LAYER_STATEMENTS
        if rule[1].lower() == "layer" and short and is_closed(prelude):
            layers.append(f"@layer {prelude};")
        elif rule[1].lower() == "import" and (imported := _parse(prelude)):
            found.append(Import(*imported, before="".join(layers)))
            layers.clear()
        position = end + 1
    return found


def is_closed(text: str) -> bool:
    """Whether a block around `text` ends where it should.

    So every string, comment and bracket in it is closed, and there are no braces.
    """
    plain = _STRING_OR_COMMENT.sub("", text)
    depth = 0
    for char in plain:
        depth += (char in "([") - (char in ")]")
        if depth < 0 or char in "{}\"'\\":
            return False
    return depth == 0 and "/*" not in plain


def _parse(prelude: str) -> tuple[str, tuple[str, ...]] | None:
    """URL and conditions of the text between `@import` and `;`, None if invalid."""
    url = _URL.match(prelude)
    if url is None:
        return None
    quoted = url[1] or url[2]
    address = _unescape(quoted[1:-1] if quoted else url[3] or "").strip()
    if not address:
        return None
    rest = prelude[url.end() :].strip()
    if len(rest) > _CONDITION_CHARS or not is_closed(rest):
        return None
    layer = supports = None
    if match := _LAYER.match(rest):
        name = (match[1] or "").strip()
        if match[1] is not None and not _LAYER_NAME.fullmatch(name):
            return None
        layer = f"@layer {name}".strip()
        rest = rest[match.end() :].strip()
    if match := _SUPPORTS.match(rest):
        end, closed = _statement_end(rest, match.end(), ")")
        if not closed:
            return None
        supports = f"@supports ({rest[match.end() : end].strip()})"
        rest = rest[end + 1 :].strip()
    media = f"@media {rest}" if rest else None
    return address, tuple(head for head in (media, supports, layer) if head)


def _statement_end(css: str, position: int, stop: str = ";") -> tuple[int, bool]:
    """Where `stop` follows outside of brackets and strings, and whether it does.

    A block, a closing bracket without its opening one, or more text than any
    such rule has, ends the search too.
    """
    depth = 0
    furthest = position + _RULE_CHARS
    while position < len(css):
        if position > furthest:
            break
        char = css[position]
        if char == stop and depth == 0:
            return position, True
        if char in "{}":
            return position, False
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
            if depth < 0:
                return position, False
        position = _end(_PIECE, css, position)
    return position, False


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    assert match is not None  # both patterns match anywhere
    return match.end()


def _plain(prelude: str) -> str:
    """`prelude` on one line without its comments."""
    pieces = _PIECE.findall(prelude)
    text = "".join(" " if piece.startswith("/*") else piece for piece in pieces)
    return " ".join(text.split())


def _unescape(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[2] or ""
        code = int(match[1], 16)
        surrogate = 0xD800 <= code < 0xE000
        return chr(code) if 0 < code < 0x110000 and not surrogate else "\ufffd"

    return _ESCAPE.sub(char, text)
