"""The appointment: set at the desk, read by the family, and one entry in a calendar through all its changes."""

from __future__ import annotations

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar

from intake_forms.records import appointments, requests, statuses, tables
from intake_forms.records.correspondence import Appointment
from intake_forms.wizard import todo
from tests.intake_forms.case.conftest import links, text
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main

PLACE = "Calle Qzxuna 12, piso 3; pregunte por la recepción, que está a la derecha de la entrada principal"


@pytest.fixture
def ana(family, desk):
    at = desk("ana")
    at.url = f"/cms/cases/{family.case.pk}/appointment/"
    at.day = timezone.localdate() + datetime.timedelta(days=10)
    given = {"day": at.day, "hour": "10:30", "minutes": 60, "how": "in_person", "where": PLACE}
    at.set = lambda **more: at.client.post(at.url, {**given, **more})
    return at


def entry(family, query="", language="es"):
    page = family.see(f"appointment.ics{query}", language)
    assert page["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(page.content).walk("VEVENT")
    return page, event


@pytest.mark.parametrize(
    ("language", "word", "how"), [("es", "Cita", "En persona"), ("en", "Appointment", "In person")]
)
def test_it_stands_on_the_page_and_its_entry_says_when_and_nothing_else(family, ana, language, word, how):
    ana.set()
    assert family.case.status == "appointment"
    page = text(family.see(language=language))
    assert PLACE in page
    assert {"es": "Hora 10:30 a.m.", "en": "Time 10:30 AM"}[language] in page
    assert how in page
    response, event = entry(family, language=language)
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="{ {"es": "cita", "en": "appointment"}[language] }.ics"'
    )
    at = datetime.datetime.combine(ana.day, datetime.time(10, 30), tzinfo=ZoneInfo(settings.TIME_ZONE))
    assert event["SUMMARY"] == word
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at, at + datetime.timedelta(hours=1))
    assert event["DTSTART"].to_ical().endswith(b"Z")
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert "Qzxuna" not in response.content.decode()
    assert family.case.reference not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_with_the_place_where_that_is_asked_for_and_folded_as_the_standard_wants(family, ana):
    ana.set()
    response, event = entry(family, "?place")
    assert event["LOCATION"] == PLACE
    assert response.content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75
    assert b"\n" not in response.content.replace(b"\r\n", b"")


def test_moved_and_cancelled_it_is_the_same_entry_with_a_higher_number(family, ana):
    ana.set()
    _, first = entry(family)
    ana.set(hour="15:00", how="by_phone", where="")
    _, moved = entry(family)
    ana.client.post(ana.url + "cancel/")
    _, cancelled = entry(family)
    assert first["UID"] == moved["UID"] == cancelled["UID"]
    assert [each["SEQUENCE"] for each in (first, moved, cancelled)] == [0, 1, 2]
    assert cancelled["STATUS"] == "CANCELLED"
    assert family.case.status == "reading"
    assert "Esta cita está cancelada." in text(family.see())
    assert [len(rows(f"appointment.{what}")) for what in ("set", "moved", "cancelled")] == [1, 1, 1]
    ana.set()
    assert entry(family)[1]["UID"] != first["UID"]
    assert Appointment.objects.count() == 2


def test_who_had_written_the_old_day_down_reads_that_it_was_moved(family, ana):
    ana.set()
    assert "Cambiamos su cita." not in text(family.see())
    ana.set(hour="15:00", how="by_phone", where="")
    page = text(family.see())
    assert (
        f"Mire el día, la hora y cómo es ahora. Antes: {date_format(ana.day)}, 10:30 a.m. "
        f"Ahora: {date_format(ana.day)}, 3:00 p.m., Por teléfono Ya vi el cambio Ver su cita" in page
    )
    assert "Le llamamos nosotros al número que nos dio." in page
    assert "Cambiarla en mi calendario" in page


def test_the_notice_goes_when_the_family_says_it_has_seen_it_and_staff_read_that(family, ana):
    ana.set()
    assert "Ya vi el cambio" not in text(family.see())
    assert "The change" not in main(ana.look(family.case))
    ana.set(hour="15:00")
    button = re.search(r'name="sequence" value="(\d+)">Ya vi el cambio<', family.see().content.decode())[1]
    assert "The family has not said yet that it has seen it." in main(ana.look(family.case))
    # Changed once more meanwhile: what she saw is not what stands there now.
    ana.set(hour="16:00")
    assert family.press("appointment/seen/", sequence=button).url == "/es/case/#appointment"
    assert "Cambiamos su cita." in text(family.see())
    for pressed in (str(int(button) + 1), str(int(button) + 1), "9" * 40, "", "x"):
        assert family.press("appointment/seen/", sequence=pressed).status_code == 303
    assert "Cambiamos su cita." not in text(family.see())
    assert "The family has seen it:" in main(ana.look(family.case))
    assert len(rows("appointment.seen")) == 1
    # What is changed after that is told anew, and no longer from where it was moved before.
    ana.set(hour="16:00", minutes=30)
    assert "Cambiamos su cita. Mire el día, la hora y cómo es ahora. Ahora:" in text(family.see())


def test_moved_twice_it_is_told_from_the_day_that_the_family_knew(family, ana):
    ana.set()
    for hour, before in (("15:00", "10:30 a.m."), ("16:00", "10:30 a.m."), ("10:30", None), ("15:00", "10:30 a.m.")):
        ana.set(hour=hour)
        page = text(family.see())
        assert (f"Antes: {date_format(ana.day)}, {before} Ahora:" in page) if before else ("Antes:" not in page)


