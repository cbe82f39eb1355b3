"""`make check-exports`: every export of three design systems, read by the compiler of its format.

The compilers and the stylesheets are packages of npm. They are installed into var/, which is
no part of the project; nothing else here needs them. Java compiles Kotlin, aapt2 Android
resources: where they are missing, that is said. Swift and Dart are parsed by their grammars.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.tokens.exports.grammars import faults
from tokens.exports import FORMATS, export
from tokens.extraction import Stylesheet, extract

_HERE = Path(__file__).parent
_TOOLS = Path(__file__).parents[4] / "var" / "check-exports"
_SHEETS = {
    "bootstrap": "bootstrap/dist/css/bootstrap.css",
    "bulma": "bulma/css/bulma.css",
    "radix": "@radix-ui/themes/styles.css",
}
_NO_NODE = "Node.js 20 or newer with npm is needed: https://nodejs.org"


class Missing(Exception):
    """A tool that is not on this machine."""


class Work(NamedTuple):
    """The folder of one design system's exports."""

    folder: Path

    def file(self, name: str) -> Path:
        """The file of a format."""
        return self.folder / FORMATS[name].file_name

    def run(self, *command: str | Path, cwd: Path | None = None) -> str:
        """What is wrong, as a tool says; empty where it is content."""
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            cwd=cwd or _TOOLS,
            check=False,
            timeout=900,
        )
        said = (done.stderr + done.stdout).strip()
        return said or "it failed" if done.returncode else ""


def _bin(name: str) -> Path:
    return _TOOLS / "node_modules" / ".bin" / name


def _sass(work: Work) -> str:
    user = work.folder / "user.scss"
    user.write_text('@use "tokens";\n.a { b: tokens.$color-000000-a0; }\n')
    return work.run(_bin("sass"), "--quiet-deps", user, work.folder / "sass.css")


def _less(work: Work) -> str:
    return work.run(_bin("lessc"), work.file("less"), work.folder / "less.css")


def _tailwind_4(work: Work) -> str:
    # Beside the packages, where its import of tailwindcss is found.
    entry = _TOOLS / f"{work.folder.name}.tailwind-4.css"
    theme = work.file("tailwind-v4").relative_to(_TOOLS)
    entry.write_text(f'@import "tailwindcss" source(none);\n@import "./{theme}" ;\n')
    out = work.folder / "tailwind-4.css"
    return work.run(_bin("tailwindcss"), "-i", entry, "-o", out) or _written(out)


def _tailwind_3(work: Work) -> str:
    entry = work.folder / "tailwind-3.in.css"
    entry.write_text("@tailwind base; @tailwind utilities;\n")
    command = _TOOLS / "node_modules" / "tailwindcss-3" / "lib" / "cli.js"
    page = work.folder / "page.html"
    page.write_text('<p class="text-bs-primary p-0px">')
    out = work.folder / "tailwind-3.css"
    arguments = ("-c", work.file("tailwind-v3"), "-i", entry, "-o", out)
    said = work.run("node", command, *arguments, "--content", page)
    return said or _written(out)


def _typescript(work: Work) -> str:
    flags = ("--noEmit", "--strict", "--ignoreConfig", "--target", "es2022")
    return work.run(_bin("tsc"), *flags, work.file("ts"))


def _in_node(name: str) -> Callable[[Work], str]:
    return lambda work: work.run("node", _TOOLS / "check.mjs", name, work.file(name))


def _design_md(work: Work) -> str:
    return work.run(_bin("design.md"), "lint", work.file("design-md"))


