"""The one analysis of a (property, value): every typed literal that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tokens.extraction.colors import FUNCTIONS, Color, parse_color
from tokens.extraction.components import arguments, function, words
from tokens.extraction.findings import Finding
from tokens.extraction.group_readers import (
    READERS,
    Environment,
    gradients,
    plain,
    some,
)
from tokens.extraction.groups import property_groups
from tokens.extraction.single_words import color_finding
from tokens.extraction.untyped import untyped_word
from tokens.extraction.untyped_effects import untyped_shadow
from tokens.extraction.variables import Variables, has_reference, pure_reference

_DEEPEST = 8
#: More words than an item of `font`, `transition` or `animation` can have. To read a fallback
#: among n words takes n steps: no limit would make it n * n for all of them.
_ITEM = 16
#: Groups whose tokens are made of several words, of which a fallback is only one.
_COMPOSED = frozenset(("border", "shadow", "text-shadow", "transition"))
#: Groups whose tokens are as long as the whole value.
_LISTS = frozenset(("shadow", "text-shadow", "font-family"))


class Reader(Environment):
    """Reads values in one environment of custom properties."""

    def read(self, name: str, value: str) -> Sequence[Finding]:
        """The literals of declaration `name: value`, typed and not, in no promised order.

        Where a var() cannot be substituted the declaration has no effect, but the literals
        beside it are written all the same; of a value that is too long, its short ones.
        """
        if has_reference(value) or len(value) > min(self.variables.longest, _KNOWN):
            return self._read(name, value, 0)
        return _literals(name, value)

    def _read(self, name: str, value: str, depth: int) -> list[Finding]:
        groups = property_groups(name)
        if not groups:
            return []
        if len(value) > self.variables.longest:
            groups = tuple(group for group in groups if group not in _LISTS)
        found: list[Finding] = []
        # What is one var() of a token as a whole is a use of it and nothing else.
        whole = pure_reference(value)
        layers = (
            None
            if whole and self.is_token(whole.name)
            else self.variables.expand(value, self.tokens, partial=True)
        )
        for group in groups:
            if group == "color":
                found += (color_finding(color) for color in self.colors(value))
            elif layers is not None:
                read = [*READERS[group](self, name, group, layers)]
                if not read and not whole and name.endswith("-shadow"):
                    boxed = group == "shadow"
                    read += some(untyped_shadow(group, value, layers, boxed=boxed))
                found += read
        if len(groups) == 1 and layers is not None:
            for text in plain(layers):
                found += some(untyped_word(groups[0], text))
        if has_reference(value) and depth < _DEEPEST:
            pieces = arguments(value)
            # One member of a font stack is no stack.
            if len(pieces) == 1 or groups != ("font-family",):
                for piece in pieces:
                    found += self._fallbacks(name, words(piece), depth)
        return found

    def _fallbacks(
        self, name: str, piece: Sequence[str], depth: int
    ) -> Iterator[Finding]:
        """The literals in the fallbacks of the words of `piece`."""
        for index, word in enumerate(piece):
            reference = pure_reference(word)
            if reference is None or not reference.fallback:
                continue
            text = reference.fallback
            if len(piece) == 1:
                yield from self._read(name, text, depth + 1)
                continue
            if len(piece) <= _ITEM and name.endswith(
                ("font", "transition", "animation")
            ):
                # What it says depends on where it stands: read it there.
                others = [_without_fallback(other) for other in piece]
                text = " ".join((*others[:index], text, *others[index + 1 :]))
            for finding in self._read(name, text, depth + 1):
                if finding.group not in _COMPOSED:
                    yield finding

    def written(self, value: str, *, computed: bool) -> Sequence[Finding]:
        """The colours and gradients inside the value of a custom property.

        Those that take in custom properties only where `computed` is true: they are worth
        something only in the environment of this reader.
        """
        if not has_reference(value) and len(value) <= _KNOWN:
            return _literals_within(value)
        return self._written(value, computed)

    def _written(self, value: str, computed: bool) -> list[Finding]:
        found = [color_finding(one) for one in self.colors(value, computed=computed)]
        if "gradient(" in value and (computed or not has_reference(value)):
            layers = self.variables.expand(value, self.tokens)
            found += gradients(self, "", "gradient", layers or [])
        return found

    def colors(
        self, raw: str, depth: int = 0, *, computed: bool = True
    ) -> Iterator[Color]:
        """The colours written in `raw`, inside functions and fallbacks too.

        A bare var() is not written here; a colour function around one is, substituted.
        """
        for piece in arguments(raw):
            for word in words(piece):
                yield from self._colors_of(word, depth, computed)

    def _colors_of(self, word: str, depth: int, computed: bool) -> Iterator[Color]:
        variable = has_reference(word)
        called = function(word)
        if not variable:
            color = parse_color(word)
            if color is not None:
                yield color
        elif computed and called and called[0] in FUNCTIONS:
            resolved = self.variables.resolve(word)
            color = parse_color(resolved) if resolved is not None else None
            if color is not None:
                yield color
        if called is None or called[0] == "url" or depth >= _DEEPEST:
            return
        name, inside = called
        if name == "var":
            _, comma, inside = inside.partition(",")
            if not comma:
                return
        elif (
            name in FUNCTIONS
            and name != "color-mix"
            and not variable
            and inside.lstrip()[:5].lower() != "from "
        ):
            return
        yield from self.colors(inside, depth + 1, computed=computed)


def _without_fallback(word: str) -> str:
    reference = pure_reference(word)
    return f"var({reference.name})" if reference and reference.fallback else word


#: What values without var() hold is remembered for the process, up to this length and many.
_KNOWN = 500
_MANY = 32_768
_PLAIN = Reader(Variables({}), ())


@lru_cache(maxsize=_MANY)
def _literals(name: str, value: str) -> tuple[Finding, ...]:
    return tuple(_PLAIN._read(name, value, 0))


@lru_cache(maxsize=_MANY)
def _literals_within(value: str) -> tuple[Finding, ...]:
    return tuple(_PLAIN._written(value, True))
