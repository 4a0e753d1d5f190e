"""Development needs nothing; production refuses to start without its secrets and is clean with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intake_forms.privacy.keysets import new_master_keyset

ROOT = Path(__file__).parents[2]
SECRETS = {
    "SECRET_KEY": "k3-" + "Zq8mXw" * 10,
    "PORTAL_KEYSET": new_master_keyset(),
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "S3_ACCESS_KEY_ID": "key",
    "S3_SECRET_ACCESS_KEY": "another-secret",
}
PRODUCTION = {
    **SECRETS,
    "ALLOWED_HOSTS": "portal.example.org",
    "S3_ENDPOINT_URL": "https://objects.example.org",
    "EMAIL_URL": "smtp+tls://user:pass@mail.example.org:587",
    "CACHE_URL": "rediscache://127.0.0.1:6379/0",
    "WAGTAILADMIN_BASE_URL": "https://portal.example.org",
}


def manage(tmp_path: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PORTAL_DATA": str(tmp_path / "data")}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**clean, **env}, capture_output=True, text=True, check=False)


def test_development_needs_no_variable(tmp_path: Path) -> None:
    done = manage(tmp_path, "check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_names_the_secret_it_lacks(tmp_path: Path, missing: str) -> None:
    env = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = manage(tmp_path, "check", **env)
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_production_is_clean(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production_takes_no_key_of_the_demo(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    keys.mkdir(parents=True)
    (keys / "keyset.json").write_text(new_master_keyset())
    env = {name: value for name, value in PRODUCTION.items() if name != "PORTAL_KEYSET"}
    assert "PORTAL_KEYSET is not set" in manage(tmp_path, "check", **env).stderr


def test_a_demo_cannot_be_public(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", PORTAL_DEMO="1", **PRODUCTION)
    assert done.returncode != 0
    assert "PORTAL_DEMO" in done.stderr


def test_a_keyset_that_is_none_is_refused(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", **{**PRODUCTION, "PORTAL_KEYSET": "not a keyset"})
    assert done.returncode != 0
    assert "portal.E001" in done.stderr


def test_uploads_are_limited_by_the_environment_and_never_to_nothing(tmp_path: Path) -> None:
    limits = ("MAX_MB", "MAX_FILES", "MAX_PAGES", "MAX_UNDERWAY", "PER_HOUR", "TOKEN_HOURS")
    names = [f"UPLOAD_{limit}" for limit in limits]
    done = manage(tmp_path, "check", CLAMD_ADDRESS="clamav", **dict.fromkeys(names, "0"))
    assert done.returncode != 0
    assert "(portal.E004) CLAMD_ADDRESS is neither host:port nor the whole path of a socket." in done.stderr
    for name in names:
        assert f"(portal.E003) {name} must be 1 or more." in done.stderr
    read = "from django.conf import settings as s; print('limits', s.UPLOAD_MAX_BYTES, s.UPLOAD_MAX_FILES)"
    done = manage(tmp_path, "shell", "--no-imports", "-c", read, UPLOAD_MAX_MB="3", UPLOAD_MAX_FILES="4")
    assert "limits 3145728 4" in done.stdout, done.stderr


def test_a_new_keyset_serves(tmp_path: Path) -> None:
    made = manage(tmp_path, "new_keyset").stdout.strip()
    assert manage(tmp_path, "check", **{**PRODUCTION, "PORTAL_KEYSET": made}).returncode == 0
