"""Django's settings. What differs between machines comes from the environment, set by the door."""

import os
from pathlib import Path
from typing import Any

import structlog
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

HOME = Path(os.environ.get("HOTICH_HOME") or "/nonexistent/hotich")
PACKAGE = Path(__file__).resolve().parents[1]


def _database(url: str, pool: int = 0) -> dict[str, Any]:
    """Return the database of a URL; with ``pool`` the threads of this process share so many
    connections, else each has its own.
    """
    parts = conninfo_to_dict(url)
    known = ("dbname", "user", "password", "host", "port")
    shared = {"pool": {"min_size": 2, "max_size": pool, "timeout": 10}} if pool else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "hotich",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": parts.get("port") or "",
        "OPTIONS": {name: part for name, part in parts.items() if name not in known}  # sslmode…
        | shared,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else 60,
    }


SECRET_KEY = os.environ.get("HOTICH_SECRET_KEY", "")  # none: Django refuses to sign anything
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HOTICH_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "hotich.web",
    "hotich.ledger",
    "hotich.files",
    "hotich.units",
    "hotich.people",
    "hotich.books",
    "hotich.territory",
    "hotich.scans",
    "hotich.keying",
    "hotich.records",
    "hotich.review",
    "hotich.delivery",
    "hotich.progress",
    "hotich.guide",
    # After our rooms: people's templates take the place of its own.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "hotich.web.middleware.LetGo",
    "hotich.web.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hotich.web.middleware.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hotich.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hotich.web.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hotich.web.middleware.RefusedToPage",
    "hotich.people.gate.FirstThingsFirst",
]

ROOT_URLCONF = "hotich.config.urls"
WSGI_APPLICATION = "hotich.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # Components are <c-…> tags, in web/templates/cotton; they see only what they are given.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hotich.web.context.look",
                "hotich.config.menu.menu",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True

DATABASES = {
    "default": _database(
        os.environ.get("DATABASE_URL", ""), int(os.environ.get("HOTICH_POOL") or 0)
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Only the failed sign-ins are counted in it: of all web processes together, hence files.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "counts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # of 300, failures under made-up names push a count out
    }
}

# Jobs: one worker process a core, one job at a time, because PDFium forbids threads.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 1,
    "delete_jobs": "successful",
    "fetch_job_polling_interval": 2.0,
    "update_heartbeat_interval": 2.0,  # what ledger.jobs.STALLED_SECONDS is measured against
    "stalled_worker_timeout": 10.0,
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hotich.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# By account, never by address: a whole commune sits behind one. The same five minutes are named in
# people/adapter.py and people/views.py. Codes of a second factor are counted with login_failed.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/5m/key",
    "reauthenticate": "10/5m/user",
    "change_password": "10/5m/user",
    "reset_password": "300/h/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600

# Second factors: off | optional | required-for-heads | required
HOTICH_MFA = os.environ.get("HOTICH_MFA") or "optional"
MFA_ADAPTER = "hotich.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "hotich"
MFA_TOTP_TOLERANCE = 1  # the clock of an old telephone
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {"add_webauthn": "hotich.people.forms.PasskeyForm"}

# Sign-in at somebody else's (OIDC): enters accounts that are here, opens none.
SOCIALACCOUNT_ADAPTER = "hotich.people.adapter.OidcAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action of our policy allows no other address
SOCIALACCOUNT_STORE_TOKENS = False
HOTICH_OIDC_URL = os.environ.get("HOTICH_OIDC_URL", "")  # none: no such sign-in
HOTICH_OIDC_CLAIM = os.environ.get("HOTICH_OIDC_CLAIM") or "preferred_username"
HOTICH_OIDC_NAME = os.environ.get("HOTICH_OIDC_NAME") or "OpenID Connect"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": HOTICH_OIDC_NAME,
                "client_id": os.environ.get("HOTICH_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("HOTICH_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": HOTICH_OIDC_URL},
            }
        ]
        if HOTICH_OIDC_URL
        else [],
    }
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
_TLS = os.environ.get("HOTICH_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 31536000 if _TLS else 0

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [HOME / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"  # gathered when hotich starts to serve
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hotich.web.minified.MinifiedStorage"},
}
WHITENOISE_USE_FINDERS = not STATIC_ROOT.is_dir()
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

HOTICH_STORAGE = os.environ.get("HOTICH_STORAGE") or str(HOME / "files")
HOTICH_UPLOAD_LIMIT = int(os.environ.get("HOTICH_UPLOAD_LIMIT_MB", "300")) * 2**20
HOTICH_REHEARSAL = os.environ.get("HOTICH_REHEARSAL") == "1"
HOTICH_SANDBOX_URL = os.environ.get("HOTICH_SANDBOX_URL", "")  # none: nothing is sent
HOTICH_SANDBOX_TOKEN = os.environ.get("HOTICH_SANDBOX_TOKEN", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

_LEVEL = os.environ.get("HOTICH_LOG", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "hotich.config.logs.WithoutRows"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django would mail errors and print every 404; our request line says both.
    "loggers": {"django.request": {"level": "ERROR", "propagate": True, "handlers": []}},
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(_LEVEL),
    logger_factory=structlog.WriteLoggerFactory(),
    cache_logger_on_first_use=True,
)
