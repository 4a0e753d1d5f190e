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
from intake_forms.records.correspondence import Appointment
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
            _maybe({key: found for key, found in ahead.items() if key not in certain}, language),
        ),
    ]
    return [group for group in found if group.lines]


def _lines(kept: Iterable[Kept], ahead: Mapping[str, Found], language: str) -> list[Line]:
    return [_line(each, ahead.get(each.need.slot.key), language) for each in kept]


def _line(kept: Kept, found: Found | None, language: str) -> Line:
    known, need, spoken = site.facts(), kept.need, kept.spoken(language)
    settled = need.state in ("received", "cannot_get")
    accepts = list(need.accepts)
    if found and not all(paper in _accepted(found[1]) for paper in accepts):
        # Staff chose other rules after it was sent.
        accepts = _accepted(found[1])
    doubts = _doubts(found, accepts, spoken) if found and not settled else []
    return Line(
        label=site.filled(kept.short_label(language), known),
        texts=[site.filled(text, known) for text in [*_texts(need, spoken), *doubts]],
        can_work=[] if settled else [site.filled(text, known) for text in _can_work(accepts, spoken)],
        optional=need.slot.optional,
        url=slot_url(kept),
        action=_("Send a photo") if kept.sent else _("Send or change"),
    )


def _maybe(ahead: Mapping[str, Found], language: str) -> list[Line]:
    """The papers that hang on what is not answered or not chosen yet, each that reads the same once."""
    once = checklist.once(line for _route, line in ahead.values())
    return [_unsure(*ahead[line.slot.key], language) for line in once]


def _unsure(route: Route, line: checklist.Line, language: str) -> Line:
    language, known = languages.best(language, route.form.languages), site.facts()
    # Until staff choose the rules it is the older ones, and whose word counts: both sets side by side nobody could read.
    first = route.form.rule_sets[:1]
    accepts = [paper for paper, rules in line.accepts if not rules or rules[:1] == first]
    people = [each.singular[language] for each in route.form.groups.values() if each.key == line.slot.per]
    whom = [_("One for each %(one)s") % {"one": each} for each in people]
    when = [rules.label[language] for rules in line.rule_sets]
    return Line(
        label=site.filled(line.slot.label[language], known),
        texts=[site.filled(text, known) for text in [*whom, *when, *_doubts((route, line), accepts, language)]],
        can_work=[site.filled(text, known) for text in _can_work(accepts, language)],
        optional=line.slot.optional,
    )


def _accepted(line: checklist.Line) -> list[Accepted]:
    return [paper for paper, _rules in line.accepts]


def _doubts(found: Found, accepts: Iterable[Accepted], language: str) -> list[str]:
    """When some of these papers may not be enough: under rules that staff may still choose."""
    (route, line), told = found, list(accepts)
    under = line.rule_sets or route.form.rule_sets
    marked = [rules for paper, rules in line.accepts if rules and paper in told]
    said = _("%(when)s: some papers of the list may not be enough. Ask your case manager.")
    return [said % {"when": each.label[language]} for each in under if any(each not in rules for rules in marked)]


def _can_work(accepts: Iterable[Accepted], language: str) -> list[str]:
    together = _("(together with one more)")
    return [paper.label[language] if paper.alone else f"{paper.label[language]} {together}" for paper in accepts]


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
    """When the family comes, "" while no day is agreed on, or for a call."""
    found = appointments.ahead(case)
    return (
        formats.date_format(timezone.localtime(found.starts_at), "DATETIME_FORMAT")
        if found and found.how != Appointment.How.BY_PHONE
        else ""
    )


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
