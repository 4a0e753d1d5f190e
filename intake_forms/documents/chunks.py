"""Files that come in pieces, so that a cut line costs one piece and not the photo.

announce -> take, take, … -> composed -> store. A piece lies sealed in the store under ``staging/`` and any web node takes
the next one. Order is law here too: a piece's row, its bytes, then ``sealed_size`` in the row; without that it is not there.
A file is put together through a sealed temporary file like one that came at once (incoming.py) and stays ``receiving`` until
its bytes lie in the store, so one that was cut can be put together again at any moment.

A random token lets one upload in, whatever becomes of the session: it adds this file to the case and opens nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import secrets
import time
import uuid
from collections.abc import Iterator, Sequence

import tink
from django.conf import settings
from django.db import IntegrityError
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from intake_forms.documents import inspection, services, storage
from intake_forms.documents.incoming import Incoming, Sealer, temporary
from intake_forms.privacy import limits
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import key_of, open_, place, seal
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import HELD_BY_US, Chunk, Upload

#: Plain bytes of every piece but the last.
SIZE = 256 * 1024
#: For how long one process may put a file together, and how many seconds it takes for all of it where nobody waits.
LEASE = datetime.timedelta(seconds=90)
UNHURRIED = 70.0
_SALT = "intake_forms.chunks"
_HOUR = datetime.timedelta(hours=1)


class Refused(Exception):
    """It cannot be taken; ``problem`` is one of wizard/problems.PROBLEMS."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Gone(Exception):
    """The upload was removed, or is whole already."""


class Busy(Exception):
    """Another process is putting it together at this moment."""


class Incomplete(Exception):
    """Pieces are missing."""


def receiving(case: Case) -> QuerySet[Upload]:
    """The files of a case that are on their way, or were cut on it."""
    return Upload.objects.filter(case=case, state=Upload.State.RECEIVING)


def stopped(*, since: datetime.datetime) -> QuerySet[Upload]:
    """The files of living cases that are not ours yet and of which nothing came since then.

    Each has how many pieces are ``here``, and when the ``last`` of them came.
    """
    here = Count("chunks", filter=Q(chunks__sealed_size__gt=0))
    last = Coalesce(Max("chunks__came_at", filter=Q(chunks__sealed_size__gt=0)), "created_at")
    rows = Upload.objects.filter(state__in=[Upload.State.INTENT, Upload.State.RECEIVING], case__deleted_at=None)
    return rows.annotate(here=here, last=last).filter(last__lt=since)


def whole() -> Q:
    """Of ``stopped``: those with every piece there. One with a reason waits for the password that its sender was asked for."""
    return Q(state=Upload.State.RECEIVING, chunk_count__gt=0, here=F("chunk_count"), reason="")


def opened(pk: uuid.UUID, token: str) -> Upload | None:
    """The upload that a token lets in, with its case; None for another token, or when its time is over."""
    since = timezone.now() - datetime.timedelta(hours=settings.UPLOAD_TOKEN_HOURS)
    rows = Upload.objects.select_related("case__key").filter(pk=pk, created_at__gt=since, case__deleted_at=None)
    found = rows.filter(state__in=[Upload.State.RECEIVING, *HELD_BY_US]).exclude(token_hash=None).first()
    known = found is not None and constant_time_compare(bytes(found.token_hash or b""), _hash(token))
    return found if known else None


