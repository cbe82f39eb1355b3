"""`python -m tests.benchmarks.ours FILE...`: a line of JSON per stylesheet.

With the seconds from its text to its document: [wall clock, processor, peak MB].
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from tokens.extraction import Stylesheet, extract

# Linux counts in KiB, macOS in bytes.
_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


def main(files: list[str]) -> None:
    """Read each stylesheet in turn, in this one process."""
    for file in files:
        text = Path(file).read_text(encoding="utf-8", errors="replace")
        used, started = time.process_time(), time.perf_counter()
        extract([Stylesheet(text)]).to_dtcg(provenance=True)
        seconds = time.perf_counter() - started
        processor = time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PER_MB
        print(json.dumps([seconds, processor, peak]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
