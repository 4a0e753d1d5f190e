"""System checks: what must be right before production may start, and what ``check --deploy`` advises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured


@register(Tags.security)
def keyset_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A keyset that is given must be one; development may have none before its first demo."""
    from intake_forms.privacy import keysets

    if not settings.PORTAL_KEYSET and not settings.PRODUCTION:
        return []
    try:
        keysets.master()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="Without it no answer and no paper can be opened.", id="portal.E001")]
    return []


@register(Tags.security)
def secret_key_is_not_the_keyset(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each secret has one use, so that losing one doesn't lose the others."""
    given = [settings.SECRET_KEY, settings.PORTAL_KEYSET, settings.S3["secret_access_key"]]
    if settings.PRODUCTION and len(set(given)) != len(given):
        message = "SECRET_KEY, PORTAL_KEYSET and S3_SECRET_ACCESS_KEY must be three different values."
        return [Error(message, id="portal.E002")]
    return []


@register()
def uploads_have_room(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A limit of nothing would refuse every paper."""
    names = ("MAX_BYTES", "MAX_FILES", "MAX_PAGES", "MAX_UNDERWAY", "PER_HOUR", "TOKEN_HOURS")
    given = {f"UPLOAD_{name}": getattr(settings, f"UPLOAD_{name}") for name in names}
    given["UPLOAD_MAX_MB"] = given.pop("UPLOAD_MAX_BYTES")
    return [Error(f"{name} must be 1 or more.", id="portal.E003") for name, value in given.items() if value < 1]


@register()
def scanner_has_an_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What is no address never answers: every paper would wait."""
    # Imported here: it needs the site's settings, which are checked by this module.
    from intake_forms.documents import scanning

    if scanning.configured() and not scanning.is_address(settings.CLAMD_ADDRESS):
        message = "CLAMD_ADDRESS is neither host:port nor the whole path of a socket."
        return [Error(message, id="portal.E004")]
    return []


@register(Tags.database, deploy=True)
def database_is_shared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Several processes on several machines can't share a SQLite file."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        hint = "Set DATABASE_URL to a PostgreSQL database."
        return [Warning("The database is SQLite: one machine only.", hint=hint, id="portal.W001")]
    return []


@register(Tags.security, deploy=True)
def mail_is_sent(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Mail that is written to files reaches nobody."""
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        hint = "Set EMAIL_URL to an SMTP server."
        return [Warning("Mail is written to files and not sent.", hint=hint, id="portal.W002")]
    return []


@register(Tags.security, deploy=True)
def storage_is_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """An endpoint without TLS shows the object store's credentials' signatures and all traffic to the network."""
    endpoint = str(settings.S3["endpoint_url"])
    if not endpoint:
        # boto3 then speaks to AWS itself, over HTTPS.
        return []
    if not endpoint.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        hint = "Papers are sealed before they leave this machine, but requests can be replayed: use https."
        return [Warning("S3_ENDPOINT_URL is not https.", hint=hint, id="portal.W003")]
    return []
