"""Every sentence that tells of a mistake says what to do, in each language."""

import ast
import re
from html import unescape
from pathlib import Path

import pytest
from django.utils.translation import override

from intake_forms import schema
from intake_forms.records import services
from intake_forms.schema import document
from intake_forms.schema.items import COMMON_RULES, Question
from intake_forms.schema.kinds import kinds
from intake_forms.staff import kinds as desk
from intake_forms.wizard import fields, groups
from intake_forms.wizard import kinds as pages
from intake_forms.wizard import problems as wrong
from tests.intake_forms import forms
from tests.intake_forms.sponsor import Sponsor, problems
from tests.intake_forms.wizard.test_kinds import POSTED

#: The verbs that such sentences begin with; "Please" and the question's own words may stand before.
DO = {
    "en": re.compile(
        r"\b(write|use|choose|answer|remove|look|tick|add|call|sign|say|tell|send|take|try|mark|put)\b", re.I
    ),
    "es": re.compile(
        r"\b(escriba|escríbalo|use|escoja|conteste|responda|quite|revise|marque|agregue|llame|firme|diga|díganos|mande|tome|"
        r"intente|ponga|mire|mándelo|espere)\b",
        re.I,
    ),
}
SHIPPED = sorted(path.stem for path in forms.SHIPPED.glob("*.yaml"))

ASKED = {name: kind for name, kind in kinds().items() if issubclass(kind, Question)}
#: Every rule's sentence, those of the kinds with those that several know.
MESSAGES = dict(fields.MESSAGES)
for kind in ASKED.values():
    MESSAGES |= getattr(pages.module(kind), "MESSAGES", {})


@pytest.mark.parametrize("language", DO)
@pytest.mark.parametrize("rule", MESSAGES)
def test_the_sentence_of_each_rule_says_what_to_do(rule, language):
    with override(language):
        sentence = str(MESSAGES[rule])
    assert DO[language].search(sentence), sentence
    assert sentence.endswith((".", "%(label)s")), sentence


@pytest.mark.parametrize("language", DO)
@pytest.mark.parametrize("key", SHIPPED)
def test_so_does_each_sentence_of_a_shipped_form_for_an_answer_that_is_missing(key, language):
    shipped = forms.shipped(key)
    items = [inner for step in shipped.steps for item in step.items for inner in (item, *getattr(item, "items", ()))]
    sentences = [item.missing[language] for item in items if isinstance(item, Question) and item.missing]
    assert [each for each in sentences if not DO[language].search(each)] == []
    assert [each for each in sentences if not each.endswith((".", "?", ".»"))] == []


#: What breaks each rule: the question's key -> what is posted for it, beside the answers of test_kinds.
BREAKS = {
    "required": {"choice": ""},
    "too_long": {"short_text": "x" * 300},
    "not_a_name": {"name": "123"},
    "not_a_number": {"number": "many"},
    "out_of_range": {"age": "900"},
    "not_a_phone": {"phone": "12"},
    "not_an_email": {"email": "ana at example"},
    "not_an_option": {"choices": ["z"]},
    "unreadable": {"long_text": "Mar\ufffda"},
    "secret": {"short_text": "123-45-6789"},
    "day_missing": {"date.day": ""},
    "month_missing": {"date.month": ""},
    "year_missing": {"date.year": ""},
    "not_a_day": {"date.day": "first"},
    "not_a_month": {"date.month": "nada"},
    "not_a_year": {"date.year": "20"},
    "no_such_date": {"date.day": "31", "date.month": "2"},
    "too_early": {"early.day": "1", "early.month": "1", "early.year": "2019"},
    "too_late": {"early.day": "1", "early.month": "1", "early.year": "2022"},
    "in_future": {"date.year": "2999"},
    "street_missing": {"address.street": ""},
    "city_missing": {"address.city": ""},
}


def codes(argument):
    """The rules that the first argument of ``Invalid`` can name."""
    if isinstance(argument, ast.IfExp):
        return codes(argument.body) | codes(argument.orelse)
    if isinstance(argument, ast.JoinedStr):
        # Which parts of a question must be there.
        return {f"{part}_missing" for part in ("day", "month", "year", "street", "city")}
    return {argument.value}


def test_each_rule_of_each_kind_has_a_sentence_and_a_way_to_break_it():
    raised = set()
    for path in Path(schema.__file__).parent.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        raised |= {code for call in calls if getattr(call.func, "id", "") == "Invalid" for code in codes(call.args[0])}
    said = {rule for kind in ASKED.values() for rule in kind.rules} | set(COMMON_RULES)
    assert raised == said == MESSAGES.keys() == BREAKS.keys() == desk._rules().keys() - {"file"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", DO)
def test_the_summary_and_the_field_say_the_same_words(client, language):
    early = forms.question("early", "date", earliest="2020-03-01", latest="2021-03-01")
    services.release(form=document.parse(forms.form(forms.step("all", *forms.QUESTIONS.values(), early))))
    sponsor = Sponsor(client, language=language, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    good = {**POSTED, "early.day": "1", "early.month": "6", "early.year": "2020"}
    for rule, broken in BREAKS.items():
        page = sponsor.post("all", {**good, **broken})
        ((control, told),) = problems(page).items()
        with override(language):
            wanted = re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(str(MESSAGES[rule])))
        assert re.fullmatch(wanted, told), rule
        beside = re.search(r'<p class="err-msg"[^>]*><span class="vh">.*?</span>(.*?)</p>', page.content.decode(), re.S)
        assert " ".join(unescape(beside[1]).split()) == told, rule
        assert (
            re.search(rf'id="{re.escape(control)}"[^>]*aria-invalid="true"', page.content.decode()) or "_" in control
        ), rule


@pytest.mark.parametrize("language", DO)
def test_what_is_told_of_files_and_lists_says_what_to_do(language):
    people = document.parse(forms.form(forms.step("folk", forms.group("folk", forms.question("name"), min=2, max=3))))
    with override(language):
        told = [wrong.sentence(problem, 3) for problem in wrong.PROBLEMS] + [groups.unfinished("Ana")]
        told += [groups.wrong_number(people.item_by_key["folk"], count) for count in (1, 4)]
    assert [each for each in told if not DO[language].search(str(each))] == []
