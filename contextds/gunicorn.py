"""The configuration of gunicorn: `gunicorn --config python:contextds.gunicorn`.

Reading the settings here, in the master, makes a wrong one end the program with its one
line; found only by the workers, it would have them restarted for ever.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from contextds import env
from contextds.postgresql import roles

roles.enter(roles.WEB)

from contextds import settings  # noqa: E402

_host, _, _port = env.text("BIND", "127.0.0.1:8000").rpartition(":")
if not _host or not _port.isdecimal() or not 0 < int(_port) < 65536:
    env.refuse("BIND", repr(env.text("BIND")), "ADDRESS:PORT, as 127.0.0.1:8000")

bind = [f"{_host}:{_port}"]
wsgi_app = "contextds.wsgi"
worker_class = "gthread"
workers = env.integer("WEB_WORKERS", 2, minimum=1, maximum=64)
threads = env.integer("WEB_THREADS", 8, minimum=1, maximum=256)
#: A worker that gave no sign of life for so many seconds is replaced.
timeout = 30
graceful_timeout = 20
#: Workers are replaced after about so many requests, so that a leak never adds up.
max_requests = 10_000
max_requests_jitter = 1_000
#: The sign of life is a file's time: on a disk it can block.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
accesslog = "-" if env.boolean("ACCESS_LOG") else None
loglevel = "warning"
control_socket_disable = True


def on_starting(_arbiter: object) -> None:
    """End with one line when the address is taken or static files are not collected."""
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        env.refuse(
            "STATIC_ROOT",
            f"{str(settings.STATIC_ROOT)!r}, where no static files are yet",
            "a start after `python manage.py collectstatic --noinput`",
        )
    if "GUNICORN_FD" in os.environ or "LISTEN_FDS" in os.environ:
        return
    family = socket.AF_INET6 if ":" in _host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host.strip("[]"), int(_port)))
        except OSError as error:
            env.refuse(
                "BIND",
                f"{bind[0]!r} ({error.strerror})",
                "an address of this machine that no other program listens on, "
                "as BIND=127.0.0.1:8001",
            )
