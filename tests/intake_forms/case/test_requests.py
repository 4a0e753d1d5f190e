"""A paper asked for at the desk, and what the family does about it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from intake_forms.documents import services as files
from intake_forms.privacy.models import AuditEvent
from intake_forms.records import queries, requests, services, tables
from intake_forms.records.correspondence import PaperRequest
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family, links, text
from tests.intake_forms.papers import SVG, picture, sent
from tests.intake_forms.sponsor import problems
from tests.intake_forms.staff.test_case import main

State = PaperRequest.State


class Asker:
    """A member of staff who asks for papers."""

    def __init__(self, at, case):
        self.client, self.case = at.client, case

    def url(self, path):
        return f"/cms/cases/{self.case.pk}/{path}"

    def ask(self, path="photo/", **given):
        return self.client.post(self.url(f"ask/{path}"), {"reason": "unreadable", **given})

    def page(self):
        return main(self.client.get(self.url("")))


@pytest.fixture
def ana(family, desk):
    return Asker(desk("ana"), family.case)


def actions() -> list[str]:
    return [event.action for event in AuditEvent.objects.filter(action__startswith="paper.")]


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_asked_is_read_in_the_sponsors_language_with_a_link_to_that_slot(family, ana, language):
    words = {"text_es": "Falta la parte de atrás.", "text_en": "The back is missing."}
    assert ana.ask(**words).status_code == 303
    page = family.see(language=language)
    message = tables.verdicts()["unreadable"].message
    assert family.case.status == "needs_paper"
    assert f"{message[language]} {words[f'text_{language}']}" in text(page)
    assert links(page)[0] == f"/{language}/case/papers/photo/"
    paper = family.client.get(links(page)[0])
    assert message[language] in text(paper)
    assert words[f"text_{language}"] in text(paper)
    assert actions() == ["paper.asked"]


def test_a_new_file_answers_and_the_desk_sees_it(family, ana, bucket):
    family.photo()
    ana.ask()
    answered = family.photo()
    assert answered.status_code == 303
    assert "Ya lo tenemos. Gracias." in text(family.client.get(answered.url.split("#")[0]))
    assert requests.of_case(family.case).get().state == State.RECEIVED
    assert family.case.status == "reading"
    assert "Lo que necesitamos de usted" not in text(family.see())
    page = ana.page()
    assert "Cannot be read (dark, cut, blurred) A new file came" in page
    assert page.count("photo File") == 2
    assert [row.state for row in Upload.objects.all()] == ["received"] * 2
    assert "paper.answered:received" in actions()


def test_a_paper_of_one_child_is_asked_of_that_child(family, ana, bucket):
    ana.ask(f"letter/{family.kid}/", reason="missing")
    assert "letter ES: Qzxana" in text(family.see())
    path = f"papers/letter/{family.kid}/"
    assert family.photo(path, f"letter.{family.kid}").status_code == 303
    (kept,) = queries.papers(family.case)
    assert (kept.slot, str(kept.item)) == ("letter", family.kid)
    assert requests.of_case(family.case).get().state == State.RECEIVED


def test_papers_of_two_children_stay_each_childs_own(drafting, desk, bucket):
    kids = {"Qzxana": drafting.kid}
    kids["Qzxbeto"] = re.search(r"children/(.{36})/", drafting.post("children", {}, go="add").url)[1]
    drafting.client.post(drafting.url(f"children/{kids['Qzxbeto']}"), {"children-name": "Qzxbeto", "go": "next"})
    drafting.post("children", {})
    drafting.post("proofs", {"photo.said": "will_bring"})
    assert drafting.send().status_code == 303
    ana, same = Asker(desk("ana"), drafting.case), picture()
    # One sheet may name both: it is a paper of each, and once only of one.
    for _time in range(2):
        for kid in kids.values():
            drafting.press(f"papers/letter/{kid}/", "upload", **{f"paper-letter.{kid}": [sent(same)]})
    assert sorted(str(row.item) for row in queries.papers(drafting.case)) == sorted(kids.values())
    page = ana.page()
    assert [page.count(f"letter: {name} File 1") for name in kids] == [1, 1]
    ana.ask(f"letter/{drafting.kid}/")
    drafting.photo(f"papers/letter/{kids['Qzxbeto']}/", f"letter.{kids['Qzxbeto']}")
    assert requests.of_case(drafting.case).get().state == State.OPEN
    files.reject(upload=Upload.objects.filter(item=kids["Qzxbeto"]).first(), reason="infected")
    told = [text(drafting.see(f"papers/letter/{kid}/")).count("No podemos usar este archivo") for kid in kids.values()]
    assert told == [0, 1]
    assert requests.of_case(drafting.case).get().state == State.OPEN


def test_two_papers_are_two_lines_and_the_first_button_leads_to_the_list(family, ana, bucket):
    ana.ask()
    ana.ask(f"letter/{family.kid}/", reason="missing")
    page = family.see()
    assert links(page)[0] == "#asked"
    family.photo()
    assert family.case.status == "needs_paper"
    assert links(family.see())[0] == f"/es/case/papers/letter/{family.kid}/"


@pytest.mark.parametrize(
    ("said", "reason", "status", "shown"),
    [
        ("will_bring", "", "needs_paper", "Usted dijo: lo voy a llevar."),
        ("cannot_get", "lost", "reading", "Vamos a buscar otra forma con usted."),
    ],
)
def test_will_bring_and_cannot_get_are_answers_too(family, ana, bucket, said, reason, status, shown):
    ana.ask()
    answer = family.press("papers/photo/", "say", said=said, reason=reason)
    assert answer.status_code == 303
    assert "Gracias por avisarnos." in text(family.client.get(answer.url.split("#")[0]))
    assert family.case.status == status
    assert shown in text(family.see())
    asked = requests.of_case(family.case).get()
    assert (asked.state, requests.answer_reason(family.case, asked)) == (said, reason)
    assert {"will_bring": "The family will bring it", "cannot_get": "It was lost"}[said] in ana.page()
    family.photo()
    assert requests.of_case(family.case).get().state == State.RECEIVED


def test_saying_nothing_is_told_and_changes_nothing(family, ana):
    ana.ask()
    page = family.press("papers/photo/", "say")
    assert problems(page) == {"id_said_0": "Escoja una de las dos respuestas."}
    assert requests.of_case(family.case).get().state == State.OPEN


def test_asking_again_replaces_what_was_asked_and_letting_go_ends_it(family, ana):
    ana.ask()
    ana.ask(reason="too_old")
    assert [each.state for each in requests.of_case(family.case)] == [State.WITHDRAWN, State.OPEN]
    page = family.see()
    assert tables.verdicts()["too_old"].message["es"] in text(page)
    assert tables.verdicts()["unreadable"].message["es"] not in text(page)
    asked = requests.of_case(family.case).last()
    ana.client.post(ana.url(f"asked/{asked.pk}/withdraw/"))
    assert family.case.status == "reading"
    assert "Lo que necesitamos de usted" not in text(family.see())
    assert actions() == ["paper.asked", "paper.asked", "paper.not_needed"]


def test_what_is_wrong_with_a_file_is_told_and_the_request_stands(family, ana, bucket):
    ana.ask()
    page = family.press("papers/photo/", "upload", **{"paper-photo": [sent(SVG, "id.svg")]})
    assert list(problems(page)) == ["id_paper"]
    assert list(problems(family.press("papers/photo/", "upload"))) == ["id_paper"]
    assert requests.of_case(family.case).get().state == State.OPEN
    assert not Upload.objects.exists()


def test_while_the_store_is_down_nothing_is_called_received(family, ana, bucket, store_down):
    ana.ask()
    store_down()
    page = family.photo()
    assert page.status_code == 503
    assert "id_paper" in problems(page)
    assert requests.of_case(family.case).get().state == State.OPEN


def test_a_full_paper_has_room_again_once_it_is_asked_for(family, ana, bucket):
    path, name = f"papers/letter/{family.kid}/", f"letter.{family.kid}"
    assert [family.photo(path, name).status_code for _ in range(3)] == [303, 303, 200]
    ana.ask(f"letter/{family.kid}/")
    assert family.photo(path, name).status_code == 303
    assert queries.papers(family.case).count() == 3


def test_a_number_that_we_do_not_keep_is_held_back_at_the_desk_and_stays_typed(family, ana):
    page = ana.ask(text_es="Es el A123456789.")
    assert "Please remove this number; we do not keep it." in main(page)
    assert "Es el A123456789." in main(page)
    assert not PaperRequest.objects.exists()
    assert family.case.status == "sent"


def test_the_form_of_asking_shows_each_message_in_both_languages(ana):
    page = main(ana.client.get(ana.url("ask/photo/")))
    for verdict in tables.verdicts().values():
        assert all((message in page) == verdict.asks for message in verdict.message.values())
    assert page.index(tables.verdicts()["too_old"].message["es"]) < page.index(
        tables.verdicts()["too_old"].message["en"]
    )


def test_the_case_page_offers_to_ask_beside_each_paper(family, ana, bucket):
    family.photo()
    page = ana.client.get(ana.url("")).content.decode()
    assert f'href="{ana.url("ask/photo/")}">Ask for it again' in page
    assert f'href="{ana.url(f"ask/letter/{family.kid}/")}">Ask for it<' in page


def test_strangers_and_papers_that_are_none_change_nothing(family, ana, desk, people):
    ana.client.post(ana.url("take/"))
    for who in ("editor", "luis"):
        assert Asker(desk(who), family.case).ask().status_code == 302
    assert ana.ask("nothing/").status_code == 302
    assert ana.ask(reason="accepted").status_code == 200
    assert not PaperRequest.objects.exists()


def test_nothing_can_be_asked_before_sending_and_the_address_leads_into_the_form(drafting, desk):
    assert Asker(desk("supervisor"), drafting.case).ask().status_code == 302
    assert not PaperRequest.objects.exists()
    assert drafting.see("papers/photo/").url == drafting.url("proofs")
    assert drafting.photo().status_code == 303
    assert not Upload.objects.exists()
    assert drafting.see("papers/nothing/").status_code == 404


def test_a_file_needs_the_pages_token_and_the_case_of_the_session(family, ana, bucket):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = family.client.cookies
    data = {"go": "upload", "paper-photo": [sent(SVG)]}
    assert strict.post("/es/case/papers/photo/", data).status_code == 403
    other = Family(Client(), form="small")
    closed = other.photo()
    assert closed.status_code == 403
    assert "no se guardó" in closed.content.decode(), "a photo that did not arrive is told of"
    assert not Upload.objects.exists()


def test_two_forms_that_ask_for_one_paper_show_it_once(family):
    second = forms.form(forms.step("more", forms.slot("photo")), key="second")
    services.release(form=document.parse(second))
    other = Family(family.client, form="second")
    other.post("gate", {"let_in": "yes"})
    other.post("more", {})
    other.send()
    assert links(family.see()).count("/es/case/papers/photo/") == 1


def test_a_paper_that_cannot_be_had_is_a_task_at_the_desk_until_it_is_settled(drafting, desk, bucket):
    kid = drafting.kid
    drafting.post("children", {})
    drafting.post("proofs", {"photo.said": "cannot_get", "photo.reason": "lost", f"letter.{kid}.said": "cannot_get"})
    assert "can't get 2" not in text(desk("ana").list()), "before sending it is the family's alone"
    drafting.send()
    ana, heading = Asker(desk("ana"), drafting.case), "Papers that the family can't get"
    page = ana.page()
    assert f"{heading} Look for another way" in page
    assert "photo The family can't get it : It was lost · said with the form on" in page
    queue = desk("ana").list(papers="cannot_get")
    assert drafting.case.reference in text(queue)
    assert "0 files · can't get 2" in text(queue)
    assert "Lo que necesitamos de usted" not in text(drafting.see()), "nobody asked for it"
    assert json.loads(drafting.see("data.json").content)["asked_for"][0]["why"] is None
    drafting.photo()
    letter = requests.of_case(drafting.case).get(slot="letter")
    assert "1 file · can't get 1" in text(desk("ana").list())
    page = main(ana.client.post(ana.url(f"asked/{letter.pk}/withdraw/"), follow=True))
    assert "nobody has to look for this paper" in page
    assert "letter: Qzxana Settled" in page
    assert heading not in page
    assert drafting.case.reference not in text(desk("ana").list(papers="cannot_get"))


@pytest.mark.parametrize("reason", ["unreadable", "wrong_document", "too_old"])
def test_the_photo_that_staff_could_not_use_is_the_one_that_the_next_takes_the_place_of(family, ana, bucket, reason):
    family.photo()
    bad = Upload.objects.get()
    ana.ask(reason=reason)
    page = family.see("papers/photo/")
    assert f'name="instead" value="{bad.pk}"' in page.content.decode()
    assert "Pedimos otra." in text(page)
    assert "Ya lo tenemos" not in text(page)
    assert 'name="instead"' not in family.see("papers/photo/?keep").content.decode()
    family.photo(instead=str(bad.pk))
    assert Upload.objects.get(pk=bad.pk).superseded_at
    after = family.see("papers/photo/")
    assert 'name="instead"' not in after.content.decode()
    assert "Tenemos 1 archivo" in text(after)


def test_of_several_photos_she_says_herself_which_one_she_takes_again(family, ana, bucket):
    family.photo()
    family.photo()
    ana.ask()
    page = family.see("papers/photo/")
    assert 'name="instead"' not in page.content.decode()
    assert "toque «Mandar otro en su lugar»" in text(page)
    assert page.content.decode().count('class="btn ghost" href="?instead=') == 2


def test_what_is_missing_comes_beside_what_is_there(family, ana, bucket):
    family.photo()
    ana.ask(reason="missing_side")
    page = family.see("papers/photo/")
    assert 'name="instead"' not in page.content.decode()
    assert "Ya lo tenemos" in text(page)
