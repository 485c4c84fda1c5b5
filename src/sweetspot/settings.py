"""Every setting, read from the environment; nonsense is refused at once. docs/reference/settings.md lists them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from sweetspot.engines import postgres


def text(name: str, default: str = "") -> str:
    """A setting, or the content of the file that `<NAME>_FILE` names."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def whole(name: str, default: int) -> int:
    """A setting that must be a whole number."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def switch(name: str, default: bool) -> bool:
    """A setting that is yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError(f"{name} must be yes or no, not {value!r}")
    return value in {"yes", "true", "1"}


def listing(name: str, default: str) -> list[str]:
    """A setting that is a comma-separated list."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def _secret_key(home: Path) -> str:
    # Without a given key one is made and kept beside the data, so that sessions outlive a restart.
    if given := text("SWEETSPOT_SECRET_KEY"):
        return given
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


HOME = Path(text("SWEETSPOT_HOME", "var")).absolute()
DEBUG = switch("SWEETSPOT_DEBUG", False)
SECRET_KEY = _secret_key(HOME)
PORT = whole("SWEETSPOT_PORT", 8000)
EDGE_PORT = whole("SWEETSPOT_EDGE_PORT", 8001)
#: How many trackers `sweetspot serve` runs; 0 stands for what suits the machine.
EDGE_PROCESSES = whole("SWEETSPOT_EDGE_PROCESSES", 0)
#: The address people see, and the short address of links; behind a proxy these are the public ones.
PUBLIC_URL = text("SWEETSPOT_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
EDGE_URL = text("SWEETSPOT_EDGE_URL", f"http://127.0.0.1:{EDGE_PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
#: The file of countries that the tracker reads; here only its age is told.
COUNTRY_FILE = text("SWEETSPOT_COUNTRY_FILE", "")
ALLOWED_HOSTS = listing("SWEETSPOT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
#: Longest upload that an import accepts.
#: Texts of comments are forgotten so many days after they came in; what they were judged to be stays.
COMMENT_TEXT_DAYS = whole("SWEETSPOT_COMMENT_TEXT_DAYS", 30)
MAX_UPLOAD_BYTES = whole("SWEETSPOT_MAX_UPLOAD_MB", 200) * 1024 * 1024
#: What opens a table file; the creators stage knows it by this name only.
TABLE_READER = "sweetspot.integrations.csv.reader.open_table"
#: What writes the rows of kinds of files that belong to stages after the creators (`creators.services.writers`).
IMPORT_WRITERS = {
    "followers": "sweetspot.stages.audiences.services.follower_rows.writer",
    "audience": "sweetspot.stages.audiences.services.share_rows.writer",
}

DATABASE = postgres.from_environment(HOME)
DATABASES: dict[str, Any] = {"default": DATABASE.django(), "owner": DATABASE.django(owner=True)}

STAGES = [
    "accounts", "creators", "audiences", "vetting", "planning", "campaigns", "tracking", "orders", "attribution",
    "payouts",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "procrastinate.contrib.django",
    *(f"sweetspot.stages.{stage}" for stage in STAGES),
    "sweetspot.doors.web",
    "sweetspot.doors.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sweetspot.doors.web.middleware.ContentPolicy",
    "sweetspot.doors.api.errors.OneForm",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sweetspot.doors.web.middleware.Workspaces",
    "sweetspot.doors.web.middleware.Errors",
]
ROOT_URLCONF = "sweetspot.urls"
WSGI_APPLICATION = "sweetspot.doors.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "doors" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sweetspot.doors.web.context.frame",
            ],
            "builtins": ["sweetspot.doors.web.templatetags.figures"],
        },
    }
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "sweetspot.doors.web.entry.InvitationOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sweetspot"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
#: What the build writes, and the script for shops, which the tracker serves too.
STATICFILES_DIRS = [("shop", Path(__file__).parent / "doors" / "edge" / "shop")]
STATICFILES_DIRS += [("built", HOME / "built")] if (HOME / "built").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = HOME / "media"

EMAIL_BACKEND = text("SWEETSPOT_MAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = text("SWEETSPOT_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = whole("SWEETSPOT_SMTP_PORT", 25)
EMAIL_HOST_USER = text("SWEETSPOT_SMTP_USER")
EMAIL_HOST_PASSWORD = text("SWEETSPOT_SMTP_PASSWORD")
EMAIL_USE_TLS = switch("SWEETSPOT_SMTP_STARTTLS", False)
EMAIL_USE_SSL = switch("SWEETSPOT_SMTP_TLS", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = text("SWEETSPOT_MAIL_FROM", "sweetspot@localhost")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": text("SWEETSPOT_LOG_LEVEL", "WARNING")},
    # A refused form or an unknown address is its sender's affair, and answered there; what fails here is an error.
    "loggers": {"django.request": {"level": "ERROR"}},
}
