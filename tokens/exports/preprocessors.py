"""Variables of Sass (SCSS) and Less, each defined before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tokens.exports.comments import remark
from tokens.exports.css_values import Speller, safe_text
from tokens.exports.modes import resolved_modes
from tokens.exports.naming import assigned, word
from tokens.exports.reading import Entry, Json, Tokens, with_tracking

# `@media: 1px` is an at-rule to Less; both languages share the names.
_AT_RULES = frozenset(
    ("charset", "container", "counter-style", "document", "font-face", "import")
    + ("keyframes", "layer", "media", "namespace", "page", "plugin", "property")
    + ("scope", "starting-style", "supports", "view-transition", "viewport", "use")
    + ("arguments", "rest", "forward", "mixin", "include", "function", "return")
    + ("if", "else", "each", "for", "while", "debug", "warn", "error", "extend")
    # The map of the modes.
    + ("modes",)
    + ("at-root", "content", "font-feature-values", "font-palette-values", "apply")
)
# Colours that Less 4 does not know: it would compute the slash before alpha.
_MODERN = re.compile(r"\b(?:color|hsl|hwb|lab|lch|oklab|oklch)\(")
# A site's own words could be a function or a calculation to the language.
_PLAIN_LINE = re.compile(
    r"to(?: (?:top|right|bottom|left)){1,2}|-?[0-9.]+(?:deg|grad|rad|turn)"
)


class Dialect(NamedTuple):
    """How a language writes a variable, and CSS that it must not look into."""

    sign: str
    suffix: str
    before: str
    after: str
    #: Whether it knows the colour functions of css-color-4.
    modern: bool

    def verbatim(self, text: str) -> str | None:
        """CSS text that the language hands through; None where it cannot be quoted."""
        if self.modern:
            # A quoted string of Sass, interpolated.
            text = re.sub(r'(["\\#])', r"\\\1", text)
        elif "'" in text:
            return None
        return f"{self.before}{text}{self.after}"


SCSS = Dialect("$", " !default", '#{"', '"}', modern=True)
LESS = Dialect("@", "", "~'", "'", modern=False)


def scss(document: Mapping[str, Json]) -> str:
    """`$name: value !default;` of each token; aliases are variables."""
    return _variables(document, SCSS)


def less(document: Mapping[str, Json]) -> str:
    """`@name: value;` of each token; aliases are variables."""
    return _variables(document, LESS)


def variable_names(tokens: Tokens) -> dict[str, str]:
    """A name per path: the site's own where there is one, else `group-name`."""
    wanted = {}
    for entry in [*tokens, *tokens.untyped]:
        name = word(entry.declared, "")
        # A leading dash or underscore would make it private to its Sass module.
        if not name or name[0].isdigit() or name.lower() in _AT_RULES:
            name = f"{word(entry.group, 'group')}-{word(entry.name)}"
        if name[0].isdigit():
            name = f"token-{name}"
        wanted[entry.path] = name
    return assigned(wanted, fold=lambda name: name.replace("_", "-"))


def _is_computed(entry: Entry, resolved: str, dialect: Dialect) -> bool:
    """Whether the language would see more in the text than CSS does."""
    if entry.type == "typography":
        return True  # the slash would be a division
    facts = entry.facts.get("gradient")
    if isinstance(facts, Mapping):
        line = facts.get("shape") or facts.get("angle")
        if line and not _PLAIN_LINE.fullmatch(str(line)):
            return True
    return not dialect.modern and _MODERN.search(resolved) is not None


def _variables(document: Mapping[str, Json], dialect: Dialect) -> str:
    tokens = with_tracking(document)
    names = variable_names(tokens)

    def refer(target: Entry) -> str:
        return dialect.sign + names[target.path]

    speller = Speller(tokens, refer)
    lines: list[str] = []

    def define(entry: Entry, text: str | None) -> None:
        if text is not None:
            name = dialect.sign + names[entry.path]
            note = remark(entry.note)
            comment = f" // {note}" if note else ""
            lines.append(f"{name}: {text}{dialect.suffix};{comment}")

    for entry in tokens.in_dependency_order():
        resolved = speller.resolved.get(entry.path)
        if resolved is None:
            continue
        text = speller.text(entry)
        if tokens.target(entry.value) is None:
            text = _literal(entry, resolved, text, dialect)
        define(entry, text)
    for entry in tokens.untyped:
        text = safe_text(entry.value)
        # Nothing defines the site's custom properties here.
        if text is not None and "var(" not in text.lower():
            define(entry, dialect.verbatim(text))
    lines += _modes(speller, names, dialect)
    return "\n".join(lines) + "\n" if lines else ""


def _literal(
    entry: Entry, resolved: str, text: str | None, dialect: Dialect
) -> str | None:
    computed = _is_computed(entry, resolved, dialect)
    return dialect.verbatim(resolved) if computed else text


def _modes(
    speller: Speller, names: Mapping[str, str], dialect: Dialect
) -> Iterator[str]:
    """A map of axes, contexts and variables in Sass; in Less one of contexts in a map."""
    found = list(resolved_modes(speller))
    keys = assigned(
        {
            mode.label: f"{word(mode.axis, 'axis')}\n{word(mode.context, 'context')}"
            for mode, _ in found
        }
    )
    axes: dict[str, list[str]] = {}
    for mode, texts in found:
        axis, _, context = keys[mode.label].partition("\n")
        held = [
            (names[path], value)
            for path, text in texts.items()
            if (value := _literal(speller.tokens.entries[path], text, text, dialect))
        ]
        if dialect.modern:
            inside = [f'      "{name}": ({value}),' for name, value in held]
            block = [f'    "{context}": (', *inside, "    ),"]
        else:
            inside = [f"    {name}: {value};" for name, value in held]
            block = [f"  @{axis}-{context}: {{", *inside, "  }"]
        axes.setdefault(axis, []).extend(block)
    if not axes:
        return
    yield "$modes: (" if dialect.modern else "@modes: {"
    for axis, blocks in axes.items():
        if dialect.modern:
            yield from (f'  "{axis}": (', *blocks, "  ),")
        else:
            yield from blocks
    yield ") !default;" if dialect.modern else "}"
