"""How every index of ours has to be declared, word for word, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeclaredIndex:
    """One index as the migrations make it; of a partitioned table the parent's.

    `declaration` is spelled as `catalogue.Index.declaration` is. An index that stands for numbers of the seed has no number of its own, and `serves` is
    theirs; the others go on from 43.
    """

    name: str
    table: str
    declaration: str
    number: int | None = None
    serves: str = ""

    @property
    def statement(self) -> str:
        """The SQL that makes it again; a constraint's where it is one.

        Django makes a constraint of what is unique without a condition.
        """
        method, _, rest = self.declaration.removeprefix("UNIQUE ").partition(" ")
        if not self.declaration.startswith("UNIQUE "):
            return f"CREATE INDEX {self.name} ON {self.table} USING {method} {rest}"
        if " WHERE " in rest:
            return (
                f"CREATE UNIQUE INDEX {self.name} ON {self.table} USING {method} {rest}"
            )
        columns, nulls, _ = rest.partition(" NULLS NOT DISTINCT")
        return (
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name}"
            f" UNIQUE{nulls} {columns}"
        )
