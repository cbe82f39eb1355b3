"""Strangers' bytes are read in a child process with limits of time and memory.

No thread can stop a parser that a page was made to hold up, and memory has no limit
within a process. A child ends that one scan and nothing else; starting it costs about
50 ms. Its module does its work on bytes and calls `main` when it is run.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
#: How much is kept of a child's traceback.
_COMPLAINT_BYTES = 4000
#: How often the parent looks up from waiting, in seconds.
_STEP = 5.0


#: The child's own word for too little memory; a signal ends it for all else.
_OUT_OF_MEMORY = 3


class LimitPassed(Exception):
    """The child took too long, wanted too much memory, or was killed by what it read."""


class Defect(Exception):
    """The child's program failed: the fault is ours, and its traceback the message."""


def run(
    module: str,
    job: bytes,
    *,
    seconds: float,
    memory: int,
    waiting: Callable[[], None] = lambda: None,
) -> bytes:
    """What `module` makes of `job` within `seconds` (also of its processor) and bytes.

    `waiting` is called every few seconds. Raises LimitPassed, Defect, and what
    `waiting` raises.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module, str(math.ceil(seconds)), str(memory)],
        cwd=_PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            answer, complaint = _converse(child, job, seconds, waiting)
        finally:
            child.kill()
    if child.returncode < 0 or child.returncode == _OUT_OF_MEMORY:
        raise LimitPassed
    if child.returncode:
        raise Defect(complaint[-_COMPLAINT_BYTES:].decode(errors="replace"))
    return answer


def _converse(
    child: subprocess.Popen[bytes],
    job: bytes | None,
    seconds: float,
    waiting: Callable[[], None],
) -> tuple[bytes, bytes]:
    """What the child writes to its standard output and error."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        try:
            return child.communicate(job, timeout=min(_STEP, left))
        except subprocess.TimeoutExpired:
            job = None  # it is on its way: communicate() takes input only once
            waiting()
    raise LimitPassed


def main(work: Callable[[bytes], bytes]) -> None:
    """The child: take on the limits of the command line, then read, work and answer."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = work(sys.stdin.buffer.read())
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)
