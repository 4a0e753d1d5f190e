"""Reads: a paper's bytes, opened as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from intake_forms.documents import storage
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import key_of, place
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

_BLOCK = 64 * 1024


def plain_bytes(case: Case, upload: Upload) -> Iterator[bytes]:
    """The file as the sponsor sent it, in blocks. The first block is opened before this returns.

    Raises storage.Missing, storage.Unavailable, or tink.TinkError for bytes that are not what was stored.
    """
    source = storage.get(upload.object_key)
    stream = open_case_key(key_of(case)).files.new_decrypting_stream(
        source, place("upload", upload.id, "file").encode()
    )
    first = stream.read(_BLOCK)

    def blocks() -> Iterator[bytes]:
        block = first
        while block:
            yield block
            block = stream.read(_BLOCK)
        stream.close()

    return blocks()
