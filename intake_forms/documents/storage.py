"""The S3-compatible object store: the only importer of boto3. It holds ciphertext under names that say nothing.

No tags, ACLs, object lock or conditional writes: SeaweedFS, MinIO, Garage, Ceph, AWS, R2 and B2 must all do.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import threading
import time
from collections.abc import Iterator
from functools import cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from mypy_boto3_s3 import S3Client

#: Seconds to wait for a connection, and for an answer once all was sent; how often it is tried; and the seconds after which
#: bytes that still travel are given up. Whoever waits for the page hears within 25 seconds, whatever the store does.
CONNECT, ANSWER, ATTEMPTS, TRAVEL = 3, 8, 2, 14
#: Who has so many seconds left gives the store so many for a connection and an answer, however often it is tried.
PACES = ((23, CONNECT, ANSWER), (17, 2, 6), (12, 2, 3.5))
#: With fewer it is not tried.
SHORTEST = PACES[-1][0]
CONFIG = Config(
    signature_version="s3v4",
    # The checksum that goes along is signed: hashing the body once more, to sign that too, would add nothing.
    s3={"addressing_style": "path", "payload_signing_enabled": False},
    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    max_pool_connections=20,
)
_BLOCK = 64 * 1024
#: Bytes that are sent at a time.
_SENT = 256 * 1024
_NOT_THERE = {"NoSuchKey", "404"}
_clients: dict[tuple[Any, ...], S3Client] = {}
_lock = threading.Lock()


class Unavailable(Exception):
    """The object store did not do what was asked; nothing may be told as stored."""


class Missing(Exception):
    """There is no such object."""


class Listed(NamedTuple):
    """An object as the store lists it; ``changed_at``: when its bytes came."""

    key: str
    size: int
    changed_at: datetime.datetime


class _Travelling:
    """A file on its way to the store, until a moment: then it cannot be read any further."""

    def __init__(self, file: IO[bytes], seconds: float) -> None:
        self._file, self._until = file, time.monotonic() + seconds
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._until:
            raise TimeoutError
        # Whoever sends it asks for 16 KiB, and sends what it gets: each time other threads come in between.
        return self._file.read(max(size, _SENT) if size > 0 else size)


@cache
def _session() -> boto3.session.Session:
    """What all clients know of S3, kept once."""
    return boto3.session.Session()


def _client(pace: int = 0) -> S3Client:
    """One client per process and settings, and those for who has less time: it is thread-safe, and each costs memory."""
    _seconds, connect, answer = PACES[pace]
    identity = (connect, answer, *sorted(settings.S3.items()))
    with _lock:
        if identity not in _clients:
            client = _clients[identity] = _session().client(
                "s3",
                endpoint_url=settings.S3["endpoint_url"] or None,
                aws_access_key_id=settings.S3["access_key_id"],
                aws_secret_access_key=settings.S3["secret_access_key"],
                region_name=settings.S3["region"],
                config=CONFIG.merge(Config(connect_timeout=connect, read_timeout=answer)),
            )
            # A store that is there is not asked first whether it wants the bytes: that is one more wait for each file.
            client.meta.events.register("before-sign.s3.PutObject", _unasked)
        return _clients[identity]


def _unasked(request: AWSRequest, **_others: Any) -> None:
    del request.headers["Expect"]


def _bucket() -> str:
    return str(settings.S3["bucket"])


def _pace(within: float) -> int:
    """Which of the ``PACES`` somebody has who has so many seconds left. Raises Unavailable where that is too few for any."""
    if within < SHORTEST:
        raise Unavailable("no time")
    return next(number for number, (seconds, *_waits) in enumerate(PACES) if within >= seconds)


def put(key: str, body: IO[bytes], *, length: int, sha256: str, within: float = PACES[0][0]) -> None:
    """Store ``length`` bytes of a seekable file; ``sha256`` is theirs, in base64, and the store checks it.

    ``within``: the seconds that whoever waits has left. Raises Unavailable when the store did not acknowledge.
    """
    pace = _pace(within)
    sent = cast(IO[bytes], _Travelling(body, min(TRAVEL, within - PACES[pace][2] - 1)))
    try:
        _client(pace).put_object(Bucket=_bucket(), Key=key, Body=sent, ContentLength=length, ChecksumSHA256=sha256)
    except (BotoCoreError, ClientError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def put_bytes(key: str, content: bytes) -> None:
    """Store a small object. Raises Unavailable when the store did not acknowledge."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    put(key, io.BytesIO(content), length=len(content), sha256=digest)


