"""What is sent after the session has ended waits, sealed, and goes where it belongs once the words are entered."""

import datetime
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from intake_forms.privacy.models import Limit
from intake_forms.records import late, services
from intake_forms.records.late import LatePost
from intake_forms.records.models import Case, Submission
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from intake_forms.upkeep.jobs import tick
from tests.intake_forms import forms
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import ANSWERS, Sponsor, headings, problems

pytestmark = pytest.mark.django_db

CLOSED = "Su formulario está cerrado en este navegador"


def hidden(page, name):
    """A hidden field of a page."""
    found = re.findall(rf'<input type="hidden" name="{name}" value="(.*?)">', page.content.decode())
    return found[0] if found else ""


class Family(Sponsor):
    """A sponsor whose pages carry what real pages carry."""

    mark = ""

    def begin(self, *steps):
        self.fill("gate", *steps)
        self.reference, self.words = self.key_page()
        self.mark = hidden(self.get("contact" if self.form == "pre-appointment" else "one"), "case")
        return self

    def late(self, step, answers=None, go="next", query=""):
        """Press a button when the session has ended."""
        Session.objects.all().delete()
        given = ANSWERS.get(step, {}) if answers is None else answers
        data = {f"{step}-{key}": value for key, value in given.items()}
        return self.client.post(self.url(step, query), {**data, "case": self.mark, "go": go})

    def unlock(self, page, words=None, **more):
        """Enter reference and words on the page that came back."""
        data = {"reference": self.reference, "words": " ".join(words or self.words), "go": "next"}
        return self.client.post(f"/{self.language}/continue/", {**data, "late": hidden(page, "late"), **more})


@pytest.fixture
def family(version):
    return Family(Client()).begin()


def test_what_was_typed_is_kept_and_put_in_its_place_once_the_words_are_entered(family):
    page = family.late("contact")
    assert (page.status_code, headings(page)) == (403, [CLOSED])
    assert "por una hora" in page.content.decode()
    assert "María" not in page.content.decode()
    assert family.unlock(page).url == family.url("child")
    assert 'value="María"' in family.get("contact").content.decode()
    assert not LatePost.objects.exists()


def test_what_lies_in_the_table_says_nothing(family):
    family.late("contact")
    row = LatePost.objects.get()
    assert b"Mar" not in bytes(row.sealed_request)
    assert str(Case.objects.get().pk) not in row.mark
    assert [field.name for field in LatePost._meta.fields] == ["id", "mark", "sealed_request", "created_at"]


def test_a_wrong_word_keeps_it_waiting(family):
    page = family.late("contact")
    again = family.unlock(page, words=["no", "son", "las", "mias"])
    assert problems(again)
    assert hidden(again, "late") == hidden(page, "late")
    assert family.unlock(again).url == family.url("child")


def test_it_waits_through_a_change_of_language(family):
    page = family.late("contact")
    assert 'formaction="/en/continue/"' in page.content.decode()
    other = family.client.post("/en/continue/", {"go": "lang", "reference": "x", "late": hidden(page, "late")})
    assert 'value="x"' in other.content.decode()
    assert problems(other) == {}
    assert Limit.objects.filter(key__startswith="words:").count() == 0
    family.language = "en"
    assert family.unlock(other).url == family.url("child")


def test_mistakes_are_told_where_they_are_and_nothing_typed_is_gone(family):
    page = family.unlock(family.late("contact", {**ANSWERS["contact"], "phone": "tel", "last_names": ""}))
    assert set(problems(page)) == {"id_contact-last_names", "id_contact-phone"}
    assert 'value="tel"' in page.content.decode()
    assert f'action="{family.url("contact")}"' in page.content.decode()


def test_a_number_we_never_keep_is_told_then_too(family):
    page = family.unlock(family.late("contact", {**ANSWERS["contact"], "preferred_name": "123-45-6789"}))
    assert "Quite este número" in problems(page)["id_contact-preferred_name"]


@pytest.mark.parametrize(("go", "to"), [("back", "gate"), ("save", "key")])
def test_the_button_that_was_pressed_leads_where_it_would_have(family, go, to):
    assert family.unlock(family.late("contact", go=go)).url == family.url(to)


def test_the_check_page_is_sent(family):
    family.fill("contact", "child", "photo-id", "consent")
    key = family.submit_key()
    Session.objects.all().delete()
    page = family.client.post(family.url("check"), {"submit_key": key, "go": "next", "case": family.mark})
    assert Submission.objects.count() == 0
    assert family.unlock(page).url == family.url("done")
    assert Submission.objects.count() == 1


def test_the_gate_begins_no_second_case(family):
    page = family.late("gate")
    assert headings(page) == [CLOSED]
    assert Case.objects.count() == 1
    assert family.unlock(page).status_code == 303


def test_a_file_cannot_be_kept_and_the_page_says_so(family):
    page = family.late("photo-id", {"sponsor_id": [sent(picture(), "a.jpg")]}, go="upload")
    assert "No pudimos guardar la foto" in page.content.decode()
    family.unlock(page)
    assert Upload.objects.count() == 0


def test_without_a_file_it_says_nothing_of_one(family):
    assert "la foto" not in family.late("contact").content.decode()


