"""`manage.py demo`: real pages scanned into the database, then served."""

from __future__ import annotations

import secrets
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from contextds import processes
from contextds.accounts.models import User
from contextds.commands import Error

OPERATOR = "operator@example.com"


class Command(BaseCommand):
    """Shows the whole way on real input, without the internet if need be."""

    help = (
        "Scan real pages, print their design tokens and serve the web pages. Without "
        "URL the pages are our own and the Django admin's, over loopback."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to scan and where to serve."""
        parser.add_argument("url", nargs="?", default="")
        parser.add_argument("--port", type=int, default=8000, metavar="N")
        parser.add_argument(
            "--no-serve", action="store_true", help="end after the scan"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start what is needed, scan, tell, and serve until Ctrl-C."""
        port, url, serve = options["port"], options["url"], not options["no_serve"]
        self._make_operator()
        if url and not serve:
            self._scan(url)
            return
        try:
            with processes.running(port, worker=serve) as children:
                # Two host names make two sites of the one server.
                for address in (
                    [url]
                    if url
                    else [
                        f"http://127.0.0.1:{port}/",
                        f"http://localhost:{port}/admin/login/",
                    ]
                ):
                    self._scan(address)
                if not serve:
                    return
                self.stdout.write(
                    f"\nLook at http://127.0.0.1:{port}/ and, as {OPERATOR}, at "
                    f"http://127.0.0.1:{port}/admin/ (Ctrl-C ends).\n"
                    "The database stays up for the next run; `make stop` stops it."
                )
                if processes.until_stopped(children):
                    raise Error("A process ended by itself: see the lines above.")
        except processes.NotStarted as error:
            raise Error(str(error)) from None

    def _scan(self, url: str) -> None:
        """Scan one page in this process; private addresses only on this machine."""
        self.stdout.write(f"\nScanning {url}")
        call_command("scan", url, allow_private=_is_of_this_machine(url))

    def _make_operator(self) -> None:
        """An account for the admin on the first run; its password is shown once."""
        if User.objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        User.objects.create_superuser(OPERATOR, password)
        self.stdout.write(
            f"Operator account for /admin/: {OPERATOR}, password {password}\n"
            "It is shown only now; `manage.py changepassword` sets another."
        )


def _is_of_this_machine(url: str) -> bool:
    host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
