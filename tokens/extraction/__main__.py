"""`python -m tokens.extraction [FILE ...]`: CSS on standard input or in files, tokens on standard output."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tokens.exports import FORMATS, export
from tokens.extraction import Stylesheet, extract


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0, or 2 on bad usage or an unreadable file."""
    parser = argparse.ArgumentParser(
        prog="python -m tokens.extraction",
        description="Extract design tokens (DTCG 2025.10) from CSS.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="stylesheets in cascade order; standard input when there is none",
    )
    parser.add_argument(
        "--no-provenance",
        action="store_true",
        help="leave out usage, selectors and sources",
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="dtcg",
        help="what is written (default: dtcg, the DTCG 2025.10 document)",
    )
    options = parser.parse_args(arguments)
    stylesheets = []
    try:
        for file in options.files:
            text = Path(file).read_bytes().decode("utf-8", "replace")
            stylesheets.append(Stylesheet(text, url=file))
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if not options.files:
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
        stylesheets.append(Stylesheet(text))
    document = extract(stylesheets).to_dtcg(provenance=not options.no_provenance)
    as_is = options.format == "dtcg"
    _write(_json(document) if as_is else [export(document, options.format)])
    return 0


def _json(document: dict[str, Any]) -> Iterator[str]:
    """The parts of the JSON text: the whole of a large document takes 100 MB to put together."""
    # Escaped, so that lone surrogates of hostile names are still valid output.
    parts = json.JSONEncoder(indent=2).iterencode(document)
    while several := "".join(islice(parts, 10_000)):
        yield several
    yield "\n"


def _write(texts: Iterable[str]) -> None:
    """Write UTF-8; a reader that has gone, such as `head`, is no failure."""
    try:
        for text in texts:
            sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is left in the buffer must not fail once more when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