def test_an_item_of_a_group(db):
    person = forms.group("people", forms.question("name"), min=0)
    services.release(form=document.parse(forms.form(forms.step("one", person))))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    family.reference, family.words = family.key_page()
    family.mark = hidden(family.get("one"), "case")
    page = family.late(f"one/{uuid.uuid4()}", {}, go="next")
    address = page.wsgi_request.path
    Session.objects.all().delete()
    page = family.client.post(address, {"one-name": "Ana Ixchel", "go": "next", "case": family.mark})
    assert family.unlock(page).url == family.url("one")
    assert "Ana Ixchel" in family.get("one").content.decode()


# --- Whose it is -----------------------------------------------------------------------------------------------------


def test_it_goes_into_no_other_case(family, version):
    page = family.late("contact")
    other = Family(Client()).begin()
    other.mark, ticket = family.mark, hidden(page, "late")
    answer = other.client.post(
        "/es/continue/", {"reference": other.reference, "words": " ".join(other.words), "late": ticket}
    )
    assert headings(answer) == ["Su formulario está abierto de nuevo"]
    assert "María" not in other.get("contact").content.decode()
    assert family.unlock(page).url == family.url("child")


def test_a_page_of_one_case_writes_nothing_into_another_that_is_open_meanwhile(family, version):
    other = Family(family.client)
    family.client.post(family.url())
    other.begin()
    page = family.client.post(
        family.url("contact"), {"contact-first_names": "María", "case": family.mark, "go": "next"}
    )
    assert headings(page) == [CLOSED]
    assert "María" not in other.get("contact").content.decode()
    assert family.unlock(page).status_code == 200
    assert 'value="María"' in family.get("contact").content.decode()


@pytest.mark.parametrize(
    "mark", ["", "x", "x:y", late.mark(uuid.uuid4())[:-1]], ids=["none", "letter", "two parts", "cut short"]
)
def test_a_mark_that_is_not_ours_keeps_nothing_and_the_page_is_honest(family, mark):
    family.mark = mark
    page = family.late("contact")
    assert "No pudimos guardar lo que escribió" in page.content.decode()
    assert not LatePost.objects.exists()


def test_thirty_an_hour_and_no_more(family):
    for _ in range(31):
        page = family.late("contact", {}, go="save")
    assert LatePost.objects.count() == 30
    assert "No pudimos guardar lo que escribió" in page.content.decode()


# --- How long --------------------------------------------------------------------------------------------------------


def test_after_an_hour_it_is_gone_and_the_page_says_so(family, monkeypatch):
    page = family.late("contact")
    later = timezone.now() + datetime.timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert headings(family.unlock(page)) == ["Su formulario está abierto de nuevo"]
    assert tick(later)["late requests"] == 1
    assert not LatePost.objects.exists()


def test_a_ticket_opens_once(family):
    page = family.late("contact")
    assert family.unlock(page).status_code == 303
    assert headings(family.unlock(page)) == ["Su formulario está abierto de nuevo"]


@pytest.mark.parametrize(
    "ticket",
    ["x", "x.y", f"{uuid.uuid4()}.", f"{uuid.uuid4()}.AAAA", "." * 900],
    ids=["no key", "no row", "unknown row", "unknown row and key", "dots"],
)
def test_a_ticket_that_is_none(family, ticket):
    page = family.late("contact")
    assert headings(family.unlock(page, late=ticket)) == ["Su formulario está abierto de nuevo"]


def test_the_wrong_key_for_a_row_opens_nothing(family):
    one, two = (hidden(family.late("contact"), "late") for _ in range(2))
    mixed = f"{one.partition('.')[0]}.{two.partition('.')[2]}"
    assert late.take(ticket=mixed, case_id=Case.objects.get().pk) is None


# --- A cookie that is gone -------------------------------------------------------------------------------------------


@pytest.fixture
def strict(version):
    """A family whose browser's every POST has to pass the CSRF check, and has lost its cookies."""
    family = Family(Client()).begin()
    family.client = Client(enforce_csrf_checks=True)
    return family


def test_without_the_csrf_cookie_nothing_is_done_and_nothing_is_lost(strict):
    page = strict.client.post(
        strict.url("contact"), {"contact-first_names": "María", "case": strict.mark, "go": "next"}
    )
    assert (page.status_code, headings(page)) == (403, [CLOSED])
    token = hidden(page, "csrfmiddlewaretoken")
    answer = strict.unlock(page, csrfmiddlewaretoken=token)
    assert answer.status_code == 200
    assert 'value="María"' in strict.get("contact").content.decode()


def test_entering_the_words_needs_the_csrf_token_as_ever(strict):
    page = strict.client.post(strict.url("contact"), {"contact-first_names": "María", "case": strict.mark})
    strict.client.cookies.clear()
    assert strict.unlock(page).status_code == 403
    assert LatePost.objects.count() == 1


def test_from_no_page_of_a_case_it_is_the_ordinary_page(strict):
    page = strict.client.post(strict.url("gate"), {"gate-contacted": "yes"})
    assert page.status_code == 403
    assert headings(page) == ["Por favor, mándelo otra vez"]
    assert not LatePost.objects.exists()
