"""tokens.extraction.garbage: the collector is paused, and left as it was found."""

from __future__ import annotations

import gc
from contextlib import suppress

from tokens.extraction.garbage import no_collection


def test_the_collector_is_on_again_even_after_an_error() -> None:
    with suppress(ZeroDivisionError), no_collection():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_found_the_collector_off_leaves_it_off() -> None:
    with no_collection():
        with no_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
