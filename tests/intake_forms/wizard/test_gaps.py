"""A step once complete to which a later change brings a required question: list of parts, check page and sending all say so."""

import re
from html import unescape
from urllib.parse import urldefrag
from uuid import uuid4

import pytest
from django.utils import timezone

from intake_forms.records import moves, queries, services
from intake_forms.records.models import Case, Draft, DraftStep, Submission
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, row, rows, step, text
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db


def when(source, value="yes", **more):
    return rows(row(source, "is", value, **more))


def section(key, *steps):
    return {"key": key, "title": text(key), "steps": list(steps)}


def begin(client, *steps, **more):
    """Somebody past the gate of a form with these steps, each in a section of its own."""
    release(*steps, **more)
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    return somebody


def release(*steps, moves_drafts_at=None, **more):
    made = form(sections=[section(each["key"].replace("-", "_"), each) for each in steps], **more)
    return services.release(form=document.parse(made), moves_drafts_at=moves_drafts_at)[0]


def states(sponsor):
    """Title -> state of each part on the list."""
    page = sponsor.get("tasks").content.decode()
    found = re.findall(r'<(?:a|b)\b[^>]*>([^<]*)</(?:a|b)>\s*<span class="tag[^>]*>(.*?)<', page)
    return {unescape(title).removesuffix(" ES"): state for title, state in found}


def missing(sponsor):
    """What the check page says is missing: sentence -> address."""
    summary = re.search(r'<div class="summary".*?</div>', sponsor.get("check").content.decode(), re.S)
    found = re.findall(r'<a href="(.*?)">(.*?)</a>', summary[0]) if summary else []
    return {unescape(sentence): unescape(url) for url, sentence in found}


def sent(sponsor):
    """What was sent, None while nothing is."""
    found = Submission.objects.select_related("case__key").first()
    return queries.submitted_answers(found.case, found) if found else None


def follow(sponsor, url):
    """The page that a link of the check page leads to, and whether it has what the link points at."""
    page = sponsor.client.get(url)
    return page, f'id="{urldefrag(url).fragment}"' in page.content.decode()


WORK = step("work", choice("works"))
JOB = step("job", question("note"), question("employer", show_if=when("works")))


@pytest.fixture
def gap(client):
    """Everything was answered; then the first answer changed, and the employer is asked."""
    sponsor = begin(client, WORK, JOB)
    sponsor.post("work", {"works": "no"})
    sponsor.post("job", {"note": "hello"})
    assert (states(sponsor)["job"], missing(sponsor)) == ("Listo", {})
    assert sponsor.post("work", {"works": "yes"}, query="?change").url == sponsor.url("check")
    return sponsor


def test_the_list_of_parts_opens_the_part_again(gap):
    assert states(gap) == {
        "work": "Listo",
        "job": "Falta terminar",
        "Revisar y enviar": "Todavía no se puede empezar",
    }
    assert f'<a class="btn" href="{gap.url("job", "?tasks")}"' in gap.get("tasks").content.decode()
    assert gap.url("job") in gap.get("key").content.decode(), "the key page leads there too"


def test_the_check_page_names_the_question_and_leads_to_it_and_back(gap):
    [(sentence, url)] = missing(gap).items()
    assert sentence == "Conteste esta pregunta: employer ES"
    assert url == f"{gap.url('job', '?check')}#id_job-employer"
    page, there = follow(gap, url)
    assert there
    assert list(problems(page)) == ["id_job-employer"]
    answers = {"note": "hello", "employer": "Taller"}
    assert gap.post("job", answers, query="?check").url == gap.url("check")
    assert missing(gap) == {}
    gap.send()
    assert sent(gap)["job"] == answers


def test_it_is_not_sent_and_nothing_is_lost(gap):
    before = list(DraftStep.objects.order_by("step").values_list("step", "sealed_answers", "complete"))
    refused = gap.send()
    assert refused.url == gap.url("job", "?check")
    page = gap.client.get(refused.url)
    assert problems(page) == {"id_job-employer": "Conteste esta pregunta: employer ES"}
    assert 'value="hello"' in page.content.decode()
    assert sent(gap) is None
    assert list(DraftStep.objects.order_by("step").values_list("step", "sealed_answers", "complete")) == before


def test_it_is_no_gap_any_more_when_the_answer_is_changed_back(gap):
    gap.post("work", {"works": "no"})
    assert (states(gap)["job"], missing(gap)) == ("Listo", {})
    gap.send()
    assert sent(gap)["job"] == {"note": "hello"}


def test_a_question_of_the_forms_own_words_for_what_is_missing(client):
    told = question("employer", show_if=when("works"), missing=text("Write who you work for."))
    sponsor = begin(client, WORK, step("job", question("note"), told))
    sponsor.post("work", {"works": "no"})
    sponsor.post("job", {"note": "hello"})
    sponsor.post("work", {"works": "yes"})
    assert list(missing(sponsor)) == ["Write who you work for. ES"]


