"""`python -m tests.benchmarks.extraction [FILE ...]`: the speed of the extraction beside a peer's.

The peer is `css_to_tokens` of @projectwallace/css-design-tokens in node. Both go from the
text of a stylesheet to the finished document in memory; starting the interpreters and
loading the programs is left out on both sides.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.stylesheets import (
    HERE,
    Unavailable,
    fetch,
    install_peer,
    published,
)
from tests.benchmarks.table import Row, Timing, lines

_PROJECT = HERE.parent.parent
_FOLDER = _PROJECT / "var" / "benchmarks"
_OLDEST_NODE = 22
_LEGEND = """\
MB/s and ratios by the clock, medians, runs: {runs}; ours and the peer's in turn. CPU is the
ratio of processor times: the peer has a second core for its compiler and collector,
ours is one thread. Starting and loading are left out on both sides.
"""


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; the exit status is 0, or 2 when something that this needs is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.extraction")
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="stylesheets; without any, those of stylesheets.json, fetched by npm",
    )
    parser.add_argument("--runs", type=int, default=5, help="default: 5")
    options = parser.parse_args(arguments)
    try:
        node = _node()
        install_peer(_FOLDER)
        files = options.files or fetch(_FOLDER / "stylesheets", published())
        sizes = {file: file.stat().st_size for file in files}
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    bench = _Bench(node, sizes, max(1, options.runs))
    print(_LEGEND.format(runs=bench.runs))
    print("Cold: every measurement in a process of its own")
    for line in lines(map(bench.cold, files)):
        print(line, flush=True)
    if len(files) > 1:
        print(
            "\nWarm: after at least half of the other stylesheets in the same process"
        )
        for line in lines(bench.warm(files)):
            print(line)
    return 0


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise Unavailable(
            f"node is not on the PATH: install Node.js {_OLDEST_NODE} or newer, with npm;"
            " what the extraction is measured against runs on it."
        )
    version = subprocess.check_output([node, "--version"], text=True).strip()
    if int(version.removeprefix("v").partition(".")[0]) < _OLDEST_NODE:
        raise Unavailable(f"Node.js {version} is too old: {_OLDEST_NODE} is needed.")
    return node


class _Bench:
    """The two programs, and the stylesheets with their bytes."""

    def __init__(self, node: str, sizes: dict[Path, int], runs: int) -> None:
        self.sizes = sizes
        self.runs = runs
        self._ours = [sys.executable, "-m", "tests.benchmarks.ours"]
        self._peer = [node, str(HERE / "peer.mjs"), str(_FOLDER)]

    def cold(self, file: Path) -> Row:
        """Measure one stylesheet."""
        row = self._row(file)
        for _ in range(self.runs):
            row.ours.extend(_timings(self._ours, [file]))
            row.peer.extend(_timings(self._peer, [file]))
        return row

    def warm(self, files: Sequence[Path]) -> list[Row]:
        """Measure all of them in two orders, each where it is in the second half."""
        rows = {file: self._row(file) for file in files}
        half = len(files) // 2
        for _ in range(self.runs):
            for late in (files[:half], files[half:]):
                order = [*(file for file in files if file not in late), *late]
                ours = _timings(self._ours, order)[-len(late) :]
                peer = _timings(self._peer, order)[-len(late) :]
                for file, our, other in zip(late, ours, peer, strict=True):
                    rows[file].ours.append(our)
                    rows[file].peer.append(other)
        return list(rows.values())

    def _row(self, file: Path) -> Row:
        name = f"{file.parent.name}/{file.stem}" if file.parent.name else file.stem
        return Row(name, self.sizes[file] / 1e6, [], [])


def _timings(command: list[str], files: Sequence[Path]) -> list[Timing]:
    """What one process measures of the files in their order."""
    answer = subprocess.check_output(
        [*command, *(str(file.resolve()) for file in files)], cwd=_PROJECT, text=True
    )
    return [Timing(*json.loads(line)) for line in answer.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
