"""What a family and the desk do with the files of a paper that was sent: replace, turn, order, and put right."""

import re

import pytest
from django.urls import reverse

from intake_forms.documents import opening, services
from intake_forms.records import queries, requests
from intake_forms.records.uploads import Upload
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.staff.conftest import rows

pytestmark = pytest.mark.django_db

PAGE = "papers/photo/"


@pytest.fixture
def family(family, bucket):
    """She has sent the form, and then three photos of her own paper."""
    for _photo in range(3):
        assert family.photo().status_code == 303
    return family


def shown(family):
    return [row.pk for row in queries.papers(family.case).filter(slot="photo")]


def html(family, path=PAGE):
    return family.see(path).content.decode()


def test_another_photo_takes_the_place_of_one_without_javascript(family):
    first, second, third = shown(family)
    page = html(family)
    link = f"?instead={second}"
    assert page.count("?instead=") == 3
    assert link in page
    asked = html(family, PAGE + link)
    assert "ocupa el lugar del archivo 2" in asked
    assert f'data-instead="{second}"' in asked
    assert 'data-instead=""' in page
    new = picture(size=(640, 480))
    answer = family.press(PAGE, "upload", instead=str(second), **{"paper-photo": [sent(new)]})
    assert answer.status_code == 303
    now = shown(family)
    assert (now[0], now[2]) == (first, third)
    assert second not in now
    instead = Upload.objects.get(pk=now[1])
    assert b"".join(opening.plain_bytes(family.case, instead)) == new
    assert Upload.objects.get(pk=second).superseded_at


@pytest.fixture
def by_pieces(family):
    """Somebody who sends a new photo in the place of another, piece by piece."""

    def make(instead, content=None, **more):
        content = content or picture(size=(640, 480)) + bytes(300_000)
        return Sender(family.client, family.case.pk, content, "photo", instead=str(instead), **more)

    return make


def test_piece_by_piece_too_and_until_it_is_here_the_old_one_counts(family, by_pieces):
    first, second, third = shown(family)
    phone = by_pieces(second)
    assert phone.announce().status_code == 200
    assert phone.put(0).status_code == 204
    assert shown(family) == [first, second, third]
    # The line was cut: it goes on with what is there, for the same place.
    again = by_pieces(second)
    answer = again.send()
    assert (again.upload, again.sent) == (phone.upload, len(again.content) - 256 * 1024)
    assert answer.json()["html"].count('class="shot"') == 3
    now = shown(family)
    assert (now[0], now[2]) == (first, third)
    assert str(now[1]) == phone.upload
    assert Upload.objects.get(pk=second).superseded_at
    # Said once more, it is not there twice.
    assert by_pieces(second).send().status_code == 200
    assert shown(family) == now


def test_the_page_shows_the_files_as_one_that_is_loaded_anew_and_drops_what_is_not_asked_any_more(family, by_pieces):
    first, second, _third = shown(family)
    requests.ask(case=family.case, key=("photo", ""), reason="unreadable", note={}, by=1)
    assert 'data-gone="id_said_0"' in html(family)
    answer = by_pieces(first).send().json()
    assert answer["gone"] == "id_said_0"
    assert answer["html"] in html(family)
    # What is asked while one is on its way stands, with the mark beside the files that it is about.
    phone = by_pieces(second, picture(size=(800, 600)))
    phone.announce()
    requests.ask(case=family.case, key=("photo", ""), reason="unreadable", note={}, by=1)
    phone.rest()
    answer = phone.finish().json()
    assert answer["gone"] == ""
    assert 'class="btn ghost" href="?instead=' in answer["html"]
    assert answer["html"] in html(family, PAGE + "?keep")


def test_a_full_paper_takes_one_instead_in_pieces_and_no_more_than_one(family, by_pieces, settings):
    settings.UPLOAD_MAX_FILES = 3
    first, _second, third = shown(family)
    assert by_pieces(first).send().status_code == 200
    assert len(shown(family)) == 3
    # That place is taken by now: another file is one more page.
    other = by_pieces(first, picture(size=(800, 600)))
    assert other.announce().json()["problem"] == "too_many"
    assert by_pieces(third, picture(size=(800, 600))).send().status_code == 200
    assert len(shown(family)) == 3


def test_nothing_of_another_paper_is_replaced(family, by_pieces):
    other = shown(family)[0]
    Upload.objects.filter(pk=other).update(slot="another")
    assert by_pieces(other).send().status_code == 200
    assert Upload.objects.get(pk=other).superseded_at is None
    assert len(shown(family)) == 3


def test_a_full_paper_still_takes_one_instead(family, settings):
    settings.UPLOAD_MAX_FILES = 3
    assert family.photo().status_code == 200
    assert family.photo(instead=str(shown(family)[0])).status_code == 303
    assert len(shown(family)) == 3


