#!/usr/bin/env python
"""Runs the management commands: `python manage.py help` lists them."""

from __future__ import annotations

import os
import sys

from contextds.postgresql import roles


def main() -> None:
    """Run the command; a database in trouble is one line and exit 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contextds.settings")
    roles.enter(roles.of_command(sys.argv[1] if len(sys.argv) > 1 else ""))
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    from contextds.postgresql.failures import explain, refused

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        sys.stderr.write(f"{explain(error)}\n")
        sys.exit(1)
    except ProgrammingError as error:
        line = refused(error)
        if line is None:
            raise
        sys.stderr.write(f"{line}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
