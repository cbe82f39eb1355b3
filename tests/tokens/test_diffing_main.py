"""python -m tokens.diffing: the gate's verdict is its exit status, whatever it is given."""

from __future__ import annotations

import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tokens.diffing import __main__
from tokens.diffing.__main__ import main

ROOT = Path(__file__).parents[2]
OLD_CSS = ":root { --brand: #000; --gap: 4px }"
NEW_CSS = ":root { --brand: #fff; --gap: 4px }"
#: Everything that could end a line, a command, a property or a code span.
HOSTILE = "a\n::error::x\r%0A,b:c`<i>\x1b[31m\x9b\u202e\ud800##[x]"


def run(
    *arguments: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tokens.diffing", *arguments],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    number = {"$type": "number", "$value": 1}
    documents = {
        "one.json": {"number": {"a": number}},
        "more.json": {"number": {"a": number, "b": number}},
        "other.json": {"number": {"a": {"$type": "number", "$value": 2}}},
        "hostile.json": {
            HOSTILE: {HOSTILE: {"$type": "fontFamily", "$value": HOSTILE}},
            "number": {"a": number},
        },
    }
    for name, document in documents.items():
        (tmp_path / name).write_text(json.dumps(document))
    (tmp_path / "old.css").write_text(OLD_CSS)
    (tmp_path / "new.css").write_text(NEW_CSS)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "options", "status"),
    [
        ("one.json", "one.json", [], 0),
        ("one.json", "more.json", [], 1),
        ("one.json", "more.json", ["--fail-on", "any"], 1),
        ("one.json", "more.json", ["--fail-on", "breaking"], 0),
        ("one.json", "other.json", ["--fail-on", "breaking"], 0),
        ("more.json", "one.json", ["--fail-on", "breaking"], 1),
        ("old.css", "old.css", [], 0),
        ("old.css", "new.css", [], 1),
        ("one.json", "old.css", [], 1),
    ],
)
@pytest.mark.parametrize("format_", ["text", "markdown", "json", "github"])
def test_the_status_says_whether_it_drifted(
    folder: Path, old: str, new: str, options: list[str], status: int, format_: str
) -> None:
    arguments = [str(folder / old), str(folder / new), *options, "--format", format_]
    assert main(arguments) == status


def test_css_and_the_document_made_of_it_are_the_same(folder: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "tokens.extraction", str(folder / "old.css")],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    for side in (["-", str(folder / "old.css")], [str(folder / "old.css"), "-"]):
        done = run(*side, stdin=made.stdout)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"no changes\n", b"")
    done = run("-", str(folder / "new.css"), stdin=OLD_CSS.encode())
    assert done.returncode == 1


DEEP = '{"a":' * 300 + "{}" + "}" * 300
VALUE = '{"$type": "number", "$value": %s}'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"{", "not JSON: Expecting property name"),
        ("a.json", b"", "not JSON: Expecting value"),
        ("a.json", b"\xff\xfe{", "byte 1 is not UTF-8"),
        ("a.json", b"[]", "a DTCG document is a JSON object"),
        ("a.json", b"{}", "there is no design token in it"),
        ("a.json", b'{"version": "1", "sets": {}}', "there is no design token"),
        ("a.json", b'{"a": %s}' % (VALUE % "NaN").encode(), "NaN is no number"),
        ("a.json", b'{"a": %s}' % (VALUE % "1e999").encode(), "is too large"),
        ("a.json", b'{"a": %s}' % (VALUE % ("9" * 5000)).encode(), "not JSON: Exceeds"),
        ("a.json", DEEP.encode(), "nested deeper than 200 levels"),
        ("a.json", b"[" * 100_000, "nested deeper than 200 levels"),
        ("a.json", b'{"a": {"$ref": "#/b"}}', "$ref is not followed"),
        ("a.json", b'{"a": [{"$ref": "#/b"}]}', "$ref is not followed"),
        ("a.json", b'{"a": {"$extends": "{b}"}}', "$extends is not followed"),
        ("a.css", b"", "there is no design token in it"),
        ("a.css", b"a { color: currentColor }", "there is no design token in it"),
        ("a.css", b"\x00\xff", "byte 2 is not UTF-8"),
        ("a.txt", b"plain words", "there is no design token in it"),
    ],
)
def test_what_cannot_be_evaluated_never_passes(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
    reason: str,
) -> None:
    file = folder / name
    file.write_bytes(content)
    good = str(folder / "one.json")
    for sides in ([str(file), good], [good, str(file)], [str(file), str(file)]):
        assert main([*sides, "--fail-on", "breaking"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"cannot read {file}: ")
        assert reason in captured.err
        assert captured.err.count("\n") == 1


def test_a_missing_file_and_a_folder_are_one_line(folder: Path) -> None:
    done = run(str(folder / "missing\n.json"), str(folder / "one.json"))
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"cannot read {folder}/missing\\n.json: No such file or directory\n"
    )
    done = run(str(folder), str(folder / "one.json"))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"Is a directory" in done.stderr


