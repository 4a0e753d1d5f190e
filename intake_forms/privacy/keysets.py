"""Tink keysets: one master outside the database, two per case (values, files) sealed by it."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import NamedTuple

import tink
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tink import aead, json_proto_keyset_format, proto_keyset_format, secret_key_access, streaming_aead

from intake_forms.privacy.models import CaseKey

aead.register()
streaming_aead.register()


class CaseKeyset(NamedTuple):
    """The opened primitives of one case."""

    values: aead.Aead
    files: streaming_aead.StreamingAead


def new_master_keyset() -> str:
    """A fresh master keyset as JSON, for ``PORTAL_KEYSET``. Holds the key in the clear: store it like a password."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    return json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)


def master() -> aead.Aead:
    """The master of this installation. Raises ImproperlyConfigured when the setting is empty or not a keyset."""
    return _read_master(settings.PORTAL_KEYSET)


@lru_cache(maxsize=4)
def _read_master(text: str) -> aead.Aead:
    if not text:
        raise ImproperlyConfigured("PORTAL_KEYSET is empty: `manage.py demo` makes one, production must set its own.")
    try:
        return json_proto_keyset_format.parse(text, secret_key_access.TOKEN).primitive(aead.Aead)
    except (tink.TinkError, ValueError) as error:
        raise ImproperlyConfigured("PORTAL_KEYSET is not a Tink keyset in JSON.") from error


def new_case_key() -> CaseKey:
    """A CaseKey, not yet saved, with two fresh keysets sealed to its id."""
    key = CaseKey()
    templates = (aead.aead_key_templates.AES256_GCM, streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_4KB)
    key.values_keyset, key.files_keyset = (
        proto_keyset_format.serialize_encrypted(tink.new_keyset_handle(template), master(), key.id.bytes)
        for template in templates
    )
    return key


def open_case_key(key: CaseKey) -> CaseKeyset:
    """The primitives of a case. Raises tink.TinkError when the master did not seal this row."""
    return _open(key.id.bytes, bytes(key.values_keyset), bytes(key.files_keyset), settings.PORTAL_KEYSET)


@lru_cache(maxsize=256)
def _open(case: bytes, values: bytes, files: bytes, master_text: str) -> CaseKeyset:
    sealer = _read_master(master_text)
    return CaseKeyset(
        proto_keyset_format.parse_encrypted(values, sealer, case).primitive(aead.Aead),
        proto_keyset_format.parse_encrypted(files, sealer, case).primitive(streaming_aead.StreamingAead),
    )


def new_single_key() -> tuple[str, aead.Aead]:
    """A fresh keyset for one value, as URL-safe text in the clear, and its primitive. Not under the master: kept nowhere."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    text = base64.urlsafe_b64encode(proto_keyset_format.serialize(handle, secret_key_access.TOKEN)).decode()
    return text, handle.primitive(aead.Aead)


def open_single_key(text: str) -> aead.Aead:
    """The primitive of a keyset made by ``new_single_key``. Raises ValueError or tink.TinkError for any other text."""
    return proto_keyset_format.parse(base64.urlsafe_b64decode(text), secret_key_access.TOKEN).primitive(aead.Aead)
