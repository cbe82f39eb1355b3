"""Who waits for whom, as a tree. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contextds.database.statistics import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """A process in the tree of who waits for whom, `depth` below one that waits for none.

    `session` is None where it is no client of this database that we can see.
    """

    pid: int
    session: Session | None
    depth: int


def waiting_tree(sessions: Sequence[Session]) -> list[Waiting]:
    """Who holds up whom, each process once and directly above those that wait for it.

    A session that waits for several stands below the one nearest to the top: PostgreSQL
    names everybody before it in the queue. Where all wait in a circle, until the
    deadlock is resolved, it begins at the session with the oldest transaction.
    """
    by_pid = {one.pid: one for one in sessions}
    waiters: dict[int, list[int]] = {}
    for one in sessions:
        for pid in one.blocked_by:
            waiters.setdefault(pid, []).append(one.pid)
    free = [p for p in waiters if p not in by_pid or not by_pid[p].blocked_by]
    circles = [one.pid for one in sessions if one.pid in waiters]
    below: dict[int, list[int]] = {}
    placed: set[int] = set()
    tops = []
    for top in [*free, *circles]:
        if top in placed:
            continue
        tops.append(top)
        placed.add(top)
        level = [top]
        while level:
            nearest = {
                waiter: pid
                for pid in reversed(level)
                for waiter in waiters.get(pid, ())
                if waiter not in placed
            }
            for waiter, pid in nearest.items():
                below.setdefault(pid, []).append(waiter)
            level = list(nearest)
            placed.update(level)
    found = []
    stack = [(top, 0) for top in reversed(tops)]
    while stack:
        pid, depth = stack.pop()
        found.append(Waiting(pid, by_pid.get(pid), depth))
        stack += [(waiter, depth + 1) for waiter in reversed(below.get(pid, []))]
    return found
