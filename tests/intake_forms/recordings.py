"""Recordings for tests: a sound that plays, and documents that hold one."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection

#: Looks like a recording; no player could play it.
OPUS = b"OggS" + bytes(range(256)) * 400


def silence(seconds: float = 1.0) -> bytes:
    """An MP3 that every browser plays: frames of nothing, 26 ms each."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * round(seconds / 0.0261)


def recording(name: str = "nombre.ogg", content: bytes = OPUS, collection: Collection | None = None) -> Any:
    """A document as an editor's upload makes it."""
    made = Document(title=name, collection=collection or Collection.get_first_root_node())
    made.file.save(name, ContentFile(content), save=False)
    made._set_document_file_metadata()
    made.file.close()
    made.save()
    return made


def clip(made: Any) -> dict[str, Any]:
    """It, as form documents have it."""
    return {"url": made.url, "size": made.file_size}
