"""`manage.py reindextokens`: what the search is kept for each set, worked out anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contextds.commands import Error
from tokens.models import TokenSet
from tokens.reindexing import mark_latest, reindex


class Command(BaseCommand):
    """Goes through all sets by id; those that are right are only read."""

    help = (
        "Recompute the search terms and paths of all token sets, and mark the newest set "
        "of each site. Each batch is committed by itself: a run that was broken off is "
        "started again, from the set that it named last by --after. "
        "Exit codes: 0 done, 2 a bad --after, 130 interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to begin."""
        parser.add_argument(
            "--after", default="0", metavar="ID", help="begin behind this set"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite what differs and tell how much that was."""
        after = options["after"]
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Error(
                f"--after {after[:40]!r} is not the id of a set: give a whole number.",
                returncode=2,
            )
        written = 0
        last = int(after)
        try:
            for batch_end, changed in reindex(TokenSet, after=last):
                last = batch_end
                written += changed
                if self.stdout.isatty():
                    self.stdout.write(f"\rset {last}, {written} rewritten", ending="")
                    self.stdout.flush()
        except KeyboardInterrupt:
            raise Error(
                f"Interrupted; go on by: manage.py reindextokens --after {last}",
                returncode=130,
            ) from None
        marked = mark_latest(TokenSet)
        start = "\r" if self.stdout.isatty() else ""
        self.stdout.write(
            f"{start}{written} sets rewritten, {marked} marks of newest sets put right"
        )
