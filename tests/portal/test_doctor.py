"""What ``manage.py doctor`` says of what looks at files."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from intake_forms.documents import sandbox, scanning
from tests.clamd import MOST

pytestmark = pytest.mark.django_db


def told(part: str) -> str:
    """Its line about a part, white space folded."""
    said = StringIO()
    # Development has placeholders and no object store: what it thinks of those is not looked at here.
    try:
        call_command("doctor", stdout=said)
    except SystemExit as end:
        assert end.code == 1  # noqa: PT017  both ends are looked at
    [line] = [line for line in said.getvalue().splitlines() if line.split()[1] == part]
    return " ".join(line.split())


def test_a_scanner_that_answers_one_that_does_not_and_none(settings: Any, clamd: Any, tmp_path: Any) -> None:
    for way in ("tcp", "socket"):
        settings.CLAMD_ADDRESS, settings.UPLOAD_MAX_BYTES = getattr(clamd, way), MOST
        assert told("scanner") == f"ok scanner {settings.CLAMD_ADDRESS} answers"
        settings.UPLOAD_MAX_BYTES = 2 * MOST
        said = (
            f"warning scanner {settings.CLAMD_ADDRESS} does not scan a file of {2 * MOST // 2**20} MB: such files wait"
        )
        assert told("scanner").startswith(said)
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    assert told("scanner") == f"problem scanner {settings.CLAMD_ADDRESS} does not answer: see CLAMD_ADDRESS"
    for none in ("clamav", "run/clamd.ctl", ":3310", "clamav:0"):
        settings.CLAMD_ADDRESS = none
        assert told("scanner") == (
            f"problem scanner {none} is neither host:port nor the whole path of a socket: see CLAMD_ADDRESS"
        )
    settings.CLAMD_ADDRESS = ""
    for settings.PRODUCTION, word in ((False, "ok"), (True, "warning")):
        assert told("scanner").startswith(f"{word} scanner none: files are marked as not scanned")


def test_a_scanner_that_calls_clean_what_it_does_not_look_at(settings: Any, clamd: Any, monkeypatch: Any) -> None:
    """As clamd does of what is larger than its MaxFileSize."""
    settings.UPLOAD_MAX_BYTES = MOST
    monkeypatch.setattr(scanning, "_TEST_FILE", b"nothing that it knows")
    assert told("scanner").startswith(
        f"problem scanner {settings.CLAMD_ADDRESS} does not find the test file in a file of 3 MB: see its MaxFileSize"
    )


def test_a_store_that_answers_and_what_is_wrong_with_one_that_does_not(settings: Any, papers: Any) -> None:
    where = settings.S3["endpoint_url"]
    assert told("storage") == f"ok storage {where} answers"
    for name, value, said in (
        ("bucket", "nobodys", "has no bucket nobodys: see S3_BUCKET"),
        ("secret_access_key", "wrong", "does not take our keys: see S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"),
    ):
        settings.S3 = {**settings.S3, name: value}
        assert told("storage") == f"problem storage {where} {said}"
    settings.S3 = {**settings.S3, "endpoint_url": "http://127.0.0.1:9"}
    assert told("storage") == "problem storage http://127.0.0.1:9 does not answer: see S3_ENDPOINT_URL"


@pytest.mark.parametrize(
    ("production", "walls", "said"),
    [
        (True, True, "ok sandbox bubblewrap:"),
        (False, False, "ok sandbox no bubblewrap,"),
        (True, False, "warning sandbox no bubblewrap,"),
    ],
)
def test_whether_decoders_have_walls(
    settings: Any, monkeypatch: pytest.MonkeyPatch, production: bool, walls: bool, said: str
) -> None:
    settings.PRODUCTION = production
    monkeypatch.setattr(sandbox, "has_walls", lambda: walls)
    assert told("sandbox").startswith(said)
