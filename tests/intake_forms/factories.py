"""Cases as the wizard would leave them, made through the services: nothing here writes a row by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.test import RequestFactory

from intake_forms.authoring import files
from intake_forms.documents import services as documents
from intake_forms.documents.incoming import Incoming, SealingUploadHandler
from intake_forms.records import services
from intake_forms.records.models import Case, Draft, FormVersion, Submission
from intake_forms.records.uploads import Upload
from tests.intake_forms import forms, sponsor

#: The smallest bytes that are told to be what they say; the picture is a real one of 1 x 1.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x00" * 64 + b"\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64


class Paper(NamedTuple):
    """A file that a sponsor sends."""

    content: bytes = PNG
    name: str = "IMG_0001.png"
    slot: str = "sponsor_id"


class Made(NamedTuple):
    """A case with what hangs on it; ``submission`` is None while it is a draft."""

    case: Case
    draft: Draft
    submission: Submission | None
    papers: list[Upload]


def release(form_yaml: str | None = None) -> FormVersion:
    """Release a form, the tests' own when none is given; releasing it again gives the same version."""
    return services.release(form=files.read(form_yaml) if form_yaml else forms.sample())[0]


def sealed(case: Case, paper: Paper) -> Incoming:
    """A file as it waits, sealed, after a request brought it."""
    handler = SealingUploadHandler(RequestFactory().get("/"), case)
    handler.new_file("file", paper.name, "application/octet-stream", len(paper.content))
    for start in range(0, len(paper.content), handler.chunk_size):
        handler.receive_data_chunk(paper.content[start : start + handler.chunk_size], start)
    handler.file_complete(len(paper.content))
    return handler.incoming[0]


def make_case(
    *,
    form_yaml: str | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    language: str = "es",
    submitted: bool = True,
    papers: Sequence[Paper] = (),
    assignee: Any = None,
) -> Made:
    """A case with every step answered.

    ``answers``: step -> question -> typed value, the gate's first; those of ``sponsor.ANSWERS`` when none are given, for
    the tests' own form. ``papers`` need the object store (fixture ``object_store``).
    """
    version = release(form_yaml)
    steps = {
        step: sponsor.step_answers(step) if answers is None else _as_typed(answers[step])
        for step in (sponsor.ANSWERS if answers is None else answers)
    }
    gate, *rest = steps
    case, draft = services.begin_case(
        version=version, language=language, step=gate, answers=steps[gate], facts=steps[gate].values
    )
    for step in rest:
        services.save_step(draft=draft, step=step, answers=steps[step])
    stored = [documents.store(case=case, slot=paper.slot, incoming=sealed(case, paper)) for paper in papers]
    submission = services.send(draft=draft, language=language)[0] if submitted else None
    if assignee is not None:
        services.assign(case=case, user_pk=assignee.pk)
    case.refresh_from_db()
    return Made(case, draft, submission, stored)


def _as_typed(values: Mapping[str, Any]) -> sponsor.StepAnswers:
    typed = {key: value if isinstance(value, list) else [str(value)] for key, value in values.items()}
    return sponsor.StepAnswers(typed, dict(values), complete=True)
