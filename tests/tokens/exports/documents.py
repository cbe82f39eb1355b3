"""Documents to export: a site's with everything in it, and a stranger's."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tokens.extraction import Stylesheet, extract

CSS = r"""
:root {
  --blue: #0d6efd; --link: var(--blue); --glow: oklch(0.6 0.2 250 / .5);
  --blue-rgb: 13, 110, 253; --same-rgb: var(--blue-rgb);
  --space: .5rem; --font: "Inter", system-ui; --weird\.name: 4px;
  --card: 0 1px 2px 0 var(--blue), inset 0 0 4px #0003;
  --fade: linear-gradient(90deg, red 0%, var(--blue) 100%);
  --ease: cubic-bezier(.1, .2, .3, 1); --fast: 150ms;
  --fluid: clamp(1rem, 2vw, 3rem); --half: calc(var(--fluid) / 2); --round: 50%;
}
@media (prefers-color-scheme: dark) { :root { --blue: #ffffff } }
[data-theme=dim] { --link: #aabbcc }
.card {
  color: rgba(var(--blue-rgb), .5); background: rgb(var(--same-rgb));
  font: 700 16px/1.5 "A B", serif; border: 1px dashed #ccc; z-index: -10;
  transition: color .2s ease-in .1s; text-shadow: 0 1px 2px red;
  margin: -8px; opacity: .5;
}
"""


def document(css: str = CSS) -> dict[str, Any]:
    """The DTCG document of a stylesheet."""
    return extract([Stylesheet(css, url="a.css")]).to_dtcg(provenance=True)


def token(type_: str, value: Any, **facts: Any) -> dict[str, Any]:
    """A token with our facts."""
    return {
        "$type": type_,
        "$value": value,
        "$extensions": {"com.contextds": facts},
    }


RED = {"colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000"}

#: Text that tries to end whatever it is put into.
HOSTILE = st.one_of(
    st.text(max_size=8),
    st.lists(
        st.sampled_from(
            ["}", "{", ";", '"', "'", "\\", "\n", "*/", "/*", "</style>", "#{", "@{"]
            + ["`", "${", "!important", "url(", "(", ")", "[", "<!--", "//", ":", ","]
            + ["a", "1", "-", "_", "$", "@import 'x'", "\0", "\ud800", "\u2028", "="]
            + ["__proto__", "var(--a)", "calc(1px", "é", "=1+1", "\r", "\x85", "\ufeff"]
        ),
        max_size=6,
    ).map("".join),
)


@st.composite
def strangers(draw: st.DrawFn) -> dict[str, Any]:
    """A document whose names and values are hostile."""
    found: dict[str, Any] = {}
    kinds = {
        "color": RED | {"hex": draw(HOSTILE)},
        "fontFamily": [draw(HOSTILE), draw(HOSTILE)],
        "dimension": {"value": draw(st.floats()), "unit": draw(HOSTILE)},
        "strokeStyle": draw(HOSTILE),
        "fontWeight": draw(HOSTILE),
        "number": draw(st.one_of(st.integers(), st.floats(), HOSTILE)),
        "gradient": [{"color": RED, "position": 0}, {"color": RED, "position": 1}],
        "shadow": draw(HOSTILE),
    }
    for type_, value in kinds.items():
        facts: dict[str, Any] = {
            "modes": {draw(HOSTILE): {draw(HOSTILE): "{color.red}"}},
            "gradient": {"kind": "linear", "angle": draw(HOSTILE)},
            "usage": draw(HOSTILE),
            "scopes": {draw(HOSTILE): "{color.red}"},
            "responsive": {draw(HOSTILE): "{color.red}"},
        }
        if draw(st.booleans()):
            facts["declared"] = "--" + draw(HOSTILE)
        group = found.setdefault(draw(st.one_of(st.just("color"), HOSTILE)), {})
        one = token(type_, value, **facts) | {"$description": draw(HOSTILE)}
        group[draw(HOSTILE)] = one
        group[draw(HOSTILE)] = token("color", draw(st.sampled_from(["{color.red}"])))
    found.setdefault("color", {})["red"] = token("color", RED)
    untyped = {draw(HOSTILE): {"authored": draw(HOSTILE), "declared": "--u"}}
    found["$extensions"] = {"com.contextds": {"untyped": {draw(HOSTILE): untyped}}}
    return found