def test_a_file_of_nobody_is_replaced_by_nothing(family):
    before = shown(family)
    family.photo(instead="11111111-1111-4111-8111-111111111111")
    assert shown(family)[:3] == before
    assert not Upload.objects.exclude(superseded_at=None).exists()


def test_she_turns_and_orders_her_pages(family):
    first, second, third = shown(family)
    page = html(family)
    assert f'value="up-{first}"' not in page
    assert family.press(PAGE, f"up-{third}").status_code == 303
    assert shown(family) == [first, third, second]
    assert family.press(PAGE, f"turn-{first}").status_code == 303
    assert "girada a la derecha" in html(family)
    for _turn in range(3):
        family.press(PAGE, f"turn-{first}")
    assert "girada" not in html(family)
    # What was sent stays.
    family.press(PAGE, f"remove-{first}")
    assert len(shown(family)) == 3


def test_the_desk_turns_orders_and_puts_a_file_where_it_belongs_and_each_is_audited(family, desk):
    ana, (first, second, third) = desk("ana"), shown(family)

    def press(upload, go, **more):
        place = reverse("cases:arrange", args=[family.case.pk, upload])
        return ana.client.post(place, {"go": go, **more})

    page = ana.client.get(reverse("cases:paper", args=[family.case.pk, third])).content.decode()
    assert 'value="up"' in page
    [letter] = re.findall(r'<option value="(letter[^"]*)"', page)
    assert press(third, "up").status_code == 303
    assert shown(family) == [first, third, second]
    assert press(third, "turn").status_code == 303
    assert Upload.objects.get(pk=third).turn == 90
    assert press(third, "paper", paper=letter).status_code == 303
    assert shown(family) == [first, second]
    assert [row.pk for row in queries.papers(family.case).filter(slot="letter")] == [third]
    assert [row.paper_id for row in rows("paper.turned") + rows("paper.moved_up") + rows("paper.was:photo")] == [
        third
    ] * 3
    # A paper that is none of this case's.
    assert press(third, "paper", paper="other.").status_code == 303
    assert Upload.objects.get(pk=third).slot == "letter"


def test_what_was_asked_of_both_papers_goes_with_a_file_that_is_moved(family, desk, people):
    ana, (first, *_others) = desk("ana"), shown(family)
    page = ana.client.get(reverse("cases:paper", args=[family.case.pk, first])).content.decode()
    [letter] = re.findall(r'<option value="(letter[^"]*)"', page)
    key = tuple(letter.split("."))
    requests.ask(case=family.case, key=("photo", ""), reason="unreadable", note={}, by=people["ana"].pk)
    family.photo(instead=str(first))
    new = shown(family)[0]
    assert requests.of_paper(family.case, ("photo", "")).state == "received"
    requests.ask(case=family.case, key=key, reason="missing", note={}, by=people["ana"].pk)
    for other in shown(family)[1:]:
        services.discard(upload=Upload.objects.get(pk=other))
    place = reverse("cases:arrange", args=[family.case.pk, new])
    said = ana.client.post(place, {"go": "paper", "paper": letter}, follow=True).content.decode()
    assert "With it, what was asked of that paper is answered." in said
    assert "The paper that it counted for before is asked for again." in said
    states = [requests.of_paper(family.case, each).state for each in (key, ("photo", ""))]
    assert states == ["received", "open"]
    # What it came instead of is the photo again, unreadable as it is.
    assert shown(family) == [first]
    family.case.refresh_from_db()
    assert family.case.status == "needs_paper"
    [row] = [row for row in rows("paper.answered:received") if row.actor != "sponsor"]
    assert row.actor == f"user:{people['ana'].pk}"


def test_the_desk_finds_what_was_replaced_and_arranges_only_what_counts(family, desk):
    first, *_rest = shown(family)
    family.photo(instead=str(first))
    new = shown(family)[0]
    page = desk("ana").client.get(reverse("cases:paper", args=[family.case.pk, new])).content.decode()
    old = reverse("cases:paper", args=[family.case.pk, first])
    assert old in page
    assert desk("ana").client.get(old).status_code == 200
    assert "arrange/" not in desk("ana").client.get(old).content.decode()
    assert (
        desk("ana").client.post(reverse("cases:arrange", args=[family.case.pk, first]), {"go": "turn"}).status_code
        != 303
    )


@pytest.mark.parametrize("who", ["editor", "anonymous"])
def test_others_arrange_nothing(family, desk, who):
    first = shown(family)[0]
    desk(who).client.post(reverse("cases:arrange", args=[family.case.pk, first]), {"go": "turn"})
    assert Upload.objects.get(pk=first).turn == 0
