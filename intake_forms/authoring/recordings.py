"""Recordings: which of Wagtail's documents may be one, whether those of a form are there, and which text one was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction

from intake_forms.authoring import text
from intake_forms.schema import document
from intake_forms.schema.document import Form
from intake_forms.schema.faults import Fault, fault

#: What is read aloud of a part of a form, in this order: texts, and options with their own. ``texts.js`` is told it too.
SPOKEN = ("title", "label", "hint", "body", "yes", "no", "not_sure", "options")


def spoken(part: Mapping[str, Any], language: str) -> str:
    """All that a recording of a part says; ``part`` as documents have it. The same function stands in ``texts.js``."""
    said: list[str] = []
    for name in SPOKEN:
        found = part.get(name)
        if isinstance(found, Mapping):
            said.append(str(found.get(language) or ""))
        elif isinstance(found, list):
            said += [spoken(each, language) for each in found if isinstance(each, Mapping)]
    return " ".join(said)


def mark(part: Mapping[str, Any], language: str) -> str:
    """The mark of the text that a recording of this part would be made from now."""
    return text.mark(spoken(part, language))


def choosable() -> QuerySet[Any]:
    """The documents that can be a recording: of a kind that browsers play, and in no private collection."""
    kinds = Q()
    for extension in settings.RECORDINGS:
        kinds |= Q(file__iendswith=f".{extension}")
    found = get_document_model().objects.filter(kinds)
    for path in _private():
        found = found.exclude(collection__path__startswith=path)
    return found


def _private() -> list[str]:
    """The tree paths of collections that not everybody may open; what is below them is not open either."""
    return list(CollectionViewRestriction.objects.values_list("collection__path", flat=True).distinct())


def is_private(collection: Any) -> bool:
    """Whether not everybody may open what is in a collection."""
    return any(collection.path.startswith(path) for path in _private())


def clip(recording: Any) -> dict[str, Any]:
    """A recording as form documents have it."""
    return {"url": recording.url, "size": recording.get_file_size()}


def note(clip: Mapping[str, Any]) -> str:
    """A clip in one line."""
    return f"{clip['size']} {clip['url']}"


def noted(line: str) -> dict[str, Any]:
    """The clip again."""
    size, _space, url = line.partition(" ")
    return {"url": url, "size": int(size) if size.isdecimal() else 1}


def at(addresses: Iterable[str]) -> dict[str, Any]:
    """The documents at these addresses; an address where none is, is left out."""
    numbers = {address: number for address in addresses if (number := _number(address))}
    found = get_document_model().objects.select_related("collection").in_bulk(set(numbers.values()))
    there = {address: found.get(number) for address, number in numbers.items()}
    return {address: each for address, each in there.items() if each and each.url == address}


def _number(address: str) -> int | None:
    """The number of the document that an address names."""
    try:
        match = resolve(unquote(address))
    except Resolver404:
        return None
    return int(match.args[0]) if match.url_name == "wagtaildocs_serve" else None


def in_form(form: Form) -> dict[str, Any]:
    """The documents that a form's recordings are, by their addresses."""
    addresses = {clip.url for _path, part in document.recorded(form) for clip in part.audio.values()}
    return at(addresses) if addresses else {}


def faults(form: Form) -> list[Fault]:
    """Recordings of a form that nobody would hear: their file is not here, is another one, or is not for everybody."""
    there = in_form(form)
    clips = [
        (f"{path}.audio.{language}", clip)
        for path, part in document.recorded(form)
        for language, clip in part.audio.items()
    ]
    private = _private() if there else []
    return [found for path, clip in clips for found in _faults(path, clip, there.get(clip.url), private)]


def _faults(path: str, clip: Any, recording: Any, private: list[str]) -> Iterator[Fault]:
    if recording is None or not recording.file.storage.exists(recording.file.name):
        yield fault(path, "missing_recording", url=clip.url)
        return
    if recording.file_extension.lower() not in settings.RECORDINGS:
        yield fault(path, "wrong_recording:kind", url=clip.url, kinds=", ".join(settings.RECORDINGS))
    if any(recording.collection.path.startswith(each) for each in private):
        yield fault(path, "wrong_recording:private", url=clip.url)
    if recording.get_file_size() != clip.size:
        yield fault(path, "wrong_recording:size", url=clip.url, size=str(recording.get_file_size()))
