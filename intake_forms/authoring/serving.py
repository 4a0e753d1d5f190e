"""Parts of recordings, as players ask for them: those of some telephones play nothing that comes whole only."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag

#: Bytes at most of one answer: they stand in memory. A player asks for the next part by itself.
_MOST = 1024 * 1024


def serve_part(document: Any, request: HttpRequest) -> HttpResponse | None:
    """The part of a recording that a request asks for; None where Wagtail serves the whole, and for other documents.

    For the hook ``before_serve_document``, after Wagtail's own has refused those who may not open the collection.
    """
    if document.file_extension.lower() not in settings.RECORDINGS or "Range" not in request.headers:
        return None
    # What was loaded before fits only to the same file.
    if request.headers.get("If-Range", _tag(request, document)) != _tag(request, document):
        return None
    try:
        size = document.file.storage.size(document.file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    part = _part(request.headers["Range"], size)
    return None if part is None else _answer(request, document, part, size)


def _part(asked: str, size: int) -> range | None:
    """The bytes that a Range header asks for, empty where there are none such; None where it asks for no one part."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", asked.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(int(last) + 1, size) if last else size)


def _tag(request: HttpRequest, document: Any, *args: Any) -> str:
    return f'"{document.get_file_hash()}"'


@etag(_tag)
def _answer(request: HttpRequest, document: Any, part: range, size: int) -> HttpResponse:
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with document.file.storage.open(document.file.name, "rb") as file:
        file.seek(part.start)
        found = file.read(min(len(part), _MOST))
    sent = f"bytes {part.start}-{part.start + len(found) - 1}/{size}"
    # "identity" keeps the middleware that compresses away from it, as Wagtail does with the whole.
    headers = {"Content-Range": sent, "Accept-Ranges": "bytes", "Content-Encoding": "identity"}
    return HttpResponse(found, status=206, content_type=document.content_type, headers=headers)
