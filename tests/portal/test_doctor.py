"""What ``manage.py doctor`` says of what looks at files."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from intake_forms.documents import sandbox

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
    assert told("scanner") == f"ok scanner {settings.CLAMD_ADDRESS} answers"
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    assert told("scanner") == f"problem scanner {settings.CLAMD_ADDRESS} does not answer: see CLAMD_ADDRESS"
    for none in ("clamav", "run/clamd.ctl", ":3310", "clamav:0"):
        settings.CLAMD_ADDRESS = none
        assert told("scanner") == (
            f"problem scanner {none} is neither host:port nor the whole path of a socket: see CLAMD_ADDRESS"
        )
    settings.CLAMD_ADDRESS = ""
    assert told("scanner").startswith("ok scanner none: no file is scanned")


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


@pytest.mark.parametrize(("walls", "said"), [(True, "ok sandbox bubblewrap:"), (False, "ok sandbox no bubblewrap,")])
def test_whether_decoders_have_walls(monkeypatch: pytest.MonkeyPatch, walls: bool, said: str) -> None:
    monkeypatch.setattr(sandbox, "has_walls", lambda: walls)
    assert told("sandbox").startswith(said)
