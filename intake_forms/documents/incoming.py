"""What comes in: files are sealed while they are read, so no plain byte of a paper ever lies on a disk.

The handler has to be installed before anything touches the request's body; afterwards each file waits, sealed, in an
unnamed temporary file until it is stored (or the request ends and the file with it).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import tempfile
import uuid
from dataclasses import dataclass, field
from typing import IO, Any

import tink
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from intake_forms.documents import inspection
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import Keyed, key_of, place

#: All files of a request together may be as large as this many of the largest. Of more, the rest is read past, so that its
#: sender is answered in words; a body this many times larger is not read to its end.
AT_ONCE = 8
_PATIENCE = 40


@dataclass
class Incoming:
    """One file of a request, sealed for the upload ``id``."""

    id: uuid.UUID
    field_name: str
    name: str
    sealed: IO[bytes]
    size: int = 0
    sealed_size: int = 0
    content_type: str | None = None
    problem: str | None = None
    plain_sha256: str = ""
    sealed_sha256: str = ""
    head: bytes = field(default=b"", repr=False)

    @property
    def whole(self) -> bool:
        """Whether it came to its end: of one that broke off there is nothing to store."""
        return bool(self.sealed_sha256)


class HashingWriter(io.RawIOBase):
    """Counts and hashes what goes into a file, which stays open when Tink closes its stream."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.length, self.digest = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = bytes(data)
        self._file.write(block)
        self.digest.update(block)
        self.length += len(block)
        return len(block)


class Sealer:
    """Seals one file, block by block, into the temporary file of its entry, and notes there what is wrong with it."""

    def __init__(self, case: Keyed, entry: Incoming) -> None:
        self._entry, self._plain = entry, hashlib.sha256()
        self._writer = HashingWriter(entry.sealed)
        at = place("upload", entry.id, "file").encode()
        self._stream = open_case_key(key_of(case)).files.new_encrypting_stream(self._writer, at)

    def write(self, block: bytes) -> bool:
        """Take a block. False when there is no going on: the entry has a problem, and nothing is kept of it."""
        entry = self._entry
        entry.size += len(block)
        if entry.size > settings.UPLOAD_MAX_BYTES:
            return self._give_up("too_big")
        if len(entry.head) < inspection.HEAD:
            entry.head += block[: inspection.HEAD - len(entry.head)]
        self._plain.update(block)
        try:
            self._stream.write(block)
        except (OSError, tink.TinkError):
            # The disk is full.
            return self._give_up("unavailable")
        return True

    def close(self) -> None:
        """The file has come to its end: say what it is."""
        entry = self._entry
        try:
            self._stream.close()
            entry.sealed.flush()
        except (OSError, tink.TinkError):
            self._give_up("unavailable")
            return
        entry.plain_sha256 = self._plain.hexdigest()
        entry.sealed_sha256 = base64.b64encode(self._writer.digest.digest()).decode()
        entry.sealed_size = self._writer.length
        entry.content_type = inspection.content_type(entry.head)
        entry.problem = "empty" if not entry.size else "wrong_type" if entry.content_type is None else None
        entry.head = b""

    def _give_up(self, problem: str) -> bool:
        self._entry.problem = problem
        with contextlib.suppress(OSError):
            self._entry.sealed.close()
        return False


def temporary() -> IO[bytes]:
    """An unnamed file for sealed bytes; one that takes none where the disk has no room for it."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "rb")


class SealingUploadHandler(FileUploadHandler):
    """Seals every file of a request to the case; ``incoming`` lists them in order, the refused ones with a problem."""

    #: Bytes at a time. Between two blocks threads change places, which costs more than small blocks save memory.
    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest, case: Keyed) -> None:
        super().__init__(request)
        self._case = case
        self.incoming: list[Incoming] = []
        self._endless, self._taken = False, 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        # Django takes StopUpload only while it parses: the first file of such a body ends it.
        self._endless = content_length > settings.UPLOAD_MAX_BYTES * _PATIENCE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # The file outlives this method on purpose: it is closed with the request.
        entry = Incoming(uuid.uuid4(), self.field_name or "", self.file_name or "", temporary())
        self.incoming.append(entry)
        if self._endless:
            entry.problem = "too_big"
            raise StopUpload(connection_reset=True)
        if len(self.incoming) > settings.UPLOAD_MAX_FILES:
            entry.problem = "too_many"
            raise SkipFile
        self._sealer = Sealer(self._case, entry)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._taken += len(raw_data)
        if self._taken > settings.UPLOAD_MAX_BYTES * AT_ONCE:
            self.incoming[-1].problem = "too_much"
            self.incoming[-1].sealed.close()
            raise SkipFile
        if not self._sealer.write(raw_data):
            raise SkipFile

    def file_complete(self, file_size: int) -> None:
        if not self.incoming[-1].problem:
            self._sealer.close()


class RefusingUploadHandler(FileUploadHandler):
    """For pages that take no file: what is sent all the same is read past, and stored nowhere; ``refused`` counts it."""

    refused = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.refused += 1
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Unreached: every file is skipped."""

    def file_complete(self, file_size: int) -> None:
        """Nothing is handed on."""
