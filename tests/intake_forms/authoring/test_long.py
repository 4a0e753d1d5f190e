"""A form as long as one can be is taken in, changed page by page in the admin, released and begun."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from intake_forms.authoring import compiling, importing
from intake_forms.authoring.models import FormSection
from intake_forms.records import queries
from intake_forms.schema import document, lint
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, group, question, row, rows, step, text
from tests.intake_forms.posting import send
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db
LONG = ("Palabras que ayudan a entender. " * 400)[:9_997] + "fin"
TOWNS = [f"town_{number}" for number in range(300)]


@pytest.fixture
def editor():
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def two_hundred_steps():
    """Two lists of 300 options, a group of 50 and a help text of 10,000 characters in the first section of 25."""
    towns = choice("town", *TOWNS, hint={"en": LONG, "es": LONG}), choice("next_town", *TOWNS)
    people = group("people", question("full_name", "name"), max=50, title=["full_name"])
    steps = [step("s0", choice("go0"), *towns), step("people", people)]
    for number in range(1, 199):
        shown = rows(row(f"go{number - 1}", "is", "yes"))
        steps.append(step(f"s{number}", choice(f"go{number}"), question(f"q{number}"), show_if=shown))
    parts = [steps[first : first + lint.MOST_STEPS] for first in range(0, 200, lint.MOST_STEPS)]
    sections = [{"key": f"part_{n}", "title": text(f"Part {n}"), "steps": each} for n, each in enumerate(parts)]
    return document.parse(forms.form() | {"sections": sections})


def test_it_is_changed_in_the_admin_released_and_begun(editor):
    form = two_hundred_steps()
    assert not [each for each in lint.faults(form) if each.code != "reading_level"]
    snippet = importing.take_in(form)
    for section in FormSection.objects.order_by("position")[:2]:
        assert send(editor, section, "publish").status_code == 302
    assert document.parse(compiling.data(snippet, draft=False).data) == form
    first = FormSection.objects.order_by("position")[0]
    last = "steps-0-value-items-1-value-options-299-value-label"
    assert send(editor, first, "publish", **{f"{last}-es": "El último pueblo"}).status_code == 302
    url = reverse("form_release", args=[snippet.pk])
    assert "first version" in editor.get(url).content.decode()
    editor.post(url, {"drafts": "stay"})
    assert len(queries.route(queries.live_version("small")).form.steps) == 201
    sponsor = Sponsor(Client(), "es", form="small")
    sponsor.post("gate", {"let_in": "yes"})
    page = sponsor.get("s0").content.decode()
    assert LONG in page
    assert "El último pueblo" in page
    given = {"go0": "yes", "town": "town_299", "next_town": "town_0"}
    assert sponsor.post("s0", given).url == sponsor.url("people")


def test_a_section_that_no_editor_could_save_is_told():
    data = forms.form(*(step(f"s{number}", question(f"q{number}")) for number in range(9)))
    [told] = lint.faults(document.parse(data))
    assert (told.path, told.code, told.level) == ("sections[0].steps", "large_section", "warning")
    assert str(told).endswith("9 steps in one section; on an editor's page there is room for 8: divide it")
