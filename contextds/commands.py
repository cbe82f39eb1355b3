"""What the management commands share."""

from __future__ import annotations

from django.core.management.base import CommandError


class Error(CommandError):
    """A command's failure as one line: Django prints the class's name before it.

    `returncode` is 1 when the work failed and 2 when the input was refused.
    """
