"""How the snippets of a form stand to a document that is to be taken in: what it changes, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BasicLock

from intake_forms.authoring import compiling, outline
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.schema import document, kinds, sharing
from intake_forms.schema.document import Form
from intake_forms.schema.options import Option, Optioned

#: What is no part of the snippets: the site says it.
_NOT_KEPT = frozenset({"schema_version", "languages", "sections"})


class InTheWay(Exception):
    """Why a document was not taken in, in sentences.

    ``held``: what somebody is at, which may be published over; ``refused``: what is to be mended first.
    """

    def __init__(self, held: list[str], refused: list[str]) -> None:
        super().__init__("\n".join([*held, *refused]))
        self.held, self.refused = held, refused


class Standing:
    """What editors have published of a form, beside a document of the same key."""

    def __init__(self, form: Form) -> None:
        self.wanted = form
        self.shared = sharing.shared(form)
        self.snippet = IntakeForm.objects.filter(key=form.key).first()
        found = FormSection.objects.filter(form=self.snippet).select_related("form", "locked_by")
        self.sections = {each.key: each for each in found} if self.snippet else {}
        self.sets = {each.name: each for each in ChoiceSet.objects.filter(name__in=self.shared)}

    @property
    def gone(self) -> list[FormSection]:
        """The sections that the document does not have."""
        wanted = {each.key for each in self.wanted.sections}
        return [each for key, each in self.sections.items() if key not in wanted]

    def form_differs(self) -> bool:
        """Whether the form says something else than the document, its sections apart."""
        if self.snippet is None or self._said is None or not self._is_ready(self.snippet):
            return True
        was, is_now = (document.plain(each) for each in (self._said, self.wanted))
        return any(was.get(name) != is_now.get(name) for name in (was.keys() | is_now.keys()) - _NOT_KEPT)

    def section_differs(self, number: int) -> bool:
        """The same of the document's section with that number, from 0."""
        wanted = self.wanted.sections[number]
        there = self.sections.get(wanted.key)
        if there is None or self._said is None or not self._is_ready(there):
            return True
        said = {each.key: each for each in self._said.sections}
        moved = list(said) != [each.key for each in self.wanted.sections] and there.position != number + 1
        return moved or said.get(wanted.key) != wanted

    def set_differs(self, name: str) -> bool:
        """The same of a choice set that the document names: whether its questions do not begin with its options."""
        there = self.sets.get(name)
        options = options_of(there) if there and there.live else ()
        return not options or options != self.shared[name][: len(options)]

    def check(self, *, over_drafts: bool) -> None:
        """Raises InTheWay. ``over_drafts``: changes that are not published, and locks, are not in the way."""
        held = {each: list(_held(each)) for each in (self._parts() if self.snippet else self.sets.values())}
        gone = self.gone
        # What is deleted does not come back; what is published over stays among the revisions.
        refused = [
            f"{called(each)} {reason}, and is not in the file: delete it in the admin"
            for each in gone
            for reason in held[each]
        ]
        refused += self._shared_with_others()
        at_work = [f"{called(each)} {reason}" for each in held if each not in gone for reason in held[each]]
        if refused or (at_work and not over_drafts):
            raise InTheWay([] if over_drafts else at_work, refused)

    def _shared_with_others(self) -> Iterator[str]:
        """Choice sets that the document would change under another form."""
        for name, there in self.sets.items():
            if self.set_differs(name):
                for form in _users(there):
                    if form != self.snippet:
                        reason = "has other options than the file, and is not the file's alone"
                        yield f"{called(there)} {reason}: {called(form)} uses it too"

    def _parts(self) -> list[Any]:
        """All that the form is made of, as published and as last saved, and the choice sets that the document names."""
        assert self.snippet
        found = compiling.snippets(self.snippet, self._published)
        found += compiling.snippets(self.snippet, compiling.data(self.snippet, draft=True))
        return list(dict.fromkeys([*found, *self.sets.values()]))

    @cached_property
    def _published(self) -> compiling.Document:
        assert self.snippet
        return compiling.data(self.snippet, draft=False)

    @cached_property
    def _said(self) -> Form | None:
        """The form as published; None where it is unfinished."""
        data = self._published.data
        try:
            return document.validate(data, document.languages_of(data))
        except ValidationError:
            return None

    def _is_ready(self, snippet: Any) -> bool:
        """Whether it is published, and its translations fit."""
        places = self._published.places
        return snippet.live and all(places[path].snippet != snippet for path, _language in places.stale)

    def linked(self) -> Form:
        """The document, in which a question names the choice set that it uses by now, where it still begins with its options."""
        if self.snippet is None:
            return self.wanted
        sets = {each.name: options_of(each) for each in self._published.places.sets.values()}
        used = {
            key: item["choice_set"] for key, item, _group in outline.items(self._published.data) if "choice_set" in item
        }
        data = document.plain(self.wanted)
        found: Iterator[tuple[str, Any, Any]] = outline.items(data)
        for key, item, _group in found:
            options = sets.get(used.get(key, ""), ())
            optioned = issubclass(kinds.kinds()[item["kind"]], Optioned)
            if options and optioned and "choice_set" not in item and _begins(item["options"], options):
                item["choice_set"] = used[key]
        return document.parse(data)


def options_of(choice_set: ChoiceSet) -> tuple[Option, ...]:
    """The options of a choice set as published; none where they are unfinished or a translation is out of date."""
    found = compiling.choices(choice_set, draft=False)
    return () if found.places.stale else _options(found.data["options"])


def called(snippet: Any) -> str:
    """A snippet by its sort and name."""
    return f"{type(snippet)._meta.verbose_name} “{snippet.name}”"


def _begins(options: list[Any], with_these: tuple[Option, ...]) -> bool:
    return _options(options[: len(with_these)]) == with_these


def _options(data: list[Any]) -> tuple[Option, ...]:
    try:
        return tuple(Option.model_validate(each) for each in data)
    except ValidationError:
        return ()


def _held(snippet: Any) -> Iterator[str]:
    """How somebody is at a snippet."""
    lock = snippet.get_lock()
    if isinstance(lock, BasicLock):
        yield f"is locked by {_name(snippet.locked_by)}"
    elif lock:
        yield "waits in a workflow"
    if not lock and (snippet.has_unpublished_changes or not snippet.live):
        saved = snippet.latest_revision
        by = f" (saved by {_name(saved.user)}, {saved.created_at:%Y-%m-%d})" if saved else ""
        yield f"has changes that are not published{by}"


def _name(user: Any) -> str:
    return get_user_display_name(user) if user else "somebody"


def _users(choice_set: ChoiceSet) -> Iterator[IntakeForm]:
    """The forms that use a choice set, as published or as last saved."""
    for form in IntakeForm.objects.all():
        if any(choice_set.pk in compiling.data(form, draft=draft).places.sets for draft in (False, True)):
            yield form
