"""Every sentence that tells of a mistake says what to do, in each language."""

import re

import pytest
from django.utils.translation import override

from intake_forms.schema.items import Question
from intake_forms.wizard.fields import MESSAGES
from tests.intake_forms import forms

#: The verbs that such sentences begin with; "Please" and the question's own words may stand before.
DO = {
    "en": re.compile(
        r"\b(write|use|choose|answer|remove|look|tick|add|call|sign|say|tell|send|take|try|mark|put)\b", re.I
    ),
    "es": re.compile(
        r"\b(escriba|escríbalo|use|escoja|conteste|responda|quite|revise|marque|agregue|llame|firme|diga|díganos|mande|tome|"
        r"intente|ponga|mire)\b",
        re.I,
    ),
}
SHIPPED = sorted(path.stem for path in forms.SHIPPED.glob("*.yaml"))


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
