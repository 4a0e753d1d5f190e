"""One case as staff read it: the answers in the order of the form, the papers, and nothing of what was not sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intake_forms.documents.inspection import ACCEPTED
from intake_forms.records import queries
from intake_forms.records.models import Case, Submission, Upload
from intake_forms.schema.items import Item, Question
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.path import Route

#: What a browser may show by itself; everything else comes as a download.
SHOWN = frozenset({"image/jpeg", "image/png"})
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/heif": "heic",
    "application/pdf": "pdf",
}


@dataclass(frozen=True)
class Answer:
    """A question as it was asked, and what was answered (None: nothing)."""

    label: str
    value: str | None


@dataclass(frozen=True)
class Paper:
    """One file: which paper it belongs to, and how it is shown."""

    upload: Upload
    label: str
    number: int

    @property
    def kind(self) -> str:
        """The sort of file in a word."""
        return ACCEPTED.get(self.upload.content_type, "")

    @property
    def shown(self) -> bool:
        """Whether the page shows it as a picture."""
        return self.upload.content_type in SHOWN


@dataclass
class Part:
    """The answers of one section; the gate is one by itself."""

    key: str
    title: str
    answers: list[Answer]


@dataclass(frozen=True)
class Folder:
    """One submitted form of a case."""

    submission: Submission
    title: str
    parts: list[Part]
    papers: list[Paper]


def folders(case: Case, language: str) -> list[Folder]:
    """Every form that was sent in a case, in the staff's language (the form's first where it lacks that).

    Raises tink.TinkError for answers that are not what was stored, sealing.Shredded when the case's key is gone.
    """
    return [_folder(case, submission, language) for submission in _sent(case)]


def sent_papers(case: Case) -> list[Upload]:
    """The files of the forms that were sent, oldest first. One of a form still being filled in is not among them."""
    slots = {item.key for form in _sent(case) for item in queries.route(form.version).form.item_by_key.values()}
    return list(queries.papers(case).filter(slot__in=slots))


def neutral_name(case: Case, upload: Upload) -> str:
    """A file name for a download that says nothing of the family: reference and the file's number in the case."""
    numbers = [row.pk for row in sent_papers(case)]
    return f"{case.reference}-{numbers.index(upload.pk) + 1}.{_ENDINGS.get(upload.content_type, 'bin')}"


def _sent(case: Case) -> Iterable[Submission]:
    return Submission.objects.filter(case=case).select_related("version").order_by("sent_at")


def _folder(case: Case, submission: Submission, language: str) -> Folder:
    route = queries.route(submission.version)
    form = route.form
    language = language if language in form.languages else form.languages[0]
    answers = queries.submitted_answers(case, submission)
    parts: list[Part] = []
    labels: dict[str, str] = {}
    for step, items in _way(route, answers):
        section = form.section_of.get(step)
        key, title = (section.key, section.title) if section else ("", form.gate.step.title)
        if not parts or parts[-1].key != key:
            parts.append(Part(key, title[language], []))
        parts[-1].answers.extend(_answers(items, answers.get(step, {}), language))
        labels |= {item.key: item.label[language] for item in items if isinstance(item, Slot)}
    return Folder(submission, form.title[language], [part for part in parts if part.answers], _papers(case, labels))


def _way(route: Route, answers: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, list[Item]]]:
    """The steps the family saw, each with the items it saw there."""
    walk = route.walk({key: value for given in answers.values() for key, value in given.items()})
    for step in walk.steps:
        yield step, route.items(route.form.step_by_key[step], walk.before[step])


def _answers(items: Iterable[Item], given: Mapping[str, Any], language: str) -> Iterable[Answer]:
    for item in items:
        if isinstance(item, Question):
            value = given.get(item.key)
            empty = value is None or value == "" or value == []
            yield Answer(item.label[language], None if empty else item.display(value, language))


def _papers(case: Case, labels: Mapping[str, str]) -> list[Paper]:
    counted: dict[str, int] = {}
    found = []
    for upload in queries.papers(case).filter(slot__in=labels):
        counted[upload.slot] = counted.get(upload.slot, 0) + 1
        found.append(Paper(upload, labels[upload.slot], counted[upload.slot]))
    return found
