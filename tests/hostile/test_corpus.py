"""Every file of the corpus, sent as a sponsor without JavaScript sends it: what becomes of it, and what she is told."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import pytest
from django.utils import translation

from intake_forms.documents import judging, opening, services
from intake_forms.privacy.sealing import open_, place
from intake_forms.records.uploads import Upload
from intake_forms.wizard import papers
from tests.hostile import corpus
from tests.hostile.corpus import Sample
from tests.hostile.posting import post_file
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


def told(problem: str, language: str) -> str:
    """What a sponsor is told of it."""
    with translation.override(language):
        return papers.sentence(problem, 0)


def outcome(sponsor: Sponsor, sample: Sample, content: bytes) -> tuple[str, ...]:
    """What became of a file: its type and hints, or what the sponsor was told. Nothing is left of it afterwards."""
    response = post_file(sponsor, "photo-id", "sponsor_id", content, sample.name, sample.declared)
    uploads = Upload.objects.all()
    if response.status_code != 303:
        assert not uploads
        return (response.status_code, *problems(response).values())
    [upload] = uploads
    assert upload.state == "received"
    assert b"".join(opening.plain_bytes(upload.case, upload)) == content
    name = open_(upload.case, place("upload", upload.id, "details"), bytes(upload.sealed_details))["name"]
    shown = sponsor.get("photo-id").content.decode()
    assert f'value="remove-{upload.pk}"' in shown
    assert name.strip() in ("", "id") or html.escape(name) not in shown
    assert not re.search(r"[/\\\x00-\x1f\u202e]", name)
    found = (upload.content_type, *filter(None, upload.hints.split(",")))
    services.remove(uploads=uploads)
    return found


def expected(sample: Sample, language: str) -> tuple[str, ...]:
    return (200, told(sample.problem, language)) if sample.problem else (sample.kind, *sample.hints)


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
def test_what_becomes_of_a_file_that_is_sent(quick, at_photo, group: Sequence[Sample]):
    wrong = {}
    for number, sample in enumerate(group):
        at_photo.language = ("es", "en")[number % 2]
        found, should = outcome(at_photo, sample, sample.make()), expected(sample, at_photo.language)
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


def test_a_new_process_says_what_a_fork_says(judges):
    case = make_case(submitted=False).case
    by_key = {sample.key: sample for sample in corpus.SAMPLES}
    for sample in map(by_key.__getitem__, WAYS):
        content = sample.make()
        kind = judging.judge(case, sealed(case, Paper(content)))
        entry = sealed(case, Paper(content))
        assert kind == judging._verdict(judges.run(content, entry.content_type).printed), sample.key
        assert (kind.problem, kind.hints) == (sample.problem, sample.hints), sample.key
