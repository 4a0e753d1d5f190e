"""A database of one's own to measure in: made empty beside the one in the settings, and gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import override_settings

from intake_forms.privacy.keysets import new_master_keyset

NAME = "portal_bench"


@contextmanager
def empty(folder: Path) -> Iterator[None]:
    """Every query goes to an empty database in ``folder``, or beside the one on the PostgreSQL server of the settings.

    Settings are those of the demo with a keyset of its own, and no object store: what asked for one would fail.
    """
    named = connection.settings_dict["TEST"]["NAME"]
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = str(folder / "bench.sqlite3") if connection.vendor == "sqlite" else NAME
    with override_settings(**_settings()):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
            connection.settings_dict["TEST"]["NAME"] = named


def _settings() -> dict[str, object]:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "ALLOWED_HOSTS": ["localhost"],
        "DEBUG": False,
        "PORTAL_KEYSET": new_master_keyset(),
        "S3": {**settings.S3, "endpoint_url": "http://127.0.0.1:9"},
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "session",
        # A fresh checkout has collected no static files.
        "STORAGES": {**settings.STORAGES, "staticfiles": plain},
    }
