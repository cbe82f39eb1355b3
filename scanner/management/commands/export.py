"""`manage.py export DOMAIN --format F`: a site's tokens in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contextds.commands import Error
from scanner.models import Site
from tokens.exports import FORMATS, UnknownFormat, export
from tokens.models import TokenSet


class Command(BaseCommand):
    """Writes one version of a site's tokens to standard output or to a file."""

    help = (
        "Write the design tokens of a scanned site in the format of another tool. "
        "Formats: "
        + "; ".join(f"{name}: {one.description}" for name, one in FORMATS.items())
        + ". Exit codes: 0 done, 1 the file cannot be written, 2 there is no such "
        "site, version or format."
    )

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        """Django's own --version gives way to the version of the tokens."""
        kwargs["conflict_handler"] = "resolve"
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """What is written, how, and where."""
        parser.add_argument("domain", help="such as example.com")
        parser.add_argument(
            "--format", default="dtcg", metavar="F", help="default: dtcg"
        )
        # A text, so that a wrong number ends like any other refusal.
        parser.add_argument(
            "--version", dest="number", metavar="N", help="default: the newest"
        )
        parser.add_argument("--output", metavar="FILE", help="instead of printing it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the version, write its text."""
        token_set = _token_set(options["domain"], options["number"])
        try:
            text = export(token_set.tokens_json, options["format"])
        except UnknownFormat as error:
            raise Error(str(error), returncode=2) from None
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise Error(
                f"Cannot write {options['output']}: {error.strerror}.", returncode=1
            ) from None


def _token_set(domain: str, number: str | None) -> TokenSet:
    site = Site.objects.listed().filter(domain=domain.strip().lower()).first()
    if site is None:
        raise Error(
            f"There is no scanned site {domain!r}. Scan it first: manage.py scan DOMAIN.",
            returncode=2,
        )
    sets = TokenSet.objects.public()
    if number is None:
        found = sets.latest_of(site.pk)
    elif number.isascii() and number.isdigit() and len(number) < 10:
        found = sets.filter(site=site, version_number=int(number)).first()
    else:
        raise Error(f"{number!r} is no version number, such as 3.", returncode=2)
    if found is None:
        which = "no tokens yet" if number is None else f"no version {number}"
        raise Error(f"{site.domain} has {which}.", returncode=2)
    return found
