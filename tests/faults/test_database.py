"""The database does not answer: nobody hears "we have it", and what was stored in that moment is found afterwards."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from intake_forms.documents import opening, storage, sweeping
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.faults.proxy import Fault, proxy
from tests.intake_forms.papers import picture
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Somebody else writes to the SQLite file, and does not end."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    # Whoever waits waits a hundredth as long as in earnest.
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=200")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        connection.close()


@contextlib.contextmanager
def away(fault: Fault) -> Iterator[None]:
    """PostgreSQL refuses every line, or takes it and says nothing."""
    there = dict(connection.settings_dict)
    with proxy(there["HOST"], int(there["PORT"])) as line:
        line.become(fault)
        waits = {**there["OPTIONS"], "connect_timeout": 2}
        connections["default"].settings_dict.update(HOST="127.0.0.1", PORT=line.port, OPTIONS=waits)
        connection.close()
        try:
            yield
        finally:
            connections["default"].settings_dict.update(there)
            connection.close()


@pytest.fixture(params=[Fault.REFUSE, Fault.HANG])
def down(request: pytest.FixtureRequest) -> Any:
    """A context in which the database cannot be written to."""

    def begin() -> AbstractContextManager[None]:
        return locked() if connection.vendor == "sqlite" else away(request.param)

    return begin


@pytest.fixture
def waiting(at_photo: Sponsor) -> Sponsor:
    """The sponsor at the photo step, who is shown pages for faults rather than being raised at."""
    calm = Client(raise_request_exception=False)
    calm.cookies = at_photo.client.cookies
    at_photo.client = calm
    return at_photo


def send(sponsor: Sponsor) -> Any:
    from tests.intake_forms.papers import sent

    return sponsor.post("photo-id", {"sponsor_id": [sent(picture())]}, "upload-sponsor_id")


def ours() -> list[bytes]:
    case = Case.objects.get()
    return [b"".join(opening.plain_bytes(case, row)) for row in queries.papers(case)]


def test_a_photo_sent_meanwhile_is_not_acknowledged_and_the_next_try_is_taken(waiting, down):
    with down():
        response = send(waiting)
        assert response.status_code == 503
        assert "recibo" not in response.content.decode().lower()
    assert (Upload.objects.count(), list(storage.keys())) == (0, [])
    assert send(waiting).status_code == 303
    assert ours() == [picture()]


def test_a_photo_whose_bytes_were_stored_in_that_moment_is_found_by_the_sweep(waiting, down, monkeypatch):
    put, stack = storage.put, contextlib.ExitStack()

    def and_then(*args: Any, **more: Any) -> None:
        put(*args, **more)
        stack.enter_context(down())

    with stack:
        monkeypatch.setattr(storage, "put", and_then)
        assert send(waiting).status_code == 503
    assert Upload.objects.get().state == "intent"
    assert sweeping.finish_intents(timezone.now() + datetime.timedelta(hours=2)) == 1
    assert ours() == [picture()]
