"""The WSGI application: what gunicorn serves."""

from __future__ import annotations

import os

from contextds.postgresql import roles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contextds.settings")
roles.enter(roles.WEB)

from django.core.wsgi import get_wsgi_application  # noqa: E402

from contextds.partitioning import ensure_months_in_background  # noqa: E402

application = get_wsgi_application()
ensure_months_in_background()
