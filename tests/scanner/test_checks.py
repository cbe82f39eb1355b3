"""System checks of the scanner's settings."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.checks import private_addresses_are_refused


@pytest.mark.parametrize(
    ("allow_private", "debug", "ids"),
    [(True, False, ["scanner.E001"]), (True, True, []), (False, False, [])],
)
def test_private_addresses_for_all_are_an_error_in_production(
    settings: Any, allow_private: bool, debug: bool, ids: list[str]
) -> None:
    settings.SCANNER_ALLOW_PRIVATE = allow_private
    settings.DEBUG = debug
    assert [message.id for message in private_addresses_are_refused()] == ids
