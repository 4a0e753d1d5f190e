"""Every file of the corpus, sent in pieces as a page with JavaScript sends it: the same verdict in the same words."""

from __future__ import annotations

import pytest

from intake_forms.documents import opening, services
from intake_forms.records.uploads import Chunk, Upload
from tests.hostile import corpus
from tests.hostile.corpus import Sample
from tests.hostile.posting import send_in_pieces, told
from tests.intake_forms.sponsor import Sponsor

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def sent(sponsor: Sponsor, sample: Sample) -> tuple[str, ...]:
    """What the script was answered, or what the file was taken as and its hints. Nothing is left of it afterwards."""
    answer = send_in_pieces(sponsor, "sponsor_id", sample.content, sample.name)
    if answer.status_code != 200:
        # A locked one waits for its password.
        left = Upload.objects.exclude(state="purged")
        assert sample.problem == "locked" or not left
        services.remove(uploads=left)
        return (str(answer.status_code), answer.json()["sentence"])
    [upload] = Upload.objects.all()
    assert upload.state == "received"
    assert b"".join(opening.plain_bytes(upload.case, upload)) == sample.content
    assert not Chunk.objects.exists()
    found = (upload.content_type, *filter(None, upload.hints.split(",")))
    services.remove(uploads=Upload.objects.all())
    return found


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_file_in_pieces_is_taken_or_refused_like_a_whole_one(at_photo, settings, language):
    settings.UPLOAD_PER_HOUR = 1000
    at_photo.language = language
    wrong = {}
    for sample in corpus.SAMPLES[language == "en" :: 2]:
        found = sent(at_photo, sample)
        should = ("422", told(sample.problem, language)) if sample.problem else (sample.kind, *sample.hints)
        if found != should:
            wrong[sample.key] = (found, should)
    assert wrong == {}