def test_an_optional_question_that_appears_is_no_gap(client):
    may = question("employer", required=False, show_if=when("works"))
    sponsor = begin(client, WORK, step("job", question("note"), may))
    sponsor.post("work", {"works": "no"})
    sponsor.post("job", {"note": "hello"})
    sponsor.post("work", {"works": "yes"})
    assert (states(sponsor)["job"], missing(sponsor)) == ("Listo", {})


def test_a_chosen_option_that_is_not_offered_any_more_is_no_answer(client):
    options = [
        {"value": "own", "label": text("own"), "show_if": when("works")},
        {"value": "other", "label": text("other")},
    ]
    sponsor = begin(
        client,
        WORK,
        step("pay", question("pay", "choice", options=options)),
        step("slip", question("slip"), show_if=when("pay", "own")),
    )
    sponsor.post("work", {"works": "yes"})
    sponsor.post("pay", {"pay": "own"})
    sponsor.post("slip", {"slip": "x"})
    assert missing(sponsor) == {}
    sponsor.post("work", {"works": "no"})
    assert states(sponsor)["pay"] == "Falta terminar"
    assert states(sponsor)["slip"] == "Todavía no se puede empezar", "what is not offered steers nothing"
    [(sentence, url)] = missing(sponsor).items()
    assert sentence == "Conteste esta pregunta: pay ES"
    assert "own ES" not in sponsor.get("check").content.decode()
    page, there = follow(sponsor, url)
    assert there
    assert list(problems(page)) == ["id_pay-pay_0"]
    assert sponsor.send().url == sponsor.url("pay", "?check")
    sponsor.post("work", {"works": "yes"})
    assert missing(sponsor) == {}, "nothing was lost meanwhile"
    sponsor.send()
    assert sent(sponsor)["pay"] == {"pay": "own"}


ADULTS = group(
    "adults",
    question("name", "name"),
    choice("works_too", show_if=when("works")),
    question("where", show_if=rows(row("adults.works_too", "is", "yes"))),
    min=1,
    max=3,
)


@pytest.fixture
def people(client):
    """Two people on the list, whole until the first answer of the form changed."""
    sponsor = begin(client, WORK, step("people", ADULTS))
    sponsor.post("work", {"works": "no"})
    sponsor.ids = {}
    for name in ("Ana", "Beto"):
        there = sponsor.post("people", {}, go="add").url
        sponsor.ids[name] = re.search(r"people/(.{36})/", there)[1]
        sponsor.client.post(there, {"people-name": name, "go": "next"})
    sponsor.post("people", {})
    assert (states(sponsor)["people"], missing(sponsor)) == ("Listo", {})
    sponsor.post("work", {"works": "yes"})
    return sponsor


def test_inside_a_group_each_item_tells_what_it_lacks(people):
    assert states(people)["people"] == "Falta terminar"
    assert missing(people) == {
        f"{name}: Conteste esta pregunta: works_too ES": f"{people.url(f'people/{item}', '?check')}#id_people-works_too"
        for name, item in people.ids.items()
    }
    page, there = follow(people, missing(people)["Ana: Conteste esta pregunta: works_too ES"])
    assert there
    assert list(problems(page)) == ["id_people-works_too_0"]
    refused = people.send()
    assert refused.url == people.url("people", "?check")
    page = people.client.get(refused.url)
    assert set(problems(page).values()) == {"Conteste lo que falta de Ana.", "Conteste lo que falta de Beto."}
    assert set(problems(people.post("people", {})).values()) == {
        "Conteste lo que falta de Ana.",
        "Conteste lo que falta de Beto.",
    }
    assert sent(people) is None


def test_inside_a_group_a_gap_is_mended_in_one_page_and_back_at_the_check_page(people):
    def post(name, **answers):
        data = {f"people-{key}": value for key, value in {"name": name, **answers}.items()}
        return people.client.post(people.url(f"people/{people.ids[name]}", "?check"), {**data, "go": "next"})

    assert post("Ana", works_too="no").url == people.url("check")
    assert list(missing(people)) == ["Beto: Conteste esta pregunta: works_too ES"]
    assert post("Beto", works_too="yes").url.endswith("#id_people-where"), (
        "what it brings is asked before it is missing"
    )
    assert list(missing(people)) == ["Beto: Conteste esta pregunta: where ES"]
    assert post("Beto", works_too="yes", where="Taller").url == people.url("check")
    assert (states(people)["people"], missing(people)) == ("Listo", {})
    people.send()
    assert [each.get("where") for each in sent(people)["people"]["adults"]] == [None, "Taller"]


def test_too_few_people_are_told_with_the_name_of_their_list(people):
    for item in people.ids.values():
        people.client.post(people.url(f"people/{item}"), {"go": "remove"})
    assert missing(people) == {"adults ES: Agregue por lo menos 1.": people.url("people", "?check")}


