"""What is to be mended in a form before it can be released: each finding in words, with its place and a link to its block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake_forms.authoring import carries, compiling, recordings, sentences
from intake_forms.authoring.compiling import Document, Place
from intake_forms.authoring.models import ChoiceSet, IntakeForm
from intake_forms.authoring.places import BETWEEN, Words, language
from intake_forms.schema import repair
from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, Level


class Finding(NamedTuple):
    """One thing to mend, or to look at twice."""

    level: Level
    message: str
    #: Where, in words, and the address of that; "" where nothing has one.
    place: str
    url: str


def find(found: Document) -> tuple[Form | None, list[Finding]]:
    """The form, where it can be read, and all findings: of shape, of logic, of translation."""
    form, faults = repair.examine(found.data)
    urls, words = Urls(found.places), Words(found.data)
    faults += [*recordings.faults(form), *carries.faults(form)] if form else []
    said = [
        Finding(each.level, sentences.said(each, words), sentences.place(each, words), urls.of(each.path, _field(each)))
        for each in faults
    ]
    stale = [
        Finding(
            "error",
            _("%(language)s is out of date: the text it was made from has changed.") % {"language": language(code)},
            words.place(path),
            urls.of(path, code),
        )
        for path, code in found.places.stale
    ]
    outdated = [
        Finding("warning", _("The text has changed since this was recorded."), words.place(path), urls.of(path))
        for path in found.places.outdated
    ]
    return form, [*said, *stale, *outdated]


def _field(fault: Fault) -> str:
    """The language whose field lacks something."""
    return fault.params["languages"].split(", ")[0] if fault.sentence == "missing_text" else ""


class Use(NamedTuple):
    """What a choice set is to the forms, as last saved."""

    #: The questions that use it: name and address of each.
    questions: list[tuple[str, str]]
    #: What is to be mended in it.
    findings: list[Finding]


def use(shared: ChoiceSet) -> Use:
    """Who uses a choice set, and what is wrong with it there."""
    questions, found = [], dict[Finding, None]()
    mine = f"{AdminURLFinder().get_edit_url(shared)}#"
    for form in IntakeForm.objects.all():
        document = compiling.data(form, draft=True)
        if shared.pk not in document.places.sets:
            continue
        places = named(document, _using(document, shared))
        questions += [(f"{form.name}{BETWEEN}{name}", url) for name, url in places]
        found |= {each: None for each in find(document)[1] if each.url.startswith(mine)}
    return Use(questions, list(found))


def named(document: Document, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Name and address of each of these places."""
    urls, words = Urls(document.places), Words(document.data)
    return [(words.place(path), urls.of(path)) for path in paths]


def _using(document: Document, shared: ChoiceSet) -> list[str]:
    """The paths of the questions whose options are edited in the choice set."""
    theirs = (path for path, place in document.places.items() if place.snippet == shared and path.endswith("]"))
    return list(dict.fromkeys(path.rpartition(".options[")[0] for path in theirs))


class Urls:
    """Addresses of blocks; a snippet's own is looked for once."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.places = places
        self.finder = AdminURLFinder()
        self.found: dict[tuple[type, int], str] = {}

    def of(self, path: str, language: str = "") -> str:
        """Where the block is edited that is nearest around a path of the document; "" where that is unknown."""
        near, inside = path, language
        while near and near not in self.places:
            cut = max(near.rfind("."), near.rfind("["))
            inside = inside or (near[cut + 1 :] if near[cut] == "." else "") if cut > 0 else ""
            near = near[:cut] if cut > 0 else ""
        if not near:
            return ""
        place = self.places[near]
        target = f"{place.path}.{inside}" if inside else place.path
        return f"{self._snippet(place)}#:w:{urlencode({'contentpath': target})}"

    def _snippet(self, place: Place) -> str:
        key = (type(place.snippet), int(place.snippet.pk))
        if key not in self.found:
            self.found[key] = self.finder.get_edit_url(place.snippet) or ""
        return self.found[key]
