"""What each kind of question makes of what a browser posts."""

import sys
import types
from typing import get_args

import pytest

from intake_forms.schema import document, kinds
from intake_forms.schema.items import Invalid
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, step


def item(data):
    return document.parse(forms.form(step("one", data))).item_by_key[data["key"]]


def answer(data, *strings):
    """The value, or the name of the rule that was broken."""
    try:
        return item(data).answer({"": strings})
    except Invalid as error:
        return f"Invalid: {error.code}"


SHORT, LONG = question("a"), question("a", "long_text")
NAME, SIGNATURE = question("a", "name"), question("a", "signature")
NUMBER = question("a", "number", min=0, max=17)
PHONE, EMAIL = question("a", "phone"), question("a", "email")
PICK, MANY = choice("a", "red", "blue"), choice("a", "red", "blue", kind="choices")
CONSENT = question("a", "consent")


@pytest.mark.parametrize(
    ("data", "posted", "value"),
    [
        (SHORT, ["  two   words "], "two words"),
        (SHORT, ["tab\tline\nend"], "tab line end"),
        (LONG, ["tab\tline\r\nend\x07ing"], "tab line\nend ing"),
        (SHORT, ["\u200bzero\u202e"], "zero"),
        (SHORT, ["x" * 200], "x" * 200),
        (SHORT, ["x" * 201], "Invalid: too_long"),
        (SHORT, ["first", "last"], "last"),
        (LONG, ["one\r\n\r\ntwo "], "one\n\ntwo"),
        (LONG, ["x" * 501], "Invalid: too_long"),
        (NAME, [" María  José "], "María José"),
        (NAME, ["Mari\u0301a"], "María"),
        (NAME, ["Q'eqchi'"], "Q'eqchi'"),
        (NAME, ["Ñ"], "Ñ"),
        (NAME, ["Оксана"], "Оксана"),
        (NAME, ["Ana\tLópez"], "Ana López"),
        (NAME, ["Ana\x00\x0bLópez\x1f"], "Ana López"),
        (NAME, ["Ana\u0085López"], "Ana López"),
        (NAME, ["A\u200bna Ló\ufeffpez\u200f"], "Ana López"),
        (NAME, ["क्\u200dष"], "क्\u200dष"),
        (NAME, ["Q\u02bceqchi\u02c0 \u0294u \ua78c"], "Q\u02bceqchi\u02c0 \u0294u \ua78c"),
        (NAME, ["12345"], "Invalid: not_a_name"),
        (NAME, ["---"], "Invalid: not_a_name"),
        (NAME, ["x" * 121], "Invalid: too_long"),
        (SIGNATURE, ["Ana López"], "Ana López"),
        (NUMBER, ["9"], 9),
        (NUMBER, [" 0 "], 0),
        (NUMBER, ["+17"], 17),
        (NUMBER, ["18"], "Invalid: out_of_range"),
        (NUMBER, ["-1"], "Invalid: out_of_range"),
        (NUMBER, ["nine"], "Invalid: not_a_number"),
        (NUMBER, ["9.5"], "Invalid: not_a_number"),
        (NUMBER, ["9" * 400], "Invalid: not_a_number"),
        (PHONE, ["415 555 2671"], "+14155552671"),
        (PHONE, ["(415) 555-2671"], "+14155552671"),
        (PHONE, ["1-415-555-2671"], "+14155552671"),
        (PHONE, ["+502 5123 4567"], "+50251234567"),
        (PHONE, ["00502 5123 4567"], "+50251234567"),
        (PHONE, ["(415) 555-2671 ext. 12"], "+14155552671;ext=12"),
        (PHONE, ["415 555 2671 x12"], "+14155552671;ext=12"),
        (PHONE, ["415-555-2671 Extensión 0012"], "+14155552671;ext=0012"),
        (PHONE, ["4155552671 extension: 12"], "+14155552671;ext=12"),
        (PHONE, ["4155552671 #12"], "+14155552671;ext=12"),
        (PHONE, ["4155552671,12"], "+14155552671;ext=12"),
        (PHONE, ["4155552671;12"], "+14155552671;ext=12"),
        (PHONE, ["４１５５５５２６７１ ext １２"], "+14155552671;ext=12"),
        (PHONE, ["+502 5123 4567 ext 3"], "+50251234567;ext=3"),
        (PHONE, ["+14155552671;ext=12"], "+14155552671;ext=12"),
        (PHONE, ["415 555 2671 ext"], "Invalid: not_a_phone"),
        (PHONE, ["415 555 2671 o 415 555 2672"], "Invalid: not_a_phone"),
        (PHONE, ["555"], "Invalid: not_a_phone"),
        # Whoever is called back needs the area code.
        (PHONE, ["555-0100"], "Invalid: not_a_phone"),
        (PHONE, ["+1 555-0100"], "Invalid: not_a_phone"),
        # A country code without a plus; as it was before 2019; what is no number of any country.
        (PHONE, ["52 55 1234 5678"], "+525512345678"),
        (PHONE, ["(504) 2222-3333"], "+50422223333"),
        (PHONE, ["502 5555 1234"], "+50255551234"),
        (PHONE, ["+52 1 55 1234 5678"], "+525512345678"),
        (PHONE, ["5215512345678"], "+525512345678"),
        (PHONE, ["12345 67890 123"], "Invalid: not_a_phone"),
        (PHONE, ["no tengo"], "Invalid: not_a_phone"),
        (PHONE, ["4" * 300], "Invalid: not_a_phone"),
        (EMAIL, [" ana@example.org "], "ana@example.org"),
        (EMAIL, ["ana@example"], "Invalid: not_an_email"),
        (EMAIL, ["ana"], "Invalid: not_an_email"),
        (EMAIL, ["a@b@c.org"], "Invalid: not_an_email"),
        (EMAIL, ["a" * 250 + "@example.org"], "Invalid: not_an_email"),
        (PICK, ["red"], "red"),
        (PICK, ["green"], "Invalid: not_an_option"),
        (MANY, ["blue", "red"], ["red", "blue"]),
        (MANY, ["red", "red"], ["red"]),
        (MANY, ["red", "green"], "Invalid: not_an_option"),
        (CONSENT, ["yes"], True),
        (CONSENT, ["no"], "Invalid: required"),
    ],
)
def test_an_answer(data, posted, value):
    assert answer(data, *posted) == value


