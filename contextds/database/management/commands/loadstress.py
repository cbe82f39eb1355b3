"""`manage.py loadstress --scale 1|10`: a scratch database full of rows, to measure on."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError
from psycopg import errors
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contextds.commands import Error
from contextds.database import scratch
from contextds.database.stress import loading
from contextds.database.stress.loading import Report
from contextds.database.stress.sizes import SCALES, Sizes, of_scale


class Command(BaseCommand):
    """Makes a scratch database and fills it like a production that has been used."""

    help = (
        "Make a scratch database on the server of the settings and fill it with rows "
        "that are skewed like production: scale 10 has 10,000 sites, 100,000 scans and "
        "token sets, 10 million token changes, 5 million MCP calls and 2 million audit "
        "entries; scale 1 a tenth. A scratch database that is there is made anew. "
        "Exit codes: 0 done, 1 the load failed, 2 refused, 130 interrupted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, and where to."""
        # A text, so that an unknown one ends like any other refusal.
        parser.add_argument("--scale", default="1", metavar="1|10", help="default: 1")
        parser.add_argument(
            "--database",
            metavar="NAME",
            help="name of the scratch database (default: contextds_stress_SCALE)",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="N",
            help="another seed makes other rows, the same one the same (default: 1)",
        )
        parser.add_argument(
            "--yes-i-mean",
            action="store_true",
            help="overwrite a database that is not a scratch database: its rows are lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what can be checked beforehand, then load."""
        scale = _scale(options["scale"])
        sizes = of_scale(scale)
        name = options["database"]
        if name is None:
            name = scratch.default_name(scale)
        scratch.check_target(name, options["yes_i_mean"])
        _check_disk(name, sizes)
        begun = time.monotonic()
        try:
            with self._progress() as report:
                loading.load(name, sizes, options["seed"], report)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.DiskFull):
                raise
            scratch.drop(name)
            raise Error(
                f"The disk of the PostgreSQL server is full; {name} is dropped again. "
                f"It takes about {_gigabytes(sizes.disk_bytes)}: make room, or take a "
                "smaller --scale."
            ) from None
        minutes, seconds = divmod(round(time.monotonic() - begun), 60)
        self.stdout.write(
            f"{name}: {sizes.sites:,} sites, {sizes.scans:,} scans, "
            f"{sizes.token_sets:,} token sets, {sizes.token_changes:,} token changes, "
            f"{sizes.mcp_usage:,} MCP calls, {sizes.audit_log:,} audit entries "
            f"in {minutes}:{seconds:02d} min."
        )

    @contextmanager
    def _progress(self) -> Iterator[Report]:
        """A bar on a terminal; elsewhere a line per step."""
        console = Console(stderr=True)
        with Progress(
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not sys.stderr.isatty(),
        ) as progress:
            bar = progress.add_task("Starting", total=1)
            begun = time.monotonic()

            def report(doing: str, share: float) -> None:
                progress.update(bar, completed=share, description=doing)
                if progress.disable:
                    self.stderr.write(f"{time.monotonic() - begun:7.1f} s  {doing}")

            yield report


def _scale(text: str) -> int:
    if text not in map(str, SCALES):
        raise Error(f"There is no scale {text!r}: --scale takes 1 or 10.", returncode=2)
    return int(text)


def _check_disk(name: str, sizes: Sizes) -> None:
    """Refuse what cannot fit, where the server's disk can be seen from here.

    That is a server on this machine whose data folder we may be told of; of any other a
    full disk shows on the way, and ends the load.
    """
    with scratch.connected(min(scratch.configured())) as server:
        here = server.info.host.startswith("/") or server.info.hostaddr in (
            "127.0.0.1",
            "::1",
        )
        try:
            row = server.execute("SHOW data_directory").fetchone()
        except psycopg.errors.InsufficientPrivilege:
            return
        held = server.execute(
            "SELECT coalesce(sum(pg_database_size(datname)), 0)::bigint"
            " FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
    assert row is not None
    assert held is not None
    folder = Path(row[0])
    try:
        free = shutil.disk_usage(folder).free if here else None
    except OSError:
        return
    if free is not None and free + held[0] < sizes.disk_bytes:
        raise Error(
            f"The disk of the PostgreSQL server has {_gigabytes(free)} free, and scale "
            f"{sizes.scale:g} takes about {_gigabytes(sizes.disk_bytes)}: make room, or "
            "take a smaller --scale."
        )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
