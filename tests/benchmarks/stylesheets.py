"""What the benchmark reads and what it is measured against, fetched by npm into var/."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
_REASON_CHARS = 200


class Published(TypedDict):
    """A stylesheet in a package of the npm registry."""

    name: str
    version: str
    #: Inside the package, below its one top folder.
    path: str
    sha256: str


class Unavailable(Exception):
    """Something that the benchmark needs is not there; the message says what to do."""


def published() -> list[Published]:
    """The stylesheets that are measured unless others are named."""
    listed: list[Published] = json.loads((HERE / "stylesheets.json").read_text())
    return listed


def install_peer(folder: Path) -> None:
    """Install the peer, pinned by package.json, unless just that is installed already."""
    wanted = (HERE / "package.json").read_bytes()
    manifest = folder / "package.json"
    done = folder / ".installed"
    if done.exists() and manifest.read_bytes() == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    done.unlink(missing_ok=True)
    manifest.write_bytes(wanted)
    _npm("install", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)
    done.touch()


def fetch(folder: Path, listed: list[Published]) -> list[Path]:
    """The files of `listed`, fetched where they are missing; each has the digest it should have.

    Raises Unavailable when npm cannot get a package, or one holds something else.
    """
    return [_fetch(folder, stylesheet) for stylesheet in listed]


def _fetch(folder: Path, stylesheet: Published) -> Path:
    name = stylesheet["name"].removeprefix("@").replace("/", "-")
    stem = Path(stylesheet["path"]).name.removesuffix(".css")
    file = folder / f"{name}-{stylesheet['version']}" / f"{stem}.css"
    if not file.exists() or _digest(file.read_bytes()) != stylesheet["sha256"]:
        file.parent.mkdir(parents=True, exist_ok=True)
        package = f"{stylesheet['name']}@{stylesheet['version']}"
        packed = _npm("pack", package, cwd=file.parent).split()[-1]
        css = _member(file.parent / packed, stylesheet["path"])
        (file.parent / packed).unlink()
        if _digest(css) != stylesheet["sha256"]:
            raise Unavailable(
                f"{stylesheet['path']} of {package} is not the file that was measured before."
            )
        file.write_bytes(css)
    return file


def _member(archive: Path, path: str) -> bytes:
    """The file below the top folder of an archive; empty when there is none."""
    with tarfile.open(archive) as members:
        for member in members:
            if member.name.partition("/")[2] == path:
                found = members.extractfile(member)
                return found.read() if found else b""
    return b""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _npm(*arguments: str, cwd: Path) -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not on the PATH: install it, it comes with Node.js.")
    ran = subprocess.run(
        [npm, *arguments, "--silent"],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        said = " ".join((ran.stderr or ran.stdout).split())[:_REASON_CHARS]
        raise Unavailable(
            f"npm {arguments[0]} failed; it needs the npm registry, or a mirror set as"
            f" `npm config set registry`. {said}".rstrip()
        )
    return ran.stdout
