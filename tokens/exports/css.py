"""CSS custom properties, with the modes as media queries and selectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tokens.exports.comments import remark
from tokens.exports.css_values import Speller, Unspellable, channels, safe_text
from tokens.exports.environments import by_environment, by_scope, by_width
from tokens.exports.naming import assigned, identifier, word
from tokens.exports.reading import Entry, Json, Tokens, with_tracking


def css(document: Mapping[str, Json]) -> str:
    """A stylesheet: `:root` with all tokens and the untyped values, then what changes them.

    Those are conditions on widths, modes and the site's selectors, a rule for each.

    Custom properties keep the site's own names; a value written in place is `--group-name`.
    """
    tokens = with_tracking(document)
    sheet = Properties(tokens, property_names([*tokens, *tokens.untyped]), bare=True)
    lines = [*sheet.declarations(tokens), *sheet.untyped(tokens.untyped)]
    changes = [*sheet.widths(), *sheet.modes(), *sheet.scopes()]
    return "\n".join([*rule(":root", lines), *changes]) + "\n"


def property_names(entries: Iterable[Entry]) -> dict[str, str]:
    """A custom property per path, dashes included."""
    wanted, kept = {}, set()
    for entry in entries:
        if entry.declared:
            wanted[entry.path] = "--" + identifier(entry.declared[2:])
            kept.add(entry.path)
        else:
            wanted[entry.path] = f"--{word(entry.group, 'group')}-{word(entry.name)}"
    return assigned(wanted, kept=kept)


class Properties:
    """Declarations of custom properties; `names` gives each path its property.

    With `bare`, a token that the site keeps as channels (`13, 110, 253`) stays so.
    """

    def __init__(self, tokens: Tokens, names: Mapping[str, str], *, bare: bool) -> None:
        self.tokens = tokens
        self.names = names
        self._bare = bare
        self.speller = Speller(tokens, self._reference)

    def _reference(self, target: Entry) -> str:
        text = f"var({self.names[target.path]})"
        function = self._channels(target)
        return f"{function}({text})" if function else text

    def _channels(self, entry: Entry) -> str:
        """The function that wraps the token's bare channels, or an empty string."""
        found = entry.facts.get("channels")
        if not self._bare or found not in (
            "rgb",
            "hsl",
            "hwb",
            "lab",
            "lch",
            "oklab",
            "oklch",
        ):
            return ""
        end = self.tokens.end(entry.value)
        try:
            channels(end.value if end else entry.value, found)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            return ""
        return str(found)

    def value(self, entry: Entry, value: Json) -> str | None:
        """The text of a token's value, or of a mode's."""
        function = self._channels(entry)
        if not function:
            return self.speller.text(entry, value)
        target = self.tokens.target(value)
        if target is not None and self._channels(target) == function:
            return f"var({self.names[target.path]})"
        end = self.tokens.end(value)
        try:
            return channels(end.value if end else value, function)
        except (Unspellable, KeyError, TypeError, AttributeError):
            return None

    def declarations(
        self, entries: Iterable[Entry], wanted: Callable[[Entry], bool] = bool
    ) -> list[str]:
        """`--name: value;` of each token that can be spelled."""
        lines = []
        for entry in filter(wanted, entries):
            note = remark(entry.note)
            # On the same line: a reader takes it for this declaration's.
            comment = f" /* {note} */" if note else ""
            lines += [line + comment for line in self._lines([(entry, entry.value)])]
        return lines

    def untyped(self, entries: Iterable[Entry]) -> list[str]:
        """The values without a type, as the site wrote them, where that is safe."""
        return [
            f"{self.names[entry.path]}: {text};"
            for entry in entries
            if (text := safe_text(entry.value)) is not None
        ]

    def modes(self) -> list[str]:
        """A rule per mode."""
        lines: list[str] = []
        for where, changed in by_environment(self.tokens):
            values = (
                (self.tokens.entries[entry.path], entry.value) for entry in changed
            )
            inner = rule(where.selector, self._lines(values))
            lines += rule(f"@media {where.media}", inner) if where.media else inner
        return lines

    def widths(self) -> list[str]:
        """A rule per condition on the width of the screen or of a container."""
        lines: list[str] = []
        for condition, values in by_width(self.tokens):
            lines += rule(condition, rule(":root", self._lines(values)))
        return lines

    def scopes(self) -> list[str]:
        """A rule per selector of the site's that gives tokens other values."""
        lines: list[str] = []
        for selector, values in by_scope(self.tokens):
            lines += rule(selector, self._lines(values))
        return lines

    def _lines(self, values: Iterable[tuple[Entry, Json]]) -> list[str]:
        return [
            f"{self.names[entry.path]}: {text};"
            for entry, value in values
            if entry.path in self.speller.resolved
            and (text := self.value(entry, value)) is not None
        ]


def rule(prelude: str, lines: Iterable[str]) -> list[str]:
    """The lines of a block; none when it would be empty."""
    inside = [f"  {line}" for line in lines]
    return [f"{prelude} {{", *inside, "}"] if inside else []