def test_a_name_with_a_nul_is_no_file(folder: Path) -> None:
    assert main(["a\0b", str(folder / "one.json")]) == 2


def test_a_file_without_end_is_refused() -> None:
    assert main(["/dev/zero", "/dev/zero"]) == 2


def test_more_tokens_than_are_compared_is_no_baseline(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "many.css"
    file.write_text(f":root {{ --{'n' * 300}: 1px; --b: 2px }}")
    assert main([str(file), str(file)]) == 2
    assert "holds more names than are compared" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["one"],
        ["-", "-"],
        ["a", "b", "--format", "x"],
        ["a", "b", "--fail-on", "x"],
    ],
)
def test_bad_usage_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_closed_standard_input_is_one_line(folder: Path) -> None:
    command = f"'{sys.executable}' -m tokens.diffing - '{folder}/one.json' <&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


@pytest.mark.parametrize("format_", ["text", "markdown", "json", "github"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_hostile_names_stay_inside_their_line(
    folder: Path, format_: str, encoding: str
) -> None:
    done = run(
        str(folder / "one.json"),
        str(folder / "hostile.json"),
        *("--format", format_),
        PYTHONIOENCODING=encoding,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode(encoding).splitlines()
    assert len(lines) == {"text": 4, "markdown": 5, "json": 1, "github": 2}[format_]
    assert all(char.isprintable() for line in lines for char in line)
    if format_ == "github":
        assert all(
            line.startswith(("::error file=", "::notice file=")) for line in lines
        )
    else:
        assert not any(line.startswith("::") for line in lines)


def test_an_arrow_becomes_plain_where_the_encoding_has_none(folder: Path) -> None:
    sides = str(folder / "old.css"), str(folder / "new.css")
    done = run(*sides, PYTHONIOENCODING="ascii")
    assert b"color.brand: #000000 -> #ffffff (deltaEOK 1)" in done.stdout
    done = run(*sides, PYTHONIOENCODING="utf-8")
    assert "color.brand: #000000 → #ffffff (deltaEOK 1)" in done.stdout.decode()


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_reader_that_goes_away_does_not_change_the_verdict(
    folder: Path, format_: str
) -> None:
    many: dict[str, Any] = {
        f"n{n}": {"$type": "number", "$value": n} for n in range(20_000)
    }
    (folder / "many.json").write_text(json.dumps({"number": many}))
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "tokens.diffing", "one.json", "many.json"]
        + ["--format", format_],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_report_that_cannot_be_written_is_one_line(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tokens.diffing", "one.json", "more.json"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"cannot write the report: No space left on device\n"


def test_it_loads_neither_django_nor_a_database_driver() -> None:
    code = "import sys, tokens.diffing.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True
    )
    assert not set(done.stdout.decode().split()) & {"django", "psycopg"}


def test_standard_input_is_a_side(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    css = io.TextIOWrapper(io.BytesIO(OLD_CSS.encode()))
    monkeypatch.setattr(sys, "stdin", css)
    assert main([str(folder / "new.css"), "-", "--format", "github"]) == 1
    monkeypatch.setattr(sys, "stdin", None)
    assert main([str(folder / "new.css"), "-"]) == 2
    assert capsys.readouterr().err == "cannot read standard input: it is closed\n"


@pytest.mark.parametrize(
    ("encoding", "arrow"), [("ascii", b"->"), ("utf-8", "→".encode())]
)
def test_the_report_is_in_the_encoding_of_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, arrow: bytes
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding))
    assert main([str(folder / "old.css"), str(folder / "new.css")]) == 1
    assert b"#000000 " + arrow + b" #ffffff" in written.getvalue()


def test_a_full_disk_and_a_closed_pipe_are_told_apart(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = [str(folder / "one.json"), str(folder / "more.json")]
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main(sides) == 2
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert main(sides) == 1
    assert "No space left on device" in capsys.readouterr().err


def test_without_any_stream_the_status_says_it_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main([str(folder / "one.json"), str(folder / "more.json")]) == 1
    assert main([str(folder / "one.json"), str(folder / "missing.json")]) == 2


def test_the_module_ends_with_the_status_of_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = [str(folder / "one.json"), str(folder / "other.json")]
    monkeypatch.setattr(sys, "argv", ["diffing", *sides])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(__main__.__file__), run_name="__main__")
    assert ended.value.code == 1
