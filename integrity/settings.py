"""Settings of Integrity, in one of three modes.

`INTEGRITY_MODE` comes from the process environment, else from `var/integrity.env` (which `make run` writes), else it is
`production`.

- `demo`: the fictional register; keys and mode come from `var/integrity.env`.
- `development`: tests and local work; keys are made under `var/`.
- `production`: everything comes from the environment.

What a start is refused for, and why, stands in `integrity.refusals` and `integrity.checks`.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from dotenv import dotenv_values
from environs import Env

from integrity import refusals
from lib import keys

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("INTEGRITY_VAR", BASE_DIR / "var"))
MODES = ("demo", "development", "production")

env = Env()
_demo_file = VAR / "integrity.env"
MODE = os.environ.get("INTEGRITY_MODE") or dotenv_values(_demo_file).get("INTEGRITY_MODE") or "production"


def _refuse(reasons: Iterable[str]) -> None:
    if found := list(reasons):
        raise ImproperlyConfigured(" ".join(found))


if MODE not in MODES:
    _refuse([f"INTEGRITY_MODE is {MODE!r}. Set it to one of: {', '.join(MODES)}."])
if MODE == "demo":
    _refuse(refusals.of_demo(_demo_file))
    env.read_env(str(_demo_file), recurse=False)
elif MODE == "development":
    keys.ensure_file(VAR / "development.env", MODE)
    env.read_env(str(VAR / "development.env"), recurse=False)

_refuse(refusals.of_missing_keys(MODE, [name for name in keys.NAMES if not env.str(name, "")], _demo_file))
SECRET_KEY = env.str("SECRET_KEY")
IDENTITY_KEYS: list[str] = env.list("IDENTITY_KEYS")
SUBJECT_HASH_KEY = env.str("SUBJECT_HASH_KEY")
ACCOUNT_HASH_KEY = env.str("ACCOUNT_HASH_KEY")
# The keys before, while `rotate_keys` replaces them: what was hashed with them is still found.
SUBJECT_HASH_KEY_OLD = env.str("SUBJECT_HASH_KEY_OLD", "")
ACCOUNT_HASH_KEY_OLD = env.str("ACCOUNT_HASH_KEY_OLD", "")
AUDIT_KEYS: list[str] = env.list("AUDIT_KEYS")
AUDIT_ANCHOR_DIR = env.path("AUDIT_ANCHOR_DIR", VAR / "anchors")
# What comes in through the browser and is not imported yet, encrypted.
INCOMING_DIR = VAR / "incoming"
_keys = {name: env.list(name) if name in keys.SEVERAL else [env.str(name)] for name in keys.NAMES}
_keys |= {name: [value] for name in ("SUBJECT_HASH_KEY_OLD", "ACCOUNT_HASH_KEY_OLD") if (value := env.str(name, ""))}
_refuse(refusals.of_keys(MODE, _keys, _demo_file))

DEBUG = MODE == "development" and env.bool("DEBUG", False)
_LOCAL = ["localhost", "127.0.0.1", "[::1]"]
# A demo is served here and nowhere else, whatever the environment says.
ALLOWED_HOSTS: list[str] = (
    _LOCAL if MODE == "demo" else env.list("ALLOWED_HOSTS", [] if MODE == "production" else _LOCAL)
)
if MODE == "production":
    _refuse(refusals.of_production(env, ALLOWED_HOSTS))
# Where links in mails lead, whatever a request says it was sent to; empty: there.
SITE = env.str("SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if MODE == "production" else "")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "integrity",
    "figures",
    "cases",
    "screening",
    "office",
    "accounts",
    "audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "simple_history",
]

MIDDLEWARE = [
    # What gives every answer its headers comes first, and refuses nothing itself.
    "integrity.middleware.no_store",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *(["integrity.middleware.only_here"] if MODE == "demo" else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "integrity.middleware.known_session",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "integrity.middleware.RightMethod",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.middleware.Recorder",
    "integrity.middleware.not_too_large",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.Limits",
    "accounts.factors.Required",
]

ROOT_URLCONF = "integrity.urls"
WSGI_APPLICATION = "integrity.wsgi.application"
FORM_RENDERER = "lib.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "integrity.context.shell",
            ],
            "builtins": ["lib.templatetags.icons", "lib.templatetags.marks"],
        },
    },
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR}/{MODE}.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
    # In a file, because the in-memory default never runs in WAL mode.
    _database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    # Connecting costs more than the queries of a page.
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: limits on attempts and used codes are counted in it. A migration makes its table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Limits on attempts are in `accounts.brakes`: this one is by user name from anywhere, and would lock the owner out.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None, "invitation": "30/5m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "accounts.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The code before and the one after are taken too: clocks differ. `accounts.factorforms` takes each once.
MFA_TOTP_TOLERANCE = 1
# An organisation's own identity provider. OIDC_ACR: the levels (acr) by which it vouches for a second factor.
_refuse(refusals.of_provider(MODE, env))
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "")
OIDC_ACR: list[str] = env.list("OIDC_ACR", [])
SOCIALACCOUNT_ADAPTER = "accounts.organisation.Adapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SESSION_ENGINE = "accounts.sessionstore"
SESSION_SERIALIZER = "accounts.sessionstore.Sealed"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Only about people's own accounts: links to set a password. Outside production a mail is a file, and nobody is sent it.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
if MODE != "demo" and (MODE == "production" or env.str("EMAIL_URL", "")):
    _mail = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
    EMAIL_BACKEND, EMAIL_FILE_PATH = _mail["EMAIL_BACKEND"], _mail["EMAIL_FILE_PATH"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "integrity@localhost")

# The pages that take a file, and the largest request that each reads to its end; any other takes no more than a form.
LARGEST_BODIES = {"/import/new/": 1024**3}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Europe/Amsterdam")
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["integrity.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if MODE == "development":
    _static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_USE_FINDERS = MODE == "development"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# What a page here never uses. Passkeys stay as browsers have them: for this address alone.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "autoplay", "camera", "clipboard-read", "clipboard-write", "display-capture"),
        *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
        *("microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "sync-xhr", "usb"),
        "xr-spatial-tracking",
    )
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
if MODE == "production":
    SECURE_SSL_REDIRECT = True
    # Named, so that the redirect asks nothing of the request, and is refused for nothing.
    SECURE_SSL_HOST = ALLOWED_HOSTS[0].lstrip(".")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal is an answer and not a fault: no traceback for each 4xx.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
    },
}