@pytest.mark.parametrize("data", [SHORT, LONG, NAME, SIGNATURE, NUMBER, PHONE, EMAIL, PICK, MANY, CONSENT])
@pytest.mark.parametrize("posted", [[], [""], ["   "]], ids=["nothing", "empty", "blank"])
def test_nothing_is_refused_where_an_answer_is_required_and_taken_elsewhere(data, posted):
    if data is MANY and posted == ["   "]:
        posted = [""]
    assert answer(data, *posted) == "Invalid: required"
    assert not answer({**data, "required": False}, *posted)


@pytest.mark.parametrize("number", ["+14155552671", "+14155552671;ext=12", "+50251234567;ext=3"])
def test_a_telephone_number_goes_back_into_its_input_as_people_write_it(number):
    again = item(PHONE).posted(number)
    assert again == {"": [item(PHONE).display(number, "es")]}
    assert answer(PHONE, *again[""]) == number


def test_zero_is_an_answer():
    assert answer(NUMBER, "0") == 0


@pytest.mark.parametrize(
    ("data", "value", "english", "spanish"),
    [
        (PICK, "red", "red", "red ES"),
        (MANY, ["red", "blue"], "red, blue", "red ES, blue ES"),
        (PICK, "gone", "gone", "gone"),
        (NUMBER, 9, "9", "9"),
        (PHONE, "+14155552671", "(415) 555-2671", "(415) 555-2671"),
        (PHONE, "+50251234567", "+502 5123 4567", "+502 5123 4567"),
        (PHONE, "+14155552671;ext=12", "(415) 555-2671 ext. 12", "(415) 555-2671 ext. 12"),
        (PHONE, "+50251234567;ext=3", "+502 5123 4567 ext. 3", "+502 5123 4567 ext. 3"),
    ],
)
def test_an_answer_as_a_person_reads_it(data, value, english, spanish):
    assert item(data).display(value, "en") == english
    assert item(data).display(value, "es") == spanish


