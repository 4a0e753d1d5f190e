"""Doors that lead out, doors that are closed, and addresses that lead nowhere."""

import base64
import re
import time
from pathlib import Path

import pytest
import tink
from django.contrib.sessions.models import Session
from django.test import Client

import intake_forms
from content.queries import ServiceNotice
from intake_forms.privacy.sealing import open_outside
from intake_forms.records.models import Case, DraftStep
from tests.intake_forms.sponsor import GATE, Sponsor, headings

pytestmark = pytest.mark.django_db

NOT_FOUND = {"es": "No encontramos", "en": "find"}


@pytest.mark.parametrize(
    ("answers", "page"),
    [
        ({"contacted": "no", "child_location": "in_care"}, "exit-call-center"),
        ({"contacted": "not_sure", "child_location": "unknown"}, "exit-call-center"),
        ({"contacted": "no", "child_location": "with_me"}, "exit-child-with-you"),
    ],
)
def test_a_gate_that_leads_out_stores_nothing(sponsor, answers, page):
    response = sponsor.post("gate", answers)
    assert (response.status_code, response.url) == (303, sponsor.url(page))
    shown = sponsor.get(page)
    assert shown.status_code == 200
    assert 'href="tel:18002037001"' in shown.content.decode()
    assert Case.objects.count() == Session.objects.count() == 0
    assert "sessionid" not in sponsor.client.cookies


def test_who_changes_an_answer_and_is_led_out_finds_the_form_again(sponsor):
    sponsor.fill("gate", "contact")
    assert sponsor.post("gate", {**GATE, "contacted": "no"}, query="?change").url == sponsor.url("exit-call-center")
    page = sponsor.get("exit-call-center").content.decode()
    assert "Su formulario sigue guardado, con las respuestas que tenía." in page
    assert f'href="{sponsor.url("tasks")}"' in page
    assert sponsor.get("tasks").status_code == 200
    stranger = Sponsor(Client()).get("exit-call-center").content.decode()
    assert "sigue guardado" not in stranger
    assert sponsor.url("tasks") not in stranger


def chosen(response):
    """What stands chosen on a page of the form: question -> values."""
    return dict(re.findall(r'name="gate-(\w+)" value="(\w+)"[^>]* checked', response.content.decode()))


TURNED_AWAY = {"contacted": "no", "child_location": "with_me"}


@pytest.mark.parametrize("language", ["es", "en"])
def test_whoever_is_led_out_finds_the_answers_again_and_mends_the_wrong_one(sponsor, language):
    sponsor.post("gate", TURNED_AWAY)
    assert f'href="{sponsor.url("gate")}">Cambiar mi respuesta' in sponsor.get("exit-child-with-you").content.decode()
    back = Sponsor(sponsor.client, language)
    assert chosen(back.get("gate")) == TURNED_AWAY
    assert back.post("gate").url == back.url("key")
    assert "gate" not in {name for name, cookie in sponsor.client.cookies.items() if cookie.value}


@pytest.mark.parametrize("path", ["/leave", "/es/forms/pre-appointment/"])
def test_whoever_left_or_begins_anew_finds_the_gate_empty(sponsor, path):
    sponsor.post("gate", TURNED_AWAY)
    sponsor.client.get(path)
    assert chosen(sponsor.get("gate")) == {}
    assert not sponsor.client.cookies["gate"].value


def test_what_led_out_is_readable_in_no_browser_of_no_other_form_and_not_for_long(sponsor, monkeypatch):
    sponsor.post("gate", TURNED_AWAY)
    kept, now = sponsor.client.cookies["gate"], time.time()
    assert kept["httponly"]
    assert b"contacted" not in base64.urlsafe_b64decode(kept.value)
    with pytest.raises(tink.TinkError):
        open_outside("gate:other", kept.value)
    monkeypatch.setattr(time, "time", lambda: now + 10 * 60 + 1)
    assert chosen(sponsor.get("gate")) == {}
    sponsor.client.cookies["gate"] = "spoilt"
    assert sponsor.get("gate").status_code == 200


def test_looking_around_stores_nothing(sponsor):
    for step in ("", "gate", "exit-call-center", "key", "contact", "check", "done"):
        sponsor.get(step)
    assert Case.objects.count() == Session.objects.count() == 0


def test_who_came_through_the_gate_and_answers_it_otherwise_is_led_out_and_keeps_the_case(sponsor):
    sponsor.fill("gate", "contact")
    assert sponsor.post("gate", {**GATE, "contacted": "no"}).url == sponsor.url("exit-call-center")
    assert 'value="María"' in sponsor.get("contact").content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("step", ["nowhere", "exit-nowhere", "start"])
