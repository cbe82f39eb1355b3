"""Time and bytes that fetches may still take."""

from __future__ import annotations

import time

import pytest

from scanner.budget import Budget
from scanner.errors import TooLarge, TooSlow


def test_a_resource_has_its_own_time_within_that_of_the_scan() -> None:
    budget = Budget(60)
    assert budget.start(5) - time.monotonic() == pytest.approx(5, abs=0.5)
    assert budget.seconds(2) == 2
    assert 4 < budget.seconds(9) <= 5
    assert budget.start(600) == budget.scan_ends


def test_it_raises_when_the_time_is_over() -> None:
    budget = Budget(60)
    budget.start(-1)
    with pytest.raises(TooSlow):
        budget.seconds()
    budget.start(1)
    assert budget.seconds() > 0


def test_it_raises_when_more_arrives_than_was_expected() -> None:
    budget = Budget(60)
    budget.expect(10)
    budget.receive(4)
    budget.receive(6)
    with pytest.raises(TooLarge):
        budget.receive(1)
    budget.expect(1)
    budget.receive(1)


def test_it_knows_when_the_server_has_closed() -> None:
    budget = Budget(60)
    budget.expect(10)
    budget.receive(4)
    assert not budget.at_end
    budget.receive(0)
    assert budget.at_end
    budget.expect(10)
    assert not budget.at_end
