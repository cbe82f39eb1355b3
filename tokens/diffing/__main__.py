"""`python -m tokens.diffing OLD NEW`: a gate for CI that fails when design tokens drift."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from tokens.diffing import Diff, diff, report
from tokens.diffing.reading import STDIN, Unreadable, read
from tokens.diffing.wording import printable

NO_DRIFT, DRIFT, UNREADABLE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNREADABLE, f"{self.prog}: {printable(message)} (--help says more)\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0 without drift, 1 with it, 2 when none can be told."""
    parser = _Parser(
        prog="python -m tokens.diffing",
        description="Compare the design tokens of two files, DTCG JSON or CSS.",
        epilog="Exit status: 0 no drift, 1 drift, 2 a side cannot be read.",
    )
    parser.add_argument("old", metavar="OLD", help="the baseline; - is standard input")
    parser.add_argument("new", metavar="NEW", help="what to check; - is standard input")
    parser.add_argument(
        "--fail-on",
        choices=("any", "breaking"),
        default="any",
        help="which drift ends with status 1 (default: any)",
    )
    parser.add_argument(
        "--format", choices=("text", "markdown", "json", "github"), default="text"
    )
    options = parser.parse_args(arguments)
    if options.old == options.new == STDIN:
        parser.error("only one side can be standard input")
    try:
        old, new = read(options.old), read(options.new)
    except Unreadable as error:
        return _fail(str(error))
    difference = diff(old, new)
    breaking_only = options.fail_on == "breaking"
    failed = difference.breaking if breaking_only else bool(difference.changes)
    try:
        _write(_rendered(difference, new, options, failed=failed))
    except OSError as error:
        return _fail(f"cannot write the report: {error.strerror}")
    return DRIFT if failed else NO_DRIFT


def _rendered(
    difference: Diff,
    new: dict[str, object],
    options: argparse.Namespace,
    *,
    failed: bool,
) -> str:
    match options.format:
        case "markdown":
            return difference.markdown
        case "json":
            return report.as_json(difference, fail_on=options.fail_on, failed=failed)
        case "github":
            file = None if options.new == STDIN else options.new
            return report.github(difference, file=file, document=new, failed=failed)
    return report.text(difference)


def _write(text: str) -> None:
    """Print in the encoding of standard output; a reader that has gone is no failure."""
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "ascii"
    try:
        found = text.encode(encoding)
    except UnicodeEncodeError:
        plain = text.replace("→", "->").replace("…", "...")
        found = plain.encode(encoding, "backslashreplace")
    try:
        sys.stdout.buffer.write(found)
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is left in the buffer must not fail once more when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _fail(message: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"{message}\n")
    return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
