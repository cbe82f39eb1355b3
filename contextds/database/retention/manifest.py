"""What lies in an archived file: written beside it, so that it is readable without us."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from contextds.database.retention.patience import RetentionError

#: The version of the manifest and of the way in which rows become a file.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the file holds it: its name and PostgreSQL's name of its type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One archived month.

    `size` is that of the file in bytes, `sha256` its hash. `content` is that of its rows, whatever file they are
    in: of a line of JSON for each row in the order of `id`, an array of the columns, times
    as microseconds since 1970, documents as PostgreSQL writes them.
    """

    table: str
    month: str
    file: str
    rows: int
    size: int
    sha256: str
    content: str
    columns: tuple[Column, ...]
    min_id: int | None
    max_id: int | None
    format: int = FORMAT

    def to_json(self) -> bytes:
        """Return the file beside the archive."""
        return json.dumps(asdict(self), indent=2).encode() + b"\n"


def key_of(table: str, month: date, sha256: str) -> str:
    """Return the name of a file: `token_changes/2026-01-0f5a....parquet`."""
    return f"{table}/{month:%Y-%m}-{sha256[:16]}.parquet"


def manifest_key(key: str) -> str:
    """Return the name of the manifest beside an archived file."""
    return key.removesuffix(".parquet") + ".json"


def from_json(raw: bytes, key: str) -> Manifest:
    """Read a manifest. Raises RetentionError for what is none of ours."""
    try:
        document: dict[str, Any] = json.loads(raw)
        columns = tuple(Column(**column) for column in document.pop("columns"))
        manifest = Manifest(columns=columns, **document)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RetentionError(
            f"The manifest {key} is damaged ({error}). Bring it back from a backup of "
            "the storage."
        ) from error
    if manifest.format != FORMAT:
        raise RetentionError(
            f"The manifest {key} is of format {manifest.format}, and this version "
            f"reads {FORMAT}: restore with the version that wrote it."
        )
    return manifest
