"""What every test of the intake forms stands on: a form, a case just begun, a sponsor, an empty bucket."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from intake_forms.documents import storage
from intake_forms.records import services
from intake_forms.records.models import FormVersion
from intake_forms.records.services import NewCase
from tests.intake_forms import forms
from tests.intake_forms.sponsor import GATE, Sponsor, step_answers


@pytest.fixture
def version(db: None) -> FormVersion:
    """The form that tests walk, released."""
    return services.release(form=forms.sample())[0]


@pytest.fixture
def begun(version: FormVersion) -> NewCase:
    """A case whose sponsor has just come through the gate."""
    return services.begin_case(
        version=version, language="es", step="gate", answers=step_answers("gate"), facts=dict(GATE)
    )


@pytest.fixture
def sponsor(version: FormVersion, client: Client) -> Sponsor:
    """A sponsor in front of that form, in Spanish."""
    return Sponsor(client)


@pytest.fixture
def bucket(papers: None, settings: Any) -> str:
    """An empty bucket of a real object store, in the settings."""
    for key in list(storage.keys()):
        storage.delete(key)
    return str(settings.S3["bucket"])


@pytest.fixture
def store_down(settings: Any) -> Iterator[Callable[..., None]]:
    """A function that makes the object store unreachable; called with ``back=True`` it is there again."""
    there = settings.S3
    # Held and not listened on: nobody else gets the port.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        closed = {**there, "endpoint_url": f"http://127.0.0.1:{held.getsockname()[1]}"}

        def switch(back: bool = False) -> None:
            settings.S3 = there if back else closed

        yield switch