@pytest.mark.parametrize("begun", [False, True], ids=["outside", "with-a-case"])
def test_a_step_that_is_none_is_not_found_in_the_readers_language(version, client, language, step, begun):
    sponsor = Sponsor(client, language)
    if begun:
        sponsor.fill("gate")
    response = sponsor.get(step)
    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("step", ["", "gate", "key", "check"])
def test_a_form_that_is_none_is_not_found_in_the_readers_language(db, client, language, step):
    response = Sponsor(client, language, form="nothing").get(step)
    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("begun", [False, True], ids=["outside", "with-a-case"])
def test_posting_to_a_step_that_is_none_is_not_found(sponsor, begun):
    if begun:
        sponsor.fill("gate")
    assert sponsor.post("nowhere", {}).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_for_steps(sponsor, method):
    assert getattr(sponsor.client, method)(sponsor.url("gate")).status_code == 405


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("step", ["contact", "photo-id", "check", "done"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_when_the_session_ended_the_page_says_so_and_how_to_go_on(version, client, language, step, method):
    sponsor = Sponsor(client, language)
    sponsor.fill("gate", "contact")
    Session.objects.all().delete()
    response = getattr(sponsor, method)(step)
    assert response.status_code == 403
    page = response.content.decode()
    assert f'<html lang="{language}"' in page
    assert f'href="/{language}/continue/"' in page
    assert headings(response) == [
        {"es": "Su formulario está cerrado en este navegador", "en": "Your form is closed in this browser"}[language]
    ]
    assert Case.objects.count() == 1
    assert DraftStep.objects.count() == 2


def test_the_key_page_without_a_case_says_that_nothing_is_open_here(sponsor):
    assert sponsor.get("key").status_code == 403


def test_a_case_that_was_deleted_is_a_session_that_ended(sponsor):
    from intake_forms.records import services

    sponsor.fill("gate")
    services.delete_case(case=Case.objects.get(), action="case.expired")
    assert sponsor.get("contact").status_code == 403
    assert sponsor.post("gate").url == sponsor.url("key")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("cookie", ["nonsense", "x" * 4000, ""])
def test_a_cookie_that_is_none_opens_nothing(sponsor, cookie):
    sponsor.client.cookies["sessionid"] = cookie
    assert sponsor.get("contact").status_code == 403


# --- The next person at the same browser --------------------------------------------------------------------------------


def test_the_start_page_tells_that_a_form_is_open_here_and_nothing_of_whose_it_is(sponsor):
    sponsor.fill("gate", "contact")
    page = sponsor.get().content.decode()
    assert "En este navegador hay un formulario empezado. ¿Es suyo?" in page
    assert "María" not in page
    assert Case.objects.get().reference not in page


def test_somebody_else_at_the_same_browser_begins_a_case_of_their_own(sponsor):
    sponsor.fill("gate", "contact")
    first = Case.objects.get()
    assert sponsor.client.post(sponsor.url()).url == sponsor.url("gate")
    assert sponsor.get("contact").status_code == 403
    sponsor.fill("gate")
    assert 'value="María"' not in sponsor.get("contact").content.decode()
    assert sponsor.key_page()[0] != first.reference


def test_after_leaving_nothing_of_the_family_is_left_in_the_browser(sponsor):
    sponsor.fill("gate", "contact")
    sponsor.client.get("/leave")
    assert sponsor.get("contact").status_code == 403
    assert sponsor.get("check").status_code == 403
    assert Session.objects.count() == 0
    assert Case.objects.count() == 1


def test_the_next_family_begins_with_an_empty_form(sponsor):
    sponsor.fill("gate", "contact")
    sponsor.client.get("/leave")
    sponsor.fill("gate")
    assert "María" not in sponsor.get("contact").content.decode()
    assert Case.objects.count() == 2


def test_two_browsers_do_not_see_each_other(sponsor):
    other = Sponsor(Client())
    sponsor.fill("gate", "contact")
    other.fill("gate")
    assert "María" not in other.get("contact").content.decode()
    assert other.send("x").url == other.url("check")


def test_a_session_planted_before_the_gate_is_not_the_familys_afterwards(sponsor):
    session = sponsor.client.session
    session["planted"] = "yes"
    session.save()
    sponsor.fill("gate")
    assert sponsor.client.session.session_key != session.session_key
    assert "planted" not in sponsor.client.session


def test_the_session_holds_the_case_and_nothing_typed(sponsor):
    sponsor.fill()
    assert set(sponsor.client.session.keys()) == {"case", "epoch", "since", "seen", "words"}
    assert sponsor.client.session["words"] is False, "whether it was opened with them, not the words"
    assert sponsor.client.session["case"] == str(Case.objects.get().pk)


# --- Requests that no browser of ours would send ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"contact-first_names=%ED%A0%80%00%FF&go=back",
        b"contact-first_names=" + b"x" * 3_000_000,
        b"&".join(b"x%d=1" % number for number in range(10_001)),
        b"contact-first_names=a&contact-first_names=b&go=back&go=next",
        b"",
        b"%%%",
    ],
    ids=["not-utf-8", "very-long", "very-many-fields", "twice", "empty", "rubbish"],
)
def test_a_strange_body_is_never_a_server_error(sponsor, body):
    sponsor.fill("gate")
    response = sponsor.client.generic(
        "POST", sponsor.url("contact"), body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code < 500
    assert b"Traceback" not in response.content
    assert sponsor.get("contact").status_code == 200


def test_only_the_fields_of_the_step_are_kept(sponsor):
    from intake_forms.records import queries

    sponsor.fill("gate")
    data = {"contact-first_names": "Ana", "contact-ghost": "x", "child-child_first": "y", "csrfmiddlewaretoken": "t"}
    sponsor.client.post(sponsor.url("contact"), {**data, "go": "next"})
    draft = queries.draft(Case.objects.get().pk, sponsor.form)
    assert queries.step_answers(draft, "contact").typed == {"first_names": ["Ana"]}
    assert queries.step_answers(draft, "child") is None


@pytest.fixture
def closed(settings):
    """The public site says that the service is closed."""
    settings.SERVICE_NOTICE = "tests.intake_forms.wizard.test_edges.closed_notice"


def closed_notice(form_key):
    """What the public site would answer."""
    return ServiceNotice("Cerrado por ahora.", f"{form_key}: llame al 1-800-203-7001.")


def referral_notice(form_key):
    """The same of one that only families with a referral can begin: what is sent is read as ever."""
    return closed_notice(form_key)._replace(away=False)


def test_a_closed_service_begins_no_form_and_says_where_else_to_ask(sponsor, closed):
    page = sponsor.get("").content.decode()
    assert "Cerrado por ahora." in page
    assert 'href="tel:18002037001"' in page
    assert sponsor.url("gate") not in page
    assert "/es/continue/" in page
    assert "Lo que empezó sigue guardado. Puede seguir, enviarlo o borrarlo." in page
    assert "Cómo funciona" not in page, "nothing of a form that nobody can begin now"
    assert sponsor.get("gate").url == sponsor.url("")


def test_who_is_typing_when_the_service_closes_keeps_what_was_typed(sponsor, closed):
    page = sponsor.post("gate", GATE)
    assert page.status_code == 200
    assert "Cerrado por ahora." in page.content.decode()
    assert "sigue en esta página, pero no lo guardamos" in page.content.decode()
    assert page.content.decode().count("checked") == len(GATE)
    assert Case.objects.count() == Session.objects.count() == 0


def test_who_began_before_goes_on_while_the_service_is_closed(sponsor, settings):
    sponsor.fill("gate", "contact")
    settings.SERVICE_NOTICE = "tests.intake_forms.wizard.test_edges.closed_notice"
    assert "Cerrado" not in sponsor.get("child").content.decode()
    begun = sponsor.get("").content.decode()
    assert "Cerrado por ahora." in begun
    assert "No, cerrarlo aquí" in begun, "she cannot be promised a new one"
    assert f'href="{sponsor.url("tasks")}"' in begun
    sponsor.fill("child", "photo-id", "consent")
    assert sponsor.post("check", {}).status_code == 303


NOT_READ = "Hasta que abramos otra vez, nadie lee lo que usted mande."


@pytest.mark.parametrize("notice", ["closed_notice", "referral_notice"])
def test_while_it_is_closed_who_began_reads_so_at_every_turn_and_is_promised_no_days(sponsor, settings, notice):
    sponsor.fill()
    settings.SERVICE_NOTICE = f"tests.intake_forms.wizard.test_edges.{notice}"
    pages = [sponsor.get(step).content.decode() for step in ("tasks", "check")]
    assert sponsor.send().url == sponsor.url("done")
    done, status = sponsor.get("done").content.decode(), sponsor.client.get("/es/case/").content.decode()
    is_closed = notice == "closed_notice"
    for page in (*pages, done, status):
        assert ("Cerrado por ahora." in page) == (NOT_READ in page) == is_closed
        assert ('href="tel:18002037001"' in re.sub(r"(?s)<footer.*", "", page)) or not is_closed
    assert ["sigue guardado. Puede seguir" in page for page in (*pages, done)] == [is_closed, is_closed, False]
    assert ("a más tardar en" in done) != is_closed
    assert "Nuestra ayuda es gratis." in done
    assert ("cuando abramos otra vez" in status) == is_closed


def test_no_page_posts_to_a_fragment_which_a_browser_would_carry_over_to_the_page_that_follows():
    templates = Path(intake_forms.__file__).parent / "templates"
    assert [path.name for path in templates.rglob("*.html") if re.search(r'\saction="[^"]*#', path.read_text())] == []
