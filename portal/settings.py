"""Settings of the portal, read from the environment.

Development needs no variable at all. Naming public hosts in ``ALLOWED_HOSTS`` makes it production: then every secret
must be given, cookies and redirects are for HTTPS only, and no key is read from ``PORTAL_DATA``. The README has the
table.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from portal import languages

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Mode -----------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
PRODUCTION = bool(ALLOWED_HOSTS)
DEMO = env.bool("PORTAL_DEMO", default=False)
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("PORTAL_DEMO is for this machine only: unset it, or unset ALLOWED_HOSTS.")
if not PRODUCTION:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION

PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / "var" / "demo"))).absolute()


def secret(name: str, *, development: str) -> str:
    """The value of a secret: from the environment, or in development ``development``.

    Raises ImproperlyConfigured, naming the variable, when production lacks it.
    """
    value = env.str(name, default="")
    if value:
        return str(value)
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. Production needs it: see the settings table in the README.")
    return development


def embedded(name: str, otherwise: str = "") -> str:
    """What ``demo`` keeps under ``PORTAL_DATA/keys`` for development; ``otherwise`` before the first demo."""
    path = PORTAL_DATA / "keys" / name
    return path.read_text().strip() if not PRODUCTION and path.is_file() else otherwise


SECRET_KEY = secret("SECRET_KEY", development=embedded("secret_key", "development-only-" + "0" * 40))
# A Tink keyset in JSON that seals every case's own keyset. Kept outside database, bucket and backup.
PORTAL_KEYSET = secret("PORTAL_KEYSET", development=embedded("keyset.json"))

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "content",
    "intake_forms",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "formtools",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.stand_ins.stand_ins",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]

# --- Database, cache, mail ------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_database = secret("DATABASE_URL", development=f"sqlite:///{PORTAL_DATA / 'db.sqlite3'}")
DATABASES = {"default": {"CONN_MAX_AGE": 60, **env.db_url_config(_database)}}  # opening costs more than most pages ask
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged answer survives a power cut, not only a killed process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"] = {"CONN_HEALTH_CHECKS": True, "OPTIONS": {}, **DATABASES["default"]}
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)  # seconds; who waits for a page is told in time
CACHES = {"default": env.cache_url_config(env.str("CACHE_URL", default="locmemcache://"))}
vars().update(env.email_url_config(env.str("EMAIL_URL", default=f"filemail:///{PORTAL_DATA / 'mail'}")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="no-reply@localhost")
# A family is offered an e-mail only where it leaves this machine: a file of mails would keep its address.
SENDS_MAIL = not PRODUCTION or bool(env.str("EMAIL_URL", default=""))

# --- Papers: S3-compatible storage ----------------------------------------------------------------------------------
S3 = {
    "endpoint_url": env.str("S3_ENDPOINT_URL", default=embedded("s3_endpoint")),
    "bucket": env.str("S3_BUCKET", default="papers"),
    "access_key_id": secret("S3_ACCESS_KEY_ID", development=embedded("s3_access_key_id")),
    "secret_access_key": secret("S3_SECRET_ACCESS_KEY", development=embedded("s3_secret_access_key")),
    "region": env.str("S3_REGION", default="us-east-1"),
}
# The largest file; and how many one paper has, or one request brings, at most.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=25) * 2**20
UPLOAD_MAX_FILES = env.int("UPLOAD_MAX_FILES", default=20)
# How many pages of one file are drawn for staff; one with more is not taken.
UPLOAD_MAX_PAGES = env.int("UPLOAD_MAX_PAGES", default=100)
# The virus scanner: the path of clamd's socket, or host:port. Without it nothing is scanned, and everything says so.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# Of one case: files on their way at once, files begun in an hour, and the hours in which one that was cut can go on.
UPLOAD_MAX_UNDERWAY = env.int("UPLOAD_MAX_UNDERWAY", default=20)
UPLOAD_PER_HOUR = env.int("UPLOAD_PER_HOUR", default=200)
UPLOAD_TOKEN_HOURS = env.int("UPLOAD_TOKEN_HOURS", default=48)

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A sponsor's session ends with the browser, and after half an hour without a request. It is written every five minutes
# at most: so that nobody's half hour is shorter than that, the row lives five minutes longer.
SESSION_ENGINE = "portal.sessions"
SESSION_COOKIE_AGE = 35 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
# What the intake forms ask the public site: may a form be started, and the facts. Neither imports the other.
SERVICE_NOTICE, SITE_FACTS = "content.queries.service_notice", "content.queries.site_facts"
# How long a phrase that staff give out by telephone opens a case.
ONCE_PHRASE_HOURS = env.int("ONCE_PHRASE_HOURS", default=24)
# How long staff may read a form that is not sent, once its sponsor lets them.
HELP_HOURS = env.int("HELP_HOURS", default=24)
INTAKE_KINDS = env.list("INTAKE_KINDS", default=[])
# How long the operator's backups are kept: who has everything deleted is told so.
BACKUP_DAYS = env.int("BACKUP_DAYS", default=30)
LEAVE_URL = env.str("LEAVE_URL", default="https://www.wikipedia.org/")

if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]
    SECURE_REDIRECT_EXEMPT = [r"^health/"]

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Everything comes from this site; what is not named here, from nowhere.
_OURS = ("script-src", "style-src", "font-src", "img-src", "media-src", "connect-src", "form-action", "frame-ancestors")
_POLICY = {"default-src": ["'none'"], "base-uri": ["'none'"], **{each: ["'self'"] for each in _OURS}}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**_POLICY, "img-src": ["'self'", "data:"]}}

# --- Languages ------------------------------------------------------------------------------------------------------
# Each is a folder <code>/ with a language.yaml and its catalogue, in locale/ or in one of LOCALE_DIRS, which come first.
LOCALE_PATHS = [*map(Path, env.list("LOCALE_DIRS", default=[])), BASE_DIR / "locale"]
_spoken = languages.settings(LOCALE_PATHS)
LANGUAGE_CODE, LANGUAGES, LANGUAGES_BIDI = _spoken["LANGUAGE_CODE"], _spoken["LANGUAGES"], _spoken["LANGUAGES_BIDI"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LANGUAGE_CHAINS: dict[str, list[str]] = _spoken["LANGUAGE_CHAINS"]
FORMAT_MODULE_PATH = "portal.formats"
USE_I18N = USE_TZ = True
WAGTAIL_I18N_ENABLED = True
# "Submit for translation" must not publish English under /es/: a page goes live when it is translated.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
TIME_ZONE = env.str("TIME_ZONE", default="America/Los_Angeles")

# --- Static files and media -----------------------------------------------------------------------------------------
STATIC_URL, STATIC_ROOT = "/static/", PORTAL_DATA / "static"
MEDIA_URL, MEDIA_ROOT = "/media/", PORTAL_DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.SmallStaticFiles"},
}

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Puente"
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default="http://localhost:8000")
# Nothing is asked of, or told to, anybody outside.
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Files that a form can be read aloud with, and what they are served as.
RECORDINGS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg"}
WAGTAILDOCS_CONTENT_TYPES = RECORDINGS
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", *RECORDINGS.values()]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # a list of 300 options on an editor's page has 5,000

# --- Logs: paths carry no personal data, and nothing else of a request is written ------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # At DEBUG the template engine writes whole contexts, answers and words among them: never, whatever LOG_LEVEL says.
    "loggers": {"django.template": {"level": "INFO"}},
}
