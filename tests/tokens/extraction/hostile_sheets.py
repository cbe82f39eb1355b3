"""Stylesheets made to exhaust whoever reads them: each as large as a megabyte or worse."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

MEGABYTE = 1_000_000


def filled(piece: str, before: str = "", after: str = "") -> str:
    """A megabyte of one piece."""
    return before + piece * (MEGABYTE // len(piece.encode(errors="replace"))) + after


def distinct(line: Callable[[int], str], before: str = "", after: str = "") -> str:
    """A megabyte of lines, each with a number of its own."""
    lines: list[str] = []
    size = 0
    for number in count(1):
        lines.append(line(number))
        size += len(lines[-1])
        if size > MEGABYTE:
            break
    return before + "".join(lines) + after


def nested(opening: str, inner: str, depth: int, closing: str = ")") -> str:
    """`inner` in `depth` functions."""
    return opening * depth + inner + closing * depth


#: What the product promises to read in five seconds and 200 MB.
PROMISED: dict[str, Callable[[], str]] = {
    "open parentheses": lambda: filled("("),
    "open rules": lambda: filled("a{"),
    "unclosed strings": lambda: filled('a{b:"\n'),
    "a chain of 100,000": lambda: (
        ":root{--p0:#fff;"
        + "".join(f"--p{i}:var(--p{i - 1});" for i in range(1, 100_000))
        + "}.x{color:var(--p99999)}"
    ),
    "a chain of 100,000 backwards": lambda: (
        ":root{"
        + "".join(f"--p{i}:var(--p{i + 1});" for i in range(100_000))
        + "--p100000:#fff}.x{color:var(--p0)}"
    ),
    "values that double": lambda: distinct(
        lambda i: f"--p{i}:var(--p{i - 1}) var(--p{i - 1});", ":root{--p0:ha;"
    ),
}

_PIECES = (
    *(
        "{",
        "[",
        "]",
        "}",
        ")",
        "\\",
        "/*",
        "'",
        "url(",
        "@media(",
        ":is(",
        ":not(:not(",
    ),
    *(
        ",",
        ";",
        "!important",
        "-",
        "@a{",
        "@layer a{",
        "--a:{",
        "<!--",
        "&{",
        "a{b:c;d{",
    ),
    *("\0", "\ufeff", "\ud800", "\\110000 ", "U+4?-", "var(", "calc(", "@import "),
)
_AROUND = {
    "anywhere": ("", ""),
    "a value": (".x{background:", "}"),
    "a custom property": (":root{--x:", "}"),
    "a selector": (".dark ", "{color:red;--a:red}"),
    "a condition": ("@media ", "{a{color:red;--a:red}}"),
}

_THEMES = 50

MORE: dict[str, Callable[[], str]] = {
    **{
        f"{piece!r} in {where}": partial(filled, piece, *around)
        for piece in _PIECES
        for where, around in _AROUND.items()
    },
    "doubling shadows": lambda: distinct(
        lambda i: f"--p{i}:var(--p{i - 1}),var(--p{i - 1});", ":root{--p0:0 0 1px #000;"
    ),
    "doubling fallbacks": lambda: distinct(
        lambda i: f"--p{i}:var(--q,var(--p{i - 1}) var(--p{i - 1}));", ":root{--p0:1px;"
    ),
    "a web of references": lambda: distinct(
        lambda i: (
            f"--p{i}:" + " ".join(f"var(--p{i * 7 % 9999 + j})" for j in range(9)) + ";"
        ),
        ":root{",
    ),
    "selectors in one list": lambda: distinct(
        lambda i: f".s{i},", "", ":root{--a:red}"
    ),
    "roots in one list": lambda: filled(":root,", "", ":root{--a:red}"),
    "one rule again and again": lambda: filled(".a{color:red}"),
    "colours": lambda: distinct(lambda i: f".a{i}{{color:#{i:06x}}}"),
    "wide colours": lambda: distinct(
        lambda i: f".a{{color:oklch(.{i:05} .1 {i % 360})}}"
    ),
    "colours far out": lambda: distinct(
        lambda i: (
            f".a{{color:lab(1e{i % 400} {i} 1e308);color:color(srgb {i} 1e308 {i})}}"
        )
    ),
    "mixes": lambda: distinct(
        lambda i: f".a{{color:color-mix(in lab,#{i:06x} 1%,red)}}"
    ),
    "relative colours": lambda: distinct(
        lambda i: f".a{{color:oklch(from #{i:06x} calc(l * .5) c h)}}"
    ),
    "mixes in mixes": lambda: distinct(
        lambda i: f".a{{color:{nested(f'color-mix(in srgb,#{i:06x},', 'red', 60)}}}"
    ),
    "schemes in schemes": lambda: distinct(
        lambda i: f":root{{--a{i}:{nested(f'light-dark(#{i:06x},', 'red', 90)}}}"
    ),
    "origins in origins": lambda: distinct(
        lambda i: f".a{{color:{nested('rgb(from ', f'#{i:06x}', 100, ' r g b)')}}}"
    ),
    "fallbacks in fallbacks": lambda: distinct(
        lambda i: f".a{{margin:{nested(f'var(--b{i},', '1px', 180)}}}"
    ),
    "sums in sums": lambda: ".a{width:" + nested("calc(1px + ", "1px", 80_000) + "}",
    "brackets in a sum": lambda: distinct(
        lambda i: f".a{{width:calc({i}px + {nested('(', '1px', 900)})}}"
    ),
    "families": lambda: distinct(lambda i: f".a{i}{{font-family:f{i},serif}}"),
    "a stack of families": lambda: distinct(
        lambda i: f"f{i},", ".a{font-family:", "a}"
    ),
    "fonts": lambda: distinct(lambda i: f".a{i}{{font:bold {i}px/1.5 f{i}}}"),
    "texts": lambda: distinct(
        lambda i: f".a{i}{{font-family:x;font-size:{i}px;line-height:1.5}}"
    ),
    "shadows": lambda: distinct(lambda i: f".a{{box-shadow:0 0 {i}px #{i:06x}}}"),
    "a shadow of layers": lambda: distinct(
        lambda i: f"0 0 {i}px red,", ".a{box-shadow:", "0 0 red}"
    ),
    "shadows of layers": lambda: distinct(
        lambda i: ".a{box-shadow:" + f"0 0 {i}px #{i:06x}," * 90 + "0 0 red}"
    ),
    "gradients": lambda: distinct(
        lambda i: f".a{{background:linear-gradient(#{i:06x},red)}}"
    ),
    "a gradient of stops": lambda: distinct(
        lambda i: f"#{i:06x},", ".a{background:linear-gradient(", "red)}"
    ),
    "gradients of stops": lambda: distinct(
        lambda i: ".a{background:linear-gradient(" + f"#{i:06x}," * 190 + "red)}"
    ),
    "transitions": lambda: distinct(lambda i: f".a{{transition:color {i}ms ease}}"),
    "transitions of fallbacks": lambda: distinct(
        lambda i: (
            f".a{{transition:{' '.join(f'var(--u{i}-{k},{k}ms)' for k in range(90))}}}"
        )
    ),
    "animations": lambda: distinct(
        lambda i: f".a{{animation:a{i} {i}ms cubic-bezier(.1,.2,.{i},1)}}"
    ),
    "borders": lambda: distinct(lambda i: f".a{{border:{i}px solid #{i:06x}}}"),
    "filters": lambda: distinct(
        lambda i: f".a{{filter:blur({i}px) drop-shadow(0 0 {i}px red)}}"
    ),
    "untyped values": lambda: distinct(lambda i: f".a{{margin:{i}em;width:{i}%}}"),
    "unknown variables": lambda: distinct(lambda i: f".a{{color:var(--u{i})}}"),
    "themes": lambda: distinct(
        lambda i: f"[data-theme=x{i}]{{--a:#{i:06x};--b:var(--a)}}", ":root{--a:red}"
    ),
    "axes": lambda: distinct(lambda i: f"[data-theme{i}=dark]{{--a:#{i:06x}}}"),
    "themes of everything": lambda: "".join(
        f"[data-theme=x{theme}]{{"
        + "".join(f"--p{i}:#{i * _THEMES + theme:06x};" for i in range(1400))
        + "}"
        for theme in range(_THEMES)
    ),
    "a chain in themes": lambda: (
        ":root{--p0:1px;"
        + "".join(f"--p{i}:var(--p{i - 1});" for i in range(1, 20_000))
        + "}"
        + "".join(f"[data-theme=x{i}]{{--p0:{i}px}}" for i in range(200))
    ),
    "mixes in themes": lambda: (
        ":root{--a:#000;"
        + "".join(f"--p{i}:color-mix(in srgb,var(--a),red);" for i in range(10_000))
        + "}"
        + "".join(f"[data-theme=x{i}]{{--a:#{i:06x}}}" for i in range(5_000))
    ),
    "scopes": lambda: distinct(lambda i: f".s{i}{{--a:{i}px}}"),
    "nested declarations": lambda: filled("a,b{--a:red;color:red;"),
    "nested references": lambda: filled("& & {--a:red;color:red;"),
    "layers": lambda: distinct(lambda i: f"@layer l{i}{{:root{{--a:{i}px}}}}"),
    "a layer in layers": lambda: distinct(
        lambda i: f"l{i}.", "@layer ", "l{:root{--a:red}}"
    ),
    "registered properties": lambda: distinct(
        lambda i: (
            f"@property --p{i}{{syntax:'<color>';inherits:true;initial-value:#{i:06x}}}"
        )
    ),
    "widths": lambda: distinct(
        lambda i: f"@media (min-width:{i}px){{:root{{--a:{i}px}}}}"
    ),
    "containers": lambda: distinct(
        lambda i: f"@container c (width>{i}px){{a{{color:red}}}}"
    ),
    "a list of widths": lambda: distinct(
        lambda i: f"(min-width:{i}px),", "@media ", "print{:root{--a:red}}"
    ),
    "a number of a megabyte": lambda: filled("9", ".a{width:", "px}"),
    "numbers": lambda: distinct(
        lambda i: (
            f".a{{width:{i}{'9' * 1900}px;z-index:{'9' * 1900};height:{i}e999999px}}"
        )
    ),
    "a name of a megabyte": lambda: filled("a", ":root{--", ":red}"),
    "a selector of a megabyte": lambda: filled("a", ".dark.", "{--a:red}"),
    "a property of a megabyte": lambda: filled("a", ".a{", ":red}"),
    "nulls in names": lambda: distinct(lambda i: f"--\0{i}:red;", ":root{"),
    "escapes in names": lambda: distinct(
        lambda i: f"--\\110000 {i}:\\72 ed;", ":root{"
    ),
    "comments": lambda: distinct(
        lambda i: f"/* deprecated {i} */--a{i}:red;", ":root{"
    ),
    "a comment of a megabyte": lambda: filled("deprecated ", ":root{/*", "*/--a:red}"),
    "fonts to load": lambda: distinct(
        lambda i: (
            f"@font-face{{font-family:f{i};unicode-range:U+{i:x}-10FFFF;src:url(a)}}"
        )
    ),
    "negations": lambda: distinct(
        lambda i: (
            "@media " + nested("not (", f"min-width:{i}px", 20) + "{:root{--a:red}}"
        )
    ),
    "lists in lists": lambda: nested(":is(:root,", "a", 90_000) + "{--a:red}",
}
