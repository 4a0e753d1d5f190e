"""What each input tells the browser: what it may fill in, which keys it shows, whose language it is, what it leaves alone."""

import re

import pytest

from intake_forms.schema import document
from intake_forms.schema.items import Question
from intake_forms.schema.kinds import kinds
from intake_forms.schema.path import Route
from intake_forms.wizard.forms import form_class
from tests.intake_forms import forms
from tests.intake_forms.forms import QUESTIONS, question, step

TOLD = ("type", "autocomplete", "inputmode", "autocapitalize", "spellcheck", "translate", "lang", "dir")
NAME = {"type": "text", "autocapitalize": "words", "spellcheck": "false", "translate": "no"}
NUMBER = {"type": "text", "autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
FREE = {"autocomplete": "off", "spellcheck": "true", "lang": "es"}
PART = {"type": "text", "autocomplete": "off", "spellcheck": "false"}
DIGITS = {**PART, "inputmode": "numeric"}
EMAIL = {
    "type": "email",
    "inputmode": "email",
    "autocapitalize": "none",
    "spellcheck": "false",
    "translate": "no",
    "dir": "ltr",
}
PHONE = {"type": "tel", "inputmode": "tel", "spellcheck": "false", "translate": "no", "dir": "ltr"}


def address(own):
    tokens = {
        "street": "address-line1",
        "unit": "address-line2",
        "city": "address-level2",
        "state": "address-level1",
        "zip": "postal-code",
    }
    return {
        part: {**NAME, "autocomplete": token if own else "off"}
        | ({"autocapitalize": "characters"} if part == "zip" else {})
        for part, token in tokens.items()
    }


@pytest.mark.parametrize(
    ("kind", "more", "inputs"),
    [
        ("short_text", {}, {"": {"type": "text", **FREE}}),
        (
            "short_text",
            {"autocomplete": "organization"},
            {"": {"type": "text", **FREE, "autocomplete": "organization", "spellcheck": "false"}},
        ),
        ("long_text", {}, {"": FREE}),
        ("name", {}, {"": {**NAME, "autocomplete": "off"}}),
        ("name", {"autocomplete": "given-name"}, {"": {**NAME, "autocomplete": "given-name"}}),
        ("signature", {}, {"": {**NAME, "autocomplete": "off"}}),
        ("signature", {"autocomplete": "name"}, {"": {**NAME, "autocomplete": "name"}}),
        ("date", {}, {"day": DIGITS, "month": PART, "year": DIGITS}),
        (
            "date",
            {"autocomplete": "bday"},
            {
                part: {**attrs, "autocomplete": f"bday-{part}"}
                for part, attrs in {"day": DIGITS, "month": PART, "year": DIGITS}.items()
            },
        ),
        ("partial_date", {}, {"day": DIGITS, "month": PART, "year": DIGITS}),
        ("number", {}, {"": NUMBER}),
        ("number", {"min": -5}, {"": {name: value for name, value in NUMBER.items() if name != "inputmode"}}),
        ("age", {}, {"": NUMBER}),
        ("phone", {}, {"": {**PHONE, "autocomplete": "off"}}),
        ("phone", {"autocomplete": "tel"}, {"": {**PHONE, "autocomplete": "tel"}}),
        ("email", {}, {"": {**EMAIL, "autocomplete": "off"}}),
        ("email", {"autocomplete": "email"}, {"": {**EMAIL, "autocomplete": "email"}}),
        ("address", {}, address(own=True)),
        ("address", {"own": False}, address(own=False)),
        ("choice", {"layout": "list"}, {"": {"autocomplete": "off"}}),
        ("choice", {}, {"": {"type": "radio"}}),
        ("choices", {}, {"": {"type": "checkbox"}}),
        ("yes_no", {}, {"": {"type": "radio"}}),
        ("permission", {}, {"": {"type": "radio"}}),
        ("consent", {}, {"": {"type": "checkbox"}}),
    ],
)
def test_an_input_says_what_it_takes(kind, more, inputs):
    plain = {name: value for name, value in QUESTIONS[kind].items() if name not in {"autocomplete", "latest"}}
    form = document.parse(forms.form(step("one", {**plain, **more})))
    shown = form_class(Route(form), "one", "es")({})
    found = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", str(shown[kind])):
        told = dict(re.findall(r' ([a-z]+)="([^"]*)"', tag))
        part = told["name"].partition(".")[2]
        attrs = {name: told[name] for name in TOLD if name in told}
        assert found.setdefault(part, attrs) == attrs
    assert found == inputs


def test_every_kind_stands_in_the_table():
    asked = {name for name, kind in kinds().items() if issubclass(kind, Question)}
    (table,) = (mark for mark in test_an_input_says_what_it_takes.pytestmark if mark.name == "parametrize")
    assert {kind for kind, _more, _inputs in table.args[1]} == asked


@pytest.mark.parametrize("language", ["en", "es"])
def test_free_text_is_in_the_language_of_its_page(language):
    form = document.parse(forms.form(step("one", question("a"), question("b", "long_text"))))
    shown = form_class(Route(form), "one", language)({})
    assert all(f' lang="{language}"' in str(shown[key]) for key in ("a", "b"))