@pytest.mark.parametrize(("language", "call"), [("es", "Le llamamos"), ("en", "We call you")])
def test_for_a_call_nobody_is_sent_to_a_place(family, ana, language, call):
    ana.set()
    ana.set(how="by_phone")
    page = text(family.see(language=language))
    assert "Qzxuna" not in page
    assert call in page
    assert {"es": "Lugar", "en": "Place"}[language] not in page
    for query in ("", "?place"):
        response, event = entry(family, query, language)
        assert event["LOCATION"] == call
        assert "Qzxuna" not in response.content.decode()
    assert f"Note for our staff {PLACE}" in main(ana.look(family.case))


def test_a_cancelled_appointment_is_no_stop_and_no_status_and_no_promise_where_all_is_over(family, ana):
    ana.set()
    road = {stop.status: stop.at for stop in statuses.road(family.case)}
    assert road["appointment"] == Appointment.objects.get().starts_at
    ana.client.post(ana.url + "cancel/")
    assert "Aquí le avisamos de un nuevo día." in text(family.see())
    assert [stop.at for stop in statuses.road(family.case) if stop.status == "appointment"] in ([], [None])
    change = f"/cms/cases/{family.case.pk}/status/"
    said = main(ana.client.post(change, {"status": "appointment"}, follow=True))
    assert "No appointment stands: the status stays. Set the appointment, and the status changes by itself." in said
    assert family.case.status == "reading"
    ana.client.post(change, {"status": "closed"})
    page = text(family.see())
    assert "Esta cita está cancelada." in page
    assert "nuevo día" not in page


def test_beside_a_form_that_is_not_sent_it_is_told_as_what_it_is(family, ana):
    ana.set()
    family.case.submissions.all().delete()
    there = todo.Things(form="/f/", title="Su paquete", on=Appointment.objects.get().starts_at)
    first = todo.first(family.case, there, helped=False)
    assert (first.url, first.stands) == ("/f/", "")
    assert first.also.startswith(date_format(ana.day))


def test_the_clock_change_does_not_move_the_hour(family, ana):
    year = timezone.localdate().year + 1
    for day in (f"{year}-01-15", f"{year}-07-15"):
        ana.set(day=day)
        _, event = entry(family)
        assert event["DTSTART"].dt.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%d %H:%M") == f"{day} 10:30"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2020-01-01"}, "still to come"),
        ({"where": ""}, "Say where to come."),
        ({"where": "A 123 456 789"}, "Please remove this number"),
        ({"minutes": "7"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_set(family, ana, wrong, sentence):
    assert sentence in main(ana.set(**wrong))
    assert not Appointment.objects.exists()
    assert family.see("appointment.ics").status_code == 404


def test_the_place_is_sealed_and_the_desk_reads_it(family, ana):
    ana.set()
    found = Appointment.objects.get()
    assert b"Qzxuna" not in bytes(found.sealed_place)
    assert appointments.place_of(family.case, found) == PLACE
    assert PLACE in main(ana.look(family.case))
    assert PLACE in main(ana.client.get(ana.url))


def test_before_sending_it_can_be_set_and_the_case_stays_the_familys(drafting, desk):
    url = f"/cms/cases/{drafting.case.pk}/appointment/"
    day = timezone.localdate() + datetime.timedelta(days=3)
    desk("ana").client.post(url, {"day": day, "hour": "09:00", "minutes": 30, "how": "by_phone", "where": ""})
    assert drafting.case.status == "open"
    assert "Por teléfono" in text(drafting.see())


PASSED = {
    "es": "La hora de su cita ya pasó. Si no se pudo hacer, avísenos y buscamos otro día. Escríbanos",
    "en": "The time of your appointment has passed. If it did not take place, tell us and we will find another day. Write to us",
}


@pytest.mark.parametrize("language", ["es", "en"])
def test_once_it_is_over_the_page_says_so_and_no_more_that_there_is_one(family, ana, language):
    ana.set()
    Appointment.objects.update(starts_at=timezone.now() - datetime.timedelta(minutes=59))
    has_one = tables.statuses()["appointment"].sentence[language]
    assert has_one in text(family.see(language=language)), "it lasts an hour"
    Appointment.objects.update(starts_at=timezone.now() - datetime.timedelta(minutes=61))
    page = family.see(language=language)
    assert PASSED[language] in text(page)
    assert has_one not in text(page)
    # Whoever came has shown the papers perhaps.
    assert {"es": "Si todavía no ha traído los papeles", "en": "If you have not brought the papers"}[language] in text(
        page
    )
    assert {"es": "Ya pasó.", "en": "It has passed."}[language] in text(page)
    assert links(page)[0] == f"/{language}/case/messages/"
    assert f"/{language}/case/appointment.ics" not in links(page)
    assert appointments.ahead(family.case) is None


def test_a_paper_that_is_needed_comes_first_also_once_it_is_over(family, ana, people):
    ana.set()
    Appointment.objects.update(starts_at=timezone.now() - datetime.timedelta(days=2))
    requests.ask(case=family.case, key=("photo", ""), reason="missing", note={}, by=people["ana"].pk)
    assert links(family.see())[0] == "/es/case/papers/photo/"
    ana.client.post(f"/cms/cases/{family.case.pk}/status/", {"status": "needs_paper"})
    assert links(family.see())[0] == "/es/case/papers/photo/"
