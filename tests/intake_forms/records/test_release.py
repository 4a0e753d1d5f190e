"""Releasing a form: numbers, and nothing new for the same document."""

import pytest

from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms

pytestmark = pytest.mark.django_db


def small(title="small", key="small"):
    return document.parse(forms.form(title=forms.text(title), key=key))


def test_the_first_release_is_number_one_and_live():
    version, new = services.release(form=small())
    assert (version.number, new) == (1, True)
    assert queries.live_version("small") == version


def test_the_live_document_again_makes_no_new_version():
    first, _ = services.release(form=small())
    again, new = services.release(form=small())
    assert (again, new) == (first, False)
    assert FormVersion.objects.count() == 1


def test_a_changed_document_is_the_next_number_and_the_old_row_stays():
    first, _ = services.release(form=small())
    before = FormVersion.objects.values().get(pk=first.pk)
    second, new = services.release(form=small("other"))
    assert (second.number, new) == (2, True)
    assert queries.live_version("small") == second
    assert FormVersion.objects.values().get(pk=first.pk) == before


def test_going_back_to_an_older_document_is_a_release_of_its_own():
    services.release(form=small())
    services.release(form=small("other"))
    third, new = services.release(form=small())
    assert (third.number, new) == (3, True)


def test_two_forms_are_numbered_apart():
    services.release(form=small())
    version, _ = services.release(form=small(key="another"))
    assert version.number == 1
    assert {each.form_key for each in queries.live_forms()} == {"small", "another"}


def test_the_form_read_from_a_version_is_the_one_released():
    form = forms.sample()
    version, _ = services.release(form=form)
    assert queries.route(FormVersion.objects.get(pk=version.pk)).form == form


def test_a_form_that_was_never_released_has_no_live_version():
    assert queries.live_version("ghost") is None
