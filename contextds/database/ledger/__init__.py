"""Every index that has to be there, numbered, with what it is for.

1 to 42 are the seed's, each kept, or served by a wider index, or replaced by a better
one; ours go on from 43. Whoever adds an index adds it here, and the question that uses
it to `contextds.database.questions`: `manage.py indexes --check` holds the three
together, and docs/indexes.md is written from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from contextds.database.ledger import of_people, of_platform, of_scanner, of_tokens
from contextds.database.ledger.declared import DeclaredIndex
from contextds.database.ledger.seed import SEED_INDEXES, SeedIndex

__all__ = ["INDEXES", "ROWS", "SEED_INDEXES", "DeclaredIndex", "Row", "SeedIndex"]

#: Every index, by its name.
INDEXES: dict[str, DeclaredIndex] = {
    index.name: index
    for noun in (of_scanner, of_tokens, of_people, of_platform)
    for index in noun.INDEXES
}


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the ledger."""

    number: int
    #: The declaration that was asked for: the seed's, or ours.
    declaration: str
    #: The index that serves it.
    index: DeclaredIndex
    serves: str
    seed: SeedIndex | None = None

    @property
    def standing(self) -> str:
        """How the declaration is met: as asked, by a wider or unique one, by BRIN."""
        if self.declaration == self.index.declaration:
            return "as asked" if self.seed else "ours"
        if self.seed and self.seed.replaced_by:
            return "by BRIN"
        unique = f"UNIQUE {self.declaration}" == self.index.declaration
        return "by a unique one" if unique else "by a wider one"


def _rows() -> list[Row]:
    seed = [
        Row(
            entry.number,
            entry.declaration,
            INDEXES[entry.served_by],
            entry.query,
            entry,
        )
        for entry in SEED_INDEXES
    ]
    ours = [
        Row(index.number, index.declaration, index, index.serves)
        for index in INDEXES.values()
        if index.number is not None
    ]
    return sorted([*seed, *ours], key=lambda row: row.number)


#: The ledger in the order of its numbers.
ROWS: list[Row] = _rows()
