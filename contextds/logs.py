"""What the log says of requests that were refused: one line each."""

from __future__ import annotations

import logging

from django.core.exceptions import BadRequest, SuspiciousOperation


class ShortRefusals(logging.Filter):
    """Takes the traceback from what is a stranger's fault and not ours.

    Django logs forty lines for a wrong Host header or a forged cursor: enough for
    anyone to fill the log and bury in it what an operator has to see.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, shortened where it tells of a refusal."""
        if record.exc_info and isinstance(
            record.exc_info[1], BadRequest | SuspiciousOperation
        ):
            record.exc_info = record.exc_text = None
        return True
