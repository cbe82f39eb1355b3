"""Two DTCG documents to the changes between them. Pure: no Django, no database.

What counts is a token's path, ``$type``, ``$value`` and its modes, scopes and
responsive values. Usage, provenance, labels and confidence move with every deploy of a
site and change nothing here.
"""

from __future__ import annotations

from tokens.diffing.changes import (
    CHANGE_TYPES,
    Change,
    ChangeType,
    ConditionChange,
    Diff,
)
from tokens.diffing.comparing import diff

__all__ = [
    "CHANGE_TYPES",
    "Change",
    "ChangeType",
    "ConditionChange",
    "Diff",
    "diff",
]
