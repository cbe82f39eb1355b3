"""Rows as lines of COPY ... FROM STDIN, in PostgreSQL's text format."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from contextds.database.stress.library import SENTINEL, Brand, Library, State
from tokens.extraction import EXTRACTOR_VERSION

#: Bytes handed to the driver at once, about.
_BLOCK = 256 * 1024
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PACKS: tuple[str | None, ...] = (
    *(None,) * 6,
    *(
        json.dumps({"framework": framework, "density": density, "tone": tone})
        for framework, density, tone in (
            ("react", "compact", "plain"),
            ("react", "roomy", "warm"),
            ("vue", "compact", "formal"),
            ("swiftui", "roomy", "plain"),
        )
    ),
)

SET_COLUMNS = (
    "site_id",
    "scan_id",
    "created_by",
    "version_number",
    "extractor_version",
    "tokens_json",
    "pack_json",
    "search_terms",
    "search_paths",
    "token_count",
    "consensus_score",
    "is_public",
    "is_latest",
    "created_at",
    "updated_at",
)
CHANGE_COLUMNS = (
    "version_id",
    "site_id",
    "token_path",
    "change_type",
    "category",
    "old_value",
    "new_value",
    "created_at",
)


def line(*values: Any) -> str:
    """Return one row; None is NULL, a bool t or f, a dict or list JSON."""
    return "\t".join(map(_field, values)) + "\n"


def copy(
    connection: psycopg.Connection[Any],
    table: str,
    columns: Sequence[str],
    lines: Iterable[str],
) -> None:
    """Write lines into a table."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for block in _blocks(lines):
            out.write(block)


def token_set_line(
    state: State,
    brand: Brand,
    number: int,
    created_at: datetime,
    *,
    site_id: int | None = None,
    scan_id: int | None = None,
    created_by: int | None = None,
    is_latest: bool = False,
    first: Sequence[Any] = (),
) -> str:
    """Return a row of SET_COLUMNS, after the columns of `first`.

    What is not told is derived from `number`: some have a pack, some are private.
    """
    time = created_at.isoformat()
    return line(
        *first,
        site_id,
        scan_id,
        created_by,
        number,
        EXTRACTOR_VERSION,
        brand.text(state),
        _PACKS[(number * 7 + state.token_count) % len(_PACKS)],
        _array(brand.terms(state)),
        state.paths,
        state.token_count,
        f"{(number * 37 + state.token_count) % 101 / 100:.2f}",
        site_id is not None or number % 5 > 0,
        is_latest,
        time,
        time,
    )


def token_sets(
    library: Library, count: int, created_at: datetime, seed: int = 1
) -> Iterator[str]:
    """Yield rows of SET_COLUMNS that belong to no site: any number fits any database."""
    chance = random.Random(seed)  # noqa: S311 - no secret: data for measurements
    for _ in range(count):
        state = chance.choice(chance.choice(library.families))
        yield token_set_line(state, Brand(chance.randrange(1 << 24)), 1, created_at)


def token_changes(
    library: Library, versions: Iterable[tuple[int, int, datetime]], each: int
) -> Iterator[str]:
    """Yield `each` rows of CHANGE_COLUMNS for every (version, site, created_at)."""
    ends = [
        line(
            change.path,
            change.change_type,
            change.category,
            _old_value(change),
            change.new_value,
        )[:-1]
        for change in library.changes
    ]
    for start, (version, site, created_at) in enumerate(versions):
        before, after = f"{version}\t{site}\t", f"\t{created_at.isoformat()}\n"
        for number in range(each):
            yield f"{before}{ends[(start * 31 + number) % len(ends)]}{after}"


def change_templates(library: Library) -> Iterator[str]:
    """Yield the library's changes as rows of the table that expansion multiplies.

    Number, path, type, category, values, and whether a value is the site's own colour.
    """
    for number, change in enumerate(library.changes):
        old, new = _old_value(change), change.new_value
        branded = any(
            value is not None and value.get("$value") == SENTINEL.value
            for value in (old, new)
        )
        yield line(
            number, change.path, change.change_type, change.category, old, new, branded
        )


def _old_value(change: Any) -> dict[str, Any] | None:
    """As tokens.recording keeps it: of a renamed token with its old path."""
    if change.old_path is None or change.old_value is None:
        old: dict[str, Any] | None = change.old_value
        return old
    return {**change.old_value, "path": change.old_path}


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, dict | list):
        return json.dumps(value).translate(_ESCAPES)
    return str(value)


def _array(items: Sequence[str]) -> str:
    """A text[] literal; every element quoted."""
    quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return '{"' + '","'.join(quoted) + '"}' if items else "{}"


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    pending: list[str] = []
    length = 0
    for text in lines:
        pending.append(text)
        length += len(text)
        if length >= _BLOCK:
            yield "".join(pending).encode()
            pending, length = [], 0
    yield "".join(pending).encode()
