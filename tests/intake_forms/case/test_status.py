"""The status page: in every status and language one sentence and one thing to do that leads somewhere."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from intake_forms.records import appointments, opening, requests, services, statuses, tables
from intake_forms.records.correspondence import StatusChange
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family, links, text, title
from tests.intake_forms.sponsor import headings

LANGUAGES = ("en", "es")
#: Of who has no papers to bring, and of who has.
NOTHING_TO_DO = {"en": "You do not need to do anything now.", "es": "Ahora no tiene que hacer nada."}
NOTHING_HERE = {"en": "You do not need to do anything here now.", "es": "Ahora no tiene que hacer nada aquí."}
BRING = {"en": "When you come, bring the papers on your list.", "es": "Cuando venga, traiga los papeles de su lista."}
THESE = {"en": "Bring these", "es": "Traiga estos"}


def ask_for_the_photo(case, who):
    requests.ask(case=case, key=("photo", ""), reason="missing", note={}, by=who)


def set_appointment(case, who, how="by_phone"):
    when = timezone.now() + timezone.timedelta(days=1)
    appointments.set_(case=case, starts_at=when, minutes=60, how=how, where="", by=who)


def opened_by_staff(case, who):
    services.release(
        form=document.parse(
            forms.form(
                forms.step("more", forms.question("name")), key="packet", opened_by="staff", title=forms.text("packet")
            )
        )
    )
    assert opening.open_form(case=case, form_key="packet", by=who)


def test_the_table_has_every_status_and_every_language():
    assert list(tables.statuses()) == [str(status) for status in Case.Status]
    for row in [*tables.statuses().values(), *tables.verdicts().values()]:
        for texts in (getattr(row, name) for name in ("name", "sentence", "action", "message") if hasattr(row, name)):
            assert set(texts) == set(LANGUAGES)
            assert all(texts.values())
    over = tables.statuses()["appointment"].over
    assert over
    assert set(over.sentence) == set(over.action) == set(LANGUAGES)


def test_there_are_the_eight_verdicts_and_one_reason_for_what_never_came():
    assert len(tables.verdicts()) == 9
    assert [key for key, each in tables.verdicts().items() if not each.asks] == ["accepted", "with_case_manager"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [status for status in Case.Status if status is not Case.Status.OPEN])
@pytest.mark.parametrize("whole", [True, False], ids=["with-what-it-speaks-of", "without"])
def test_every_status_says_one_sentence_and_leads_somewhere(family, people, status, language, whole):
    case, who = family.case, people["ana"].pk
    if whole and status == Case.Status.NEEDS_PAPER:
        ask_for_the_photo(case, who)
    if whole and status == Case.Status.APPOINTMENT:
        set_appointment(case, who)
    statuses.reach(case=case, status=status)
    page, row = family.see(language=language), tables.statuses()[status]
    there = whole or row.without is None
    nothing = f" {NOTHING_HERE[language]}" if row.idle else ""
    action = (row.action if there else row.without)[language]
    assert headings(page) == [row.name[language]]
    assert f"{row.name[language]} {row.sentence[language]}{nothing} {action}" in text(page)
    assert text(page).count(action) == 1 + (action == row.name)
    href = links(page)[0]
    assert (href == f"/{language}/case/messages/") == (not there or row.leads_to == "messages")
    if href.startswith("#"):
        assert f'id="{href[1:]}"' in page.content.decode()
    else:
        assert family.client.get(href).status_code == 200
        assert href.startswith(f"/{language}/case/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_bring_is_told_on_top_listed_once_and_goes_with_nothing_to_do_here(family, people, language):
    """She will bring the photo, and said nothing of the letter of her child: nobody is told to bring nothing."""
    case, who = family.case, people["ana"].pk
    photo, letter = {"en": ("photo", "letter: Qzxana"), "es": ("photo ES", "letter ES: Qzxana")}[language]

    def told():
        page = text(family.see(language=language))
        assert NOTHING_TO_DO[language] not in page
        assert page.count(letter) == 1
        return page

    def listed(page):
        return page.split(f" {THESE[language]} ")[1]

    assert links(family.see(language=language))[1] == "#papers"
    assert BRING[language] in told()
    assert photo in listed(told())
    assert letter in listed(told())
    set_appointment(case, who, how="in_person")
    assert BRING[language] in told()
    assert NOTHING_HERE[language] not in told()
    appointments.cancel(case=case, by=who)
    # What staff let go of is not to be brought; once nothing is, there is nothing to do.
    for key, left in ((("photo", ""), BRING[language]), (("letter", family.kid), f" {NOTHING_TO_DO[language]} ")):
        asked = requests.ask(case=case, key=key, reason="missing", note={}, by=who)
        requests.withdraw(request=asked, by=who)
        statuses.reach(case=case, status="reading")
        assert left in text(family.see(language=language))
    page = text(family.see(language=language))
    assert BRING[language] not in page
    assert THESE[language] not in page


def test_of_what_she_sent_she_brings_the_originals_as_the_printed_list_says(bucket, family, people):
    set_appointment(family.case, people["ana"].pk, how="in_person")
    family.photo()
    originals = "Estos ya los tenemos. Traiga los originales."
    for page in (text(family.see()), text(family.see("checklist/"))):
        bring, rest = page.split(f" {originals} ")
        assert "letter ES" in bring.split(" Traiga estos ")[1]
        assert rest.startswith("photo ES")


def test_to_a_call_nothing_is_brought(family, people):
    set_appointment(family.case, people["ana"].pk, how="by_phone")
    page = text(family.see())
    assert BRING["es"] not in page
    assert "Para esta llamada no tiene que traer nada." in page
    assert "Estos no son para la llamada. Tráigalos cuando venga otro día. Traiga estos photo ES" in page
    assert "Su cita:" not in text(family.see("checklist/"))


@pytest.mark.parametrize(
    ("form", "how", "told"),
    [("name", "in_person", True), ("name", "by_phone", False), ("papers", "in_person", False)],
)
def test_where_no_paper_was_asked_for_the_appointment_says_what_to_bring(request, db, people, form, how, told):
    if form == "papers":
        sponsor = request.getfixturevalue("family")
    else:
        services.release(form=document.parse(forms.form(forms.step("more", forms.question("name", required=False)))))
        sponsor = Family(Client(), form="small")
        sponsor.post("gate", {"let_in": "yes"})
        sponsor.post("more", {})
        assert sponsor.send().status_code == 303
    set_appointment(sponsor.case, people["ana"].pk, how=how)
    assert ("Traiga Una identificación oficial con foto." in text(sponsor.see())) is told


@pytest.mark.parametrize("status", [status for status in Case.Status if status is not Case.Status.OPEN])
def test_papers_to_bring_are_not_told_where_the_case_is_elsewhere(family, status):
    statuses.reach(case=family.case, status=status)
    assert (BRING["es"] in text(family.see())) is (status in ("sent", "reading", "needs_paper", "appointment"))


@pytest.mark.parametrize("status", ["sent", "reading", "with_case_manager"])
def test_a_paper_asked_for_or_a_day_ahead_comes_before_nothing_to_do(family, people, status):
    case, who = family.case, people["ana"].pk
    set_appointment(case, who)
    statuses.reach(case=case, status=status)
    assert links(family.see())[0] == "#appointment"
    assert "no tiene que hacer nada" not in text(family.see())
    ask_for_the_photo(case, who)
    statuses.reach(case=case, status=status)
    assert links(family.see())[0] == "/es/case/papers/photo/"
    assert "no tiene que hacer nada" not in text(family.see())


def test_when_the_case_is_closed_a_day_still_ahead_is_asked_about_and_goes_into_no_calendar(family, people):
    set_appointment(family.case, people["ana"].pk)
    assert "/es/case/appointment.ics" in links(family.see())
    statuses.reach(case=family.case, status="closed")
    assert "no se canceló" in text(family.see())
    assert "/es/case/appointment.ics" not in links(family.see())


@pytest.mark.parametrize("status", [status for status in Case.Status if status is not Case.Status.OPEN])
def test_a_form_that_waits_unsent_comes_first_in_every_status(family, people, status):
    ask_for_the_photo(family.case, people["ana"].pk)
    opened_by_staff(family.case, people["ana"].pk)
    statuses.reach(case=family.case, status=status)
    page = family.see()
    assert headings(page) == ["Falta enviar un formulario"]
    assert "Todavía no ha enviado «packet ES»." in text(page)
    assert "Seguir con: packet ES" in text(page)
    assert links(page)[0] == "/es/forms/packet/tasks/"
    row = tables.statuses()[status]
    assert row.sentence["es"] not in text(page)
    assert "no tiene que hacer nada" not in text(page)
    told = "De lo que ya envió: " + row.name["es"] in text(page)
    # An appointment is nothing that was sent: it is told as one where it stands.
    assert told == (status not in (Case.Status.SENT, Case.Status.APPOINTMENT))


UNREAD = "Nuestro personal no lee lo que usted no ha enviado."


@pytest.mark.parametrize("second", [False, True], ids=["the-first-form", "a-second-one"])
def test_while_staff_may_look_the_page_does_not_say_that_they_do_not(request, people, second):
    sponsor = request.getfixturevalue("family" if second else "drafting")
    if second:
        opened_by_staff(sponsor.case, people["ana"].pk)
    assert UNREAD in text(sponsor.see())
    sponsor.press("help/", "allow")
    assert "Nuestro personal puede ver lo que usted todavía no ha enviado" in text(sponsor.see())
    assert UNREAD not in text(sponsor.see())
    sponsor.press("help/", "end")
    assert UNREAD in text(sponsor.see())


def test_staff_who_ask_for_no_paper_are_told_to_do_that_first(family, desk):
    at = desk("ana")
    url = f"/cms/cases/{family.case.pk}/"
    page = at.client.post(f"{url}status/", {"status": "needs_paper"}, follow=True).content.decode()
    assert "Ask for the paper first" in page
    assert f'href="{reverse("cases:inspect", args=[family.case.pk])}#papers-small"' in page
    assert 'id="papers-small"' in page
    assert family.case.status == "sent"
    ask_for_the_photo(family.case, 1)
    statuses.reach(case=family.case, status="reading")
    at.client.post(f"{url}status/", {"status": "needs_paper"})
    assert family.case.status == "needs_paper"


def test_no_family_is_told_of_an_appointment_that_nobody_set_or_that_is_cancelled(family, desk):
    at, case = desk("ana"), family.case
    url = f"/cms/cases/{case.pk}/"

    def choose():
        page = at.client.post(f"{url}status/", {"status": "appointment"}, follow=True).content.decode()
        return "No appointment stands" in page and f'href="{url}appointment/"' in page, family.case.status

    assert choose() == (True, "sent")
    set_appointment(case, 1)
    statuses.reach(case=case, status="reading")
    assert choose()[1] == "appointment"
    appointments.cancel(case=case, by=1)
    assert choose() == (True, "reading")
    assert tables.statuses()["appointment"].sentence["es"] not in text(family.see())


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_sending_it_says_so_and_leads_to_the_form(drafting, language):
    page = drafting.see(language=language)
    assert headings(page) == [tables.statuses()["open"].name[language]]
    assert drafting.client.get(links(page)[0], follow=True).status_code == 200
    assert links(page)[0].startswith(f"/{language}/forms/small/")
    assert 'id="receipt-title"' not in page.content.decode()


def test_nobody_signed_in_finds_the_way_back(family):
    for path in ("", "messages/", "papers/photo/", f"papers/letter/{family.kid}/", "appointment.ics", "delete/"):
        page = Client().get(family.case_url(path))
        assert page.status_code == 403
        assert headings(page) == ["Cerrado en este navegador"]
        assert links(page) == ["/es/continue/"]
        assert page["Cache-Control"] == "no-store"


def test_the_titles_say_nothing_of_a_family_and_nothing_is_kept(family):
    for path in ("", "messages/", "papers/photo/", f"papers/letter/{family.kid}/", "delete/"):
        page = family.see(path)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
        assert family.case.reference not in title(page)
        assert "Qzxana" not in title(page)
        assert 'href="/leave"' in page.content.decode()


def test_the_way_so_far_has_each_stop_once_with_its_date(family, people):
    case = family.case
    for status in ("reading", "needs_paper", "reading"):
        assert statuses.reach(case=case, status=status)
    set_appointment(case, people["ana"].pk)
    assert not statuses.change(case=case, status="appointment", by=people["ana"].pk)
    assert StatusChange.objects.count() == 4
    stops = statuses.road(case)
    assert [stop.status for stop in stops] == [
        "sent", "reading", "needs_paper", "appointment", "with_case_manager", "closed",
    ]  # fmt: skip
    assert [stop.now for stop in stops] == [False, False, False, True, False, False]
    assert [stop.at is None for stop in stops] == [False, False, False, False, True, True]
    assert family.see().content.decode().count('aria-current="step"') == 1
    assert text(family.see()).count("Todavía no") == 2


def test_a_case_that_is_set_back_has_its_stops_in_the_same_order_and_ticks_no_day_to_come(family, people):
    case = family.case
    set_appointment(case, people["ana"].pk)
    statuses.reach(case=case, status="closed")
    stops = {stop.status: stop for stop in statuses.road(case)}
    assert stops["appointment"].at == appointments.latest(case).starts_at
    assert [status for status, stop in stops.items() if stop.done] == ["sent"]
    statuses.reach(case=case, status="sent")
    stops = statuses.road(case)
    assert [stop.status for stop in stops] == ["sent", "reading", "appointment", "with_case_manager", "closed"]
    # But for the day of an appointment, which stands on the page.
    assert [stop.at is None for stop in stops] == [False, True, False, True, True]
    assert not any(stop.done for stop in stops)


def test_a_case_set_back_to_sent_says_the_day_on_which_it_was_sent(family):
    day = timezone.now() - timezone.timedelta(days=40)
    family.case.submissions.update(sent_at=day)
    for status in ("reading", "sent"):
        statuses.reach(case=family.case, status=status)
    assert statuses.road(family.case)[0].at == day
    assert f"Enviado {date_format(timezone.localtime(day))} Lo estamos leyendo" in text(family.see())


def test_who_cannot_get_a_paper_is_not_told_to_send_it(family, people, desk):
    ask_for_the_photo(family.case, people["ana"].pk)
    assert "Lo que necesitamos de usted photo ES Todavía no tenemos este papel." in text(family.see())
    family.press("papers/photo/", "say", said="cannot_get")
    page = text(family.see())
    # The letter, of which nothing was said, is to be brought.
    assert "Ahora no tiene que hacer nada aquí." in page
    assert "Lo que le pedimos photo ES Se lo pedimos el" in page
    assert "Todavía no tenemos este papel." not in page
    url = f"/cms/cases/{family.case.pk}/status/"
    said = desk("ana").client.post(url, {"status": "needs_paper"}, follow=True).content.decode()
    assert "Ask for the paper first" in said
    assert family.case.status == "reading"


def test_the_desk_is_told_why_a_case_does_not_come_to_the_case_manager(family, desk):
    url = f"/cms/cases/{family.case.pk}/status/"
    said = desk("ana").client.post(url, {"status": "with_case_manager"}, follow=True).content.decode()
    assert "The family has not permitted that its papers go to the case manager" in said
    assert f"/cms/cases/{family.case.pk}/messages/" in said
    assert family.case.status == "sent"


def test_what_was_not_sent_stays_open(drafting, people):
    with pytest.raises(statuses.NotSent):
        statuses.change(case=drafting.case, status="reading", by=people["ana"].pk)
    assert drafting.case.status == "open"


def test_a_second_form_is_on_the_page_with_its_own_way(family, people):
    opened_by_staff(family.case, people["ana"].pk)
    page = family.see()
    assert links(page).count("/es/forms/packet/tasks/") == 2
    assert "/es/forms/small/done/" in links(page)
    assert "packet ES Todavía no enviado" in text(page)
    assert "Enviado el" in text(page)


def test_the_confirmation_leads_there_and_the_papers_are_listed_with_what_was_said(family):
    assert "/es/case/" in links(family.get("done"))
    page = family.see()
    assert "photo ES Lo voy a llevar" in text(page)
    assert "letter ES: Qzxana Todavía sin foto" in text(page)
    assert f"/es/case/papers/letter/{family.kid}/" in links(page)


def test_another_family_sees_its_own_case(family):
    other = Family(Client(), form="small")
    other.post("gate", {"let_in": "yes"})
    assert headings(other.see()) == ["Sin enviar"]
    assert family.see().status_code == 200
