"""The settings of ContextDS: every knob comes from the environment (docs/operate.md)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

from contextds import env
from contextds.embedded_postgres import MAJOR
from contextds.postgresql import roles
from scanner.limits import DEFAULT_LIMITS

env.load()

BASE_DIR = env.BASE_DIR
#: Everything the program writes: the embedded database, stored CSS, static files.
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).absolute()

DEBUG = env.boolean("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY") or ("only for development" if DEBUG else "")
if not SECRET_KEY:
    env.refuse(
        "SECRET_KEY",
        "not set",
        "a long random text: `python -m contextds.env` writes one into .env "
        "(DEBUG=on needs none)",
    )
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")

#: How many reverse proxies of our own stand in front: their headers are believed.
PROXY_COUNT = env.integer("PROXY_COUNT", 0, maximum=10)
HTTPS = env.boolean("HTTPS")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Load balancers and Prometheus ask the process itself, without TLS. A redirect would
# come too late to keep the token of the metrics secret.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
_hsts_seconds = env.integer("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_SECONDS = _hsts_seconds if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env.boolean("HSTS_PRELOAD")
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "contextds.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_htmx",
    "django_extensions",
    "contextds.accounts",
    "contextds.audit",
    "contextds.database",
    "billing",
    "tokens",
    "scanner",
    "mcp",
]

MIDDLEWARE = [
    "contextds.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "contextds.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "contextds.middleware.DatabaseAwayMiddleware",
]
if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(3, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

ROOT_URLCONF = "contextds.urls"
WSGI_APPLICATION = "contextds.wsgi.application"
ASGI_APPLICATION = "contextds.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "contextds" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = env.secret("DATABASE_URL")


def _database(name: str, url: str, *, pooled: bool) -> dict[str, Any]:
    """The server of a URL, or else the embedded one, as this process's role asks."""
    role = roles.current()
    pool_size = env.integer("DATABASE_POOL_SIZE", 10, minimum=1, maximum=500)
    if url:
        database = _parsed(name, url) | {"EMBEDDED": ""}
    else:
        folder = DATA_DIR / f"postgres-{MAJOR}"
        database = {"NAME": "contextds", "USER": "postgres", "EMBEDDED": str(folder)}
    options = database.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options["statement_timeout"] = role.statement_timeout
    options["lock_timeout"] = role.lock_timeout
    if role.pooled and pooled:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5}
    return database | {
        "ENGINE": "contextds.postgresql",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env.boolean("PGBOUNCER"),
    }


def _parsed(name: str, url: str) -> dict[str, Any]:
    """The parts of a database URL, which is never shown: it holds a password."""
    allowed = "postgresql://USER:PASSWORD@HOST:PORT/NAME, special characters as %XX"
    if not url.startswith(("postgresql://", "postgres://")):
        env.refuse(name, "not the URL of a PostgreSQL database", allowed)
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url)}
        make_conninfo("", **database.get("OPTIONS", {}))
    except ValueError:
        env.refuse(name, "not readable", allowed)
    except ProgrammingError as error:
        env.refuse(name, f"not readable ({str(error).strip()})", allowed)
    if not database["NAME"]:
        env.refuse(name, "without the name of a database", allowed)
    return database


DATABASES = {"default": _database("DATABASE_URL", DATABASE_URL, pooled=True)}
#: Further ways to the same data, each where its URL is set: they are read, never migrated.
for _alias, _pooled in (("replica", True), ("monitoring", False)):
    _name = f"{_alias.upper()}_DATABASE_URL"
    if _url := env.secret(_name):
        DATABASES[_alias] = _database(_name, _url, pooled=_pooled)
        DATABASES[_alias]["TEST"] = {"MIRROR": "default"}
DATABASE_ROUTERS = ["contextds.replicas.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
#: Wrong passwords lock a name for who tries it, not for its owner elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
#: The field of Django's AuthenticationForm, though it holds an e-mail address here.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "contextds.accounts.lockout.attempted_email"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "contextds" / "static"]
# Of each process, so what it holds cannot outlive the code that wrote it: hashes of
# downloads, some 300 bytes each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "storage" / "files"},
    },
    "css": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "storage" / "css"},
    },
    "archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "storage" / "archive"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

SCANNER_ALLOW_PRIVATE = env.boolean("SCANNER_ALLOW_PRIVATE")
SCANNER_CONTACT_URL = env.text("SCANNER_CONTACT_URL", "https://example.com/contextds")
#: What differs from scanner.limits.DEFAULT_LIMITS, by SCANNER_SCAN_SECONDS and the like.
SCANNER_LIMITS: dict[str, float] = {}
for _limit, _default in asdict(DEFAULT_LIMITS).items():
    _name = f"SCANNER_{_limit.upper()}"
    _value = (
        env.seconds(_name, _default)
        if isinstance(_default, float)
        else env.integer(_name, _default, minimum=1)
    )
    if _value != _default:
        SCANNER_LIMITS[_limit] = _value

#: How long rows are kept: contextds.database.retention.
CHANGES_MONTHS = env.integer("CHANGES_MONTHS", 6, minimum=2, maximum=1200)
AUDIT_DAYS = env.integer("AUDIT_DAYS", 90, minimum=1, maximum=36_500)
#: 0 is for ever.
USAGE_DAYS = env.integer("USAGE_DAYS", 0, maximum=36_500)
EVENT_DAYS = env.integer("EVENT_DAYS", 7, minimum=1, maximum=36_500)
#: Some 10 MB a day with all indexes and 100 statements.
SNAPSHOT_DAYS = env.integer("SNAPSHOT_DAYS", 30, minimum=1, maximum=36_500)
CSS_DAYS = env.integer("CSS_DAYS", 30, minimum=2, maximum=36_500)

#: What Prometheus sends to read /metrics; without one there are none.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    env.refuse("METRICS_TOKEN", "too short", "16 characters or more, random ones")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": "contextds.logs.ShortRefusals"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "short",
            "filters": ["refusals"],
        }
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.choice(
            "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
        ),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # These tell at every start which tasks there are, and of each wrong password.
        "procrastinate": {"level": "WARNING"},
    },
}
