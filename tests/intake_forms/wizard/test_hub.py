"""The list of parts: what it says, where it leads, what it costs; and the way through one part and back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake_forms.records import queries, services
from intake_forms.records.models import Draft
from intake_forms.schema import document
from portal.bench import forms as measured
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step, text
from tests.intake_forms.sponsor import Sponsor, headings

pytestmark = pytest.mark.django_db

#: Session, draft with case and version, steps.
QUERIES = 3


def section(key, *steps):
    return {"key": key, "title": text(key), "steps": list(steps)}


YES = rows(row("works", "is", "yes"))
FORM = form(
    sections=[
        section("you", step("you", choice("works")), step("job", question("employer"), show_if=YES)),
        section("home", step("people", group("adults", question("name", "name"), min=1, max=3))),
        section("papers", step("papers", slot("wages", show_if=YES), slot("lease")), step("more", question("more"))),
    ]
)


@pytest.fixture
def sponsor(client):
    services.release(form=document.parse(FORM))
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    return somebody


def listed(sponsor):
    """The list: (title, state, where its link leads) of each row."""
    page = sponsor.get("tasks").content.decode()
    found = []
    for row_html in re.findall(r'<li class="row.*?</li>', page, re.S):
        link = re.search(r'<a href="(.*?)"', row_html)
        title = re.search(r"<(?:a|b)\b[^>]*>(.*?)</(?:a|b)>", row_html)[1]
        state = re.search(r'class="tag[^>]*>(.*?)<', row_html)[1]
        found.append((unescape(title), state, link[1] if link else ""))
    return found


def main_button(sponsor):
    page = sponsor.get("tasks").content.decode()
    return re.search(r'<a class="btn" href="(.*?)"[^>]*>(.*?)<', page).groups()


def add(sponsor, name, query=""):
    there = sponsor.post("people", {}, go="add", query=query).url
    return there, sponsor.client.post(there, {"people-name": name, "go": "next"})


def test_at_first_it_offers_what_can_be_begun_and_says_what_has_to_wait(sponsor):
    assert listed(sponsor) == [
        ("you ES", "Sin empezar", sponsor.url("you", "?tasks")),
        ("home ES", "Sin empezar", sponsor.url("people", "?tasks")),
        ("papers ES", "Todavía no se puede empezar", ""),
        ("Revisar y enviar", "Todavía no se puede empezar", ""),
    ]
    page = unescape(sponsor.get("tasks").content.decode())
    assert "Lleva 0 de 3 partes" in page
    assert "Primero termine: you ES</span>" in page
    assert "Primero termine: you ES, home ES, papers ES</span>" in page
    assert main_button(sponsor) == (sponsor.url("you", "?tasks"), "Empezar con la primera parte")


def test_a_part_is_gone_through_step_by_step_and_the_list_comes_back(sponsor):
    assert sponsor.post("you", {"works": "yes"}, query="?tasks").url == sponsor.url("job", "?tasks")
    assert [state for _, state, _ in listed(sponsor)][:2] == ["Falta terminar", "Sin empezar"]
    assert main_button(sponsor) == (sponsor.url("job", "?tasks"), "Seguir donde se quedó")
    assert sponsor.post("job", {"employer": "Taller"}, query="?tasks").url == sponsor.url("tasks")
    assert [state for _, state, _ in listed(sponsor)][:3] == ["Listo", "Sin empezar", "Sin empezar"]
    assert "Lleva 1 de 3 partes" in sponsor.get("tasks").content.decode()


def test_a_part_can_be_done_before_the_ones_ahead_of_it(sponsor):
    add(sponsor, "Ana", query="?tasks")
    assert sponsor.post("people", {}, query="?tasks").url == sponsor.url("tasks")
    assert [state for _, state, _ in listed(sponsor)][:2] == ["Sin empezar", "Listo"]


def test_when_all_is_done_it_leads_to_checking_and_sending(sponsor):
    sponsor.post("you", {"works": "no"})
    add(sponsor, "Ana")
    sponsor.post("people", {})
    sponsor.post("papers", {})
    sponsor.post("more", {"more": "x"})
    assert listed(sponsor)[-1] == ("Revisar y enviar", "Todavía no enviado", sponsor.url("check"))
    assert main_button(sponsor) == (sponsor.url("check"), "Revisar y enviar")
    assert "Lleva 3 de 3 partes" in sponsor.get("tasks").content.decode()
    assert sponsor.send().url == sponsor.url("done")
    assert sponsor.get("tasks").url == sponsor.url("done")


def test_a_gap_on_a_list_of_people_opens_the_part_again(sponsor):
    add(sponsor, "Ana")
    sponsor.post("people", {})
    assert listed(sponsor)[1][1] == "Listo"
    there = sponsor.post("people", {}, go="add").url
    sponsor.client.post(there, {"people-name": "1", "go": "back"})
    assert listed(sponsor)[1] == ("home ES", "Falta terminar", sponsor.url("people", "?tasks"))


def test_back_from_the_first_step_of_a_part_leads_to_the_list(sponsor):
    sponsor.post("you", {"works": "yes"})
    assert sponsor.post("job", {}, go="back", query="?tasks").url == sponsor.url("you", "?tasks")
    assert sponsor.post("you", {"works": "yes"}, go="back", query="?tasks").url == sponsor.url("tasks")
    assert sponsor.post("people", {}, go="back").url == sponsor.url("job")


def test_people_of_a_part_lead_back_to_their_list_and_that_to_the_parts(sponsor):
    assert add(sponsor, "Ana", query="?tasks")[1].url == sponsor.url("tasks"), "one alone needs no list"
    there, response = add(sponsor, "Luz", query="?tasks")
    assert there.endswith("/?tasks")
    assert response.url == sponsor.url("people", "?tasks")
    page = sponsor.get("people", "?tasks").content.decode()
    assert f'href="{there}"' in page
    assert f'href="{there.replace("?tasks", "?remove&amp;tasks")}"' in page
    assert sponsor.client.post(there, {"people-name": "Luz", "go": "back"}).url == sponsor.url("people", "?tasks")


@pytest.mark.parametrize("query", ["", "?tasks", "?change"])
def test_the_language_a_file_and_a_mistake_keep_the_way(sponsor, query):
    sponsor.post("you", {"works": "yes"})
    assert sponsor.post("job", {}, go="lang-en", query=query).url == sponsor.url("job", query, language="en")
    assert sponsor.post("papers", {}, go="upload", query=query).status_code == 200
    assert f'action="{sponsor.url("job", query)}"' in sponsor.post("job", {}, query=query).content.decode()


def test_each_step_says_how_far_it_is_and_leads_to_the_list_without_losing_what_is_typed(sponsor):
    sponsor.post("you", {"works": "yes"})
    for query in ("", "?tasks", "?change"):
        page = sponsor.get("job", query).content.decode()
        assert "you ES · Paso 2 de 2" in page
        assert 'value="tasks"' in page
    assert sponsor.post("job", {"employer": "Tall"}, go="tasks", query="?tasks").url == sponsor.url("tasks")
    assert 'value="Tall"' in sponsor.get("job").content.decode()


def test_of_how_many_steps_is_only_said_where_no_answer_brings_another(sponsor):
    def told(step):
        return re.search(r"ES · (Paso .*?)<", sponsor.get(step).content.decode())[1]

    assert [told("you"), told("papers"), told("more")] == ["Paso 1", "Paso 1 de 2", "Paso 2 de 2"]
    sponsor.post("you", {"works": "no"})
    assert [told("you"), told("papers")] == ["Paso 1 de 1", "Paso 1 de 2"]


def test_who_comes_back_with_the_words_finds_the_list(sponsor):
    reference, words = sponsor.key_page()
    assert sponsor.resume(reference, " ".join(words)).url == sponsor.url("tasks")


def test_it_is_in_both_languages_and_changes_between_them(sponsor):
    assert 'href="/en/forms/small/tasks/"' in sponsor.get("tasks").content.decode()
    sponsor.language = "en"
    assert headings(sponsor.get("tasks"))[0] == "small"
    assert [state for _, state, _ in listed(sponsor)] == [
        "Not started", "Not started", "Cannot start yet", "Cannot start yet"
    ]  # fmt: skip


def test_without_a_case_it_says_how_to_come_back(version, client):
    response = Sponsor(client).get("tasks")
    assert response.status_code == 403
    assert 'href="/es/continue/"' in response.content.decode()
    assert Sponsor(client, form="nothing").get("tasks").status_code == 404


@pytest.mark.parametrize("count", [5, 200])
def test_it_costs_the_same_for_a_long_form_and_opens_no_step(client, monkeypatch, count):
    data = measured.chain(count)
    steps = data["sections"][0]["steps"]
    halves = [steps[: count // 2], steps[count // 2 :]]
    data["sections"] = [section(f"part{number}", *half) for number, half in enumerate(halves)]
    services.release(form=document.parse(data))
    sponsor = Sponsor(client, form="chain")
    sponsor.post("gate", {"let_in": "yes"})
    draft = Draft.objects.select_related("case__key", "version").get()
    for number in range(count // 2):
        values = measured.answers(number)
        answers = queries.StepAnswers({key: [value] for key, value in values.items()}, values, complete=True)
        services.save_step(draft=draft, step=f"s{number}", answers=answers)
    sponsor.get("tasks")
    monkeypatch.setattr(queries, "opened", lambda *args: pytest.fail("a step was opened"))
    with CaptureQueriesContext(connection) as captured:
        assert listed(sponsor)[0][1] == "Listo"
    assert len(captured) == QUERIES, [query["sql"] for query in captured]
    assert listed(sponsor)[1] == ("part1 ES", "Sin empezar", sponsor.url(f"s{count // 2}", "?tasks"))
