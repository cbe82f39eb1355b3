"""The settings: from the environment, checked at the start, each with its line in the docs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings

from contextds.env import BASE_DIR
from scanner.limits import DEFAULT_LIMITS

OPERATE = (BASE_DIR / "docs" / "operate.md").read_text(encoding="utf-8")
PRODUCTION = dict(
    line.split("=", 1)
    for line in re.findall(r"```env\n(.*?)```", OPERATE, re.DOTALL)[0].splitlines()
)


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing in its environment but what is given."""
    return subprocess.run(
        command,
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "manage.py", *arguments, **environment)


def test_the_documented_production_environment_passes_the_deployment_check(
    tmp_path: Path,
) -> None:
    (tmp_path / "key").write_text("a long random text" * 4)
    (tmp_path / "url").write_text("postgresql://contextds:x@db.example/contextds")
    production = PRODUCTION | {
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "DATABASE_URL_FILE": str(tmp_path / "url"),
    }
    result = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_every_setting_has_its_line_in_the_docs_and_the_docs_no_other() -> None:
    listing = (
        "from contextds import env, gunicorn; print(*sorted(env.names), sep='\\n')"
    )
    asked = set(run(sys.executable, "-c", listing, SECRET_KEY="x").stdout.split())
    table = OPERATE.partition("## Settings")[2].partition("## The database")[0]
    rows = re.findall(r"^\| ([A-Z_, ]+) \|", table, re.MULTILINE)
    documented = {name for row in rows for name in row.split(", ")}
    assert asked - documented == set()
    assert documented - asked == set()


def test_the_documented_limits_are_the_scanner_s_own() -> None:
    documented = dict(re.findall(r"^\| (SCANNER_\w+) \| ([\d.]+) \|", OPERATE, re.M))
    assert documented == {
        f"SCANNER_{name.upper()}": f"{default:.10g}"
        for name, default in asdict(DEFAULT_LIMITS).items()
    }


def test_the_example_file_names_settings_that_exist() -> None:
    example = (BASE_DIR / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)
    assert len(names) > 5
    assert all(f"| {name}" in OPERATE for name in names)


def test_debug_is_off_unless_asked_for() -> None:
    show = "from contextds import settings as s; print(s.DEBUG, s.SECRET_KEY_FALLBACKS)"
    assert run(sys.executable, "-c", show, SECRET_KEY="x").stdout == "False []\n"
    assert run(sys.executable, "-c", show, DEBUG="on").stdout == "True []\n"
    assert settings.DEBUG is False


def test_the_toolbar_is_there_with_debug_only() -> None:
    show = (
        "from contextds import settings as s;"
        "print('debug_toolbar' in s.INSTALLED_APPS, 'debug_toolbar' in str(s.MIDDLEWARE))"
    )
    assert run(sys.executable, "-c", show, SECRET_KEY="x").stdout == "False False\n"
    assert run(sys.executable, "-c", show, DEBUG="on").stdout == "True True\n"


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({}, "SECRET_KEY is not set. Allowed: a long random text: `python -m"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'. Allowed: on, true, yes, 1, off"),
        ({"DEBUG": "on", "SCANNER_PAGES": "many"}, "SCANNER_PAGES is 'many'."),
        ({"DEBUG": "on", "SCANNER_SCAN_SECONDS": "0"}, "SCANNER_SCAN_SECONDS is '0'."),
        ({"DEBUG": "on", "LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'. Allowed: DEBUG,"),
        ({"DEBUG": "on", "PROXY_COUNT": "-1"}, "PROXY_COUNT is '-1'."),
        (
            {"DEBUG": "on", "REPLICA_DATABASE_URL": "mysql://u:hush@db.example/x"},
            "REPLICA_DATABASE_URL is not the URL of a PostgreSQL database.",
        ),
        (
            {"DEBUG": "on", "MONITORING_DATABASE_URL": "postgresql://u:hush@db"},
            "MONITORING_DATABASE_URL is without the name of a database.",
        ),
        (
            {"DEBUG": "on", "DATABASE_URL": "mysql://u:hush@db.example/x"},
            "DATABASE_URL is not the URL of a PostgreSQL database.",
        ),
        (
            {"DEBUG": "on", "DATABASE_URL": "postgresql://u:hush@db.example:x/y"},
            "DATABASE_URL is not readable. Allowed: postgresql://USER:PASSWORD@",
        ),
        (
            {"DEBUG": "on", "DATABASE_URL": "postgresql://u:hush@db.example"},
            "DATABASE_URL is without the name of a database.",
        ),
        (
            {"DEBUG": "on", "DATABASE_URL": "postgresql://u:hush@db.example/x?foo=1"},
            'DATABASE_URL is not readable (invalid connection option "foo"). Allowed:',
        ),
    ],
)
def test_a_wrong_setting_is_one_line_and_exit_2(
    environment: dict[str, str], line: str
) -> None:
    result = manage("check", **environment)
    assert result.returncode == 2
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1
    assert "hush" not in result.stderr + result.stdout


def test_gunicorn_refuses_a_wrong_setting_in_one_line_too() -> None:
    command = (
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:contextds.gunicorn",
    )
    result = run(*command, DEBUG="perhaps")
    assert result.returncode == 2
    assert result.stderr.startswith("DEBUG is 'perhaps'.")
    assert result.stderr.count("\n") == 1


def test_limits_of_the_scanner_are_overridden_one_by_one() -> None:
    show = "from contextds.settings import SCANNER_LIMITS; print(SCANNER_LIMITS)"
    environment = {"DEBUG": "on", "SCANNER_SCAN_SECONDS": "30", "SCANNER_PAGES": "5"}
    result = run(sys.executable, "-c", show, **environment)
    assert result.stdout == "{'scan_seconds': 30.0}\n"


@pytest.mark.parametrize("command", ["check", "help", "collectstatic"])
def test_commands_that_need_no_database_start_none(
    tmp_path: Path, command: str
) -> None:
    arguments = ["--noinput"] if command == "collectstatic" else []
    result = manage(command, *arguments, SECRET_KEY="x", DATA_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert not list(tmp_path.glob("postgres*"))
