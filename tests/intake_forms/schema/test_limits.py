"""How long texts may be: said in one place, and held by files and by the editor's page alike."""

import pytest

from intake_forms.schema import document, limits, lint
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, question, step


def with_texts(**texts):
    """A form with these texts, each in the places that have one of its name."""
    both = {name: {"en": "a", "es": said} for name, said in texts.items()}
    own = {name: text for name, text in both.items() if name in ("label", "hint", "why", "missing")}
    asked = question("given", "yes_no", **own, **{n: both.get(n, forms.text(n)) for n in ("yes", "no", "not_sure")})
    kin = choice("kin", "aunt", "uncle")
    people = group("people", question("near"))
    people |= {name: both[name] for name in ("singular", "add") if name in both}
    told = {"kind": "content", "key": "told", "body": both.get("body", forms.text("told"))}
    paper = forms.slot("paper", **({"cannot_get": both["cannot_get"]} if "cannot_get" in both else {}))
    found = forms.form(step("one", asked, kin, told), step("two", people), step("three", paper))
    if "title" in both:
        found["sections"][0]["title"] = found["sections"][0]["steps"][0]["title"] = both["title"]
    if "label" in both:
        kin["options"][1]["label"] = both["label"]
    return document.parse(found)


def told(form):
    return [each for each in lint.faults(form) if each.code == "too_long"]


@pytest.mark.parametrize("name", limits.LIMITS)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name):
    limit = limits.LIMITS[name]
    assert told(with_texts(**{name: "x" * limit})) == []
    found = told(with_texts(**{name: "x" * (limit + 1)}))
    assert found
    assert all(each.path.endswith(f"{name}.es") for each in found)
    assert {each.reason for each in found} == {f"{limit + 1} characters in es, {limit} at most"}


def test_options_are_looked_at_too():
    found = told(with_texts(label="x" * 301))
    at = "sections[0].steps[0].items"
    assert [each.path for each in found] == [f"{at}[0].label.es", f"{at}[1].options[1].label.es"]


def test_a_text_that_a_kind_from_outside_calls_otherwise_has_a_limit():
    assert limits.of("farewell") == limits.OTHER
