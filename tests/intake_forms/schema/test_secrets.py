"""Numbers that are held back: told from the numbers people do have to give."""

import pytest

from intake_forms.schema import document
from intake_forms.schema.items import Invalid
from intake_forms.schema.secrets import looks_secret
from tests.intake_forms import forms
from tests.intake_forms.forms import question, step


@pytest.mark.parametrize(
    "text",
    [
        "123-45-6789",
        "mi seguro es 123 45 6789, gracias",
        "123.45.6789",
        "123–45–6789",
        "１２３-４５-６７８９",
        "123\u200b-45-6789",
        "A123456789",
        "a 123 456 789",
        "A#12345678",
        "A-123-456-789",
        "A No. 123456789",
        "número 123456789",
        "A1234567",
    ],
)
def test_what_looks_like_a_secret(text):
    assert looks_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "(415) 555-0100",
        "415-555-0100",
        "+502 5555 1234",
        "94110-1234",
        "2026-05-31",
        "12/31/2026",
        "1234567890",
        "12345678",
        "calle 45 6789",
        "CDFH-3469",
        "tengo 3 niños",
        "Apt 1234567",
        "",
    ],
)
def test_what_does_not(text):
    assert not looks_secret(text)


@pytest.mark.parametrize("kind", ["short_text", "long_text", "name", "number", "email", "age", "signature"])
def test_every_typed_answer_is_looked_at(kind):
    item = document.parse(forms.form(step("one", question("it", kind)))).item_by_key["it"]
    with pytest.raises(Invalid) as caught:
        item.answer({"": ["123-45-6789"]})
    assert caught.value.code == "secret"


def test_a_part_of_an_address_is_looked_at():
    item = document.parse(forms.form(step("one", question("it", "address")))).item_by_key["it"]
    with pytest.raises(Invalid) as caught:
        item.answer({"street": ["1 Main St"], "city": ["A123456789"]})
    assert caught.value.code == "secret"


def test_a_telephone_number_of_nine_digits_is_none():
    item = document.parse(forms.form(step("one", question("it", "phone")))).item_by_key["it"]
    assert item.answer({"": ["+34612345678"]}) == "+34612345678"
