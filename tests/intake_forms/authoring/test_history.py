"""The versions in the admin: who sees them, what differs, and going back."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from intake_forms.privacy import audit
from intake_forms.privacy.models import AuditEvent
from intake_forms.records import queries, services
from intake_forms.records.models import FormVersion
from intake_forms.schema import document
from tests.intake_forms.forms import form, question, step, text

pytestmark = pytest.mark.django_db
PAGES = [("form_versions", ()), ("form_versions_of", ("small",)), ("form_difference", ("small", 1, 2))]


def small(label="name", *more):
    first = {**question("name"), "label": {"en": label, "es": f"{label} en español"}}
    return document.parse(form(step("one", first, *more)))


@pytest.fixture
def two(db):
    """A form of two versions."""
    return [services.release(form=small())[0], services.release(form=small("full name", question("extra")))[0]]


def signed_in(client, users, group):
    user = users.objects.create_user(group, password="pw")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


@pytest.fixture
def editor(client, django_user_model):
    """An editor, signed in."""
    return signed_in(client, django_user_model, "Editors")


def body(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize(("group", "sees"), [("Editors", True), ("Supervisors", True), ("Case workers", False)])
def test_only_who_may_release_sees_the_versions(client, django_user_model, two, group, sees, name, args):
    signed_in(client, django_user_model, group)
    response = client.get(reverse(name, args=args))
    assert (response.status_code == 200) is sees
    assert ("form-versions" in client.get(reverse("wagtailadmin_home")).content.decode()) is sees


def test_the_history_says_number_change_and_open_drafts(client, editor, two):
    gate = queries.StepAnswers({}, {"let_in": "yes"}, complete=True)
    services.begin_case(version=two[0], language="en", step="gate", answers=gate, facts={})
    page = body(client.get(reverse("form_versions_of", args=["small"])))
    assert "Changes that open drafts cannot take over" in page
    assert "First version" in page
    assert "<td>1</td>" in page


def test_two_chosen_versions_lead_to_their_difference(client, editor, two):
    response = client.get(reverse("form_versions_of", args=["small"]), {"old": "1", "new": "2"})
    assert response.url == reverse("form_difference", args=["small", 1, 2])


def test_a_difference_shows_both_languages_before_and_after(client, editor, two):
    page = body(client.get(reverse("form_difference", args=["small", 1, 2])))
    for expected in (
        '<th scope="row">Section “all” › Step “one” › Question “full name”</th>',
        '<th scope="row">Section “all” › Step “one” › Question “extra”</th>',
        '<strong>Spanish</strong> <span lang="es">name en español</span>',
        '<strong>Spanish</strong> <span lang="es">full name en español</span>',
    ):
        assert expected in page
    assert "one/name" not in page
    assert "Open drafts cannot take it over" in page


def test_a_version_that_is_not_there_is_not_found(client, editor, two):
    assert client.get(reverse("form_difference", args=["small", 1, 9]), follow=True).status_code == 404
    assert client.get(reverse("form_versions_of", args=["ghost"]), follow=True).status_code == 404


def test_releasing_again_makes_the_old_document_the_newest(client, editor, two):
    url = reverse("form_release_again", args=["small", 1])
    assert client.get(url).status_code == 405
    client.post(url, {"v1-drafts": "stay"})
    live = queries.live_version("small")
    assert (live.number, live.sha256, live.released_by) == (3, two[0].sha256, editor)
    assert live.moves_drafts_at is None
    assert AuditEvent.objects.get(action="form.released").actor == audit.actor(editor.pk)
    client.post(reverse("form_release_again", args=["small", 3]), {"v3-drafts": "stay"})
    assert FormVersion.objects.count() == 3


def test_an_old_version_is_looked_at_with_the_rules_of_today(client, editor):
    hard = {"en": "Was", "es": "Era"}
    asked = {**question("social_security_number"), "label": {"en": "Social Security number", "es": "Seguro social"}}
    services.release(form=small("name", asked, question("word", hint=hard)))
    services.release(form=small())
    page = body(client.post(reverse("form_release_again", args=["small", 1]), {"v1-drafts": "stay"}))
    assert "Version 1 was not released again" in page
    told = page.split('<ul class="findings">')[1].split("</ul>")[0]
    assert "asks for something we never collect: a Social Security or taxpayer number." in told
    assert "Section “all” › Step “one” › Question “Social Security number”" in told
    assert queries.live_version("small").number == 2


def test_open_drafts_can_be_told_to_move_on_a_day(client, editor, two):
    day = timezone.localdate() + datetime.timedelta(days=7)
    url = reverse("form_release_again", args=["small", 1])
    page = body(client.post(url, {"v1-drafts": "move"}))
    assert "Choose the day on which open drafts move." in page
    page = body(client.post(url, {"v1-drafts": "move", "v1-day": "2020-01-01"}))
    assert "Choose today or a day to come." in page
    client.post(url, {"v1-drafts": "move", "v1-day": day.isoformat()})
    assert timezone.localdate(queries.live_version("small").moves_drafts_at) == day


def test_nobody_else_releases(client, django_user_model, two):
    signed_in(client, django_user_model, "Case workers")
    client.post(reverse("form_release_again", args=["small", 1]), {"v1-drafts": "stay"})
    assert queries.live_version("small").number == 2


def test_the_pages_speak_spanish(client, editor, two):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=editor, preferred_language="es")
    page = body(client.get(reverse("form_versions_of", args=["small"])))
    assert 'lang="es' in page
    assert text("small")["es"] in page
