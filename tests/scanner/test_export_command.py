"""`manage.py export`: which version it writes, where, and how it ends."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from contextds.commands import Error
from scanner.models import Site
from tests.commands import manage
from tests.scanner.history import add_scan, add_site, document
from tokens.canonical import canonical

NEWER = ":root { --brand: #ffcc00 } a { color: var(--brand) }"


@pytest.fixture
def site(db: None) -> Site:
    """A site with two versions."""
    site = add_site()
    add_scan(site, document())
    add_scan(site, document(NEWER))
    return site


def export(*arguments: str, **options: Any) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("export", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.mark.usefixtures("site")
def test_without_options_it_prints_the_newest_document() -> None:
    assert json.loads(export("shop.example")) == json.loads(
        canonical(document(NEWER)).decode()
    )


@pytest.mark.usefixtures("site")
def test_a_format_and_a_version_can_be_asked_for() -> None:
    assert "  --brand: #ffcc00;\n" in export("shop.example", "--format", "css")
    older = export("Shop.Example", "--format", "scss", "--version", "1")
    assert "$link: $brand !default;\n" in older


@pytest.mark.usefixtures("site")
def test_it_writes_a_file_and_prints_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tokens.csv"
    printed = export("shop.example", "--format", "csv", "--output", str(file))
    assert printed == ""
    assert file.read_bytes().startswith(b"path,group,name,type,value,alias")
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n")


@pytest.mark.usefixtures("site")
def test_a_file_that_cannot_be_written_is_exit_1(tmp_path: Path) -> None:
    with pytest.raises(Error, match=r"Cannot write .*: Is a directory\.") as caught:
        export("shop.example", "--output", str(tmp_path))
    assert caught.value.returncode == 1


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("other.example",), "There is no scanned site 'other.example'"),
        (("shop.example", "--version", "3"), "shop.example has no version 3."),
        (("shop.example", "--version", "x"), "'x' is no version number"),
        (("shop.example", "--version", "9" * 30), "is no version number"),
        (("shop.example", "--format", "sccs"), "There is no format 'sccs'. Known"),
    ],
)
def test_what_there_is_not_is_exit_2(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(Error) as caught:
        export(*arguments)
    assert message in str(caught.value)
    assert caught.value.returncode == 2


def test_a_site_without_tokens_says_so(db: None) -> None:
    add_site("empty.example")
    with pytest.raises(Error, match=r"empty\.example has no tokens yet\."):
        export("empty.example")


def test_a_site_whose_owner_opted_out_is_not_exported(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(owner_optout=True)
    with pytest.raises(Error, match="no scanned site"):
        export("shop.example")


@pytest.mark.django_db(transaction=True)
def test_as_a_process_it_ends_with_one_line() -> None:
    add_scan(add_site(), document())
    done = manage("export", "shop.example", "--format", "css", "--version", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--link: var(--brand);" in done.stdout
    done = manage("export", "shop.example", "--format", "nothing")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
