"""Extraction in a child process: a hostile stylesheet ends one scan, nothing else.

The child sets its own limits of processor time and memory before it reads its input,
and speaks JSON over its standard streams. It is pure Python: no Django, no database.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from scanner.errors import TooComplex
from scanner.limits import Limits
from tokens.extraction import Stylesheet, extract

PROJECT = Path(__file__).resolve().parent.parent
#: How often the parent looks up from waiting, in seconds.
STEP = 5.0


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the CSS of one scan amounts to.

    `counts` are tokens by group; `warnings` as `{"code", "count", "example"}`;
    `truncated` names what was cut.
    """

    document: dict[str, Any]
    extractor_version: str
    counts: dict[str, int]
    warnings: list[dict[str, Any]]
    truncated: list[str]

    @property
    def token_count(self) -> int:
        """Tokens of all groups together."""
        return sum(self.counts.values())


def analyse(
    stylesheets: Sequence[Stylesheet],
    limits: Limits,
    *,
    waiting: Callable[[], None] = lambda: None,
) -> Analysis:
    """Extract the tokens of stylesheets in cascade order, in a child process.

    `waiting` is called every few seconds. Raises TooComplex when the child passes its
    limits, or dies of what it read.
    """
    job = json.dumps(stylesheets).encode()
    allowed = [str(limits.analysis_cpu_seconds), str(limits.analysis_bytes)]
    deadline = time.monotonic() + limits.analysis_seconds
    with subprocess.Popen(
        [sys.executable, "-m", "scanner.analysis", *allowed],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            answer = _communicate(child, job, deadline, waiting)
        finally:
            child.kill()
    if child.returncode != 0 or not answer:
        raise TooComplex(
            "The CSS of this site takes more time or memory to analyse than a scan may "
            "use. Scan a page of the site that has less CSS."
        )
    return Analysis(**json.loads(answer))


def _communicate(
    child: subprocess.Popen[bytes],
    job: bytes,
    deadline: float,
    waiting: Callable[[], None],
) -> bytes:
    """The child's answer; nothing when the deadline passed."""
    while (left := deadline - time.monotonic()) > 0:
        try:
            return child.communicate(job, timeout=min(STEP, left))[0]
        except subprocess.TimeoutExpired:
            waiting()
    return b""


def _work(seconds: int, memory: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
    """The child: its limits first, then its input."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    extraction = extract([Stylesheet(*sheet) for sheet in json.load(stdin)])
    analysis = Analysis(
        document=extraction.to_dtcg(),
        extractor_version=extraction.version,
        counts=dict(extraction.counts),
        warnings=[asdict(warning) for warning in extraction.warnings],
        truncated=list(extraction.truncated),
    )
    stdout.write(json.dumps(asdict(analysis)).encode())


if __name__ == "__main__":
    _work(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
