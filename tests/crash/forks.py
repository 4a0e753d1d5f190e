"""Processes that take uploads, check and let go of them, until they are killed; a program of its own, so that it can fork.

    python -m tests.crash.forks CASE KILLS SEED ORDER

It sets Django up once and forks children, of which two run at any time, and kills one after the other (SIGKILL) at random
moments. On standard output it prints what was acknowledged: one JSON object per line, {"id", "sha256", "pieces", "discarded"}.
ORDER is that of a way to store a file: "ours", or one of the naive ones that are kept to show that they are caught.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Callable
from typing import NamedTuple

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from intake_forms.documents import checking, chunks, services, storage  # noqa: E402
from intake_forms.documents.incoming import Incoming  # noqa: E402
from intake_forms.privacy.sealing import place, seal  # noqa: E402
from intake_forms.records.models import Case  # noqa: E402
from intake_forms.records.uploads import HELD_BY_US, Upload  # noqa: E402
from intake_forms.upkeep import jobs  # noqa: E402
from tests.intake_forms.factories import Paper, sealed  # noqa: E402
from tests.intake_forms.papers import picture  # noqa: E402

SLOT = "sponsor_id"
AT_ONCE = 2
#: A child is killed at a random moment of the time in which it would take in this many files.
FILES = 3
#: Bytes of a file, at most.
LARGE = 600_000
#: No limit of what one family may send counts here.
MANY = 10**6
settings.UPLOAD_PER_HOUR = settings.UPLOAD_MAX_UNDERWAY = MANY

_READY = b"\n"
Tell = Callable[..., None]
Work = Callable[[Case, str, random.Random, Tell], None]


class Child(NamedTuple):
    """A running child, and where it tells what it acknowledged."""

    pid: int
    told: int


def ours(case: Case, incoming: Incoming, tell: Tell) -> None:
    """The order that is law."""
    upload = services.store(case=case, slot=SLOT, incoming=incoming)
    tell(id=upload.pk, sha256=incoming.plain_sha256)


def by_pieces(case: Case, content: bytes, tell: Tell) -> None:
    """The same for a file that comes in pieces."""
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    upload, _token = chunks.announce(
        case=case, slot=SLOT, item=None, name="id.jpg", size=size, sha256=sha256, room=MANY
    )
    upload.case = case
    for number in range(upload.chunk_count):
        piece = content[number * chunks.SIZE : (number + 1) * chunks.SIZE]
        chunks.take(upload=upload, number=number, content=piece, sha256=hashlib.sha256(piece).hexdigest())
    with chunks.composed(upload) as entry:
        chunks.store(upload=upload, incoming=entry, hints=())
    tell(id=upload.pk, sha256=sha256, pieces=upload.chunk_count)


def bytes_first(case: Case, incoming: Incoming, tell: Tell) -> None:
    """Naive: the bytes, then the row."""
    upload = _row(case, incoming)
    _put(upload, incoming)
    upload.save(force_insert=True)
    tell(id=upload.pk, sha256=incoming.plain_sha256)


def acknowledged_first(case: Case, incoming: Incoming, tell: Tell) -> None:
    """Naive: the row and the acknowledgement, the bytes when there is time."""
    upload = _row(case, incoming)
    upload.save(force_insert=True)
    tell(id=upload.pk, sha256=incoming.plain_sha256)
    _put(upload, incoming)


def received_first(case: Case, incoming: Incoming, tell: Tell) -> None:
    """Naive: the row says that we have it, then come the bytes, and the acknowledgement last."""
    upload = _row(case, incoming)
    upload.save(force_insert=True)
    # As long as a store takes that is not on this machine.
    time.sleep(0.03)
    _put(upload, incoming)
    tell(id=upload.pk, sha256=incoming.plain_sha256)


ORDERS = {order.__name__: order for order in (ours, bytes_first, acknowledged_first, received_first)}


def _row(case: Case, incoming: Incoming) -> Upload:
    details = {"name": incoming.name, "sha256": incoming.plain_sha256}
    return Upload(
        id=incoming.id,
        case=case,
        slot=SLOT,
        content_type=incoming.content_type,
        size=incoming.size,
        sealed_size=incoming.sealed_size,
        sealed_sha256=incoming.sealed_sha256,
        object_key=f"quarantine/{uuid.uuid4()}",
        sealed_details=seal(case, place("upload", incoming.id, "details"), details),
        state=Upload.State.RECEIVED,
    )


def _put(upload: Upload, incoming: Incoming) -> None:
    incoming.sealed.seek(0)
    storage.put(upload.object_key, incoming.sealed, length=upload.sealed_size, sha256=upload.sealed_sha256)


def photo(chance: random.Random) -> bytes:
    """A picture that opens, never the same twice: what makes it large stands in its comments."""
    small, rest, comments = picture(size=(64, 48)), chance.randrange(LARGE), b""
    while rest > 0:
        block = chance.randbytes(min(rest, 60_000))
        comments += b"\xff\xfe" + (len(block) + 2).to_bytes(2, "big") + block
        rest -= len(block)
    return small[:2] + comments + small[2:]


def upload(case: Case, order: str, chance: random.Random, tell: Tell) -> None:
    """Take one file in, whole or in pieces; now and then let go of one."""
    if order == ours.__name__ and chance.random() < 0.5:
        by_pieces(case, photo(chance), tell)
    else:
        ORDERS[order](case, sealed(case, Paper(photo(chance), "id.jpg")), tell)
    if chance.random() < 0.2:
        have = list(Upload.objects.filter(case=case, state__in=HELD_BY_US)[:20])
        gone = chance.choice(have) if have else None
        if gone:
            # Said before it is done: from here on it may be there or not.
            tell(id=gone.pk, discarded=True)
            services.discard(upload=gone)


def check(case: Case, order: str, chance: random.Random, tell: Tell) -> None:
    """What the worker does with one file."""
    claimed = checking.claim(timezone.now())
    if claimed:
        checking.check(claimed)
    else:
        time.sleep(0.01)


def sweep(case: Case, order: str, chance: random.Random, tell: Tell) -> None:
    """What runs by itself, two days later."""
    jobs.tick(timezone.now() + datetime.timedelta(hours=chance.choice((2, 49))))


def start(case_pk: str, order: str, seed: float, work: Work = upload) -> Child:
    """Fork a child that does one thing again and again until it is killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    try:
        os.close(reading)
        chance = random.Random(seed)
        case = Case.objects.select_related("key").get(pk=case_pk)
        os.write(writing, _READY)

        def tell(**what: object) -> None:
            # One write of less than a pipe's buffer: whole or not at all.
            os.write(writing, json.dumps(what, default=str).encode() + b"\n")

        while True:
            work(case, order, chance, tell)
    except BaseException as error:  # noqa: BLE001  a child that ends by itself is a fault of the test, and is told as one
        os.write(writing, json.dumps({"fault": repr(error)}).encode() + b"\n")
    finally:
        os._exit(1)


