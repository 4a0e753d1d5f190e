"""What every test of the intake forms stands on: a master keyset, the shipped form, a case just begun."""

from __future__ import annotations

import socket

import pytest

from intake_forms.documents import storage
from intake_forms.privacy.keysets import new_master_keyset
from intake_forms.records import services
from intake_forms.records.models import FormVersion
from intake_forms.records.services import NewCase
from tests.intake_forms import forms
from tests.intake_forms.sponsor import GATE, Sponsor, step_answers

MASTER = new_master_keyset()


@pytest.fixture(autouse=True)
def master_keyset(settings):
    """A master keyset of the tests' own, and static files without a manifest."""
    settings.PORTAL_KEYSET = MASTER
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def version(db) -> FormVersion:
    """The shipped form, released."""
    return services.release(form=forms.shipped())[0]


@pytest.fixture
def begun(version) -> NewCase:
    """A case whose sponsor has just come through the gate."""
    return services.begin_case(
        version=version, language="es", step="gate", answers=step_answers("gate"), facts=dict(GATE)
    )


@pytest.fixture
def sponsor(version, client) -> Sponsor:
    """A sponsor in front of the shipped form, in Spanish."""
    return Sponsor(client)


@pytest.fixture
def bucket(object_store, settings):
    """An empty bucket of a real object store, in the settings."""
    settings.S3 = {**settings.S3, **object_store}
    storage.ensure_bucket()
    for key in list(storage.keys()):
        storage.delete(key)
    return settings.S3["bucket"]


@pytest.fixture
def store_down(settings):
    """A function that makes the object store unreachable; called again with True it is back."""
    there = settings.S3

    def switch(back: bool = False) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            closed = f"http://127.0.0.1:{free.getsockname()[1]}"
        settings.S3 = there if back else {**there, "endpoint_url": closed}

    return switch
