"""Two revisions of a section side by side in the admin: words in both languages, no data structures."""

import copy

import pytest
from django.urls import reverse

from intake_forms.authoring import importing
from intake_forms.authoring.models import FormSection
from intake_forms.schema import document
from tests.intake_forms.forms import every_kind

pytestmark = pytest.mark.django_db


def test_two_revisions_are_compared_language_by_language(admin_client):
    first = every_kind()
    second = copy.deepcopy(first)
    item = second["sections"][0]["steps"][0]["items"][1]
    item["label"] = {"en": "a new English label", "es": "una etiqueta nueva"}
    del second["sections"][0]["steps"][0]["items"][3]
    importing.take_in(document.parse(first))
    importing.take_in(document.parse(second))
    section = FormSection.objects.get()
    name = "wagtailsnippets_intake_forms_formsection:revisions_compare"
    response = admin_client.get(reverse(name, args=[section.pk, "earliest", "latest"]))
    assert response.status_code == 200
    page = response.content.decode()
    for expected in ("a new English", "una etiqueta nueva", "addition", "deletion"):
        assert expected in page
    for never in ("Made from", "es_of", "StructValue", "LocalizedValue"):
        assert never not in page