#: Every name of a field for autofill that HTML has (Living Standard, "Autofill"), those of payment and passwords left out.
HTML = """
off name honorific-prefix given-name additional-name family-name honorific-suffix nickname username organization-title
organization street-address address-line1 address-line2 address-line3 address-level4 address-level3 address-level2
address-level1 country country-name postal-code language bday bday-day bday-month bday-year sex url photo tel
tel-country-code tel-national tel-area-code tel-local tel-extension email impp
"""


@pytest.mark.parametrize("kind", ["short_text", "name", "signature", "phone", "email", "date"])
def test_what_a_browser_may_fill_in_has_a_name_that_browsers_know(kind):
    asked = question("a", kind)
    names = get_args(type(item(asked)).model_fields["autocomplete"].annotation)
    for name in names:
        *place, field = name.split()
        assert field in HTML.split()
        assert place in ([], ["home"], ["work"], ["mobile"])
        assert item({**asked, "autocomplete": name}).autocomplete == name
    for name in ("nonsense", "First name", "", "cc-number", "current-password"):
        with pytest.raises(document.FormError) as caught:
            item({**asked, "autocomplete": name})
        (found,) = caught.value.faults
        assert found.path == "sections[0].steps[0].items[0].autocomplete"
        assert str(found).endswith(f"must be one of: {found.params['expected']}")
        assert "'off'" in found.params["expected"]


@pytest.fixture
def outside(monkeypatch, tmp_path):
    """A package ``guests.schema.kinds`` with the kind ``animal``; everything is as before afterwards."""
    folder = tmp_path / "guests" / "schema" / "kinds"
    folder.mkdir(parents=True)
    for each in (folder, folder.parent, folder.parent.parent):
        (each / "__init__.py").touch()
    (folder / "animal.py").write_text(
        "from typing import Literal\n"
        "from intake_forms.schema.items import Invalid, Question, only\n"
        "class Animal(Question):\n"
        "    kind: Literal['animal'] = 'animal'\n"
        "    legs: int = 4\n"
        "    def clean(self, raw):\n"
        "        if only(raw) == 'dragon':\n"
        "            raise Invalid('not_an_option')\n"
        "        return only(raw)\n"
        "ITEM = Animal\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    before = list(kinds._packages)
    yield "guests"
    kinds._packages[:] = before
    kinds.kinds.cache_clear()
    document.rebuild()
    for name in [name for name in sys.modules if name.split(".")[0] == "guests"]:
        del sys.modules[name]


def test_a_kind_from_outside_is_read_cleaned_and_written_like_the_others(outside):
    data = forms.form(step("one", question("pet", "animal", legs=2)))
    with pytest.raises(document.FormError):
        document.parse(data)
    kinds.register(outside)
    document.rebuild()
    form = document.parse(data)
    pet = form.item_by_key["pet"]
    assert pet.answer({"": ["parrot"]}) == "parrot"
    with pytest.raises(Invalid):
        pet.answer({"": ["dragon"]})
    assert '"legs":2' in document.canonical(form)
    assert isinstance(sys.modules["guests.schema.kinds.animal"], types.ModuleType)


def test_registering_a_package_twice_changes_nothing(outside):
    kinds.register(outside)
    once = kinds.kinds()
    kinds.register(outside)
    assert kinds.kinds() == once


def test_yes_and_no_are_said_in_every_language_of_the_form():
    data = forms.form(forms.step("one", forms.question("it", "yes_no")))
    item = document.parse(data)
    assert item.item_by_key["it"].options[0].label["es"] == "Sí"
    asked = data["sections"][0]["steps"][0]["items"][0]
    asked.update({name: {"en": "a", "es": "b", "fr": "c"} for name in ("label", "why")})
    with pytest.raises(document.FormError) as caught:
        document.parse({**data, "languages": ["en", "es", "fr"]})
    assert "say yes, no and not_sure in: fr" in str(caught.value)
