"""The ASGI application, for servers that speak it."""

from __future__ import annotations

import os

from contextds.postgresql import roles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contextds.settings")
roles.enter(roles.WEB)

from django.core.asgi import get_asgi_application  # noqa: E402

from contextds.partitioning import ensure_months_in_background  # noqa: E402

application = get_asgi_application()
ensure_months_in_background()
