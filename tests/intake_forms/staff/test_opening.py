"""Staff open a further form in a case; its sponsor, and nobody else, finds it and fills it in."""

import pytest
from django.test import Client

from intake_forms.documents import services as documents
from intake_forms.records import opening, queries, services, trials
from intake_forms.records.models import Case, Draft
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.factories import Paper, make_case, sealed
from tests.intake_forms.forms import choice, question, row, rows, slot, step
from tests.intake_forms.sponsor import Sponsor, headings
from tests.intake_forms.staff.conftest import rows as audited
from tests.intake_forms.staff.test_case import main
from tests.intake_forms.staff.test_rules import rule_set
from tests.intake_forms.threads import at_once

FIRST = forms.form(step("one", question("full_name")), key="first", title=forms.text("first"))
PACKET = forms.form(
    step("person", question("name")),
    step("strict", question("proof"), show_if=rows(row("rule_set", "is", "new"))),
    step("papers", slot("letter")),
    key="folder",
    title=forms.text("folder"),
    opened_by="staff",
    gate={"step": step("gate", choice("let_in")), "exits": []},
    carries=[{"form": "first", "source": "full_name", "target": "name"}],
    rule_sets=[rule_set("base"), rule_set("new")],
)


@pytest.fixture
def released(db):
    for data in (FIRST, PACKET):
        services.release(form=document.parse(data))


@pytest.fixture
def first(released):
    """A sponsor who has sent the first form."""
    sponsor = Sponsor(Client(), form="first")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("one", {"full_name": "Ana Ixchel"})
    sponsor.words = sponsor.key_page()
    assert sponsor.send().status_code == 303
    return sponsor


def open_form(desk, case, chosen="", form="folder"):
    url = f"/cms/cases/{case.pk}/open/{form}/"
    return desk.client.post(url, {f"{form}-rule_set": chosen}, follow=True)


def folder(sponsor):
    return Sponsor(sponsor.client, form="folder")


@pytest.mark.django_db
def test_staff_open_it_and_the_sponsor_fills_it_in_and_sends_it(first, desk):
    case = Case.objects.get()
    assert "Open: folder" in main(desk("ana").look(case))
    page = main(open_form(desk("ana"), case, "new"))
    assert "The form is open." in page
    assert "folder Not sent yet · last activity" in page
    assert "Open: folder" not in page
    assert [each.case_id for each in audited("form.opened") + audited("case.rules:new")] == [case.pk] * 2
    sponsor = folder(first)
    assert sponsor.resume(first.words[0], " ".join(first.words[1])).url.startswith("/es/forms/folder/")
    assert sponsor.send().url == sponsor.url("gate", "?check")
    assert sponsor.post("gate", {"let_in": "yes"}).url == sponsor.url("person")
    assert 'value="Ana Ixchel"' in sponsor.get("person").content.decode()
    assert sponsor.post("person", {"name": "Ana Ixchel"}).url == sponsor.url("strict")
    sponsor.post("strict", {"proof": "x"})
    sponsor.post("papers", {})
    assert sponsor.send().url == sponsor.url("done")
    assert Case.objects.count() == 1
    assert queries.submission(case, "folder").rule_set == "new"
    assert queries.open_forms(case) == []


@pytest.mark.django_db
def test_no_page_of_it_is_a_dead_end_before_the_first_step_is_answered(first, desk):
    open_form(desk("ana"), Case.objects.get())
    sponsor = folder(first)
    assert sponsor.post("person", {"name": "Ana"}).url == sponsor.url("papers"), "from a page opened before"
    assert sponsor.post("person", {"name": "Ana"}, go="back").url == sponsor.url("gate")
    assert sponsor.url("gate") + "?check" in sponsor.get("check").content.decode()
    assert sponsor.get("gate").status_code == sponsor.get("key").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["", "?tasks", "?change"])
def test_whoever_asks_for_a_page_of_it_comes_to_the_gate_first_and_from_there_to_that_page(first, desk, mode):
    open_form(desk("ana"), Case.objects.get())
    sponsor = folder(first)
    query = f"{mode}&to=papers" if mode else "?to=papers"
    assert sponsor.get("papers", mode).url == sponsor.url("gate", query)
    page = sponsor.get("gate", query).content.decode()
    assert f'action="{sponsor.url("gate", query).replace("&", "&amp;")}"' in page
    assert f'class="back" href="{sponsor.url("tasks")}"' in page, "no page asks whose form it is"
    assert sponsor.post("gate", {}, go="lang-en", query=query).url == sponsor.url("gate", query, language="en")
    assert sponsor.post("gate", {}, query=query).status_code == 200, "the gate is not answered yet"
    assert sponsor.post("gate", {"let_in": "yes"}, query=query).url == sponsor.url("papers", mode)
    assert sponsor.get("papers", mode).status_code == 200


