"""`manage.py` as a process of its own, on the database of the running test."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

from django.db import connection

from contextds.env import BASE_DIR


def environment() -> dict[str, str]:
    """The environment in which a process uses the test's database."""
    database = connection.settings_dict
    user = quote(database["USER"], safe="")
    if database.get("PASSWORD"):
        user += ":" + quote(database["PASSWORD"], safe="")
    host = quote(str(database["HOST"]), safe="")
    name = quote(database["NAME"], safe="")
    url = f"postgresql://{user}@{host}:{database['PORT'] or 5432}/{name}"
    settings = "contextds.settings"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings}


def manage(*arguments: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; the test needs `transactional_db`."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
