"""Custom properties: references, cycles, substitution (css-variables-1), in linear time."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from tokens.extraction.components import arguments, unescape, words
from tokens.extraction.findings import Part

_REFERENCE = re.compile(r"(?<![-\w\\])(?:var|light-dark)\(", re.I)
# Most references by far: no fallback, no escapes, nothing beside them.
_WHOLE = re.compile(r"var\(\s*(--[-\w]+)\s*\)\Z", re.I)
_BRACKET = re.compile(
    r"""[()] | "(?:[^"\\]++|\\[\s\S]?)*+"? | '(?:[^'\\]++|\\[\s\S]?)*+'? | /\*[\s\S]*?(?:\*/|\Z)""",
    re.X,
)
_PREFIX = re.compile(r"([-\w]+)\(\s*\Z")
_COMMENT = re.compile(r"/\*[\s\S]*?(?:\*/|\Z)")
#: What sets a property back instead of giving it a value (css-cascade-5 7.3).
WIDE = frozenset(("initial", "inherit", "unset", "revert", "revert-layer"))
_DEEPEST = 32


class Reference(NamedTuple):
    """One outermost var() or light-dark() of a value: text[start:end]."""

    start: int
    end: int
    #: The custom property, escapes resolved; "" for light-dark().
    name: str
    #: The fallback of var(), None without one; both arguments of light-dark().
    fallback: str | None


def has_scheme(text: str) -> bool:
    """Whether `text` holds light-dark(), which depends on the colour scheme."""
    return "light-dark(" in text.lower()


@lru_cache(maxsize=32768)
def has_reference(text: str) -> bool:
    """Whether `text` holds a var() or light-dark()."""
    return "(" in text and _REFERENCE.search(text) is not None


@lru_cache(maxsize=32768)
def references(text: str) -> tuple[Reference, ...]:
    """The outermost references of `text`, left to right; broken ones are left out."""
    whole = _WHOLE.match(text)
    if whole:
        return (Reference(0, len(text), whole.group(1), None),)
    found: list[Reference] = []
    position = 0
    while True:
        match = _REFERENCE.search(text, position)
        end = _closing(text, match.end()) if match else None
        if match is None or end is None:
            return tuple(found)
        inside = text[match.end() : end - 1]
        position = end
        if match.group()[0] in "lL":
            found.append(Reference(match.start(), end, "", inside))
            continue
        head, comma, rest = inside.partition(",")
        name = unescape(_COMMENT.sub("", head).strip())
        if name.startswith("--") and not re.search(r"\s", name):
            fallback = rest.strip() if comma else None
            found.append(Reference(match.start(), end, name, fallback))


def _closing(text: str, start: int) -> int | None:
    depth = 1
    for match in _BRACKET.finditer(text, start):
        lexeme = match.group()
        if lexeme == "(":
            depth += 1
        elif lexeme == ")":
            depth -= 1
            if not depth:
                return match.end()
    return None


@lru_cache(maxsize=32768)
def all_names(text: str) -> tuple[tuple[str, str | None], ...]:
    """Every custom property that `text` mentions, fallbacks included, with the function around it.

    The function is the one whose arguments begin with the reference: `rgba` for
    `rgba(var(--x), .5)` and for the fallback of `rgba(var(--y, var(--x)), .5)`, None
    elsewhere.
    """
    whole = _WHOLE.match(text)
    if whole:
        return ((whole.group(1), None),)
    found: list[tuple[str, str | None]] = []
    pending: list[tuple[str, int, str | None]] = [(text, 0, None)]
    while pending:
        piece, depth, outer = pending.pop()
        for reference in references(piece):
            prefix = _PREFIX.search(piece, 0, reference.start)
            around = outer if not reference.start else None
            if prefix:
                around = prefix.group(1).lower()
            if reference.name:
                found.append((reference.name, around))
            fallback = reference.fallback
            if fallback and depth < _DEEPEST and has_reference(fallback):
                pending.append((fallback, depth + 1, around))
    return tuple(found)


@lru_cache(maxsize=32768)
def pure_reference(text: str) -> Reference | None:
    """The reference when `text` is one var() and nothing else."""
    if text[-1:] != ")" or text[:4].lower() != "var(":
        return None
    whole = _WHOLE.match(text)
    if whole:
        return Reference(0, len(text), whole.group(1), None)
    found = references(text)
    if len(found) == 1 and found[0].end == len(text) and found[0].name:
        return found[0]
    return None


