"""The portal's settings as the tests want them: nothing of this machine's demo or environment but the database's address."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
for _name in [*os.environ]:
    if _name.startswith("S3_") or _name in {
        "ALLOWED_HOSTS",
        "SECRET_KEY",
        "PORTAL_KEYSET",
        "PORTAL_DEMO",
        "DEBUG",
        "CACHE_URL",
        "CLAMD_ADDRESS",
    }:
        del os.environ[_name]
(_data / "static").mkdir()
os.environ["PORTAL_DATA"] = str(_data)
# A browser's event loop stays in the main thread as long as the browser does: other tests are not asynchronous for that.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: in memory, threads of one process lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
    # Nobody cuts its power: no commit waits for the disk. (Servers that are killed have the portal's own settings.)
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    # Threads of a test leave connections that nobody closes in time.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
