"""Names in the target's syntax: escaped or reduced to plain words, and never two alike."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping

_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_POINT = re.compile(r"(?<=[0-9])_(?=[0-9])")
_OTHER = re.compile(r"[^A-Za-z0-9_]+")


def identifier(text: str) -> str:
    """`text` as the rest of a CSS identifier (css-syntax-3 4.3.7), after `--`."""
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if _PLAIN.match(character):
        return character
    if character == "\0" or "\ud800" <= character <= "\udfff":
        # Escaped: Sass takes the bare character for a sign of broken UTF-8.
        return "\\fffd "
    if ord(character) >= 0xA0 and character.isprintable() and character != "\ufffd":
        return character
    return f"\\{ord(character):x} "


def word(text: str, default: str = "token") -> str:
    """ASCII letters, digits, `_` and single dashes; `default` where nothing is left."""
    return _OTHER.sub("-", text).strip("-_") or default


def folded(name: str) -> str:
    """What is left of a name where case, dashes and underscores do not count."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def camel(text: str, default: str = "token") -> str:
    """ASCII letters and digits, each later word with a capital: `brandColor`, `step1_5`.

    An underscore stays between digits only, where it is a decimal point. It may begin
    with a digit.
    """
    first, *rest = re.split(r"[-_]+", _POINT.sub("\0", word(text, default)))
    head = first.lower() if first.isupper() else first[:1].lower() + first[1:]
    tail = "".join(part[:1].upper() + part[1:] for part in rest)
    return (head + tail).replace("\0", "_")


def assigned(
    wanted: Mapping[str, str],
    fold: Callable[[str], str] = str,
    kept: Collection[str] = (),
    separator: str = "-",
) -> dict[str, str]:
    """A name per path: the wanted one, with a hash of the path where `fold` makes two alike.

    All members of a clash get one, but those whose path is in `kept`: a third token then
    renames none of the others.
    """
    names = dict(wanted)
    for digits in (8, 64):
        counts = Counter(map(fold, names.values()))
        for path, name in names.items():
            if path not in kept and counts[fold(name)] > 1:
                names[path] = f"{wanted[path]}{separator}{_digest(path)[:digits]}"
    return names


def _digest(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
