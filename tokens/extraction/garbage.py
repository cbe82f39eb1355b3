"""A pause of Python's garbage collection."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Let no collection of cycles pass over what the block makes.

    Extraction keeps hundreds of thousands of small tuples and makes no cycles: the
    collector would look at them again and again and find nothing, for 8 to 15 % of the
    time. Memory is freed all the same, by reference counts. The switch is that of the
    process: another thread's cycles wait until the outermost block ends, and whoever
    found the collection switched off leaves it so.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
