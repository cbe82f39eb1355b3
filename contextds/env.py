"""Settings from the environment and from `.env`, checked while they are read.

The environment wins over the file. A wrong value ends the program with one line on
stderr and exit code 2. Run as a program (`python -m contextds.env`) it writes a
SECRET_KEY into `.env`, once.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from dotenv import dotenv_values, load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
_TRUE = ("on", "true", "yes", "1")
_FALSE = ("off", "false", "no", "0")

#: Every name that was asked for: docs/operate.md has a line for each (tested).
names: set[str] = set()


def refuse(name: str, given: str, allowed: str) -> NoReturn:
    """End the program: `name` was `given`, and only `allowed` will do."""
    sys.stderr.write(f"{name} is {given}. Allowed: {allowed}.\n")
    sys.exit(2)


def load() -> None:
    """Read the file that ENV_FILE names (`.env` beside manage.py), if it is there."""
    load_dotenv(text("ENV_FILE", str(BASE_DIR / ".env")))


def text(name: str, default: str = "") -> str:
    """Return the value as it stands, without white space around it."""
    names.add(name)
    return os.environ.get(name, "").strip() or default


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """Return one of `allowed`."""
    value = text(name, default)
    if value not in allowed:
        refuse(name, repr(value), ", ".join(allowed))
    return value


def boolean(name: str, default: bool = False) -> bool:
    """Return True for on, true, yes, 1 and False for off, false, no, 0 (any case)."""
    value = text(name, "on" if default else "off").lower()
    if value not in _TRUE + _FALSE:
        refuse(name, repr(value), ", ".join(_TRUE + _FALSE))
    return value in _TRUE


def integer(name: str, default: int, minimum: int = 0, maximum: int = 2**31 - 1) -> int:
    """Return a whole number from `minimum` to `maximum`, both included."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        number = minimum - 1
    if not minimum <= number <= maximum:
        refuse(name, repr(value), f"a whole number from {minimum} to {maximum}")
    return number


def seconds(name: str, default: float, maximum: float = 86_400) -> float:
    """Return a time in seconds, more than 0 and at most `maximum`."""
    value = text(name, str(default))
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not 0 < number <= maximum:
        refuse(name, repr(value), f"seconds, more than 0 and at most {maximum:g}")
    return number


def items(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return the values between commas; empty ones are left out."""
    value = text(name, ",".join(default))
    return [item.strip() for item in value.split(",") if item.strip()]


def secret(name: str) -> str:
    """Return the value of `name`, or what the file that `name`_FILE names holds; else "".

    It is never printed, not even when it is wrong.
    """
    value = text(name)
    path = text(f"{name}_FILE")
    if not path:
        return value
    if value:
        refuse(f"{name}_FILE", f"set beside {name}", "one of the two")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{name}_FILE", repr(path), f"a readable text file ({error})")


def write_secret_key(path: Path) -> bool:
    """Add a random SECRET_KEY to the file `path`, readable by its owner only.

    Returns False, and leaves the file as it is, when it holds one already.
    """
    path.touch(mode=0o600)
    if dotenv_values(path).get("SECRET_KEY"):
        return False
    path.chmod(0o600)
    before = path.read_text(encoding="utf-8")
    separator = "" if before.endswith("\n") or not before else "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{separator}SECRET_KEY={secrets.token_urlsafe(50)}\n")
    return True


if __name__ == "__main__":
    target = Path(text("ENV_FILE", str(BASE_DIR / ".env")))
    done = write_secret_key(target)
    sys.stdout.write(
        f"{target}: SECRET_KEY {'written' if done else 'is there already'}\n"
    )
