"""Who helps somebody saves the answers; only with the sponsor there are they sent."""

import pytest
from django.test import Client

from intake_forms.records.models import Submission
from tests.intake_forms import roles
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(db):
    roles.release()
    found = roles.sponsor(who="helper")
    found.post("home", {"adults": "2"})
    assert found.post("helping", {"present": "no"}).status_code == 303
    return found


def test_without_the_sponsor_nothing_is_sent_and_the_page_says_why(helper):
    page = helper.get("check").content.decode()
    assert "not yet ES" in page
    assert "the sponsor sends it ES" in page
    assert 'name="go" value="save"' in page
    assert page.count('name="go" value="next"') == 1  # the off-screen one, which the server refuses
    assert helper.send().url == helper.url("check")
    assert Submission.objects.count() == 0


def test_the_sponsor_goes_on_with_the_words_and_sends_it(helper):
    reference, words = helper.key_page()
    sponsor = Sponsor(Client(), form="family")
    assert sponsor.resume(reference, " ".join(words)).status_code == 302
    assert sponsor.post("helping", {"present": "yes"}, query="?change").status_code == 303
    assert "not yet ES" not in sponsor.get("check").content.decode()
    assert sponsor.send().url == sponsor.url("done")
    assert Submission.objects.count() == 1
