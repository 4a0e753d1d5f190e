"""Recordings as browsers ask for them: with their type and size, whole or in parts, to everybody or to nobody."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from tests.intake_forms.recordings import OPUS, recording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("a.mp3", "audio/mpeg"), ("a.m4a", "audio/mp4"), ("a.ogg", "audio/ogg"), ("a.OPUS", "audio/ogg")],
)
def test_it_comes_with_its_type_and_size_and_uncompressed(client, name, type_):
    response = client.get(recording(name).url, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == type_
    assert response.headers["Content-Length"] == str(len(OPUS))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "gzip" not in response.headers.get("Content-Encoding", "")
    assert "Set-Cookie" not in response.headers
    assert body(response) == OPUS


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, len(OPUS) - 1),
        ("bytes=70000-70100", 70000, 70100),
        ("bytes=100-999999999", 100, len(OPUS) - 1),
        ("bytes=-10", len(OPUS) - 10, len(OPUS) - 1),
    ],
)
def test_a_part_is_given(client, asked, first, last):
    response = client.get(recording().url, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(OPUS)}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.headers["Content-Type"] == "audio/ogg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Encoding"] == "identity"
    assert response.content == OPUS[first : last + 1]


def test_a_long_one_comes_in_several_parts(client):
    long = OPUS * 15
    url = recording(content=long).url
    found = b""
    while len(found) < len(long):
        found += client.get(url, headers={"Range": f"bytes={len(found)}-"}).content
        assert len(found) in (2**20, len(long))
    assert found == long


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0", "bytes=5-2"])
def test_a_part_that_is_not_there_is_refused(client, asked):
    response = client.get(recording().url, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(OPUS)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "nonsense"])
def test_what_cannot_be_read_gets_the_whole(client, asked):
    assert body(client.get(recording().url, headers={"Range": asked})) == OPUS


def test_what_a_browser_has_is_not_sent_again_and_a_part_fits_to_the_same_file_only(client):
    url = recording().url
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code == 200


def test_a_private_one_is_for_nobody_outside(client):
    shut = Collection.get_first_root_node().add_child(name="Shut")
    CollectionViewRestriction.objects.create(collection=shut, restriction_type="login")
    response = client.get(recording(collection=shut).url, headers={"Range": "bytes=0-1"})
    assert response.status_code == 302
    assert "login" in response.url


def test_a_lost_file_is_not_found_and_other_documents_are_wagtails_affair(client):
    lost = recording()
    lost.file.storage.delete(lost.file.name)
    assert client.get(lost.url, headers={"Range": "bytes=0-1"}).status_code == 404
    response = client.get(recording("a.pdf", b"%PDF-1.4").url, headers={"Range": "bytes=0-1"})
    assert (response.status_code, body(response)) == (200, b"%PDF-1.4")
