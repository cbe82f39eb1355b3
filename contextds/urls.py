"""Which app answers which address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from contextds.database.prometheus.views import metrics
from contextds.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("scanner.urls")),
    path("admin/monitoring/", include("contextds.database.urls")),
    path("", include("tokens.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain"),
    ),
]
if settings.DEBUG:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
