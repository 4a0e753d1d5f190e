"""Every file of the corpus, sent as a sponsor without JavaScript sends it: what becomes of it, and what she is told."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.utils import timezone

from intake_forms.documents import checking, judging, opening, page_images, reasons, sandbox, services
from intake_forms.privacy.sealing import open_, place
from intake_forms.records.uploads import Upload
from tests.children import alone
from tests.hostile import corpus, looks
from tests.hostile.card import upright
from tests.hostile.corpus import Sample
from tests.hostile.posting import post_file, told
from tests.intake_forms.factories import Paper, make_case, sealed
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = [pytest.mark.django_db, pytest.mark.once]

GROUPS = {
    "phones": corpus.PHONES,
    "odd": corpus.ODD,
    "broken": corpus.BROKEN,
    "bombs": corpus.BOMBS,
    "pdfs": corpus.PDFS,
    "two-in-one": corpus.TWO_IN_ONE,
    "harmful": corpus.HARMFUL,
    "no-papers": corpus.NO_PAPERS,
    "named": corpus.NAMED,
}


@dataclass(frozen=True)
class Found:
    """What became of a file: its type and hints, or what the sponsor was told; then what the check of it came to."""

    taken: tuple[str, ...]
    state: str = ""
    reason: str = ""
    active: tuple[str, ...] = ()
    pages: int = 0
    faults: tuple[str, ...] = ()


def sent(sponsor: Sponsor, sample: Sample, content: bytes) -> Found:
    """Send a file and have it checked. Nothing is left of it afterwards."""
    response = post_file(sponsor, "photo-id", "sponsor_id", content, sample.name, sample.declared)
    uploads = Upload.objects.all()
    if response.status_code != 303:
        assert not uploads
        return Found((str(response.status_code), *problems(response).values()))
    [upload] = uploads
    assert upload.state == "received"
    assert b"".join(opening.plain_bytes(upload.case, upload)) == content
    _look_at_the_name(sponsor, upload)
    found = _checked((upload.content_type, *filter(None, upload.hints.split(","))), sample, content)
    services.remove(uploads=uploads)
    return found


def _look_at_the_name(sponsor: Sponsor, upload: Upload) -> None:
    name = open_(upload.case, place("upload", upload.id, "details"), bytes(upload.sealed_details))["name"]
    shown = sponsor.get("photo-id").content.decode()
    assert f'value="remove-{upload.pk}"' in shown
    assert name.strip() in ("", "id") or html.escape(name) not in shown
    assert not re.search(r"[/\\\x00-\x1f\u202e]", name)


def _checked(taken: tuple[str, ...], sample: Sample, content: bytes) -> Found:
    """Have the only file there is checked, and look at its pages."""
    claimed = checking.claim(timezone.now())
    assert claimed
    outcome = checking.check(claimed)
    pages = [page_images.image(claimed.case, row) for row in claimed.pages.all()]
    small = [page_images.thumbnail(claimed.case, row) for row in claimed.pages.all()]
    faults = [fault for picture in (*pages, *small) for fault in looks.faults(picture)]
    if pages and sample.shows and not upright(looks.opened(pages[0]), sample.shows == "colour"):
        faults.append("not upright or not in its colours")
    return Found(taken, outcome.state, outcome.reason, outcome.active, len(pages), tuple(faults))


def expected(sample: Sample, language: str) -> Found:
    """What should."""
    if sample.problem:
        return Found(("200", told(sample.problem, language)))
    taken = (sample.kind, *sample.hints)
    if sample.reason:
        state = reasons.reasons()[sample.reason].state
        # Of a file that is held there are pages all the same.
        return Found(taken, state, sample.reason, sample.active, sample.pages if state == "held" else 0)
    return Found(taken, "accepted", "", sample.active, sample.pages)


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_what_becomes_of_a_file_that_is_sent(clamd, at_photo, group: Sequence[Sample]):
    wrong = {}
    for number, sample in enumerate(group):
        at_photo.language = ("es", "en")[number % 2]
        found, should = sent(at_photo, sample, sample.content), expected(sample, at_photo.language)
        if found != should:
            wrong[sample.key] = (found, should)
    assert wrong == {}


def test_the_corpus_is_large_and_each_of_its_files_has_a_name_of_its_own():
    keys = [sample.key for sample in corpus.SAMPLES]
    assert len(keys) == len(set(keys)) == sum(map(len, GROUPS.values()))
    assert len(keys) >= 150


#: One for each way that a child can go.
WAYS = (
    "heic-gps-turned",
    "16-bit-tiff",
    "jpeg-cut-0.5",
    "png-50000",
    "pdf-object-bomb",
    "pdf-locked",
    "pdf",
    "lab-tiff",
)


def test_a_new_process_says_what_a_fork_says(forks, monkeypatch):
    case = make_case(submitted=False).case
    by_key = {sample.key: sample for sample in corpus.SAMPLES}
    for sample in map(by_key.__getitem__, WAYS):
        content = sample.content
        for child in (alone, forks.child):
            monkeypatch.setattr(sandbox, "child", child)
            found = judging.judge(case, sealed(case, Paper(content)))
            assert found == judging.Verdict(sample.problem, sample.hints), (sample.key, child)
