"""The status page: in every status and language one sentence and one thing to do that leads somewhere."""

import pytest
from django.test import Client
from django.utils import timezone

from intake_forms.records import appointments, requests, statuses, tables
from intake_forms.records.correspondence import StatusChange
from intake_forms.records.models import Case
from tests.intake_forms.case.conftest import Family, links, text, title
from tests.intake_forms.sponsor import headings

LANGUAGES = ("en", "es")


def test_the_table_has_every_status_and_every_language():
    assert list(tables.statuses()) == [str(status) for status in Case.Status]
    for row in [*tables.statuses().values(), *tables.verdicts().values()]:
        for texts in (getattr(row, name) for name in ("name", "sentence", "action", "message") if hasattr(row, name)):
            assert set(texts) == set(LANGUAGES)
            assert all(texts.values())


def test_there_are_the_eight_verdicts_and_one_reason_for_what_never_came():
    assert len(tables.verdicts()) == 9
    assert [key for key, each in tables.verdicts().items() if not each.asks] == ["accepted", "with_case_manager"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [status for status in Case.Status if status is not Case.Status.OPEN])
@pytest.mark.parametrize("whole", [True, False], ids=["with-what-it-speaks-of", "without"])
def test_every_status_says_one_sentence_and_leads_somewhere(family, people, status, language, whole):
    case, who = family.case, people["ana"].pk
    if whole and status == Case.Status.NEEDS_PAPER:
        requests.ask(case=case, key=("photo", ""), reason="missing", note={}, by=who)
    if whole and status == Case.Status.APPOINTMENT:
        when = timezone.now() + timezone.timedelta(days=1)
        appointments.set_(case=case, starts_at=when, minutes=60, how="by_phone", where="", by=who)
    statuses.change(case=case, status=status, by=who)
    page, row = family.see(language=language), tables.statuses()[status]
    assert headings(page) == [row.name[language]]
    assert f"{row.name[language]} {row.sentence[language]} {row.action[language]}" in text(page)
    assert text(page).count(row.action[language]) == 1 + (row.action == row.name)
    href = links(page)[0]
    if href.startswith("#"):
        assert f'id="{href[1:]}"' in page.content.decode()
    else:
        assert family.client.get(href).status_code == 200
        assert href.startswith(f"/{language}/case/")


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
    for status in ("reading", "needs_paper", "reading", "appointment"):
        assert statuses.change(case=case, status=status, by=people["ana"].pk)
    assert not statuses.change(case=case, status="appointment", by=people["ana"].pk)
    assert StatusChange.objects.count() == 4
    stops = statuses.road(case)
    assert [stop.status for stop in stops] == [
        "sent", "needs_paper", "reading", "appointment", "with_case_manager", "closed",
    ]  # fmt: skip
    assert [stop.now for stop in stops] == [False, False, False, True, False, False]
    assert [stop.at is None for stop in stops] == [False, False, False, False, True, True]
    assert family.see().content.decode().count('aria-current="step"') == 1


def test_what_was_not_sent_stays_open(drafting, people):
    with pytest.raises(statuses.NotSent):
        statuses.change(case=drafting.case, status="reading", by=people["ana"].pk)
    assert drafting.case.status == "open"


def test_a_second_form_is_on_the_page_with_its_own_way(family):
    page = family.see()
    assert "/es/forms/small/done/" in links(page)
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
