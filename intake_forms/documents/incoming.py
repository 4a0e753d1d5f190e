"""What comes in: files are sealed while they are read, so no plain byte of a paper ever lies on a disk.

The handler has to be installed before anything touches the request's body; afterwards each file waits, sealed, in an
unnamed temporary file until it is stored (or the request ends and the file with it).
"""

from __future__ import annotations

import base64
import hashlib
import io
import tempfile
import uuid
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from intake_forms.documents import inspection
from intake_forms.privacy.keysets import open_case_key
from intake_forms.privacy.sealing import Keyed, key_of, place

#: A body this many times larger than one file may be is not read to its end.
_PATIENCE = 8


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


class SealingUploadHandler(FileUploadHandler):
    """Seals every file of a request to the case; ``incoming`` lists them in order, the refused ones with a problem."""

    chunk_size = 64 * 1024

    def __init__(self, request: HttpRequest, case: Keyed) -> None:
        super().__init__(request)
        self._files = open_case_key(key_of(case)).files
        self.incoming: list[Incoming] = []
        self._endless = False

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
        sealed = tempfile.TemporaryFile()  # noqa: SIM115
        entry = Incoming(uuid.uuid4(), self.field_name or "", self.file_name or "", sealed)
        self.incoming.append(entry)
        if self._endless:
            entry.problem = "too_big"
            raise StopUpload(connection_reset=True)
        if len(self.incoming) > settings.UPLOAD_MAX_FILES:
            entry.problem = "too_many"
            raise SkipFile
        self._writer = HashingWriter(sealed)
        self._stream = self._files.new_encrypting_stream(
            self._writer,
            place("upload", entry.id, "file").encode(),
        )
        self._plain = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        entry = self.incoming[-1]
        entry.size += len(raw_data)
        if entry.size > settings.UPLOAD_MAX_BYTES:
            entry.problem = "too_big"
            entry.sealed.close()
            raise SkipFile
        if len(entry.head) < inspection.HEAD:
            entry.head += raw_data[: inspection.HEAD - len(entry.head)]
        self._plain.update(raw_data)
        self._stream.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        entry = self.incoming[-1]
        if entry.problem:
            return
        self._stream.close()
        entry.plain_sha256 = self._plain.hexdigest()
        entry.sealed_sha256 = base64.b64encode(self._writer.digest.digest()).decode()
        entry.sealed_size = self._writer.length
        entry.content_type = inspection.content_type(entry.head)
        entry.problem = self._problem(entry)
        entry.head = b""

    @staticmethod
    def _problem(entry: Incoming) -> str | None:
        if not entry.size:
            return "empty"
        return "wrong_type" if entry.content_type is None else None


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
