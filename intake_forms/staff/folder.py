"""One case as staff read it: the answers in the order of the form, the papers, and nothing of what was not sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from intake_forms.documents import page_images, reasons
from intake_forms.documents.inspection import ACCEPTED
from intake_forms.records import consents, papers, queries, references
from intake_forms.records.consents import Consent
from intake_forms.records.models import Case, Submission
from intake_forms.records.uploads import HELD_BY_US, PageImage, Upload
from intake_forms.schema import answers, languages
from intake_forms.schema.answers import Chapter
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.slots import Need
from intake_forms.staff import kinds

#: How the name of a file of each sort ends.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/heif": "heic",
    "image/webp": "webp",
    "image/tiff": "tif",
    "application/pdf": "pdf",
}


#: What a PDF could have done by itself, as ``documents.rebuilding`` found it.
ACTIVE = {
    "actions": _("actions of its own"),
    "attachments": _("attached files"),
    "javascript": _("JavaScript"),
    "launch": _("starts a program"),
    "xfa": _("a form of the old kind (XFA)"),
}
#: Why a photo may be hard to read, as ``documents.judging`` found it.
HINTS = {"small": _("small"), "dark": _("dark"), "blurred": _("blurred")}


def waits(upload: Upload) -> bool:
    """Whether a file's check has not come to its end."""
    return upload.state in (Upload.State.RECEIVED, Upload.State.CHECKING)


@dataclass(frozen=True)
class Paper:
    """One file: which paper it belongs to, and how it is shown."""

    upload: Upload
    label: str
    number: int
    #: None for a paper that no form of the case asks for any more.
    slot: Slot | None

    @property
    def kind(self) -> str:
        """The sort of file in a word."""
        return ACCEPTED.get(self.upload.content_type, "")

    @property
    def doubts(self) -> str:
        """Why it may be hard to read, in words; "" for no doubt."""
        return ", ".join(str(HINTS[hint]) for hint in self.upload.hints.split(",") if hint)

    @property
    def waits(self) -> bool:
        """Whether its check has not come to its end."""
        return waits(self.upload)

    @property
    def active(self) -> str:
        """What it could have done by itself, in words; "" for nothing."""
        return ", ".join(str(ACTIVE[each]) for each in self.upload.active.split(",") if each)

    @property
    def why(self) -> str:
        """Why it was rejected or is held; "" for neither."""
        return reasons.for_staff(self.upload)

    @property
    def first(self) -> PageImage | None:
        """Its first page, where there are pictures of it."""
        # Not ``first()``, which would ask again what was fetched with all the others.
        return next(iter(page_images.shown(self.upload)), None)


@dataclass(frozen=True)
class Wanted:
    """A paper that was asked for and of which no file was sent: what the family said of it."""

    label: str
    need: Need


@dataclass(frozen=True)
class Permitted:
    """One permission: what it is about, the answer, and the row that says since when and whether it still holds."""

    label: str
    answer: str
    consent: Consent


@dataclass(frozen=True)
class Folder:
    """One submitted form of a case."""

    submission: Submission
    title: str
    rule_set: str
    chapters: list[Chapter]
    papers: list[Paper]
    refused: list[Paper]
    wanted: list[Wanted]
    permitted: list[Permitted]


def folders(case: Case, language: str) -> list[Folder]:
    """Every form that was sent in a case, in the staff's language (the form's first where it lacks that).

    Raises tink.TinkError for answers that are not what was stored, sealing.Shredded when the case's key is gone.
    """
    return [_folder(case, submission, language) for submission in _sent(case)]


def sent_papers(case: Case) -> list[Upload]:
    """The files of the forms that were sent, oldest first. One of a form still being filled in is not among them."""
    return list(queries.papers(case).filter(slot__in=_slots(case)))


def _slots(case: Case) -> set[str]:
    return {item.key for form in _sent(case) for item in queries.route(form.version).form.item_by_key.values()}


def refused_papers(case: Case) -> list[Upload]:
    """The files of the forms that were sent which could not be used."""
    slots = _slots(case)
    return [row for rows in queries.refused_by_key(case).values() for row in rows if row.slot in slots]


def replaced_papers(case: Case) -> list[Upload]:
    """The files of the forms that were sent which another took the place of."""
    kept = Upload.objects.filter(case=case, state__in=HELD_BY_US, superseded_at__isnull=False)
    return list(kept.filter(slot__in=_slots(case)).order_by("created_at"))


def all_papers(case: Case) -> list[Upload]:
    """Every file of the forms that were sent: those that count, those that could not be used, those replaced."""
    return [*sent_papers(case), *refused_papers(case), *replaced_papers(case)]


def paper_of(case: Case, upload: Upload, language: str) -> Paper:
    """One file by itself, with what its paper is called."""
    kept = papers.of_case(case).get((upload.slot, str(upload.item or "")))
    rows = queries.papers_by_key(case).get((upload.slot, str(upload.item or "")), [])
    number = next((number for number, row in enumerate(rows, start=1) if row.pk == upload.pk), 0)
    label, slot = (kept.label(language), kept.need.slot) if kept else (upload.slot, None)
    return Paper(upload, label, number, slot)


def neutral_name(case: Case, upload: Upload) -> str:
    """A file name for a download that says nothing of the family, and stays: the reference, and the number of its receipt."""
    return f"{case.reference}-{own_name(upload)}"


def own_name(upload: Upload) -> str:
    """What a file is called among the files of its case, whatever comes or goes beside it: as on its receipt."""
    return f"{references.receipt(upload.pk)}.{ENDINGS.get(upload.content_type, 'bin')}"


def _sent(case: Case) -> Iterable[Submission]:
    return Submission.objects.filter(case=case).select_related("version").order_by("sent_at")


def _folder(case: Case, submission: Submission, language: str) -> Folder:
    route = queries.route(submission.version)
    form = route.form
    language = languages.best(language, form.languages)
    found = answers.chapters(
        route,
        queries.submitted_answers(case, submission),
        language,
        outer=queries.rules_of(submission),
        papers=queries.papers_by_key(case),
        staff=True,
        display=kinds.display,
    )
    asked = [answer for chapter in found for block in chapter.blocks for answer in block.answers if answer.need]
    refusals = queries.refused_by_key(case)
    refused = [
        Paper(upload, answer.label, 0, answer.need.slot)
        for answer in asked
        if answer.need
        for upload in refusals.get(answer.need.key, ())
    ]
    sent = [
        Paper(upload, answer.label, number, answer.need.slot)
        for answer in asked
        if answer.need
        for number, upload in enumerate(answer.need.papers, start=1)
    ]
    prefetch_related_objects([paper.upload for paper in sent], "pages")
    wanted = [Wanted(answer.label, answer.need) for answer in asked if answer.need and not answer.need.papers]
    rule_set = next((each.label[language] for each in form.rule_sets if each.key == submission.rule_set), "")
    permitted = [
        Permitted(item.label[language], kinds.display(item, answer, language), row)
        for row, item, answer in consents.of_case(case)
        if row.submission_id == submission.pk
    ]
    chapters = [_said(chapter) for chapter in found]
    return Folder(submission, form.title[language], rule_set, chapters, sent, refused, wanted, permitted)


def _said(chapter: Chapter) -> Chapter:
    """A chapter without its papers, which are shown by themselves."""
    blocks = [
        replace(block, answers=[answer for answer in block.answers if not answer.need]) for block in chapter.blocks
    ]
    return replace(chapter, blocks=[block for block in blocks if block.answers])
