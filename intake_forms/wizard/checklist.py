"""A family's own list of papers, to take along: what to bring, what we have, what it cannot get and what then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake_forms.documents.letters import letter
from intake_forms.records import appointments, papers, site
from intake_forms.records.models import Case
from intake_forms.records.papers import Kept
from intake_forms.schema import checklist, languages
from intake_forms.schema.kinds.slot import Accepted
from intake_forms.schema.path import Route
from intake_forms.schema.slots import Need
from intake_forms.wizard.case import of_case, slot_url
from intake_forms.wizard.kinds import slot

#: What a form still being filled in may ask for.
Found = tuple[Route, checklist.Line]


@dataclass(frozen=True)
class Line:
    """One paper: its name without anybody's, what there is to say of it, what can work for it, where a file is sent, if yet."""

    label: str
    texts: list[str]
    can_work: list[str]
    optional: bool
    url: str = ""
    action: str = ""

    @property
    def told(self) -> str:
        """What can work for it, in one sentence; "" where nothing is listed."""
        return _("These can work: %(papers)s") % {"papers": "; ".join(self.can_work)} if self.can_work else ""


@dataclass(frozen=True)
class Group:
    """Papers under one heading; ``box`` to tick them off."""

    title: str
    lines: list[Line]
    box: bool = False


def groups(case: Case, language: str) -> list[Group]:
    """The papers of a case by what is to be done with each, those to bring first."""
    kept, ahead = list(papers.expected(case).values()), papers.ahead(case)
    certain = {each.need.slot.key for each in kept}
    bring = [each for each in kept if each.need.state in ("needed", "now", "will_bring")]
    have = [each for each in kept if each.need.state == "received"]
    without = [each for each in kept if each.need.state == "cannot_get"]
    found = [
        Group(_("Bring these"), _lines(bring, ahead, language), box=True),
        Group(_("We have these already. Bring the originals."), _lines(have, ahead, language), box=True),
        Group(_("You cannot get these"), _lines(without, ahead, language)),
        Group(
            _("You may be asked for these too"),
            [_maybe(*found, language) for key, found in ahead.items() if key not in certain],
        ),
    ]
    return [group for group in found if group.lines]


def _lines(kept: Iterable[Kept], ahead: Mapping[str, Found], language: str) -> list[Line]:
    return [_line(each, ahead.get(each.need.slot.key), language) for each in kept]


def _line(kept: Kept, found: Found | None, language: str) -> Line:
    known, need, spoken = site.facts(), kept.need, kept.spoken(language)
    # Until staff choose the rules it is the older ones, and whose word counts: both sets side by side nobody could read.
    accepts = [(paper, ()) for paper in need.accepts]
    open_rules = found is not None and any(rules for _paper, rules in found[1].accepts)
    settled = need.state in ("received", "cannot_get")
    return Line(
        label=site.filled(kept.short_label(language), known),
        texts=[site.filled(text, known) for text in _texts(need, spoken)]
        + ([_("This list is our advice. Your case manager decides.")] if open_rules and not settled else []),
        can_work=[] if settled else [site.filled(text, known) for text in _can_work(accepts, spoken)],
        optional=need.slot.optional,
        url=slot_url(kept),
        action=_("Send a photo") if kept.sent else _("Send or change"),
    )


def _maybe(route: Route, line: checklist.Line, language: str) -> Line:
    """A paper that hangs on what is not answered or not chosen yet."""
    language, known = languages.best(language, route.form.languages), site.facts()
    return Line(
        label=site.filled(line.slot.label[language], known),
        texts=[site.filled(label[language], known) for label in line.rule_sets],
        can_work=[site.filled(text, known) for text in _can_work(line.accepts, language)],
        optional=line.slot.optional,
    )


def _can_work(accepts: Iterable[tuple[Accepted, checklist.Labels]], language: str) -> list[str]:
    together, told = _("(together with one more)"), []
    for paper, rules in accepts:
        marks = [] if paper.alone else [together]
        told.append(" ".join([paper.label[language], *marks, *(f"({label[language]})" for label in rules)]))
    return told


def _texts(need: Need, language: str) -> list[str]:
    if need.state == "received":
        files = len(need.papers)
        return [ngettext("We have %(files)s file.", "We have %(files)s files.", files) % {"files": files}]
    if need.state == "cannot_get":
        tried = need.slot.cannot_get[language] if need.slot.cannot_get else ""
        said = slot.REASONS[need.reason] if need.reason else ""
        return [
            text for text in (str(said), " ".join(tried.split()), _("We will look for another way with you.")) if text
        ]
    return []


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _day(case: Case) -> str:
    """When the appointment is, "" while there is none."""
    found = appointments.ahead(case)
    return formats.date_format(timezone.localtime(found.starts_at), "DATETIME_FORMAT") if found else ""


@require_safe
@of_case
def page(request: HttpRequest, case: Case) -> HttpResponse:
    """The list on a page, to read, to print, and to go from it to each paper."""
    context = {"case": case, "groups": groups(case, _language()), "day": _day(case), "translate_path": True}
    return render(request, "intake_forms/case/checklist.html", context)


@require_safe
@of_case
def pdf(request: HttpRequest, case: Case) -> HttpResponse:
    """The same as a PDF."""
    known, day = site.facts(), _day(case)
    data: dict[str, Any] = {
        "title": _("Papers to bring"),
        "site": known["name"],
        "language": _language(),
        "reference_line": _("Reference %(reference)s") % {"reference": case.reference},
        "help": site.filled(_("Need help? Call us: [[phone]]"), known),
        "lines": [_("Your appointment: %(day)s") % {"day": day}] if day else [],
        "advice": _("You do not need them all to come. Do not leave an original with anyone."),
        "groups": [
            {
                "title": group.title,
                "box": group.box,
                "papers": [
                    {
                        "label": f"{line.label} {_('(optional)')}" if line.optional else line.label,
                        "texts": [*line.texts, *filter(None, [line.told])],
                    }
                    for line in group.lines
                ],
            }
            for group in groups(case, _language())
        ],
    }
    response = HttpResponse(letter("checklist", data), content_type="application/pdf")
    # Neutral: the file may stay on a phone that others use.
    response["Content-Disposition"] = 'attachment; filename="list.pdf"'
    return response