def end(child: Child) -> None:
    """Kill a child and print what it told."""
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    with os.fdopen(child.told, "rb") as told:
        sys.stdout.buffer.write(told.read())


def pace(case_pk: str, order: str, work: Work) -> float:
    """Seconds that a file takes on this machine at this moment. What is slow only once is done by then, for all children."""
    case = Case.objects.select_related("key").get(pk=case_pk)
    took = []
    for number in range(FILES + 1):
        began = time.monotonic()
        work(case, order, random.Random(number), tell_in_print)
        took.append(time.monotonic() - began)
    # No child inherits a connection.
    connections.close_all()
    storage._client().close()
    return sum(took[1:]) / FILES


def tell_in_print(**what: object) -> None:
    """Tell what this process did itself."""
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()


def kill(case_pk: str, order: str, kills: int, chance: random.Random, each: float, work: Work) -> None:
    """Start children and kill them, one after the other; ``each``: seconds that a piece of their work takes."""
    running: list[Child] = []
    for _kill in range(kills):
        while len(running) < AT_ONCE:
            running.append(start(case_pk, order, chance.random(), work))
        oldest = running.pop(0)
        os.read(oldest.told, len(_READY))
        time.sleep(chance.uniform(0, each * FILES))
        end(oldest)
    for child in running:
        end(child)


def main(case_pk: str, kills: int, seed: int, order: str) -> None:
    """Kill those who take files in, those who check them, and those who sweep up after both."""
    chance = random.Random(seed)
    each = pace(case_pk, order, upload)
    kill(case_pk, order, kills * 7 // 10, chance, each, upload)
    if order == ours.__name__:
        kill(case_pk, order, kills * 2 // 10, chance, pace(case_pk, order, check), check)
    # What was on its way when its sender was killed arrives, or not.
    time.sleep(1)
    kill(case_pk, order, kills // 10, chance, each, sweep)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
