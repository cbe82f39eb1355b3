"""The command that measures the extraction beside a peer: what it says without one, and its table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from contextds.env import BASE_DIR
from tests.benchmarks import ours
from tests.benchmarks.stylesheets import Unavailable, fetch
from tests.benchmarks.table import Row, Timing, lines


def bench(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with the programs of `path` only."""
    return subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.extraction", *arguments],
        cwd=BASE_DIR,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def program(folder: Path, name: str, says: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{says}\n")
    file.chmod(0o755)


def test_without_node_it_says_in_one_line_what_to_install(tmp_path: Path) -> None:
    ran = bench(tmp_path)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.startswith("node is not on the PATH: install Node.js 22")
    assert ran.stderr.count("\n") == 1


def test_an_old_node_is_refused_by_its_version(tmp_path: Path) -> None:
    program(tmp_path, "node", "echo v18.20.4")
    ran = bench(tmp_path)
    assert ran.returncode == 2
    assert ran.stderr == "Node.js v18.20.4 is too old: 22 is needed.\n"


def test_a_registry_that_cannot_be_reached_is_one_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "npm", "echo 'getaddrinfo ENOTFOUND' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    stylesheet = {"name": "a", "version": "1.0.0", "path": "a.css", "sha256": ""}
    with pytest.raises(Unavailable, match="npm registry.*getaddrinfo ENOTFOUND"):
        fetch(tmp_path / "stylesheets", [stylesheet])  # type: ignore[list-item]


def test_a_stylesheet_that_is_there_with_its_digest_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    file = tmp_path / "scope-a-1.0.0" / "b.css"
    file.parent.mkdir()
    file.write_text("")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert fetch(
        tmp_path,
        [
            {
                "name": "@scope/a",
                "version": "1.0.0",
                "path": "css/b.css",
                "sha256": nothing,
            }
        ],
    ) == [file]


def test_our_side_measures_each_stylesheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.css"
    file.write_text(":root{--a:#fff}")
    ours.main([str(file), str(file)])
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_table_has_medians_and_pools_all_rows() -> None:
    def timings(*seconds: float) -> list[Timing]:
        return [Timing(one, 2 * one, 30) for one in seconds]

    rows = [
        Row("a", 4.0, timings(1, 2, 9), timings(2, 6, 9)),
        Row("b", 1.0, timings(3, 3, 3), timings(3, 3, 3)),
    ]
    head, first, second, pooled = (line.split() for line in lines(rows))
    assert head[1:4] == ["MB", "ours", "peer"]
    assert first == ["a", "4.00", "2.00", "0.67", "3.00", "1.00-3.00", "3.00", "30"]
    assert second == ["b", "1.00", "0.33", "0.33", "1.00", "1.00-1.00", "1.00", "30"]
    assert pooled[-6:] == ["5.00", "1.00", "0.56", "1.80", "1.80", "30"]
