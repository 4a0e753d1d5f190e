"""What editors cannot do to a form that sponsors fill in: delete it, or give it another name."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from intake_forms.authoring import importing
from intake_forms.authoring.models import IntakeForm
from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.authoring.test_workflow import signed_in
from tests.intake_forms.forms import question, step
from tests.intake_forms.posting import posted

pytestmark = pytest.mark.django_db
DATA = forms.form(step("one", question("word")))


@pytest.fixture
def form():
    return importing.take_in(document.parse(DATA))


@pytest.fixture
def editor():
    Locale.objects.get_or_create(language_code="en")
    return signed_in("editor", "Editors")


def place(name, *args):
    return reverse(IntakeForm.snippet_viewset.get_url_name(name), args=args)


def delete_one(client, form):
    return client.post(place("delete", form.pk), follow=True)


def delete_many(client, form):
    address = reverse("wagtail_bulk_action", args=["intake_forms", "intakeform", "delete"])
    return client.post(f"{address}?next={place('list')}&id={form.pk}", follow=True)


@pytest.mark.parametrize("delete", [delete_one, delete_many])
def test_a_released_form_stays_and_what_to_do_is_said(form, editor, delete):
    services.release(form=document.parse(DATA))
    page = delete(editor, form).content.decode()
    assert "was released to sponsors, so it is not deleted" in page
    assert "Services" in page
    assert IntakeForm.objects.get() == form


@pytest.mark.parametrize("delete", [delete_one, delete_many])
def test_a_form_that_nobody_was_shown_can_go(form, editor, delete):
    delete(editor, form)
    assert not IntakeForm.objects.exists()


def test_unpublishing_says_that_sponsors_go_on(form, editor):
    services.release(form=document.parse(DATA))
    page = editor.post(place("unpublish", form.pk), follow=True).content.decode()
    assert "Sponsors go on with the version that is live" in page


@pytest.mark.parametrize("released", [True, False])
def test_the_key_of_a_released_form_stays(form, editor, released):
    if released:
        services.release(form=document.parse(DATA))
    answer = editor.post(place("edit", form.pk), {**posted(form), "key": "another"}, follow=True)
    assert ("its key stays “small”" in answer.content.decode()) is released
    form.refresh_from_db()
    assert form.get_latest_revision_as_object().key == ("small" if released else "another")
