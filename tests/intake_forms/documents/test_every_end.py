"""Whatever happens to a paper in whatever order, it ends accepted, rejected with a reason, or held; or it waits and that is told.

Hypothesis sends files, whole and in pieces, replaces and takes them away, answers for staff, kills whoever writes before and
after every single write, lets the store and the scanner come and go, passes time and sweeps. No file that was acknowledged is
ever gone without its sender having let go of it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from intake_forms.documents import (
    alarms,
    checking,
    chunks,
    deciding,
    inventory,
    opening,
    reasons,
    rebuilding,
    scanning,
    services,
    storage,
    sweeping,
    versions,
)
from intake_forms.documents.rebuilding import Page
from intake_forms.documents.scanning import Finding
from intake_forms.records import queries
from intake_forms.records.models import Case
from intake_forms.records.uploads import HELD_BY_US, Chunk, PageImage, Upload
from intake_forms.records.watching import Watch
from tests.intake_forms.documents.fake_store import STANDS_IN, FakeStore
from tests.intake_forms.factories import JPEG, Paper, sealed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

SWEEPS = (
    versions.let_go,
    sweeping.remove_purged,
    sweeping.finish_intents,
    sweeping.compose_whole,
    sweeping.end_silent,
    sweeping.remove_pieces,
    sweeping.free_leases,
    inventory.compare,
    alarms.look,
)
#: How many ways through it: more of them by ``STATE_EXAMPLES``.
EXAMPLES = int(os.environ.get("STATE_EXAMPLES", "20"))
MINUTE = datetime.timedelta(minutes=1)
#: At which write somebody is killed; None: at none.
kills = st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7, 9, 12])
slots = st.sampled_from(["sponsor_id", "letter"])
#: Bytes of a piece: a file has two.
PIECE = len(JPEG)


#: What somebody who sends pieces hears, and then begins anew.
REFUSED = (chunks.Refused, chunks.Gone, chunks.Busy, chunks.Incomplete)


class Killed(BaseException):
    """SIGKILL: nobody catches it."""


class Papers(RuleBasedStateMachine):
    """One case, and everything that can happen to its papers."""

    case: Case

    def __init__(self) -> None:
        super().__init__()
        self.now = timezone.now()
        self.left: int | None = None
        self.count = 0
        #: What somebody was told that we have, and did not take away: the SHA-256 of each.
        self.acknowledged: dict[UUID, str] = {}
        #: The same of what came to its last piece, also where nobody said that it was all.
        self.whole: dict[UUID, str] = {}
        self.finding: Finding | None = Finding.NOT_CONFIGURED
        self.refused = ""
        self.store = FakeStore(lambda: self.now, self.write)
        self.stack = ExitStack()
        for name in STANDS_IN:
            self.stack.enter_context(mock.patch.object(storage, name, getattr(self.store, name)))
        self.stack.enter_context(mock.patch.object(timezone, "now", side_effect=lambda: self.now))
        self.stack.enter_context(mock.patch.object(chunks, "SIZE", PIECE))
        self.stack.enter_context(mock.patch.object(scanning, "scan", self.scan))
        self.stack.enter_context(mock.patch.object(rebuilding, "pages", self.pages))
        self.stack.enter_context(connection.execute_wrapper(self.query))

    # What is written, and who is killed meanwhile

    def write(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.left = None
                raise Killed

    def query(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.write()
        return execute(sql, *rest)

    @contextmanager
    def killed(self, at: int | None) -> Iterator[None]:
        """Whoever works here is killed at that write, if there are so many."""
        self.left = at
        try:
            yield
        except (Killed, storage.Unavailable, *REFUSED):
            pass
        finally:
            self.left = None

    # What a file meets

    def scan(self, blocks: Any) -> Finding:
        if self.finding is None:
            raise scanning.Unavailable("down")
        if self.finding is Finding.FAILED:
            raise scanning.Failed
        for _block in blocks:
            pass
        return self.finding

    def pages(self, blocks: Any, content_type: str) -> Iterator[Page | tuple[str, ...]]:
        if self.refused == "breaks":
            raise RuntimeError
        if self.refused:
            raise rebuilding.Refused(self.refused)
        yield ()
        for number in range(2):
            yield Page(number=number, image=b"image", thumbnail=b"small", width=1, height=1)

    # What people do

    @initialize(held=st.booleans(), whole=st.booleans())
    def begin(self, held: bool, whole: bool) -> None:
        """A case without any paper, or with one that is held, or that came to its last piece and nobody said so."""
        if held:
            self.send("sponsor_id", None, 0, again=False)
            self.doubt()
        if whole:
            self.send_in_pieces("letter", None, 0, again=False, pieces=2)
            self.now += 6 * MINUTE

    def doubt(self) -> None:
        """The worker checks the next file, and the scanner has its doubts."""
        before, self.finding = self.finding, Finding.SUSPICIOUS
        if waits := checking.claim(self.now):
            checking.check(waits)
        self.finding = before

    def photo(self, again: bool) -> bytes:
        """One that never was, or the last one again."""
        self.count += not again or not self.count
        return JPEG + str(self.count).encode()

    def old(self, slot: str, which: int) -> Upload | None:
        """The file of a paper that another is to replace, where there are so many."""
        return next(iter(queries.papers(self.case).filter(slot=slot)[which : which + 1]), None)

    @rule(slot=slots, kill=kills, replaces=st.integers(0, 5), again=st.booleans())
    def send(self, slot: str, kill: int | None, replaces: int, again: bool) -> None:
        incoming = sealed(self.case, Paper(self.photo(again), "id.jpg"))
        with self.killed(kill):
            old = self.old(slot, replaces)
            upload = services.store(case=self.case, slot=slot, incoming=incoming, replaces=old)
            self.acknowledged[upload.pk] = incoming.plain_sha256

    @rule(slot=slots, kill=kills, replaces=st.integers(0, 5), again=st.booleans(), pieces=st.integers(0, 3))
    def send_in_pieces(self, slot: str, kill: int | None, replaces: int, again: bool, pieces: int) -> None:
        """Some of its pieces, or all of them, or all and the word that it was all."""
        content = self.photo(again)
        sha256, old = hashlib.sha256(content).hexdigest(), self.old(slot, replaces)
        about = {"slot": slot, "item": None, "name": "id.jpg", "size": len(content), "sha256": sha256, "room": 100}
        with self.killed(kill):
            upload, _token = chunks.announce(case=self.case, instead=old.pk if old else None, **about)
            upload.case = self.case
            for number in range(min(pieces, 2)):
                piece = content[number * PIECE : (number + 1) * PIECE]
                chunks.take(upload=upload, number=number, content=piece, sha256=hashlib.sha256(piece).hexdigest())
            if pieces >= 2:
                self.whole[upload.pk] = sha256
            if pieces == 3:
                with chunks.composed(upload) as entry:
                    upload = chunks.store(upload=upload, incoming=entry, hints=())
                self.acknowledged[upload.pk] = sha256

    @rule(which=st.integers(0, 2), kill=kills, says=st.sampled_from(["accept", "refuse", "try again", "move"]))
    def staff_decide(self, which: int, kill: int | None, says: str) -> None:
        """Of a file that is held what becomes of it; of any for which paper it counts."""
        rows = queries.papers(self.case) if says == "move" else Upload.objects.filter(state=Upload.State.HELD)
        for upload in rows.select_related("case__key")[which : which + 1]:
            with self.killed(kill):
                if says == "accept":
                    deciding.accept(upload=upload, why="I know it.", by=1)
                elif says == "refuse":
                    deciding.refuse(upload=upload, reason="unreadable", by=1)
                elif says == "try again":
                    deciding.try_again(upload=upload, by=1)
                else:
                    versions.move_to(upload=upload, key=("letter", ""))

    @rule(which=st.integers(0, 5), kill=kills)
    def take_away(self, which: int, kill: int | None) -> None:
        have = list(queries.papers(self.case))
        if which < len(have):
            # She pressed the button: from here on it may be gone.
            self.acknowledged.pop(have[which].pk, None)
            gone = queries.file_sha256(self.case, have[which])
            self.whole = {pk: sha256 for pk, sha256 in self.whole.items() if sha256 != gone}
            with self.killed(kill):
                services.discard(upload=have[which])

    @rule(which=st.integers(0, 5))
    def move(self, which: int) -> None:
        have = list(queries.papers(self.case))
        if which < len(have):
            versions.move_up(upload=have[which])
            versions.turn(upload=have[which])

    # What runs by itself

    @rule(kill=kills)
    def check(self, kill: int | None) -> None:
        upload = checking.claim(self.now)
        if upload is not None:
            with self.killed(kill):
                checking.check(upload)

    @rule(kill=kills, sweep=st.sampled_from(SWEEPS))
    def sweep(self, kill: int | None, sweep: Any) -> None:
        with self.killed(kill):
            sweep(self.now)

    # What happens around it

    @rule(down=st.booleans())
    def store_goes_or_comes(self, down: bool) -> None:
        self.store.down = down

    @rule(finding=st.sampled_from([None, *Finding]))
    def scanner_says(self, finding: Finding | None) -> None:
        self.finding = finding

    @rule(refused=st.sampled_from(["", "unreadable", "locked", "breaks"]))
    def files_are(self, refused: str) -> None:
        self.refused = refused

    @rule(minutes=st.sampled_from([1, 6, 16, 61, 49 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    # What is always so

    @invariant()
    def what_was_acknowledged_is_here_or_its_sender_is_told(self) -> None:
        rows = {row.pk: row for row in Upload.objects.all()}
        for pk, sha256 in self.acknowledged.items():
            row = rows[pk]
            if row.state == Upload.State.REJECTED:
                assert reasons.for_sponsor(row)
            else:
                assert row.state in HELD_BY_US
                assert queries.file_sha256(self.case, row) == sha256
                assert len(self.store.objects[row.object_key][0]) == row.sealed_size

    @invariant()
    def what_came_to_its_last_piece_is_here_or_its_sender_is_told(self) -> None:
        rows = {row.pk: row for row in Upload.objects.all()}
        here = {queries.file_sha256(self.case, row) for row in rows.values() if row.state in HELD_BY_US}
        for pk, sha256 in self.whole.items():
            known = rows[pk].state in (Upload.State.RECEIVING, Upload.State.REJECTED) if pk in rows else False
            assert known or sha256 in here

    @invariant()
    def what_waits_too_long_is_told_and_what_stopped_on_its_way_by_itself(self) -> None:
        expected = set()
        for row in Upload.objects.filter(state__in=("received", "checking", "intent", "receiving")):
            pieces = [each.came_at for each in row.chunks.all() if each.sealed_size]
            ours = row.state in ("received", "checking")
            since = row.checked_at or row.received_at if ours else max(pieces, default=row.created_at)
            assert since
            if since < self.now - 15 * MINUTE:
                expected.add("waiting" if ours or 0 < row.chunk_count == len(pieces) else "unfinished")
        assert {alarm.kind for alarm in alarms.standing(self.now)} & {"waiting", "unfinished"} == expected

    def teardown(self) -> None:
        """Everything works again, and days pass: nothing is left half done, nothing lost, nothing unknown."""
        try:
            self.settle()
            self.look()
        finally:
            self.stack.close()
            for model in (PageImage, Chunk, Upload, Watch):
                model._default_manager.all().delete()

    def settle(self) -> None:
        self.store.down, self.finding, self.refused = False, Finding.CLEAN, ""
        for _round in range(3):
            self.now += datetime.timedelta(hours=25)
            for sweep in SWEEPS:
                strays = sweep(self.now)
                assert sweep is not inventory.compare or strays == 0
            held = Upload.objects.filter(state=Upload.State.HELD, superseded_at=None)
            for upload in held.select_related("case__key"):
                assert deciding.accept(upload=upload, why="I know it.", by=1) or deciding.try_again(upload=upload, by=1)
            while (upload := checking.claim(self.now)) is not None:
                checking.check(upload)

    def look(self) -> None:
        self.what_was_acknowledged_is_here_or_its_sender_is_told()
        self.what_came_to_its_last_piece_is_here_or_its_sender_is_told()
        for row in Upload.objects.all():
            # What was held somebody has taken, unless its family has replaced it: of that nobody has to decide.
            assert row.state in ("accepted", "rejected") or (row.state == "held" and row.superseded_at)
            assert (row.state == "accepted") == (not row.reason)
            if row.state != "rejected":
                content = b"".join(opening.plain_bytes(self.case, row))
                assert hashlib.sha256(content).hexdigest() == queries.file_sha256(self.case, row)
        known = {*Upload.objects.values_list("object_key", flat=True)}
        known |= {key for keys in PageImage.objects.values_list("object_key", "thumbnail_key") for key in keys}
        assert not Chunk.objects.exists()
        assert {*self.store.objects} <= known
        assert {alarm.kind for alarm in alarms.standing(self.now)} <= {alarms.NO_SCANNER}


def test_every_paper_ends_well_or_somebody_is_told(begun: Any) -> None:
    class OfThisCase(Papers):
        case = begun.case

    quick = settings(
        max_examples=EXAMPLES,
        stateful_step_count=20,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(OfThisCase, settings=quick)
