"""SIGKILL at random moments, a hundred times: what was acknowledged is there and whole, and nothing lies there unknown.

``CRASH_KILLS=1000`` makes it a thousand; ``CRASH_SEED`` gives the moments of an earlier run as far as a machine repeats them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest
import tink
from django.conf import settings
from django.db import connection
from django.utils import timezone

from intake_forms.documents import inventory, opening, page_images, storage
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import HELD_BY_US, Chunk, PageImage, Upload
from intake_forms.upkeep import jobs
from tests.crash.server import ROOT
from tests.intake_forms.conftest import begun, bucket, version  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("CRASH_KILLS", "100"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 10**6)


@dataclass
class Found:
    """What is wrong after the sweep; nothing is empty lists and 0. ``lost``: acknowledged, or ours by its row, and not there."""

    acknowledged: int
    accepted: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    unknown: int = 0
    unfinished: int = 0

    @property
    def wrong(self) -> tuple[int, int, int, int]:
        """How many files are lost, and corrupt; objects that no row knew; rows that stay half done."""
        return len(self.lost), len(self.corrupt), self.unknown, self.unfinished


def database_url() -> str:
    """The address of the database that this test has."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    return f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


def kill(case: Case, environment: dict[str, str], kills: int, order: str) -> list[dict[str, Any]]:
    """Let processes take uploads for the case and be killed.

    Returns what they acknowledged, what they let go of, and last how many objects of nobody the killed sweeps met.
    """
    mine = {
        **os.environ,
        **environment,
        "PORTAL_KEYSET": settings.PORTAL_KEYSET,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
    }
    command = [sys.executable, "-m", "tests.crash.forks", str(case.pk), str(kills), str(SEED), order]
    ended = subprocess.run(command, cwd=ROOT, env=mine, check=True, capture_output=True, text=True)
    told = [json.loads(line) for line in ended.stdout.splitlines() if line]
    faults = [line["fault"] for line in told if "fault" in line]
    assert not faults, (SEED, faults, ended.stderr[-2000:])
    return [*told, {"unknown": ended.stderr.count("object without a row")}]


def sweep() -> int:
    """What runs by itself, two days later. Returns how many objects nobody knew."""
    now = timezone.now()
    for hours in (2, 49):
        done = jobs.tick(now + datetime.timedelta(hours=hours))
        assert -1 not in done.values(), done
    return inventory.compare(now + datetime.timedelta(hours=49)) + done["papers compared"]


def look(case: Case, told: list[dict[str, Any]]) -> Found:
    """Sweep, then open every file that was acknowledged, or whose row says that we have it: its sender reads so too."""
    acknowledged = {line["id"]: line["sha256"] for line in told if "sha256" in line}
    discarded = {line["id"] for line in told if "discarded" in line}
    found = Found(len(acknowledged), unknown=sweep() + told[-1]["unknown"])
    rows = {str(row.pk): row for row in Upload.objects.filter(state__in=HELD_BY_US)}
    found.lost += [pk for pk in acknowledged if pk not in rows and pk not in discarded]
    for pk, row in rows.items():
        try:
            content = b"".join(opening.plain_bytes(case, row))
        except storage.Missing:
            found.lost.append(pk)
        except tink.TinkError:
            found.corrupt.append(pk)
        else:
            sha256 = acknowledged.get(pk) or queries.file_sha256(case, row)
            if hashlib.sha256(content).hexdigest() != sha256:
                found.corrupt.append(pk)
    pages = PageImage.objects.filter(upload__state=Upload.State.ACCEPTED)
    found.accepted = len({page.upload_id for page in pages})
    settled = {*HELD_BY_US, Upload.State.REJECTED}
    found.unfinished = Upload.objects.exclude(state__in=settled).count() + Chunk.objects.count()
    found.corrupt += [str(page.pk) for page in pages if not page_images.image(case, page).startswith(b"\xff\xd8")]
    known = {*Upload.objects.values_list("object_key", flat=True)}
    known |= {key for page in PageImage.objects.all() for key in (page.object_key, page.thumbnail_key)}
    found.unknown += len({*storage.keys()} - known)
    return found


def test_what_was_acknowledged_survives_every_kill(begun, bucket, environment):  # noqa: F811
    told = kill(begun.case, environment, KILLS, "ours")
    found = look(begun.case, told)
    assert found.wrong == (0, 0, 0, 0), (SEED, found)
    # The kills came in the middle of something, and between them it worked, for whole files and for those in pieces.
    assert found.acknowledged > KILLS // 3
    assert {line.get("pieces", 0) > 1 for line in told if "sha256" in line} == {True, False}
    assert found.accepted > 3


@pytest.mark.parametrize(("order", "which"), [("bytes_first", 2), ("acknowledged_first", 0), ("received_first", 0)])
def test_a_naive_order_is_caught_by_the_same_look(begun, bucket, environment, order, which):  # noqa: F811
    told = kill(begun.case, environment, 40, order)
    assert look(begun.case, told).wrong[which] > 0