@pytest.mark.django_db
def test_somebody_on_a_list_of_it_is_led_to_by_way_of_the_gate_too(first, desk):
    people = step("people", forms.group("kids", question("called"), max=3))
    services.release(form=document.parse({**PACKET, "sections": [{**PACKET["sections"][0], "steps": [people]}]}))
    open_form(desk("ana"), Case.objects.get())
    sponsor = folder(first)
    there = sponsor.post("people", {}, go="add").url
    item = there.split("/")[-2]
    assert sponsor.client.get(f"{there}?list").url == sponsor.url("gate", f"?list&to=people/{item}")
    answers = {"let_in": "yes"}
    assert sponsor.post("gate", answers, query=f"?list&to=people/{item}").url == f"{there}?list"
    for nonsense in ("to=people/x", "to=people/"):
        assert sponsor.post("gate", answers, query=f"?{nonsense}").url == sponsor.url("people")
    for nonsense in ("to=ghost", "to=gate", "to=", "to=//example.org", "to=check"):
        assert sponsor.post("gate", answers, query=f"?{nonsense}").url == sponsor.url("people"), "the first step"


@pytest.mark.django_db
def test_until_somebody_was_at_its_gate_its_list_of_parts_says_what_it_is(first, desk):
    open_form(desk("ana"), Case.objects.get())
    sponsor, said = folder(first), PACKET["start"]["body"]["es"]
    assert sponsor.get().url == sponsor.url("tasks"), "its start page would say the same and lead nowhere else"
    page = sponsor.get("tasks").content.decode()
    assert said in page
    assert f'class="btn" href="{sponsor.url("gate")}?tasks"' in page
    sponsor.post("gate", {"let_in": "yes"}, query="?tasks")
    assert said not in sponsor.get("tasks").content.decode()


@pytest.mark.django_db
def test_it_has_no_public_start(first):
    for client in (Client(), first.client):
        sponsor = Sponsor(client, form="folder")
        page = sponsor.get().content.decode()
        assert sponsor.url("gate") not in page
        assert "Nosotros le abrimos este formulario" in page
        for response in (sponsor.get("gate"), sponsor.post("gate", {"let_in": "yes"})):
            assert response.status_code == 403
    assert Draft.objects.filter(form_key="folder").count() == 0


@pytest.mark.django_db
def test_only_who_sees_the_case_opens_it_and_only_such_forms(first, desk, people):
    case = Case.objects.get()
    Case.objects.update(assignee=people["luis"])
    for who in ("anonymous", "editor", "ana"):
        open_form(desk(who), case)
    for form in ("first", "ghost"):
        assert "open in this case already" in open_form(desk("luis"), case, form=form).content.decode()
    assert "Choose a rule set from the list" in open_form(desk("luis"), case, "ghost").content.decode()
    assert Draft.objects.filter(form_key="folder").count() == 0
    assert desk("luis").client.get(f"/cms/cases/{case.pk}/open/folder/").status_code == 405
    open_form(desk("luis"), case)
    assert Draft.objects.filter(form_key="folder").count() == 1
    with pytest.raises(opening.CannotOpen):
        opening.open_form(case=case, form_key="first", by=people["luis"].pk)


@pytest.mark.django_db
def test_the_desk_says_which_forms_a_case_has_and_nothing_of_what_is_not_sent(first, desk, bucket):
    case = Case.objects.get()
    open_form(desk("ana"), case)
    sponsor = folder(first)
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("person", {"name": "Xiomara"})
    made = make_case(submitted=False, papers=[Paper()])
    listing, page = main(desk("ana").list()), main(desk("ana").look(case))
    assert "first: sent; folder: not sent yet" in listing
    assert "Ana Ixchel" in page
    assert "Xiomara" not in listing + page
    assert made.case.reference in listing
    assert "1 file" not in listing


@pytest.mark.django_db
def test_a_paper_of_a_form_that_is_not_sent_is_neither_counted_nor_shown(first, desk, bucket):
    case = Case.objects.select_related("key").get()
    open_form(desk("ana"), case)
    upload = documents.store(case=case, slot="letter", incoming=sealed(case, Paper()))
    assert "0 files" in main(desk("ana").list())
    assert desk("ana").paper(case, upload).status_code == 302
    sponsor = folder(first)
    for each, answers in (("gate", {"let_in": "yes"}), ("person", {"name": "Ana"}), ("papers", {})):
        sponsor.post(each, answers)
    sponsor.send()
    assert "1 file" in main(desk("ana").list())
    assert desk("ana").paper(case, upload).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_members_of_staff_open_one_form(released, people):
    case = make_case(
        form_yaml=forms.as_yaml(FIRST), answers={"gate": {"let_in": "yes"}, "one": {"full_name": "A"}}
    ).case
    opened = at_once(4, lambda _n: opening.open_form(case=case, form_key="folder", by=people["ana"].pk))
    assert sorted(opened) == [False, False, False, True]
    assert Draft.objects.filter(form_key="folder").count() == len(audited("form.opened")) == 1


@pytest.mark.django_db
def test_a_form_tried_out_before_its_release_can_be_begun(db):
    version = trials.trial(form=document.parse(PACKET))
    sponsor = Sponsor(Client(), form="folder")
    sponsor.client.post(f"/es/forms/folder/trial/{trials.token(version)}/")
    assert headings(sponsor.get("gate")) == ["gate ES"]
    assert sponsor.post("gate", {"let_in": "yes"}).status_code == 303
