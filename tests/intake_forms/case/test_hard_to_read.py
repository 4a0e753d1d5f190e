"""A photo that may be hard to read: told with what to do, kept by a tap, and nobody is held up by it."""

from __future__ import annotations

import re

import pytest

from intake_forms.records.uploads import Upload
from tests.intake_forms import papers
from tests.intake_forms.case.conftest import text
from tests.intake_forms.papers import sent
from tests.intake_forms.staff.test_case import main

SMALL = papers.picture(size=(640, 480))
DOUBT = "Puede ser que esta foto no se lea bien."


def buttons(response) -> list[str]:
    """The values of the buttons that keep a photo."""
    return re.findall(r'name="go" value="(keep-[0-9a-f-]{36})"', response.content.decode())


def test_it_is_stored_and_told_and_one_tap_keeps_it(drafting, bucket):
    drafting.post("proofs", {"photo": [sent(SMALL), sent(papers.picture())]}, go="upload-photo")
    page = drafting.get("proofs")
    assert text(page).count(DOUBT) == 1
    assert "Salió chica. Acérquese al papel hasta que llene la foto. Quítela y tome otra, o déjela así." in text(page)
    assert Upload.objects.filter(state="received").count() == 2
    [keep] = buttons(page)
    assert drafting.post("proofs", {}, go=keep).url == drafting.url("proofs") + "#paper-photo"
    assert DOUBT not in text(drafting.get("proofs"))
    assert Upload.objects.filter(state="received").count() == 2


def test_continue_stops_once_and_never_twice(drafting, bucket):
    drafting.post("children", {})
    stopped = drafting.post("proofs", {"photo": sent(SMALL)})
    assert stopped.url == drafting.url("proofs") + "?sent=photo#paper-photo"
    assert DOUBT in text(drafting.client.get(stopped.url.split("#")[0]))
    assert drafting.post("proofs", {}).url == drafting.url("check")
    assert drafting.send().status_code == 303


@pytest.mark.parametrize("go", ["back", "save", "tasks", "lang-en"])
def test_other_buttons_lead_where_they_always_do(drafting, bucket, go):
    with_photo = drafting.post("proofs", {"photo": sent(SMALL)}, go=go).url
    assert with_photo == drafting.post("proofs", {}, go=go).url


def test_after_sending_it_is_kept_or_another_sent_and_the_desk_reads_why_it_is_doubtful(family, bucket, desk):
    family.press("papers/photo/", "upload", **{"paper-photo": [sent(SMALL)]})
    page = family.see("papers/photo/", "en")
    assert "This photo may be hard to read. It is small." in text(page)
    assert "Send another if you can, or keep it." in text(page)
    assert "May be hard to read: small Open" in main(desk("ana").look(family.case))
    [keep] = buttons(page)
    assert family.press("papers/photo/", keep).url == "/es/case/papers/photo/#paper-photo"
    assert not buttons(family.see("papers/photo/"))
    assert "May be hard to read: small · the family kept it as it is" in main(desk("ana").look(family.case))


def test_nobody_keeps_or_removes_from_the_page_of_another_paper(family, bucket):
    family.press("papers/photo/", "upload", **{"paper-photo": [sent(SMALL)]})
    [keep] = buttons(family.see("papers/photo/"))
    other = f"papers/letter/{family.kid}/"
    family.press(other, keep)
    family.press("papers/photo/", keep.replace("keep-", "remove-"))
    assert buttons(family.see("papers/photo/")) == [keep]
