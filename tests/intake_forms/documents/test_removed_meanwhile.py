"""A file that is removed, or whose case is deleted, while it is still on its way: nothing of it stays that is nobody's."""

from __future__ import annotations

import pytest
from django.utils import timezone

from intake_forms.documents import removal, services, storage
from intake_forms.records import deletion
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.intake_forms import papers
from tests.intake_forms.documents.pieces import SIZE

pytestmark = pytest.mark.django_db

#: Two pieces.
PHOTO = papers.picture() + b"x" * SIZE


def test_a_piece_that_arrives_after_the_file_was_removed_leaves_nothing(sender, stored, monkeypatch):
    page = sender(PHOTO)
    page.announce()
    put = storage.put_bytes

    def slowly(key, content):
        services.discard(upload=Upload.objects.get())
        put(key, content)

    monkeypatch.setattr(storage, "put_bytes", slowly)
    assert page.put(0).status_code == 410
    assert stored() == ([], {})


@pytest.mark.parametrize("way", ["removed", "deleted"])
def test_a_piece_that_arrives_while_the_file_is_being_removed_leaves_nothing(sender, stored, monkeypatch, way):
    page = sender(PHOTO)
    page.announce()
    put, remove = storage.put_bytes, services._remove

    def begun(upload):
        """What lies there is gone; its row is not yet."""
        for key in services._objects(upload):
            storage.delete(key)

    def slowly(key, content):
        monkeypatch.setattr(services, "_remove", begun)
        if way == "removed":
            services.discard(upload=Upload.objects.get())
        else:
            deletion.shred(case=Case.objects.get())
            removal.finish(case=Case.objects.get(), now=timezone.now())
        put(key, content)

    monkeypatch.setattr(storage, "put_bytes", slowly)
    assert page.put(0).status_code == 410
    monkeypatch.setattr(services, "_remove", remove)
    assert services.remove(uploads=Upload.objects.all()) == 1
    assert stored() == ([], {})


@pytest.mark.parametrize("way", ["removed", "deleted"])
def test_a_file_that_is_removed_while_it_travels_to_the_store_leaves_nothing(sender, stored, monkeypatch, way):
    page = sender(PHOTO)
    page.announce()
    page.rest()
    put = storage.put

    def slowly(*given, **more):
        monkeypatch.undo()
        if way == "removed":
            services.discard(upload=Upload.objects.get())
        else:
            deletion.shred(case=Case.objects.get())
            removal.finish(case=Case.objects.get(), now=timezone.now())
        put(*given, **more)

    monkeypatch.setattr(storage, "put", slowly)
    assert page.finish().status_code in (410, 503)
    assert stored() == ([], {})
    assert not Case.objects.filter(deleted_at__isnull=False).exists()