def there(upload: Upload) -> list[int]:
    """The numbers of the pieces that we have: all of them once they are one file."""
    if upload.state != Upload.State.RECEIVING:
        return list(range(-(-upload.size // SIZE)))
    return list(upload.chunks.filter(sealed_size__gt=0).values_list("number", flat=True))


def is_whole(upload: Upload) -> bool:
    """Whether every piece of one that is on its way is there, and nothing is asked of its sender."""
    return not upload.reason and len(there(upload)) == upload.chunk_count


def file_name(upload: Upload) -> str:
    """What the sender's phone calls the file."""
    return _details(upload)[0]


def announce(
    *,
    case: Case,
    slot: str,
    item: uuid.UUID | None,
    name: str,
    size: int,
    sha256: str,
    room: int,
    instead: uuid.UUID | None = None,
) -> tuple[Upload, str]:
    """Begin an upload, or go on with one of the same bytes for the same paper that was cut, or has arrived.

    ``sha256``: of the whole file, in hexadecimal. ``room``: how many files more its paper takes. ``instead``: the file of the
    paper whose place it takes once it is here; for that there is always room. Returns the row and a new token. Raises Refused.
    """
    _check_size(case, size)
    token = secrets.token_urlsafe(24)
    if known := _same(case, slot, item, size, sha256, instead):
        Upload.objects.filter(pk=known.pk).update(token_hash=_hash(token))
        return known, token
    old = queries.replaceable(case).filter(slot=slot, item=item, pk=instead).first() if instead else None
    _check_room(case, full=not old and receiving(case).filter(slot=slot, item=item).count() >= room)
    upload = Upload(
        case=case,
        slot=slot,
        item=item,
        state=Upload.State.RECEIVING,
        size=size,
        sealed_size=0,
        object_key=f"quarantine/{uuid.uuid4()}",
        chunk_count=-(-size // SIZE),
        position=old.position if old else services.next_position(case, slot, item),
        replaces=old,
        token_hash=_hash(token),
    )
    upload.sealed_details = seal(case, place("upload", upload.id, "details"), {"name": name, "sha256": sha256})
    upload.save(force_insert=True)
    return upload, token


def _check_size(case: Case, size: int) -> None:
    """Raises Refused for a file that cannot be begun, whatever is on its way."""
    if not size:
        raise Refused("empty")
    if size > settings.UPLOAD_MAX_BYTES:
        raise Refused("too_big")
    if not may_begin(case):
        raise Refused("too_often")


def _check_room(case: Case, *, full: bool) -> None:
    """Raises Refused where a file has no room beside what is on its way."""
    if full:
        raise Refused("too_many")
    if receiving(case).count() >= settings.UPLOAD_MAX_UNDERWAY:
        raise Refused("too_many_underway")


def may_begin(case: Case) -> bool:
    """Whether the case may send one more file within this hour, in pieces or at once."""
    return limits.allow(key=f"announce:{case.pk}", times=settings.UPLOAD_PER_HOUR, within=_HOUR)


def may_finish(upload: Upload) -> bool:
    """Whether one more file of the case may be put together within this hour: that is work for the machine."""
    return limits.allow(key=f"finish:{upload.case_id}", times=settings.UPLOAD_PER_HOUR, within=_HOUR)


def take(*, upload: Upload, number: int, content: bytes, sha256: str) -> None:
    """Keep one piece; one that is there already is not kept twice. ``sha256``: of the piece, in hexadecimal.

    Raises Refused for bytes that are not what was announced, Gone, or storage.Unavailable.
    """
    if upload.state != Upload.State.RECEIVING:
        raise Gone
    if len(content) != _length(upload, number) or hashlib.sha256(content).hexdigest() != sha256:
        raise Refused("unfinished")
    if not number and inspection.content_type(content[: inspection.HEAD]) is None:
        raise Refused("wrong_type")
    chunk = _row(upload, number, sha256, len(content))
    if open_(upload.case, place("chunk", chunk.id, "digest"), chunk.sealed_digest) != sha256:
        raise Refused("unfinished")
    if chunk.sealed_size:
        return
    sealed = open_case_key(key_of(upload.case)).values.encrypt(content, place("chunk", chunk.id, "bytes").encode())
    storage.put_bytes(chunk.object_key, sealed)
    wanted = Chunk.objects.filter(pk=chunk.pk, upload__state=Upload.State.RECEIVING, upload__case__deleted_at=None)
    if not wanted.update(sealed_size=len(sealed), came_at=timezone.now()):
        # Removed meanwhile, or about to be: what was just written would be nobody's.
        storage.delete(chunk.object_key)
        raise Gone


@contextlib.contextmanager
def composed(upload: Upload, within: float = UNHURRIED) -> Iterator[Incoming]:
    """The pieces as one sealed file, whose problem is told in it; nobody else puts it together meanwhile.

    ``within``: the seconds that whoever waits has left, of which the shortest time to store it is not used.
    Raises Gone, Busy, Incomplete or storage.Unavailable; whatever happened, it can be tried again.
    """
    now, until = timezone.now(), time.monotonic() + within
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING)
    upload.lease_until = now + LEASE
    if not mine.filter(Q(lease_until=None) | Q(lease_until__lt=now)).update(lease_until=upload.lease_until):
        raise Busy if mine.exists() else Gone
    name, sha256 = _details(upload)
    entry = Incoming(upload.id, "", name, temporary())
    try:
        _pour(upload, entry, until)
        if entry.whole and entry.plain_sha256 != sha256:
            entry.problem = "unfinished"
        yield entry
    finally:
        entry.sealed.close()
        mine.filter(lease_until=upload.lease_until).update(lease_until=None)


def already(upload: Upload, opened: Incoming | None = None) -> Upload | None:
    """The same file where we have it: it came before, or meanwhile without pieces. ``opened``: what a password made of it."""
    size, sha256 = (opened.size, opened.plain_sha256) if opened else (upload.size, _details(upload)[1])
    return queries.same_file(upload.case, upload.slot, upload.item, size, sha256)


def wait_for_password(*, upload: Upload) -> None:
    """It is locked, and its sender was asked for the password: nobody else puts it together meanwhile."""
    Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).update(reason="locked")


def store(*, upload: Upload, incoming: Incoming, hints: Sequence[str], within: float = UNHURRIED) -> Upload:
    """Store what was composed, within so many seconds; its pieces stay (``clear``). Returns as services.receive.

    Raises Gone, or storage.Unavailable and it stays receiving.
    """
    until = time.monotonic() + within
    if upload.sealed_size:
        # What an earlier try may have left: its bytes were sealed anew since.
        storage.delete(upload.object_key, within)
    upload.object_key = f"quarantine/{uuid.uuid4()}"
    columns = {"object_key": upload.object_key, "reason": "", **services.columns(upload.case, incoming, hints)}
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING, lease_until=upload.lease_until)
    if not mine.update(**columns):
        raise Gone
    for name, value in columns.items():
        setattr(upload, name, value)
    return services.deliver(upload=upload, incoming=incoming, within=until - time.monotonic())


def clear(*, upload: Upload) -> None:
    """The pieces are one file now. If the store is down or slow just then, a sweep takes away what is left of them."""
    until = time.monotonic() + storage.PACES[0][0]
    with contextlib.suppress(storage.Unavailable):
        for chunk in Chunk.objects.filter(upload=upload.pk):
            storage.delete(chunk.object_key, until - time.monotonic())
            chunk.delete()


def _pour(upload: Upload, entry: Incoming, until: float) -> None:
    """Every piece in its order into the sealed file. Raises storage.Unavailable where no time is left to store that."""
    chunks = list(upload.chunks.filter(sealed_size__gt=0))
    if [chunk.number for chunk in chunks] != list(range(upload.chunk_count)):
        raise Incomplete
    case, sealer = upload.case, Sealer(upload.case, entry)
    for chunk in chunks:
        try:
            sealed = storage.get_bytes(chunk.object_key, until - time.monotonic())
        except storage.Missing as error:
            Chunk.objects.filter(pk=chunk.pk).delete()
            raise Incomplete from error
        try:
            block = open_case_key(key_of(case)).values.decrypt(sealed, place("chunk", chunk.id, "bytes").encode())
        except tink.TinkError:
            entry.problem = "unfinished"
            return
        if not sealer.write(block):
            return
    sealer.close()


def _row(upload: Upload, number: int, sha256: str, size: int) -> Chunk:
    """The row of a piece, made where there is none."""
    chunk = Chunk(upload=upload, number=number, size=size, object_key=f"staging/{uuid.uuid4()}", sealed_size=0)
    chunk.sealed_digest = seal(upload.case, place("chunk", chunk.id, "digest"), sha256)
    try:
        Chunk.objects.bulk_create([chunk], ignore_conflicts=True)
    except IntegrityError as error:
        raise Gone from error
    found = Chunk.objects.filter(upload=upload, number=number).first()
    if found is None:
        raise Gone
    return found


def _same(
    case: Case,
    slot: str,
    item: uuid.UUID | None,
    size: int,
    sha256: str,
    instead: uuid.UUID | None,
) -> Upload | None:
    """The same bytes for the same paper, on their way or arrived; and ``instead`` of the same file, where of one."""
    young = timezone.now() - datetime.timedelta(hours=settings.UPLOAD_TOKEN_HOURS)
    rows = Upload.objects.filter(case=case, slot=slot, item=item, size=size, superseded_at=None)
    rows = rows.filter(state__in=[Upload.State.RECEIVING, *HELD_BY_US], created_at__gt=young)
    for upload in rows.filter(replaces=instead) if instead else rows:
        upload.case = case
        if _details(upload)[1] == sha256:
            return upload
    return None


def _length(upload: Upload, number: int) -> int:
    """How many bytes a piece must have; -1 where there is no such piece."""
    last = upload.chunk_count - 1
    if number > last:
        return -1
    return SIZE if number < last else upload.size - SIZE * last


def _details(upload: Upload) -> tuple[str, str]:
    found = open_(upload.case, place("upload", upload.id, "details"), upload.sealed_details)
    return str(found["name"]), str(found["sha256"])


def _hash(token: str) -> bytes:
    return salted_hmac(_SALT, token, algorithm="sha256").digest()
