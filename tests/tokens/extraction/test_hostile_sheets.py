"""Hostile sheets of a megabyte, each in a process of its own that is measured.

The whole collection takes minutes: HOSTILE_SHEETS=all (`make hostile`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tokens.extraction.hostile_sheets import MORE, PROMISED
from tokens.exports import FORMATS

SECONDS = 5
BYTES = 200_000_000

ALL = os.environ.get("HOSTILE_SHEETS") == "all"
#: One of each kind, of those that found something once.
TELLING = (
    *("'{' in a selector", "'-' in a selector", "doubling shadows", "colours"),
    *("colours far out", "mixes in mixes", "a layer in layers", "themes"),
    "transitions of fallbacks",
)
CHOSEN = MORE if ALL else {name: MORE[name] for name in TELLING}
FEW_FORMATS = ("resolver", "css", "kotlin")


def run(tmp_path: Path, *command: str, css: str = "", most: float = 1) -> str:
    """The output of a module, once it is sure that it took little."""
    taken = tmp_path / "taken.json"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.tokens.extraction.measured",
            str(taken),
            *command,
        ],
        input=css.encode(errors="surrogatepass"),
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    used: dict[str, Any] = json.loads(taken.read_text())
    assert used["seconds"] < most * SECONDS
    assert used["bytes"] < most * BYTES
    return done.stdout.decode()


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_promised_of_hostile_sheets_holds(name: str, tmp_path: Path) -> None:
    output = run(tmp_path, "tokens.extraction", css=PROMISED[name]())
    assert "$extensions" in json.loads(output)


# Twice as much room: most take half of it, but they make tens of thousands of tokens, and
# a busy processor counts more seconds for the same work.
@pytest.mark.parametrize("name", CHOSEN)
def test_a_hostile_sheet_takes_little_time_and_memory(
    name: str, tmp_path: Path
) -> None:
    output = run(tmp_path, "tokens.extraction", css=CHOSEN[name](), most=2)
    assert "$extensions" in json.loads(output)


WIDE = (
    ":root{"
    + "".join(
        f"--c{i}:#{i:06x};--d{i}:{i}px;--a{i}:var(--c{i});--s{i}:0 0 {i}px #{i:06x};"
        for i in range(2_000)
    )
    + "}[data-theme=dark]{"
    + "".join(f"--c{i}:#{i + 1:06x};" for i in range(2_000))
    + "}"
)


@pytest.mark.parametrize("name", (*FORMATS, "resolver") if ALL else FEW_FORMATS)
def test_a_format_of_a_large_document_takes_little(name: str, tmp_path: Path) -> None:
    assert run(tmp_path, "tokens.extraction", "--format", name, css=WIDE, most=2)


def test_a_large_sheet_does_not_differ_from_itself(tmp_path: Path) -> None:
    sheet = tmp_path / "wide.css"
    sheet.write_text(WIDE)
    same = [str(sheet), str(sheet)]
    output = run(tmp_path, "tokens.diffing", *same, "--format", "json", most=2)
    assert json.loads(output)["drift"] is False
