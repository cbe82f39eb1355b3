"""Real stylesheets to test with: those that the project's own dependencies ship."""

from __future__ import annotations

from importlib.resources import files


def _shipped(package: str, *path: str) -> str:
    return files(package).joinpath(*path).read_text()


SHIPPED = {
    "admin base": _shipped("django.contrib.admin", "static/admin/css/base.css"),
    "admin dark": _shipped("django.contrib.admin", "static/admin/css/dark_mode.css"),
    "admin forms": _shipped("django.contrib.admin", "static/admin/css/forms.css"),
    "admin widgets": _shipped("django.contrib.admin", "static/admin/css/widgets.css"),
    "toolbar": _shipped("debug_toolbar", "static/debug_toolbar/css/toolbar.css"),
}
