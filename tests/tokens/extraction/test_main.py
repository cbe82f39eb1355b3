"""python -m tokens.extraction: CSS in, JSON out, one clear line for what is wrong."""

from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tokens.extraction import dtcg
from tokens.extraction import __main__
from tokens.extraction.__main__ import main

ROOT = Path(__file__).parents[3]


def run(*arguments: str, css: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tokens.extraction", *arguments],
        input=css,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


def test_css_on_standard_input_gives_a_document() -> None:
    done = run(css=":root{--größe:\ud800}.a{color:red}".encode("utf-8", "replace"))
    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    assert list(document["color"]) == ["ff0000"]
    assert dtcg.problems(document) == []


def test_it_loads_neither_django_nor_a_database_driver() -> None:
    code = "import sys, tokens.extraction.__main__ as m; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True
    )
    loaded = set(done.stdout.decode().split())
    assert not loaded & {"django", "psycopg", "coloraide"}


def test_files_are_read_in_cascade_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "1.css", tmp_path / "2.css"
    one.write_text(":root{--a:#111111}")
    two.write_text(":root{--a:#222222}")
    assert main([str(one), str(two)]) == 0
    found = json.loads(capsys.readouterr().out)["color"]["a"]
    assert found["$value"]["hex"] == "#222222"
    assert found["$extensions"]["com.contextds"]["sources"][1]["url"] == str(two)


def test_provenance_can_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.css"
    file.write_text(".a{color:red}")
    assert main(["--no-provenance", str(file)]) == 0
    assert "$extensions" not in json.loads(capsys.readouterr().out)["color"]["ff0000"]


def test_the_resolver_is_a_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.css"
    file.write_text(":root{--a:red}.dark{--a:blue}")
    assert main(["--format", "resolver", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "2025.10"


def test_standard_input_is_read_where_no_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b".a{color:\xff;top:1px}"))
    )
    assert main([]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["spacing", "$extensions"]


def test_a_folder_is_no_stylesheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"cannot read {tmp_path}: Is a directory\n"


def test_an_unreadable_file_is_one_line_and_status_2(tmp_path: Path) -> None:
    done = run(str(tmp_path / "missing.css"))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        f"cannot read {tmp_path / 'missing.css'}: No such file or directory"
    ]


def test_bad_usage_is_status_2() -> None:
    assert run("--format", "nonsense").returncode == 2


def test_a_reader_that_goes_away_is_no_failure() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tokens.extraction"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.stdin.write(b"a { color: red }")
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_a_closed_pipe_ends_the_writing_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("a { color: red }")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main([str(sheet)]) == 0


def test_the_module_ends_with_the_status_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["extraction", str(tmp_path / "none.css")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(__main__.__file__), run_name="__main__")
    assert ended.value.code == 2
