"""The log: a stranger's wrong request is one line, a defect keeps its traceback."""

from __future__ import annotations

import io
import logging

import pytest
from django.core.exceptions import BadRequest, DisallowedHost
from django.test import Client

from contextds.logs import ShortRefusals


@pytest.mark.parametrize(
    ("error", "lines"),
    [(BadRequest("forged"), 1), (DisallowedHost("evil"), 1), (KeyError("defect"), 2)],
)
def test_only_a_defect_keeps_its_traceback(error: Exception, lines: int) -> None:
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django", logging.ERROR, "", 1, "message", None, info)
    assert ShortRefusals().filter(record)
    assert len(logging.Formatter().format(record).splitlines()) == lines


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "host"), [("/sites/?after=forged", "localhost"), ("/", "evil.example")]
)
def test_a_refused_request_is_one_line_of_the_log(
    client: Client, address: str, host: str
) -> None:
    (handler,) = (
        each for each in logging.getLogger().handlers if each.get_name() == "stderr"
    )
    assert isinstance(handler, logging.StreamHandler)
    log = io.StringIO()
    before = handler.setStream(log)
    try:
        answer = client.get(address, headers={"host": host})
    finally:
        handler.setStream(before)
    assert answer.status_code == 400
    assert log.getvalue().count("\n") == 1
