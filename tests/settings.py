"""The settings of the tests: those of production, on data of their own.

The developer's `.env` is left out. Without DATABASE_URL in the environment, each run has
an embedded PostgreSQL of its own, so that two runs never meet; the workers of one run
inherit its folder.
"""

from __future__ import annotations

import os
from pathlib import Path

if "TESTS_RUN" not in os.environ:
    # Workers and the commands that tests start inherit all this, and may be given other.
    run = str(os.getpid())
    var = Path(__file__).resolve().parent.parent / "var"
    os.environ |= {
        "TESTS_RUN": run,
        "ENV_FILE": os.devnull,
        "DEBUG": "off",
        "SECRET_KEY": "only for the tests",
        "DATA_DIR": str(var / "tests" / run),
    }

from contextds.settings import *  # noqa: F403
from contextds.settings import STORAGES

# Straight from the source folders: no collectstatic before the tests.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
