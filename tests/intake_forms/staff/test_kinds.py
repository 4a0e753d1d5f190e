"""How staff read each kind of answer, where it is not as its sponsor reads it."""

import pytest

from intake_forms.schema import document
from intake_forms.staff.kinds import display
from tests.intake_forms import forms


def item(kind):
    return document.parse(forms.form(forms.step("one", forms.QUESTIONS[kind]))).item_by_key[kind]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "+14155552671", '<a href="tel:+14155552671" dir="ltr">(415) 555-2671</a>'),
        ("phone", "+14155552671;ext=12", '<a href="tel:+14155552671;ext=12" dir="ltr">(415) 555-2671 ext. 12</a>'),
        ("phone", "+50251234567", '<a href="tel:+50251234567" dir="ltr">+502 5123 4567</a>'),
        ("email", "ana@example.com", '<a href="mailto:ana@example.com" dir="ltr">ana@example.com</a>'),
        (
            "email",
            'a?cc=b&"<x@example.com',
            '<a href="mailto:a%3Fcc%3Db%26%22%3Cx@example.com" dir="ltr">a?cc=b&amp;&quot;&lt;x@example.com</a>',
        ),
    ],
)
def test_what_can_be_reached_is_a_link(kind, value, shown):
    made = display(item(kind), value, "en")
    assert made == shown
    # Drawn as it is, not once more escaped.
    assert made.__html__() == shown


@pytest.mark.parametrize("kind", sorted(forms.QUESTIONS.keys() - {"phone", "email"}))
def test_every_other_kind_is_read_as_its_sponsor_reads_it(kind):
    asked = item(kind)
    value = asked.answer(asked.sample("es"))
    assert display(asked, value, "es") == asked.display(value, "es")
    assert not hasattr(display(asked, value, "es"), "__html__")
