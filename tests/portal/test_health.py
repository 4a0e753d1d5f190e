"""The two answers that a load balancer asks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache

from content.snippets import SiteFacts
from intake_forms.authoring import files
from intake_forms.records import services
from portal import placeholders

ROOT = Path(__file__).parents[2]


def test_live_asks_nobody(client) -> None:
    # Without the database mark any query fails.
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_ready_when_every_part_works(client, papers) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "storage": "ok", "keyset": "ok", "placeholders": "ok"}


@pytest.mark.django_db
def test_not_ready_without_the_object_store(client, settings) -> None:
    settings.S3 = {**settings.S3, "endpoint_url": "http://127.0.0.1:9"}
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["storage"] == "failed"


@pytest.mark.django_db
def test_not_ready_without_a_keyset(client, papers, settings) -> None:
    settings.PORTAL_KEYSET = ""
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["keyset"]) == (503, "failed")


@pytest.mark.django_db
def test_production_is_not_ready_while_a_placeholder_is_live(client, papers, settings) -> None:
    settings.PRODUCTION = True
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["placeholders"]) == (503, "failed")


@pytest.mark.django_db
def test_a_placeholder_in_a_form_counts_until_a_fact_fills_it() -> None:
    form = files.read((ROOT / "intake_forms" / "forms" / "pre-appointment.yaml").read_text(encoding="utf-8"))
    services.release(form=form)
    assert ("form pre-appointment", "[[organization]]") in placeholders.unfilled()
    SiteFacts.objects.create(organization="An organization")
    cache.clear()
    assert ("form pre-appointment", "[[organization]]") not in placeholders.unfilled()
