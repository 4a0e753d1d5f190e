"""One case as staff read it: the answers in the order of the form, the papers, and nothing of what was not sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Max, QuerySet
from django.db.models.functions import Coalesce

from intake_forms.documents.inspection import ACCEPTED
from intake_forms.records import queries
from intake_forms.records.models import Case, Submission, Upload
from intake_forms.schema.items import Question
from intake_forms.schema.kinds.slot import Slot

#: What a browser may show by itself; everything else comes as a download.
SHOWN = frozenset({"image/jpeg", "image/png"})
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/heic": "heic", "application/pdf": "pdf"}


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


@dataclass(frozen=True)
class Part:
    """The answers of one section."""

    title: str
    answers: list[Answer]


@dataclass(frozen=True)
class Folder:
    """One submitted form of a case."""

    submission: Submission
    title: str
    parts: list[Part]
    papers: list[Paper]


def with_activity(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with ``last_activity``: when a sponsor last saved or sent something."""
    newest = Coalesce(Max("drafts__updated_at"), "created_at", output_field=DateTimeField())
    return cases.select_related("assignee").annotate(last_activity=newest)


def folders(case: Case, language: str) -> list[Folder]:
    """Every form that was sent in a case, in the staff's language. A draft is not among them."""
    sent = Submission.objects.filter(case=case).select_related("version").order_by("sent_at")
    return [_folder(case, submission, language) for submission in sent]


def _folder(case: Case, submission: Submission, language: str) -> Folder:
    route = queries.route(submission.version)
    form = route.form
    language = language if language in form.languages else form.languages[0]
    answers = queries.submitted_answers(case, submission)
    parts: list[Part] = []
    labels: dict[str, str] = {}
    for step in form.steps:
        if step.key not in answers:
            continue
        section = form.section_of.get(step.key)
        title = section.title[language] if section else step.title[language]
        if not parts or parts[-1].title != title:
            parts.append(Part(title, []))
        parts[-1].answers.extend(_answers(step.questions, answers[step.key], language))
        labels |= {item.key: item.label[language] for item in step.items if isinstance(item, Slot)}
    return Folder(submission, form.title[language], [part for part in parts if part.answers], _papers(case, labels))


def _answers(questions: Any, given: Any, language: str) -> list[Answer]:
    found = []
    for item in questions:
        assert isinstance(item, Question)
        value = item.display(given[item.key], language) if item.key in given else None
        found.append(Answer(item.label[language], value))
    return found


def _papers(case: Case, labels: dict[str, str]) -> list[Paper]:
    counted: dict[str, int] = {}
    found = []
    for upload in queries.papers(case).filter(slot__in=labels):
        counted[upload.slot] = counted.get(upload.slot, 0) + 1
        found.append(Paper(upload, labels[upload.slot], counted[upload.slot]))
    return found


def neutral_name(case: Case, upload: Upload) -> str:
    """A file name for a download that says nothing of the family: the reference and a piece of the id."""
    return f"{case.reference}-{str(upload.pk)[:8]}.{_ENDINGS.get(upload.content_type, 'bin')}"
