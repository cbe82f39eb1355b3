"""The ASGI application, as a server of that kind calls it."""

from __future__ import annotations

import os
import subprocess
import sys

from contextds.env import BASE_DIR

ONE_REQUEST = """
import asyncio

async def main():
    # Imported inside the running loop, as servers do: nothing may block or refuse that.
    from contextds.asgi import application
    scope = {
        "type": "http", "method": "GET", "path": "/healthz", "headers": [],
        "query_string": b"", "server": ("127.0.0.1", 80), "http_version": "1.1",
    }
    arriving = [{"type": "http.request", "body": b""}]
    sent = []

    async def receive():
        return arriving.pop() if arriving else await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    print(sent[0]["status"])

asyncio.run(main())
"""


def test_it_answers() -> None:
    result = subprocess.run(
        [sys.executable, "-c", ONE_REQUEST],
        cwd=BASE_DIR,
        env=os.environ | {"DATABASE_URL": "postgresql://someone@127.0.0.1:1/nowhere"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.stdout == "503\n", result.stderr
    assert "No months made ahead" in result.stderr
