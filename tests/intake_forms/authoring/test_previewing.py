"""Editors look at a form before it is released, both languages side by side, and hand out a link to try it out."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from intake_forms.authoring import files, importing
from intake_forms.authoring.models import FormSection
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms

SHIPPED = Path("intake_forms/forms/pre-appointment.yaml")
pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    return importing.take_in(files.read(SHIPPED.read_text()))


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def page(editor, form, **query):
    return editor.get(reverse("form_preview", args=[form.pk]), query).content.decode()


def frames(text):
    return [unescape(found) for found in re.findall(r'<iframe src="(.*?)"', text)]


def test_a_step_stands_in_both_languages_side_by_side_as_last_saved(editor, form):
    section = FormSection.objects.filter(form=form).first()
    raw = section.steps.get_prep_value()
    raw[0]["value"]["title"] |= {"en": "Not published", "es": "Sin publicar"}
    section.steps = raw
    section.save_revision()
    english, spanish = frames(page(editor, form, step=raw[0]["value"]["key"]))
    assert "Not published" in Client().get(english).content.decode()
    assert "Sin publicar" in Client().get(spanish).content.decode()
    assert not FormVersion.objects.exists()


def test_every_step_can_be_chosen_and_an_unknown_one_is_the_first(editor, form):
    text = page(editor, form, step="no-such-step")
    assert '<option value="gate" selected>' in text
    for step in re.findall(r'<option value="(.*?)"', text):
        for address in frames(page(editor, form, step=step, mistakes="on")):
            assert Client().get(address).status_code == 200


def test_the_page_of_one_person_on_a_list_can_be_chosen_too(editor):
    data = forms.form(forms.step("people", forms.group("adults", forms.question("name", "name"))))
    form = importing.take_in(document.parse(data))
    text = page(editor, form, step="people/item")
    assert '<option value="people/item" selected>2. people: person</option>' in text
    english, spanish = frames(text)
    assert "Ana" in Client().get(english).content.decode()
    assert "name ES" in Client().get(spanish).content.decode()
    for address in frames(page(editor, form, step="people/item", mistakes="on")):
        assert 'id="errors"' in Client().get(address).content.decode()


def test_what_no_sample_answer_can_show_is_told_with_a_link_to_its_comparison(editor):
    shown = [
        forms.question("one", show_if=forms.rows(forms.row("let_in", "is_not", "yes"))),
        forms.question("two", show_if=forms.rows(forms.row("let_in", "is", "yes"))),
    ]
    form = importing.take_in(document.parse(forms.form(forms.step("last", *shown))))
    text = page(editor, form, step="last")
    [(url, name)] = re.findall(r'<li><a href="(/cms/[^"]*source)">([^<]*)</a>', unescape(text))
    assert "contentpath=steps." in url
    assert name.endswith("Question “two” › Shown if › Comparison “let_in is yes”")
    assert "one ES" in Client().get(frames(text)[1]).content.decode()


def test_the_test_link_is_good_for_somebody_who_is_not_signed_in(editor, form):
    link = re.search(r'value="http://testserver(/es/forms/[^"]*)"', page(editor, form))[1]
    assert "Probar" in Client().get(link).content.decode()
    assert Client().post(link).url.endswith("/gate/")


def test_what_cannot_be_read_is_not_shown_but_told(editor, form):
    section = FormSection.objects.filter(form=form).first()
    raw = section.steps.get_prep_value()
    raw[0]["value"]["items"] = []
    section.steps = raw
    section.save_revision()
    text = page(editor, form)
    assert not frames(text)
    assert "To mend before it can be shown" in text


def test_nobody_else_looks(client, form):
    user = User.objects.create_user("worker", password="x")
    user.groups.add(Group.objects.get(name="Case workers"))
    client.force_login(user)
    address = reverse("form_preview", args=[form.pk])
    assert client.get(address).status_code in (302, 403)
    client.logout()
    assert client.get(address).status_code == 302
    assert not FormVersion.trials.exists()
