"""The scanner refuses, hangs, cuts or answers nothing: a file waits and is checked when it is back, however often that was."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from intake_forms.documents import alarms, checking, scanning
from intake_forms.records.uploads import Upload
from tests.faults.proxy import Fault, proxy

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.HANG, Fault.CUT, Fault.DEAF])
def test_a_file_waits_for_the_scanner_as_long_as_it_takes(at_photo, send_file, clamd, settings, monkeypatch, fault):
    from tests.intake_forms.papers import picture

    host, _colon, port = clamd.tcp.rpartition(":")
    send_file(picture())
    monkeypatch.setattr(checking.rebuilding, "pages", lambda *given: iter(()))
    with proxy(host, int(port)) as line:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{line.port}"
        line.become(fault, after=2)
        for wait in ("CONNECT", "BLOCK", "ANSWER"):
            monkeypatch.setattr(scanning, wait, 0.3)
        now = timezone.now()
        # More often than a file may fail by itself.
        for minutes in range(checking.MOST_ATTEMPTS + 2):
            checking.check(checking.claim(now + datetime.timedelta(minutes=minutes)))
            assert (Upload.objects.get().state, Upload.objects.get().scan) == ("received", "not_scanned")
        line.become(fault, after=2)
        alarms.look(now)
        assert "scanner" in {alarm.kind for alarm in alarms.standing(now)}
        line.become(Fault.PASS)
        for wait in ("CONNECT", "BLOCK", "ANSWER"):
            monkeypatch.setattr(scanning, wait, 30.0)
        checking.check(checking.claim(now + datetime.timedelta(hours=1)))
        assert (Upload.objects.get().state, Upload.objects.get().scan) == ("accepted", "clean")
        alarms.look(now)
        assert alarms.standing(now) == []
