"""The pictures of a file's pages, and their thumbnails: sealed one by one, in the store, and opened for whoever may see them."""

from __future__ import annotations

import io
import uuid
from typing import IO

from django.db.models import QuerySet

from intake_forms.documents import storage
from intake_forms.documents.rebuilding import Page
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import key_of, place
from intake_forms.records.models import Case
from intake_forms.records.uploads import PageImage, Upload


class Gone(Exception):
    """The file was taken away meanwhile."""


def store(upload: Upload, page: Page) -> None:
    """Keep one page of a file, its row before its bytes. Raises Gone, storage.Unavailable."""
    image = _sealed(upload, f"page-{page.number}", page.image)
    thumbnail = _sealed(upload, f"thumb-{page.number}", page.thumbnail)
    row = PageImage(
        upload=upload,
        number=page.number,
        object_key=f"accepted/{uuid.uuid4()}",
        thumbnail_key=f"accepted/{uuid.uuid4()}",
        sealed_size=len(image),
        width=page.width,
        height=page.height,
    )
    if not Upload.objects.filter(pk=upload.pk).exists():
        raise Gone
    row.save(force_insert=True)
    for key, content in ((row.object_key, image), (row.thumbnail_key, thumbnail)):
        storage.put_bytes(key, content)
    if not PageImage.objects.filter(pk=row.pk).exists():
        # Taken away between the row and the bytes: nobody would find them.
        for key in (row.object_key, row.thumbnail_key):
            storage.delete(key)
        raise Gone


def shown(upload: Upload) -> QuerySet[PageImage]:
    """The pages of a file whose check came to its end, in order; none of a check that did not."""
    ended = upload.state in (Upload.State.ACCEPTED, Upload.State.HELD) and upload.reason != "gave_up"
    rows = upload.pages.all()
    return rows if ended else rows.none()


def remove(upload: Upload) -> None:
    """Take away what there is of a file's pages. Raises storage.Unavailable with the rest still there."""
    for row in PageImage.objects.filter(upload=upload):
        for key in (row.object_key, row.thumbnail_key):
            storage.delete(key)
        row.delete()


def image(case: Case, row: PageImage) -> bytes:
    """A page, a JPEG or PNG. Raises as ``opening.plain_bytes``."""
    return _opened(case, row, storage.get(row.object_key), f"page-{row.number}")


def thumbnail(case: Case, row: PageImage) -> bytes:
    """A small JPEG of a page. Raises as ``opening.plain_bytes``."""
    # One of many on a page that says in words what is there: it is not waited for long.
    return _opened(case, row, storage.get(row.thumbnail_key, storage.SHORTEST), f"thumb-{row.number}")


def _opened(case: Case, row: PageImage, sealed: IO[bytes], column: str) -> bytes:
    at = place("upload", row.upload_id, column).encode()
    with open_case_key(key_of(case)).files.new_decrypting_stream(sealed, at) as stream:
        return bytes(stream.read())


def _sealed(upload: Upload, column: str, content: bytes) -> bytes:
    out = _Kept()
    at = place("upload", upload.pk, column).encode()
    with open_case_key(key_of(upload.case)).files.new_encrypting_stream(out, at) as stream:
        stream.write(content)
    return out.content


class _Kept(io.BytesIO):
    """Keeps what was written when Tink closes it."""

    content = b""

    def close(self) -> None:
        if not self.closed:
            self.content = self.getvalue()
        super().close()