def get_bytes(key: str, within: float = PACES[0][0]) -> bytes:
    """A small object, whole, within so many seconds. Raises Missing or Unavailable."""
    until, content = time.monotonic() + within, b""
    body = get(key, within)
    try:
        while block := body.read(_BLOCK):
            if time.monotonic() > until:
                raise TimeoutError
            content += block
        return content
    except (BotoCoreError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error
    finally:
        body.close()


def get(key: str, within: float = PACES[0][0]) -> IO[bytes]:
    """The object's bytes as a readable stream. Raises Missing or Unavailable."""
    client = _client(_pace(within))
    try:
        return client.get_object(Bucket=_bucket(), Key=key)["Body"]  # type: ignore[return-value]  # it is read like one
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _NOT_THERE:
            raise Missing(key) from error
        raise Unavailable("ClientError") from error
    except (BotoCoreError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def delete(key: str, within: float = PACES[0][0]) -> None:
    """Remove an object; one that is not there counts as removed. Raises Unavailable."""
    client = _client(_pace(within))
    try:
        client.delete_object(Bucket=_bucket(), Key=key)
    except (BotoCoreError, ClientError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def size(key: str) -> int:
    """Length of an object's bytes. Raises Missing or Unavailable."""
    try:
        return _client().head_object(Bucket=_bucket(), Key=key)["ContentLength"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _NOT_THERE:
            raise Missing(key) from error
        raise Unavailable("ClientError") from error
    except (BotoCoreError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def measure(key: str) -> tuple[int, str]:
    """Length and SHA-256, in base64, of an object's bytes as they come back now. Raises Missing or Unavailable."""
    body, digest, length = get(key), hashlib.sha256(), 0
    try:
        while block := body.read(_BLOCK):
            digest.update(block)
            length += len(block)
    except (BotoCoreError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error
    finally:
        body.close()
    return length, base64.b64encode(digest.digest()).decode()


def listing() -> Iterator[Listed]:
    """Every object, a thousand with each request. Raises Unavailable, also half-way."""
    try:
        for page in _client().get_paginator("list_objects_v2").paginate(Bucket=_bucket()):
            for entry in page.get("Contents", ()):
                yield Listed(entry["Key"], entry["Size"], entry["LastModified"])
    except (BotoCoreError, ClientError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def keys() -> Iterator[str]:
    """The names of all objects. Raises Unavailable."""
    return (listed.key for listed in listing())


def ensure_bucket() -> None:
    """Make the bucket where it is missing. Raises Unavailable."""
    try:
        _client().head_bucket(Bucket=_bucket())
    except ClientError:
        try:
            _client().create_bucket(Bucket=_bucket())
        except (BotoCoreError, ClientError, OSError) as error:
            raise Unavailable(type(error).__name__) from error
    except (BotoCoreError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from error


def reachable() -> bool:
    """Whether the bucket answers."""
    return not trouble()


def trouble() -> str:
    """Why the bucket cannot be used: "refused" (the keys), "missing" (there is no such bucket), "silent"; "" where it can."""
    try:
        _client().head_bucket(Bucket=_bucket())
    except ClientError as error:
        return {"403": "refused", "404": "missing"}.get(error.response.get("Error", {}).get("Code", ""), "silent")
    except (BotoCoreError, OSError, ValueError):
        return "silent"
    return ""
