"""The tree of who waits for whom."""

from __future__ import annotations

import pytest

from contextds.database.statistics import Session
from contextds.database.waiting import waiting_tree


def session(pid: int, *blocked_by: int) -> Session:
    """A session that waits for others, as far as the tree looks at it."""
    return Session(
        pid, None, "", "", "", "active", "Lock", "", None, None, None, None, None, "",
        list(blocked_by),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sessions", "tree"),
    [
        ([session(1)], []),
        ([session(1), session(2, 1), session(3, 2)], [(1, 0), (2, 1), (3, 2)]),
        # A queue: each waits for all before it, and stands as near to the top as can be.
        (
            [session(1), session(2, 1), session(3, 1, 2), session(4, 1, 2, 3)],
            [(1, 0), (2, 1), (3, 1), (4, 1)],
        ),
        # A prepared transaction, and a process that is no client of this database.
        ([session(2, 0), session(3, 99)], [(0, 0), (2, 1), (99, 0), (3, 1)]),
        # A deadlock that is not resolved yet.
        ([session(1, 2), session(2, 1), session(3, 2)], [(1, 0), (2, 1), (3, 2)]),
    ],
)
def test_everybody_stands_once_below_who_holds_them_up(
    sessions: list[Session], tree: list[tuple[int, int]]
) -> None:
    assert [(one.pid, one.depth) for one in waiting_tree(sessions)] == tree


def test_a_thousand_that_wait_in_a_row_are_no_defect() -> None:
    chain = [session(0)] + [session(pid, pid - 1) for pid in range(1, 1000)]

    assert waiting_tree(chain)[-1].depth == 999
