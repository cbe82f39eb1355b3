from __future__ import annotations

from django.apps import AppConfig


class ScannerConfig(AppConfig):
    name = "scanner"

    def ready(self) -> None:
        """Register the system checks."""
        from scanner import checks  # noqa: F401