def test_a_list_of_people_that_is_not_shown_keeps_nobody(client):
    hidden = {**ADULTS, "show_if": when("works")}
    told = {"kind": "content", "key": "told", "title": text("told"), "body": text("a text"), "style": "note"}
    sponsor = begin(client, WORK, step("people", told, hidden))
    sponsor.post("work", {"works": "no"})
    assert "add to adults" not in sponsor.get("people").content.decode()
    nobody = sponsor.get(f"people/{uuid4()}")
    assert nobody.url == sponsor.url("people")
    assert sponsor.post("people", {}).url == sponsor.url("check")
    assert (states(sponsor)["people"], missing(sponsor)) == ("Listo", {})
    sponsor.post("work", {"works": "yes"})
    assert missing(sponsor) == {"adults ES: Agregue por lo menos 1.": sponsor.url("people", "?check")}
    assert states(sponsor)["people"] == "Falta terminar"


RULES = [
    {"key": key, "label": text(key), "source": "https://example.org/", "checked_on": "2026-01-31"}
    for key in ("baseline", "income")
]


def test_a_rule_set_chosen_by_staff_brings_a_question(client):
    income = step("money", question("note"), question("income", show_if=when("rule_set", "income")))
    sponsor = begin(client, income, rule_sets=RULES)
    sponsor.post("money", {"note": "x"})
    assert (states(sponsor)["money"], missing(sponsor)) == ("Listo", {})
    Case.objects.update(rule_set="income")
    assert states(sponsor)["money"] == "Falta terminar"
    assert list(missing(sponsor)) == ["Conteste esta pregunta: income ES"]
    assert sponsor.send().url == sponsor.url("money", "?check")
    assert sent(sponsor) is None


def move(*steps):
    release(*steps, moves_drafts_at=timezone.now())
    moves.move_due_drafts(timezone.now() + timezone.timedelta(days=1))


@pytest.mark.parametrize("shown", [{}, {"show_if": when("works")}], ids=["always", "on a condition"])
def test_a_version_with_a_new_question(client, shown):
    sponsor = begin(client, WORK, step("job", question("note")))
    sponsor.post("work", {"works": "yes"})
    sponsor.post("job", {"note": "hello"})
    move(WORK, step("job", question("note"), question("employer", **shown)))
    assert states(sponsor)["job"] == "Falta terminar"
    assert list(missing(sponsor)) == ["Conteste esta pregunta: employer ES"]
    assert sponsor.send().url == sponsor.url("job", "?check")
    sponsor.post("job", {"note": "hello", "employer": "Taller"})
    sponsor.send()
    assert sent(sponsor)["job"] == {"note": "hello", "employer": "Taller"}


def test_a_version_with_a_question_that_only_another_answer_brings(client):
    """The move finds the step complete: nobody is asked yet."""
    sponsor = begin(client, WORK, step("job", question("note")))
    sponsor.post("work", {"works": "no"})
    sponsor.post("job", {"note": "hello"})
    move(WORK, JOB)
    assert (states(sponsor)["job"], missing(sponsor)) == ("Listo", {})
    sponsor.post("work", {"works": "yes"})
    assert list(missing(sponsor)) == ["Conteste esta pregunta: employer ES"]
    assert states(sponsor)["job"] == "Falta terminar"
    assert sponsor.send().url == sponsor.url("job", "?check")


def test_an_answer_given_before_a_harmless_change_made_its_options_conditional_is_still_one(client):
    """What the facts keep of it is read anew when the draft goes along with the new version."""
    other = {"value": "third", "label": text("third"), "show_if": when("works")}
    sponsor = begin(client, WORK, step("pay", choice("pay", "own", "other")))
    sponsor.post("work", {"works": "yes"})
    sponsor.post("pay", {"pay": "own"})
    new = choice("pay", "own", "other")
    new["options"].append(other)
    second = release(WORK, step("pay", new))
    assert Draft.objects.get().version == second, "it went along"
    assert (states(sponsor)["pay"], missing(sponsor)) == ("Listo", {})


def test_steps_where_nobody_was_are_named_in_order_and_led_to(client):
    sponsor = begin(client, WORK, step("more", question("note")), step("last", question("word")))
    sponsor.post("more", {"note": "x"})
    assert missing(sponsor) == {
        "work ES": sponsor.url("work", "?check"),
        "last ES": sponsor.url("last", "?check"),
    }


def test_nothing_of_a_long_answer_is_kept_twice(client):
    sponsor = begin(client, WORK, step("job", question("note"), question("tale", "long_text", show_if=when("works"))))
    sponsor.post("work", {"works": "yes"})
    sponsor.post("job", {"note": "x", "tale": "y" * 300})
    draft = queries.draft(Draft.objects.get().case_id, "small")
    assert queries.facts(draft) == {"works": "yes", "tale": True}
    assert missing(sponsor) == {}
