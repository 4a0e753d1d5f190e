"""Trying out a form that is not released: a link that ends, answers that count nowhere, every step to look at."""

import datetime
import re

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from intake_forms.records import queries, services, statistics, trials
from intake_forms.records.models import Case, FormVersion, StepCount, Submission
from intake_forms.staff import roles
from intake_forms.upkeep import jobs
from tests.intake_forms import forms, papers
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step
from tests.intake_forms.sponsor import Sponsor, headings, problems

pytestmark = pytest.mark.django_db

DATA = form(
    step("one", choice("works", "yes", "no")),
    step("job", question("employer"), show_if=rows(row("works", "is", "no"))),
    step("people", group("adults", question("name", "name"), choice("here"), min=0)),
    step("papers", slot("letter")),
)


def made(data=DATA):
    return trials.trial(form=forms.document.parse(data))


def begun(version, language="es"):
    client = Client()
    sponsor = Sponsor(client, form=version.form_key, language=language)
    there = client.post(f"/{language}/forms/{version.form_key}/trial/{trials.token(version)}/")
    assert there.url == sponsor.url("gate")
    return sponsor


def to_the_end(sponsor):
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("one", {"works": "yes"})
    sponsor.post("people", {})
    sponsor.post("papers", {"letter.said": "will_bring"})
    sent = sponsor.send()
    assert sent.url == sponsor.url("done")
    return sent


def test_a_link_leads_through_the_whole_form_which_says_on_each_page_that_it_is_a_test():
    sponsor = begun(made())
    assert "PRUEBA" in sponsor.get("gate").content.decode()
    to_the_end(sponsor)
    assert "PRUEBA" in sponsor.get("done").content.decode()
    for page in ("", "messages/", "checklist/", "permissions/", "summary/", "delete/"):
        assert "PRUEBA" in sponsor.client.get(f"/es/case/{page}").content.decode(), page
    other = begun(made(), "en")
    other.post("gate", {"let_in": "yes"})
    for name in ("key", "one", "check"):
        assert "TEST: " in other.get(name).content.decode()


def test_what_was_tried_out_is_in_no_queue_and_no_figure(django_user_model):
    boss = django_user_model.objects.create_superuser("boss")
    to_the_end(begun(made()))
    assert Submission.objects.get().case.test
    assert not roles.cases_of(boss).exists()
    assert statistics.flush()
    assert not StepCount.objects.exists()


def test_a_real_form_beside_it_is_as_it_was(django_user_model):
    live, _new = services.release(form=forms.document.parse(form(step("one", question("word")))))
    version = made()
    assert queries.live_version("small") == live
    assert [each.number for each in FormVersion.objects.all()] == [1]
    sponsor = Sponsor(Client(), form="small")
    sponsor.post("gate", {"let_in": "yes"})
    assert sponsor.get("people").status_code == 404
    to_the_end(begun(version))
    assert sorted(Case.objects.values_list("test", flat=True)) == [False, True]
    services.release(form=forms.document.parse(DATA))
    assert not Case.objects.get(test=True).submissions.get().version.number


def test_it_goes_at_night_and_its_link_after_a_week():
    to_the_end(begun(made()))
    begun(made()).post("gate", {"let_in": "yes"})
    now = timezone.now()
    assert jobs.tick(now)["trials"] == 0
    assert jobs.tick(now + datetime.timedelta(hours=25))["trials"] == 2
    assert not Case.objects.exists()
    assert FormVersion.trials.count() == 1
    assert jobs.tick(now + datetime.timedelta(days=9))["trials"] == 1
    assert not FormVersion.trials.exists()
    assert not StepCount.objects.exists()


def test_a_link_that_ended_or_was_made_up_says_so_and_lets_nobody_in(monkeypatch):
    version = made()
    token = trials.token(version)
    other = trials.token(made(form(step("one", question("word")), key="other")))
    foreign = signing.TimestampSigner(salt="other").sign(version.pk.hex)
    for wrong in (token[:-1], foreign, other):
        assert Client().get(f"/es/forms/small/trial/{wrong}/").status_code == 410
        assert Client().get(f"/es/forms/small/trial/{wrong}/gate/").status_code == 404
    monkeypatch.setattr(trials, "LINK_STAYS", datetime.timedelta(0))
    ended = Client().post(f"/es/forms/small/trial/{token}/")
    assert ended.status_code == 410
    assert "gate" not in ended.headers.get("Location", "")
    assert "siete días" in ended.content.decode()


