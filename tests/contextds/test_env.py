"""Settings from the environment and from `.env`."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dotenv import dotenv_values

from contextds import env


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KNOB", "KNOB_FILE", "ENV_FILE"):
        # Set first, so that what a test leaves behind is removed as well.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("given", "read"),
    [("on", True), ("YES", True), ("1", True), (" True ", True)]
    + [("off", False), ("no", False), ("0", False), ("False", False)],
)
def test_it_reads_a_boolean(
    monkeypatch: pytest.MonkeyPatch, given: str, read: bool
) -> None:
    monkeypatch.setenv("KNOB", given)
    assert env.boolean("KNOB", default=not read) is read


def test_what_is_not_set_or_empty_is_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert env.text("KNOB", "as it was") == "as it was"
    monkeypatch.setenv("KNOB", " ")
    assert env.text("KNOB", "as it was") == "as it was"
    assert env.boolean("KNOB") is False
    assert env.boolean("KNOB", default=True) is True
    assert env.integer("KNOB", 7) == 7
    assert env.seconds("KNOB", 2.5) == 2.5
    assert env.items("KNOB", ["a", "b"]) == ["a", "b"]
    assert env.choice("KNOB", "a", ["a", "b"]) == "a"
    assert env.secret("KNOB") == ""


def test_it_reads_numbers_lists_and_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", "12")
    assert env.integer("KNOB", 7, maximum=12) == 12
    assert env.seconds("KNOB", 1) == 12.0
    monkeypatch.setenv("KNOB", "a.example, b.example,,")
    assert env.items("KNOB") == ["a.example", "b.example"]
    monkeypatch.setenv("KNOB", "INFO")
    assert env.choice("KNOB", "DEBUG", ["DEBUG", "INFO"]) == "INFO"


@pytest.mark.parametrize(
    ("read", "given", "allowed"),
    [
        (env.boolean, "maybe", "on, true, yes, 1, off, false, no, 0"),
        (lambda name: env.integer(name, 1, 1, 9), "10", "a whole number from 1 to 9"),
        (lambda name: env.integer(name, 1, 1, 9), "0", "a whole number from 1 to 9"),
        (lambda name: env.integer(name, 1, 1, 9), "1.5", "a whole number from 1 to 9"),
        (lambda name: env.integer(name, 0), "-1", "a whole number from 0 to"),
        (lambda name: env.seconds(name, 1), "0", "seconds, more than 0"),
        (lambda name: env.seconds(name, 1), "nan", "seconds, more than 0"),
        (lambda name: env.seconds(name, 1), "inf", "seconds, more than 0"),
        (lambda name: env.seconds(name, 1), "1h", "seconds, more than 0"),
        (lambda name: env.choice(name, "a", ["a", "b"]), "c", "a, b"),
    ],
)
def test_a_wrong_value_ends_the_program_with_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    read: Callable[[str], object],
    given: str,
    allowed: str,
) -> None:
    monkeypatch.setenv("KNOB", given)
    with pytest.raises(SystemExit) as caught:
        read("KNOB")
    assert caught.value.code == 2
    line = capsys.readouterr().err
    assert line.startswith(f"KNOB is '{given}'. Allowed: {allowed}")
    assert line.count("\n") == 1


def test_a_secret_may_come_from_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    monkeypatch.setenv("KNOB_FILE", str(file))
    assert env.secret("KNOB") == "hush"


def test_a_secret_given_twice_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KNOB", "hush")
    monkeypatch.setenv("KNOB_FILE", "/some/file")
    with pytest.raises(SystemExit):
        env.secret("KNOB")
    assert capsys.readouterr().err == (
        "KNOB_FILE is set beside KNOB. Allowed: one of the two.\n"
    )


def test_a_secret_s_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("KNOB_FILE", str(tmp_path / "missing"))
    with pytest.raises(SystemExit):
        env.secret("KNOB")
    line = capsys.readouterr().err
    assert "missing'. Allowed: a readable text file" in line
    assert line.count("\n") == 1


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "settings of mine.env"
    file.write_text('# a comment\nKNOB_A="from the file"\nKNOB_B=from the file\n')
    monkeypatch.setenv("ENV_FILE", str(file))
    monkeypatch.setenv("KNOB_A", "from the environment")
    monkeypatch.setenv("KNOB_B", "")
    monkeypatch.delenv("KNOB_B")
    env.load()
    assert env.text("KNOB_A") == "from the environment"
    assert env.text("KNOB_B") == "from the file"
    del os.environ["KNOB_B"]


def test_it_writes_a_secret_key_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert env.write_secret_key(file) is True
    written = file.read_text()
    assert len(written.removeprefix("SECRET_KEY=").strip()) >= 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert env.write_secret_key(file) is False
    assert file.read_text() == written


def test_it_keeps_what_the_file_holds(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    before = "DEBUG=on\n# SECRET_KEY=not this one\nSECRET_KEY="
    file.write_text(before)
    file.chmod(0o644)
    assert env.write_secret_key(file) is True
    assert file.read_text().startswith(f"{before}\nSECRET_KEY=")
    assert len(dotenv_values(file)["SECRET_KEY"] or "") >= 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_as_a_program_it_says_where_the_secret_key_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    said = [
        subprocess.run(
            [sys.executable, "-m", "contextds.env"],
            cwd=env.BASE_DIR,
            env=os.environ | {"ENV_FILE": str(file)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert said == [
        f"{file}: SECRET_KEY written\n",
        f"{file}: SECRET_KEY is there already\n",
    ]
    assert dotenv_values(file)["SECRET_KEY"]
