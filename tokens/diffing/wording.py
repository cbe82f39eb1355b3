"""A change in words, safe to print: names and values are a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from tokens.spelling import value_text

if TYPE_CHECKING:
    from tokens.diffing.changes import Change, ConditionChange, Content

#: Characters of one name or value; the JSON report has them in full.
SHOWN_CHARS = 400

Quote = Callable[[str], str]


def printable(text: str) -> str:
    """A text without line breaks, terminal escapes and marks that reorder text.

    They are shown as Python writes them: ``\\n``, ``\\x1b``, ``\\u202e``.
    """
    if len(text) > SHOWN_CHARS:
        text = text[: SHOWN_CHARS - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


def heading(change: Change, quote: Quote) -> str:
    """What happened to a token's name and value; names and values go through `quote`."""
    where, old, new = quote(change.path), change.old_value, change.new_value
    if change.old_path is not None:
        what = f"{quote(change.old_path)} → {where}"
    elif old is None or new is None:
        what = f"{where}: {quote(_spell(new or old or {}))}"
    elif _type(old) != _type(new):
        types = f"{quote(_type(old))} → {quote(_type(new))}"
        what = f"{where}: {_from_to(old, new, quote)}, type {types}"
    elif change.value_changed:
        what = f"{where}: {_from_to(old, new, quote)}"
    else:
        what = f"{where}: {quote(_spell(new))}"
    what += _distance(change.delta_e)
    return f"{what}{' (breaking)' if change.breaking else ''}"


def conditions(change: Change, quote: Quote) -> Iterator[str]:
    """What a token's value became under each mode, selector and width that changed."""
    for condition in change.conditions:
        yield _condition(condition, _type(change.new_value), quote)


def _condition(change: ConditionChange, type_: str, quote: Quote) -> str:
    names = (
        (change.axis, change.context) if change.kind == "mode" else (change.context,)
    )
    where = " ".join([change.kind, *(quote(name) for name in names)])
    if change.old is None:
        return f"{where}: added {quote(_text(type_, change.new))}"
    if change.new is None:
        return f"{where}: removed {quote(_text(type_, change.old))}"
    values = f"{quote(_text(type_, change.old))} → {quote(_text(type_, change.new))}"
    return f"{where}: {values}{_distance(change.delta_e)}"


def _distance(delta_e: float | None) -> str:
    return "" if delta_e is None else f" (deltaEOK {delta_e:g})"


def _from_to(old: Content, new: Content, quote: Quote) -> str:
    return f"{quote(_spell(old))} → {quote(_spell(new))}"


def _type(content: Content | None) -> str:
    return str((content or {}).get("$type"))


def _spell(content: Content) -> str:
    return _text(_type(content), content.get("$value"))


def _text(type_: str, value: Any) -> str:
    # A text is mostly an alias, which value_text expects resolved.
    return value if isinstance(value, str) else value_text(type_, value)
