"""A file from a page whose form another window has sent meanwhile: it is a paper of the case, or what is wrong is told."""

import pytest

from intake_forms.records import services
from tests.intake_forms import papers
from tests.intake_forms.sponsor import problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", ["before", "meanwhile"])
def test_a_photo_that_travels_while_another_window_sends_the_form_is_not_lost(
    send_file, at_photo, stored, monkeypatch, moment
):
    at_photo.fill("photo-id", "consent")
    save = services.save_step

    def sent_meanwhile(**given):
        monkeypatch.undo()
        assert at_photo.send().status_code == 303
        return save(**given)

    if moment == "before":
        at_photo.send()
    else:
        monkeypatch.setattr(services, "save_step", sent_meanwhile)
    answer = send_file(papers.picture(), go="next")
    assert answer.status_code == 303
    assert answer.url == "/es/case/papers/sponsor_id/?sent=sponsor_id#paper-sponsor_id"
    assert stored()[1] == {"received": 1}
    assert "Ya lo tenemos. Gracias." in at_photo.client.get(answer.url.partition("#")[0]).content.decode()
    # Without a file the page leads where it always did.
    assert at_photo.post("photo-id").url == at_photo.url("done")


@pytest.mark.parametrize("content", [b"", b"just a text", papers.pdf(user="secret", owner="other", encrypted=True)])
def test_what_is_wrong_with_a_file_is_told_where_another_window_has_sent_the_form(send_file, at_photo, stored, content):
    at_photo.fill("photo-id", "consent")
    at_photo.send()
    page = send_file(content, go="next")
    assert page.status_code == 200
    assert list(problems(page)) == ["id_paper"]
    # What is chosen there now goes to the paper of the case.
    assert 'action="/es/case/papers/sponsor_id/"' in page.content.decode()
    assert stored() == ([], {})


def test_a_store_that_is_down_is_told_where_another_window_has_sent_the_form(send_file, at_photo, store_down):
    at_photo.fill("photo-id", "consent")
    at_photo.send()
    store_down()
    page = send_file(papers.picture(), go="next")
    assert page.status_code == 503
    assert list(problems(page)) == ["id_paper"]
