"""Stream fields on an editor's page: whatever stands in a text comes to the page as it is, and stays inside its attribute."""

import json
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from intake_forms.authoring import importing
from intake_forms.authoring.models import FormSection
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import question, step

pytestmark = pytest.mark.django_db

HARD = """' onfocus='alert(1)' x="><script>alert(1)</script> &quot;&#39; ñ \\ </div> {% raw %}"""


class Streams(HTMLParser):
    """The attributes of each element that Wagtail's scripts make blocks of."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if "data-block" in dict(attrs):
            self.found.append(dict(attrs))


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("boss"))
    form = document.parse(forms.form(step("one", question("word", label={"en": HARD, "es": HARD}))))
    importing.take_in(form)
    section = FormSection.objects.get()
    return client, reverse("wagtailsnippets_intake_forms_formsection:edit", args=[section.pk])


def test_a_text_full_of_signs_comes_as_it_is(editor):
    client, url = editor
    reader = Streams()
    reader.feed(client.get(url).content.decode())
    heading, steps = reader.found
    assert heading["id"] == "heading"
    assert steps.keys() == heading.keys() == {
        "id", "data-block", "data-controller", "data-w-block-data-value", "data-w-block-arguments-value"
    }  # fmt: skip
    [[shown], error] = json.loads(steps["data-w-block-arguments-value"])
    assert error is None
    assert shown["value"]["items"][0]["value"]["label"]["en"] == HARD
    assert json.loads(steps["data-w-block-data-value"])["_type"] == "wagtail.blocks.StreamBlock"


def test_what_is_wrong_with_a_block_is_said_at_it(editor):
    client, url = editor
    data = {"name": "x", "key": "x", "position": "1", "form": FormSection.objects.get().form_id}
    sent = {"heading-count": "0", "steps-count": "0", **data, "action-publish": "1"}
    reader = Streams()
    reader.feed(client.post(url, sent).content.decode())
    _heading, steps = reader.found
    [shown, error] = json.loads(steps["data-w-block-arguments-value"])
    assert (shown, list(error)) == ([], ["messages"])
