"""Small stylesheets in the manner of real ones, and how the tests of roles read them."""

from __future__ import annotations

from typing import Any

from tokens.extraction import Stylesheet, extract

#: A component library: palette, aliases for roles, components with properties of their own.
COMPONENTS = """
:root, [data-theme=light] {
  --x-blue: #0d6efd; --x-red: #dc3545; --x-white: #fff;
  --x-gray-100: #f8f9fa; --x-gray-300: #dee2e6; --x-gray-500: #adb5bd;
  --x-gray-700: #495057; --x-gray-900: #212529;
  --x-primary: var(--x-blue); --x-primary-subtle: #cfe2ff;
  --x-danger: #dc3545; --x-success: #198754;
  --x-body-color: #212529; --x-body-bg: #fff; --x-border-color: #dee2e6;
}
[data-theme=dark] { --x-body-color: #dee2e6; --x-body-bg: #212529 }
body { color: var(--x-body-color); background-color: var(--x-body-bg) }
a { color: var(--x-primary) }
.card { background-color: var(--x-body-bg); border: 1px solid var(--x-border-color) }
.btn { --btn-color: var(--x-body-color); --btn-bg: transparent;
       color: var(--btn-color); background-color: var(--btn-bg) }
.btn:hover { color: var(--btn-hover-color); background-color: var(--btn-hover-bg) }
.btn-primary { --btn-color: #fff; --btn-bg: #0d6efd;
               --btn-hover-color: #fff; --btn-hover-bg: #0b5ed7 }
.btn-danger { --btn-color: #fff; --btn-bg: #dc3545;
              --btn-hover-color: #fff; --btn-hover-bg: #bb2d3b }
.alert-danger { color: #58151c; background-color: #f8d7da; border-color: #f1aeb5 }
.alert-success { color: #0a3622; background: #d1e7dd }
"""


def roles(css: str) -> dict[str, Any]:
    """The member `roles` of the document of a sheet; empty where it has none."""
    document = extract([Stylesheet(css)]).to_dtcg()
    found: dict[str, Any] = document["$extensions"]["com.contextds"].get("roles", {})
    return found


def label(css: str, path: str) -> str | None:
    """The label of a token."""
    group, _, name = path.partition(".")
    token = extract([Stylesheet(css)]).to_dtcg()[group][name]
    said: str | None = token["$extensions"]["com.contextds"].get("label")
    return said
