"""A sponsor in front of the step with the photo, over a real object store."""

import pytest

from intake_forms.documents import services, storage
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.factories import Paper, sealed
from tests.intake_forms.papers import picture, sent


@pytest.fixture
def at_photo(sponsor, bucket):
    """A sponsor who has come as far as the photo of her ID."""
    sponsor.fill("gate", "contact", "child")
    return sponsor


@pytest.fixture
def send_file(at_photo):
    """Send files with a button of the photo step."""

    def press(*files, go="upload-sponsor_id", **more):
        return at_photo.post(
            "photo-id", {"sponsor_id": [sent(f) if isinstance(f, bytes) else f for f in files]}, go, **more
        )

    return press


@pytest.fixture
def stored(bucket):
    """Object keys of the bucket, and upload rows by state."""

    def look():
        rows = list(Upload.objects.values_list("state", flat=True))
        return sorted(storage.keys()), {state: rows.count(state) for state in set(rows)}

    return look


@pytest.fixture
def store(begun, bucket):
    """Store a photo, or other bytes, for a case just begun."""

    def take(content=None, name="id.jpg", slot="sponsor_id"):
        paper = Paper(content or picture(), name)
        return services.store(case=begun.case, slot=slot, incoming=sealed(begun.case, paper))

    return take


@pytest.fixture
def sender(at_photo):
    """Somebody at the step with the photo; makes senders of a file."""

    def make(content, **more):
        return Sender(at_photo.client, Case.objects.get().pk, content, more.pop("paper", "sponsor_id"), **more)

    return make