class Variables:
    """The custom properties of one environment, resolved to their final texts.

    `longest` bounds every substituted text and `budget` the sum of all of them, so that
    values which double at each step stay small (css-variables-1 3.3 permits the limit).
    """

    def __init__(
        self,
        definitions: Mapping[str, str],
        *,
        dark: bool = False,
        longest: int = 2000,
        budget: int = 50_000_000,
    ) -> None:
        self.definitions = definitions
        self.dark = dark
        self.longest = longest
        #: Custom properties and values that substitution made longer than `longest`.
        self.too_long: set[str] = set()
        self.cyclic: set[str] = set()
        self.undefined: set[str] = set()
        self._budget = budget
        self._overflown = False
        self._texts: dict[str, str | None] = {}
        self._values: dict[str, str | None] = {}
        self._dependents: dict[str, list[str]] | None = None
        self.mentions: dict[str, tuple[str, ...]] = {}
        #: All names, each after those it mentions.
        self.order: list[str] = []
        self._read(definitions)

    def changed(self, changes: Mapping[str, str], *, dark: bool) -> Variables:
        """The same custom properties where some have other texts, or the scheme is another.

        Only what depends on these is substituted anew: of thousands of custom properties a
        theme changes a few. `order` holds no others either.
        """
        affected = dict.fromkeys(
            name for name, text in changes.items() if text != self.definitions[name]
        )
        if dark != self.dark:
            schemed = (
                one for one in self.mentions if has_scheme(self.definitions[one])
            )
            affected.update(dict.fromkeys(schemed))
        pending = list(affected)
        while pending:
            for name in self.dependents().get(pending.pop(), ()):
                if name not in affected:
                    affected[name] = None
                    pending.append(name)
        other = Variables({}, dark=dark, longest=self.longest)
        other.definitions = {**self.definitions, **changes}
        other.cyclic = self.cyclic - affected.keys()
        other._texts = {**self._texts, **affected}
        other.mentions = {**self.mentions}
        for name in affected:
            other.mentions.pop(name, None)
        other._read({name: other.definitions[name] for name in affected})
        return other

    def dependents(self) -> dict[str, list[str]]:
        """For each name those that mention it."""
        if self._dependents is None:
            self._dependents = {}
            for name, others in self.mentions.items():
                for other in others:
                    self._dependents.setdefault(other, []).append(name)
        return self._dependents

    def _read(self, definitions: Mapping[str, str]) -> None:
        """Substitute these, which may mention each other and what is read already."""
        for name, text in definitions.items():
            if has_reference(text):
                others = dict.fromkeys([other for other, _ in all_names(text)])
                self.mentions[name] = tuple(others)
        for name in self._dependencies_first(definitions):
            self.order.append(name)
            self._texts[name] = self._definition(name)

    def text(self, name: str) -> str | None:
        """The resolved text of a custom property; None when undefined, cyclic or invalid."""
        return self._texts.get(name)

    def resolve(self, text: str) -> str | None:
        """`text` with all var() and light-dark() substituted; None when that is invalid."""
        if not has_reference(text):
            return text
        if text not in self._values:
            self._values[text] = self._bounded(text, text)
        return self._values[text]

    def _bounded(self, text: str, name: str) -> str | None:
        self._overflown = False
        resolved = self._substitute(text, 0)
        if self._overflown or (resolved and len(resolved) > self.longest):
            self.too_long.add(name)
            return None
        return resolved

    def _definition(self, name: str) -> str | None:
        if name in self.cyclic:
            return None
        text = self.definitions[name]
        if text.strip().lower() in WIDE:
            return None
        return self._bounded(text, name) if has_reference(text) else text

    def _substitute(self, text: str, depth: int) -> str | None:
        if depth > _DEEPEST:
            return None
        whole = _WHOLE.match(text)
        if whole:
            return self._value(Reference(0, len(text), whole.group(1), None), depth)
        pieces: list[str] = []
        size = position = 0
        for reference in references(text):
            value = self._value(reference, depth)
            if value is None:
                return None
            before = text[position : reference.start]
            # Substitution works on tokens: neighbours never melt into one (css-variables-1 3).
            if before and value and _melts(before[-1], value[0]):
                before += " "
            pieces += (before, value)
            size += len(before) + len(value)
            position = reference.end
            after = text[position : position + 1]
            if after and value and _melts(value[-1], after):
                pieces.append(" ")
            if size > self.longest:
                self._overflown = True
                return None
        pieces.append(text[position:])
        result = "".join(pieces).strip() if len(pieces) > 1 else text
        if has_reference(result):
            return None
        self._budget -= len(result)
        return result if self._budget > 0 else None

    def _value(self, reference: Reference, depth: int) -> str | None:
        if not reference.name:
            choices = arguments(reference.fallback or "")
            if len(choices) != 2:
                return None
            choice = choices[1 if self.dark else 0]
            return (
                self._substitute(choice, depth + 1) if has_reference(choice) else choice
            )
        value = self._texts.get(reference.name)
        if value is not None:
            return value
        if reference.name not in self.definitions:
            self.undefined.add(reference.name)
        fallback = reference.fallback
        if fallback is None:
            return None
        return (
            self._substitute(fallback, depth + 1)
            if has_reference(fallback)
            else fallback
        )

    def _dependencies_first(self, names: Mapping[str, str]) -> Iterator[str]:
        """The names, each after those of them it mentions (Tarjan, iterative); fills `cyclic`."""
        order: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []
        waiting: set[str] = set()
        work: list[tuple[str, Iterator[str]]] = []

        def enter(name: str) -> None:
            order[name] = low[name] = len(order)
            stack.append(name)
            waiting.add(name)
            work.append((name, iter([n for n in self.mentions[name] if n in names])))

        for root in names:
            if root in order:
                continue
            if root not in self.mentions:
                order[root] = len(order)
                yield root
                continue
            enter(root)
            while work:
                name, children = work[-1]
                child = next(children, None)
                if child is not None:
                    if child in waiting:
                        low[name] = min(low[name], order[child])
                    elif child not in order:
                        if child in self.mentions:
                            enter(child)
                        else:
                            order[child] = len(order)
                            yield child
                    continue
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[name])
                if low[name] == order[name]:
                    component: list[str] = []
                    while not component or component[-1] != name:
                        component.append(stack.pop())
                        waiting.discard(component[-1])
                    if len(component) > 1 or name in self.mentions[name]:
                        self.cyclic.update(component)
                    yield from component

    def expand(
        self, text: str, tokens: Container[str], *, partial: bool = False
    ) -> list[list[Part]] | None:
        """`text` as its comma list of words, var() substituted; None when that is invalid.

        A word that is one var() of a name in `tokens` keeps that name; of several words
        each knows the name they come from. With `partial` a word that cannot be
        substituted is a part without text instead.
        """
        if not has_reference(text):
            return [
                [Part(word, word) for word in words(piece)] for piece in arguments(text)
            ]
        layers: list[list[Part]] = []
        for piece in arguments(text):
            layer: list[Part] = []
            layers.append(layer)
            for word in words(piece):
                resolved = self.resolve(word)
                if resolved is None:
                    if not partial:
                        return None
                    layer.append(Part("", word))
                    continue
                reference = pure_reference(word)
                if reference is None and "," not in resolved:
                    layer.append(Part(resolved, word))
                    continue
                first, *others = ([*words(one)] for one in arguments(resolved))
                if len(first) == 1 and not others:
                    layer.append(Part(first[0], word, self._taken(reference, tokens)))
                    continue
                within = self._taken(reference, tokens)
                layer.extend(Part(one, one, within=within) for one in first)
                for other in others:
                    layer = [Part(one, one, within=within) for one in other]
                    layers.append(layer)
        return layers

    def _taken(self, reference: Reference | None, tokens: Container[str]) -> str | None:
        """The name of a reference that is a token and whose own value counts."""
        if reference is None or self.text(reference.name) is None:
            return None
        return reference.name if reference.name in tokens else None


def scheme_choices(text: str) -> tuple[str, str] | None:
    """The light and the dark value when `text` is one light-dark() and nothing else."""
    if text[:11].lower() != "light-dark(":
        return None
    found = references(text)
    choices = arguments(found[0].fallback or "") if len(found) == 1 else ()
    if len(choices) != 2 or found[0].end != len(text):
        return None
    return choices[0], choices[1]


def _melts(left: str, right: str) -> bool:
    return (left.isalnum() or left in "-_%.#") and (right.isalnum() or right in "-_%.(")
