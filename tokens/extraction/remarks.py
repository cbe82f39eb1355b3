"""What a comment beside a declaration says: a description, a deprecation, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: Characters of a description; longer ones are cut and end in an ellipsis.
LONGEST = 300

# The stars down the side of a block comment, and rules drawn around a heading.
_MARGIN = re.compile(r"^[ \t]*+\*++(?=\s|\Z)", re.M)
_RULE = re.compile(r"([-=*#~_+/\\<>|])\1{2,}|[─━═]{2,}")
# Control characters, those that turn the direction of the text around them, and those that
# spell text which machines read and nobody sees (tags, variation selectors beyond the 16).
# The joiners stay: Persian and emoji are written with them.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_INSTRUCTION = re.compile(
    r"#|[@!]?(?:stylelint|prettier|eslint|csslint|csscomb|postcss|autoprefixer|purgecss|biome"
    r"|rtl|ltr|noflip|preserve|source(?:mapping)?url|v8 ignore|istanbul|eof|endregion|region)\b",
    re.I,
)
_LICENCE = re.compile(r"@licen[cs]e\b|@copyright\b|copyright (?:\(c\)|©|\d)", re.I)
_DISABLED = re.compile(r"-{0,2}[a-zA-Z][-\w]*\s*:[^;]*;|--[-\w]+\s*:|[^{}]*\{[^{}]*:")
_DEPRECATED = re.compile(
    r"(?<!\bnot )(?<!\bnever )(?<!\bnon-)(?<![-\w])deprecated(?![-\w])", re.I
)
_LEADING = re.compile(r"(?:[\s:;,.)\]–—!]|-(?!-)|--(?=\s)|(?!))++")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PUNCTUATED = re.compile(r"[.:;,!?()=<>#\"'`\d]")
_CATEGORIES = frozenset(
    (
        "animation",
        "border",
        "color",
        "colour",
        "elevation",
        "font",
        "general",
        "grid",
        "layout",
        "misc",
        "motion",
        "palette",
        "sizing",
        "spacing",
        "theme",
        "type",
        "typography",
        "z-index",
    )
)


class Remark(NamedTuple):
    """What is said of a declaration, as plain text on one line."""

    description: str
    #: True or the explanation, as DTCG 2025.10 (format 5.5) allows; False when in use.
    deprecated: bool | str = False


def remark(comments: Iterable[str]) -> Remark | None:
    """What comments say together; None when they say nothing.

    Licences, instructions to tools, headings drawn with lines and disabled code say nothing.
    The text is a stranger's: control characters are gone, everything else is as written.
    """
    texts = dict.fromkeys(text for one in comments if (text := cleaned(one)))
    text = " ".join(texts)
    if not text:
        return None
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip() + "…"
    return Remark(text, _deprecation(text))


def cleaned(comment: str) -> str:
    """The text of a comment on one line, or nothing where it is not meant for readers."""
    inside = comment.removeprefix("/*").removesuffix("*/")
    if inside[:1] == "!" or _RULE.search(inside):
        return ""
    text = " ".join(_MARGIN.sub("", inside).lstrip("*").split())
    text = _INVISIBLE.sub("", text).strip()
    if not any(map(str.isalnum, text)):
        return ""
    if _DEPRECATED.search(text):
        return text
    for unread in (_INSTRUCTION.match, _LICENCE.search, _DISABLED.match):
        if unread(text):
            return ""
    return text


def is_title(comment: str, names: Sequence[str]) -> bool:
    """Whether a comment is the heading of the declarations `names`, not about the first.

    It is, if it stands above several, has at most three plain words, and is either a plural
    or the name of a category ("Brand colours", "Typography"), or a single word above three
    or more. One that shares a word with the first name only is about that one.
    """
    text = cleaned(comment)
    words = text.lower().split()
    if len(names) < 2 or not 0 < len(words) <= 3:
        return False
    if _PUNCTUATED.search(text) or _DEPRECATED.search(text):
        return False
    shared = [
        {word.removesuffix("s") for word in _WORD.findall(text.lower())}
        & {word.removesuffix("s") for word in _WORD.findall(name.lower())}
        for name in names
    ]
    if shared[0] and not any(shared[1:]):
        return False
    last = words[-1]
    plural = last.endswith("s") and not last.endswith("ss")
    return plural or last in _CATEGORIES or (len(words) == 1 and len(names) > 2)


def _deprecation(text: str) -> bool | str:
    """The explanation behind the word, or True when there is none of two words or more."""
    match = _DEPRECATED.search(text)
    if match is None:
        return False
    rest = text[match.end() :]
    leading = _LEADING.match(rest)
    why = rest[leading.end() if leading else 0 :].rstrip(" .")
    if "(" not in why:
        why = why.rstrip(")]")
    return why if " " in why else True
