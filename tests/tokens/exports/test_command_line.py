"""python -m tokens.extraction --format: every format from CSS alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tokens.exports import FORMATS, export
from tokens.extraction import Stylesheet, extract
from tokens.extraction.__main__ import main

CSS = ":root{--größe:4px;--a:#0d6efd}a{color:var(--a)}"


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "dtcg"])
def test_css_is_exported_in_every_format(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "a.css"
    file.write_text(CSS, encoding="utf-8")
    assert main(["--format", name, str(file)]) == 0
    found = extract([Stylesheet(CSS, url=str(file))]).to_dtcg(provenance=True)
    assert capfdbinary.readouterr().out.decode() == export(found, name)


def test_an_unknown_format_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--format", "sccs"])
    assert caught.value.code == 2
    assert "style-dictionary" in capsys.readouterr().err
