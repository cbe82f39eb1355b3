"""Children that read strangers' bytes, within limits of time and memory."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from scanner import confinement

MIB = 1024 * 1024


def swap_case(job: bytes) -> bytes:
    """Work that ends at once."""
    return job.swapcase()


def spin(job: bytes) -> bytes:
    """Work that never ends."""
    while True:
        pass


def hoard(job: bytes) -> bytes:
    """Work that wants all memory."""
    kept = []
    while True:
        kept.append(bytearray(64 * MIB))


def fail(job: bytes) -> bytes:
    """Work with a defect."""
    raise ZeroDivisionError(job)


def die(job: bytes) -> bytes:
    """Work that is killed by what it read, as a parser in C may be."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return job


WORK: dict[bytes, Callable[[bytes], bytes]] = {
    b"spin": spin,
    b"hoard": hoard,
    b"fail": fail,
    b"die": die,
}


def work(job: bytes) -> bytes:
    """What the job asks for."""
    return WORK.get(job, swap_case)(job)


def test_a_child_answers_with_its_work() -> None:
    job = b"a" * 3 * MIB
    answer = confinement.run(__name__, job, seconds=20, memory=512 * MIB)
    assert answer == job.upper()


@pytest.mark.parametrize("job", [b"spin", b"hoard", b"die"])
def test_a_child_that_passes_a_limit_is_ended(job: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(confinement.LimitPassed):
        confinement.run(__name__, job, seconds=1.5, memory=512 * MIB)
    assert time.monotonic() - began < 15


def test_a_defect_is_told_from_a_limit_and_keeps_its_traceback() -> None:
    with pytest.raises(confinement.Defect, match="ZeroDivisionError: b'fail'"):
        confinement.run(__name__, b"fail", seconds=20, memory=512 * MIB)


def test_the_parent_is_called_while_it_waits_and_may_give_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confinement, "_STEP", 0.1)
    calls: list[int] = []

    def waiting() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        confinement.run(
            __name__, b"spin", seconds=20, memory=512 * MIB, waiting=waiting
        )


if __name__ == "__main__":
    confinement.main(work)