def test_the_same_document_is_the_same_trial():
    assert made() == made() != made(form(step("one", question("word"))))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["gate", "one", "job", "people", "papers"])
def test_every_step_is_shown_with_sample_answers_and_nothing_is_written(language, name):
    address = f"/{language}/forms/small/trial/{trials.token(made())}/{name}/"
    page = Client().get(address)
    assert page.status_code == 200
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert (f"{name} ES" if language == "es" else name) in page.content.decode()
    assert not Case.objects.exists()
    assert Client().post(address).status_code == 405


def test_a_step_shown_for_certain_answers_has_its_sample_answers_and_can_show_its_mistakes():
    address = f"/en/forms/small/trial/{trials.token(made())}/job/"
    assert 'value="abc"' in Client().get(address).content.decode()
    assert "summary" in Client().get(f"{address}?check").content.decode()


PEOPLE = form(
    step("one", choice("works", "yes", "no")),
    step(
        "people",
        group(
            "adults",
            question("full_name", "name"),
            question("born", "date", latest="today"),
            choice("here", "yes", "no"),
            question("where", show_if=rows(row("adults.here", "is", "no"))),
            question("boss", show_if=rows(row("works", "is", "no"))),
            min=2,
            max=9,
        ),
    ),
)


def looked_at(name, language="en"):
    page = Client().get(f"/{language}/forms/small/trial/{trials.token(made(PEOPLE))}/{name}")
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not Case.objects.exists()
    return page


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_list_is_shown_with_a_few_people_on_it(language):
    page = looked_at("people/", language)
    assert re.findall(r"<b>(.*?)</b>", page.content.decode().split('id="people"')[1])[:3] == ["Ana", "Luis", "Rosa"]
    assert not problems(page)
    assert ("add to adults ES" if language == "es" else "add to adults") in page.content.decode()


def test_a_list_can_show_its_mistakes():
    page = looked_at("people/?check")
    assert list(problems(page).values()) == ["Answer what is missing for Ana.", "Add at least 2."]


def test_one_person_is_shown_with_sample_answers_and_what_hangs_on_them():
    page = looked_at("people/item/")
    assert headings(page) == ["Ana"]
    text = page.content.decode()
    assert 'name="people-full_name" value="Ana"' in text
    assert re.search(r'name="people-born.year" value="\d{4}"', text)
    assert re.search(r'value="no"[^>]*checked', text)
    assert 'name="people-where"' in text
    assert 'name="people-boss"' in text
    assert headings(looked_at("people/item/", "es")) == ["Ana"]


def test_one_person_can_be_shown_unanswered_with_the_mistakes_told():
    page = looked_at("people/item/?check", "es")
    assert headings(page) == ["add to adults ES"]
    assert list(problems(page)) == ["id_people-full_name", "id_people-born_0", "id_people-here_0", "id_people-boss"]


def test_there_is_no_person_where_no_list_is():
    assert Client().get(f"/en/forms/small/trial/{trials.token(made(PEOPLE))}/one/item/").status_code == 404
    assert Client().get(f"/en/forms/small/trial/{trials.token(made(PEOPLE))[:-1]}/people/item/").status_code == 404
    assert Client().post(f"/en/forms/small/trial/{trials.token(made(PEOPLE))}/people/item/").status_code == 405


def test_the_shipped_form_can_be_looked_at_whole():
    document = forms.sample()
    token = trials.token(trials.trial(form=document))
    for language in document.languages:
        for name in document.step_by_key:
            page = Client().get(f"/{language}/forms/{document.key}/trial/{token}/{name}/")
            assert page.status_code == 200, (language, name)
            assert page.content.decode().count("<label") or page.content.decode().count("<p")


def test_a_paper_is_tried_out_by_pieces_too(bucket):
    sponsor = begun(made())
    sponsor.post("gate", {"let_in": "yes"})
    assert Sender(sponsor.client, Case.objects.get().pk, papers.picture(), "letter").send().status_code == 200
    assert "Recibo" in sponsor.get("papers").content.decode()
