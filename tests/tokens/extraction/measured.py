"""`python -m tests.tokens.extraction.measured REPORT MODULE ...`: run a module, then say what it took."""

from __future__ import annotations

import atexit
import json
import resource
import runpy
import sys
from pathlib import Path


def report(path: Path) -> None:
    """Write the seconds of CPU and the most memory (bytes) of this process as JSON."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss if sys.platform == "darwin" else used.ru_maxrss * 1024
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss remembers the process that this one was forked from.
        text = status.read_text().partition("VmHWM:")[2]
        peak = int(text.split()[0]) * 1024
    path.write_text(
        json.dumps({"seconds": used.ru_utime + used.ru_stime, "bytes": peak})
    )


if __name__ == "__main__":
    atexit.register(report, Path(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
