"""A small picture of what she sent: for her browser while it has the case open, and for no other."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from intake_forms.documents import checking, storage
from intake_forms.records.uploads import Upload
from tests.intake_forms.factories import Paper, make_case
from tests.intake_forms.papers import picture


def check() -> None:
    """The worker checks what is due."""
    while (upload := checking.claim(timezone.now())) is not None:
        checking.check(upload)


@pytest.fixture
def sent(family, bucket):
    """A family that sent a photo, checked; and the address of its small picture."""
    family.photo()
    check()
    return family, family.case_url(f"thumbnails/{Upload.objects.get().pk}/")


def test_she_sees_a_small_picture_of_what_she_sent_and_never_the_paper(sent):
    family, address = sent
    assert f'src="{address}"' in family.see("papers/photo/").content.decode()
    response = family.client.get(address)
    assert max(Image.open(io.BytesIO(response.content)).size) == 240
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_until_it_is_checked_there_is_a_word_instead(family, bucket):
    family.photo()
    address = family.case_url(f"thumbnails/{Upload.objects.get().pk}/")
    page = family.see("papers/photo/").content.decode()
    assert "<img" not in page
    assert '<span class="thumb" aria-hidden="true">Foto</span>' in page
    assert family.client.get(address).status_code == 404


def test_another_browser_and_another_case_get_nothing(sent):
    family, address = sent
    assert Client().get(address).status_code == 403
    make_case(papers=[Paper(picture())])
    check()
    other = Upload.objects.latest("created_at")
    for pk in (other.pk, uuid.uuid4()):
        assert family.client.get(family.case_url(f"thumbnails/{pk}/")).status_code == 404
    assert family.client.get(address).status_code == 200


@pytest.mark.parametrize("state", ["rejected", "held", "purged"])
def test_of_what_is_not_accepted_there_is_none(sent, state):
    family, address = sent
    Upload.objects.update(state=state)
    assert family.client.get(address).status_code == 404


def test_without_the_store_the_page_is_whole_and_waits_for_one_picture_of_many(sent, store_down, monkeypatch):
    family, address = sent
    store_down()
    asked, get = [], storage.get
    monkeypatch.setattr(storage, "get", lambda key, *within: (asked.append(within), get(key, *within))[1])
    for _picture in range(3):
        assert family.client.get(address).status_code == 404
    assert asked == [(storage.SHORTEST,)]
    assert family.see("papers/photo/").status_code == 200
    store_down(back=True)
    # The moment in which it is not asked is over.
    cache.clear()
    assert family.client.get(address).status_code == 200