def _kotlin(work: Work) -> str:
    if shutil.which("java") is None:
        raise Missing("no java")
    home = _TOOLS / "node_modules" / "kotlin-compiler"
    jars = os.pathsep.join(str(jar) for jar in (home / "lib").glob("*.jar"))
    compiler = ("java", "-cp", jars, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler")
    flags = (
        "-kotlin-home",
        home,
        "-no-reflect",
        "-nowarn",
        "-d",
        work.folder / "kotlin",
    )
    return work.run(*compiler, *flags, _HERE / "compose", work.file("kotlin"))


def _android(work: Work) -> str:
    if shutil.which("aapt2") is None:
        raise Missing("no aapt2")
    resources = work.folder / "resources"
    for name, folder in (("android", "values"), ("android-night", "values-night")):
        (resources / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(work.file(name), resources / folder / "tokens.xml")
    out = work.folder / "resources.zip"
    return work.run("aapt2", "compile", "--dir", resources, "-o", out)


def _grammar(name: str, language: str) -> Callable[[Work], str]:
    return lambda work: "\n".join(faults(language, work.file(name).read_text()))


def _written(file: Path) -> str:
    return "" if file.stat().st_size > 1000 else f"{file.name} is all but empty"


_CHECKS: dict[tuple[str, str], Callable[[Work], str]] = {
    ("scss", "sass"): _sass,
    ("less", "less"): _less,
    ("tailwind-v4", "tailwindcss 4"): _tailwind_4,
    ("tailwind-v3", "tailwindcss 3"): _tailwind_3,
    ("js", "node"): _in_node("js"),
    ("ts", "typescript"): _typescript,
    ("style-dictionary", "style-dictionary"): _in_node("style-dictionary"),
    ("tokens-studio", "sd-transforms"): _in_node("tokens-studio"),
    ("figma", "rest-api-spec"): _in_node("figma"),
    ("design-md", "design.md lint"): _design_md,
    ("kotlin", "kotlinc"): _kotlin,
    ("android", "aapt2"): _android,
    ("swift", "tree-sitter"): _grammar("swift", "swift"),
    ("flutter", "tree-sitter"): _grammar("flutter", "dart"),
}


def main() -> int:
    """Install, export, check; the exit status is 1 when a tool refused, 2 without Node.js."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        sys.stderr.write(_NO_NODE + "\n")
        return 2
    _install()
    refused = 0
    for name, path in _SHEETS.items():
        work = _exported(name, _TOOLS / "node_modules" / path)
        for line, is_refused in _checked(work):
            refused += is_refused
            sys.stdout.write(f"{name:10} {line}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{refused} refused\n")
    return 1 if refused else 0


def _install() -> None:
    _TOOLS.mkdir(parents=True, exist_ok=True)
    shutil.copy(_HERE / "check.mjs", _TOOLS)
    wanted, there = _HERE / "package.json", _TOOLS / "installed.json"
    if there.exists() and there.read_bytes() == wanted.read_bytes():
        return
    sys.stdout.write("Installing the tools (once)\n")
    sys.stdout.flush()
    shutil.copy(wanted, _TOOLS / "package.json")
    flags = ("--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error")
    subprocess.run(["npm", "install", *flags], cwd=_TOOLS, check=True)
    shutil.copy(wanted, there)


def _exported(name: str, sheet: Path) -> Work:
    folder = _TOOLS / "exports" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = extract([Stylesheet(sheet.read_text(encoding="utf-8"), url=sheet.name)])
    document = found.to_dtcg(provenance=True)
    for format_name, chosen in FORMATS.items():
        text = export(document, format_name)
        (folder / chosen.file_name).write_text(text, encoding="utf-8", newline="")
    return Work(folder)


def _checked(work: Work) -> Iterator[tuple[str, bool]]:
    for (name, tool), check in _CHECKS.items():
        started = time.monotonic()
        size = work.file(name).stat().st_size // 1000
        head = f"{name:16} {size:6} kB  {tool:16}"
        try:
            said = check(work)
        except Missing as missing:
            yield f"{head} not checked: {missing}", False
            continue
        seconds = time.monotonic() - started
        if said:
            yield f"{head} REFUSED\n{said[:2000]}", True
        else:
            yield f"{head} accepted in {seconds:.1f} s", False


if __name__ == "__main__":
    sys.exit(main())
