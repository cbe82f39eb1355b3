"""The addresses of the site's own pages."""

from __future__ import annotations

from django.urls import path, register_converter

from scanner import views


class DomainConverter:
    """A site's domain as its row holds it: lower case, perhaps with a port."""

    regex = "[^/\x00]{1,260}"

    def to_python(self, value: str) -> str:
        """Lower case, as domains are stored."""
        return value.lower()

    def to_url(self, value: str) -> str:
        """As it is; Django escapes it."""
        return value


register_converter(DomainConverter, "domain")

app_name = "scanner"
urlpatterns = [
    path("", views.home, name="home"),
    path("sites/", views.sites, name="sites"),
    path("sites/<domain:domain>/", views.site, name="site"),
    path("sites/<domain:domain>/tokens.json", views.tokens_json, name="tokens_json"),
    path(
        "sites/<domain:domain>/exports/<str:format_name>/",
        views.exported,
        name="exported",
    ),
    path("sites/<domain:domain>/tokens/<str:group>/", views.group, name="group"),
    path("sites/<domain:domain>/untyped/", views.untyped, name="untyped"),
    path("sites/<domain:domain>/history/", views.history, name="history"),
    path("sites/<domain:domain>/changes/", views.changes, name="changes"),
    path("sites/<domain:domain>/scans/", views.scans, name="scans"),
    path("sites/<domain:domain>/versions/<int:number>/", views.version, name="version"),
    path("scans/<int:pk>/", views.scan, name="scan"),
]
