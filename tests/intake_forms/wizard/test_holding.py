"""Who helps somebody saves the answers; whose form it is comes in with the words, takes it over, agrees and sends."""

import copy

import pytest
from django.test import Client

from intake_forms.privacy import audit
from intake_forms.privacy import words as word_lists
from intake_forms.records import queries, services
from intake_forms.records.models import Case, Draft, Submission
from intake_forms.schema import document
from tests.intake_forms import roles
from tests.intake_forms.case.conftest import links, text
from tests.intake_forms.forms import question, step
from tests.intake_forms.sponsor import Sponsor, headings
from tests.intake_forms.staff.conftest import desk, people, rows  # noqa: F401
from tests.intake_forms.staff.test_case import main

pytestmark = pytest.mark.django_db
HANDOVER = "/es/case/handover/"


def with_agreement():
    """The form of roles.py, with a page on which somebody agrees and signs."""
    found = copy.deepcopy(roles.FORM)
    items = question("agrees", "consent"), question("name_signed", "signature"), question("note", required=False)
    found["sections"][0]["steps"].append(step("agree", *items))
    return document.parse(found)


@pytest.fixture
def helper(db):
    services.release(form=with_agreement())
    found = roles.sponsor(who="helper")
    found.post("home", {"adults": "2"})
    # Signed before it was said that whose form it is is not there.
    assert found.post("agree", {"agrees": "yes", "name_signed": "Ayudante", "note": "afternoons"}).status_code == 303
    assert found.post("helping", {"present": "no"}).status_code == 303
    return found


@pytest.fixture
def alone(db):
    """A helper who said at once that the person helped is not there."""
    services.release(form=with_agreement())
    found = roles.sponsor(who="helper")
    found.post("home", {"adults": "2"})
    assert found.post("helping", {"present": "no"}).url == found.url("agree")
    return found


THEIRS = "Solo para la persona a quien usted ayuda"


def test_a_helper_alone_comes_to_no_page_on_which_somebody_agrees(alone):
    assert alone.get("agree").url == alone.get("agree", "?check").url == alone.url("check")
    page = alone.get("check")
    assert "not yet ES" in text(page)
    assert "Antes de enviar, termine esto" not in text(page)
    assert alone.url("agree") not in page.content.decode()
    assert alone.post("check", {}, go="back").url == alone.url("helping")
    assert alone.url("check") in links(alone.get("key"))


def test_the_list_of_parts_says_what_is_left_for_the_sponsor(alone):
    page = alone.get("tasks")
    assert "not yet ES" in text(page)
    assert HANDOVER in links(page)
    assert f"Revisar y enviar {THEIRS}" in text(page)
    assert "Todavía no se puede" not in text(page)
    assert alone.url("agree", "?tasks") not in links(page)
    sponsor = take_over(alone)
    assert sponsor.url("agree", "?tasks") in links(sponsor.get("tasks"))
    assert "not yet ES" not in text(sponsor.get("tasks"))
    assert THEIRS not in text(sponsor.get("tasks"))


def test_what_a_helper_had_typed_where_only_the_sponsor_agrees_is_kept_and_leads_to_the_notice(alone):
    """The page was open when another window said that she is not there."""
    assert alone.post("agree", {"note": "afternoons"}).url == alone.url("check")
    assert "afternoons" in take_over(alone).get("agree").content.decode()


ONLY_THEY = "Solo esa persona las guarda: no tome una foto"


@pytest.mark.parametrize("present", [None, "yes", "no"])
def test_who_helps_is_told_with_the_words_whose_they_are(db, present):
    services.release(form=with_agreement())
    helper = roles.sponsor(who="helper")
    if present:
        helper.post("home", {"adults": "2"})
        helper.post("helping", {"present": present})
    assert headings(helper.get("key")) == ["Palabras para la persona a quien ayuda"]
    page = text(helper.get("key"))
    assert ONLY_THEY in page
    assert "puede tomarle una foto" not in page
    assert ONLY_THEY not in text(roles.sponsor(who="household").get("key"))


def come_in(helper: Sponsor) -> Sponsor:
    """Somebody at another phone enters what the helper was shown."""
    reference, words = helper.key_page()
    found = Sponsor(Client(), form="family")
    assert found.resume(reference, " ".join(words)).url == HANDOVER
    return found


def take_over(helper: Sponsor) -> Sponsor:
    found = come_in(helper)
    assert found.client.post(HANDOVER, {"go": "mine"}).url == found.url("key")
    return found


def test_without_the_sponsor_nothing_is_sent_and_the_page_says_why(helper):
    response = helper.get("check")
    page = response.content.decode()
    assert "not yet ES" in page
    assert "the sponsor sends it ES" in page
    assert "Ayudante" not in page
    assert 'name="go" value="save"' in page
    assert page.count('name="go" value="next"') == 1  # the off-screen one, which the server refuses
    assert HANDOVER in links(response)
    assert helper.send().url == helper.url("check")
    assert Submission.objects.count() == 0


def test_another_answer_is_no_proof_that_the_sponsor_came(helper):
    assert helper.post("helping", {"present": "yes"}, query="?change").status_code == 303
    assert "not yet ES" in helper.get("check").content.decode()
    assert helper.send().url == helper.url("check")
    assert Submission.objects.count() == 0


def test_in_the_sitting_in_which_it_was_begun_nobody_takes_it_over(helper):
    page = helper.client.get(HANDOVER)
    assert "Cómo lo envía esa persona" in text(page)
    assert 'value="mine"' not in page.content.decode()
    helper.client.post(HANDOVER, {"go": "mine"})
    assert Draft.objects.get().taken_over_at is None
    assert Client().post(HANDOVER, {"go": "mine"}).status_code == 403


def test_a_helper_who_comes_back_goes_on_helping(helper):
    again = come_in(helper)
    page = again.client.get(HANDOVER)
    assert again.url("tasks") in links(page)
    assert headings(page) == ["¿De quién es este formulario?"]
    assert again.post("about", {"name": "Marisol Qzx"}).status_code == 303
    assert "not yet ES" in again.get("check").content.decode()


def test_the_sponsor_takes_it_over_agrees_herself_and_sends_it(helper):
    old = queries.words(Case.objects.get())
    sponsor = take_over(helper)
    reference, words = sponsor.key_page()
    assert words != old
    assert ONLY_THEY not in text(sponsor.get("key")), "now they are her own"
    # Nobody else has it any more: not in the browser in which it was begun, not with the words it had.
    assert helper.get("check").status_code == helper.client.get("/es/case/").status_code == 403
    assert Sponsor(Client(), form="family").resume(reference, " ".join(old)).status_code == 200
    page = sponsor.get("check").content.decode()
    assert "not yet ES" not in page
    assert "Marisol" in page
    assert "Ayudante" not in page
    assert sponsor.send().url == sponsor.url("agree", "?check")
    assert "afternoons" in sponsor.get("agree").content.decode()
    sponsor.post("agree", {"agrees": "yes", "name_signed": "Marisol Díaz", "note": "afternoons"})
    assert sponsor.send().url == sponsor.url("done")
    sent = Submission.objects.get()
    assert queries.submitted_answers(Case.objects.get(), sent)["agree"]["name_signed"] == "Marisol Díaz"
    assert [row.actor for row in rows("form.taken_over")] == [audit.SPONSOR]
    assert list(audit.breaks()) == []


def test_taken_over_it_stays_hers_whatever_is_saved(helper):
    sponsor = take_over(helper)
    sponsor.post("helping", {"present": "no"})
    assert "not yet ES" not in sponsor.get("check").content.decode()
    assert sponsor.client.get(HANDOVER).url == "/es/case/"
    again = Sponsor(Client(), form="family")
    reference, words = sponsor.key_page()
    assert again.resume(reference, " ".join(words)).url == again.url("tasks")


GIVE = "Dé el teléfono a la persona que quiere recibir"
NEW_WORDS = "Después esa persona recibe cuatro palabras nuevas"


def test_who_took_it_over_is_not_told_to_give_the_phone_away_nor_of_new_words(helper):
    page = text(take_over(helper).get("agree"))
    assert GIVE not in page
    assert NEW_WORDS not in page


SIGNED = {"agrees": "yes", "name_signed": "Marisol", "note": ""}


@pytest.fixture
def together(db):
    """A helper and the sponsor at one phone, before the page on which she agrees."""
    services.release(form=with_agreement())
    found = roles.sponsor(who="helper")
    found.post("home", {"adults": "2"})
    found.post("helping", {"present": "yes"})
    return found


def test_with_the_sponsor_there_nothing_is_held_and_agreeing_gives_her_words_of_her_own(together):
    reference, old = together.key_page()
    assert GIVE in text(together.get("agree"))
    assert NEW_WORDS in text(together.get("agree"))
    assert GIVE not in text(together.get("helping"))
    elsewhere = Sponsor(Client(), form="family")
    elsewhere.resume(reference, " ".join(old))
    assert together.post("agree", SIGNED).url == together.url("key", "?own")
    page = text(together.get("key", "?own"))
    assert "Las de antes ya no abren nada" in page
    assert ONLY_THEY not in page
    assert together.url("check") in links(together.get("key"))
    new = together.key_page()[1]
    assert new != old
    # What the helper has opens nothing any more: neither the words nor another phone that came in with them.
    assert Sponsor(Client(), form="family").resume(reference, " ".join(old)).status_code == 200
    assert elsewhere.get("check").status_code == 403
    assert Sponsor(Client(), form="family").resume(reference, " ".join(new)).status_code == 302
    # Once: later words would be news to her, and none are promised.
    assert GIVE not in text(together.get("agree"))
    assert together.post("agree", SIGNED).url == together.url("check")
    assert together.send().url == together.url("done")
    assert [row.actor for row in rows("form.taken_over")] == [audit.SPONSOR]
    assert Draft.objects.get().held_at is None


@pytest.mark.parametrize("beside", [True, False])
def test_new_words_are_of_the_language_in_which_she_reads(request, beside):
    found = request.getfixturevalue("together" if beside else "helper")
    if not beside:
        words = queries.words(Case.objects.get())
        found = Sponsor(Client(), form="family", language="en")
        found.resume(Case.objects.get().reference, " ".join(words))
        found.client.post(HANDOVER.replace("/es/", "/en/"), {"go": "mine"})
    else:
        found.language = "en"
        found.post("agree", SIGNED)
    assert set(queries.words(Case.objects.get())) <= set(word_lists.words("en"))


def test_each_page_says_to_the_helper_whose_data_it_asks_for_until_she_has_it(helper):
    reminder = "Conteste por la persona a quien ayuda."
    assert reminder in text(helper.get("home"))
    assert reminder not in text(take_over(helper).get("home"))


def test_however_she_leaves_the_page_on_which_she_agreed_the_words_are_new_once_it_is_sent(together):
    old = together.key_page()[1]
    together.post("agree", SIGNED, go="save")
    assert together.key_page()[1] == old
    assert together.send().url == together.url("done")
    assert queries.words(Case.objects.get()) != old
    reference = Case.objects.get().reference
    assert Sponsor(Client(), form="family").resume(reference, " ".join(old)).status_code == 200


def test_who_agrees_before_it_was_said_who_is_there_takes_nothing_over(db):
    services.release(form=with_agreement())
    found = roles.sponsor(who="helper")
    found.post("home", {"adults": "2"})
    old = queries.words(Case.objects.get())
    assert GIVE in text(found.get("agree"))
    assert NEW_WORDS not in text(found.get("agree"))
    assert found.post("agree", SIGNED).url == found.url("check")
    assert queries.words(Case.objects.get()) == old
    found.post("helping", {"present": "no"})
    assert "not yet ES" in found.get("check").content.decode()


def test_who_fills_in_her_own_form_keeps_her_words(db):
    services.release(form=with_agreement())
    found = roles.sponsor()
    found.post("home", {"adults": "2"})
    old = found.key_page()[1]
    assert GIVE not in text(found.get("agree"))
    assert found.post("agree", SIGNED).url == found.url("check")
    assert found.send().url == found.url("done")
    assert queries.words(Case.objects.get()) == old


def test_only_the_sponsor_lets_staff_see_it(helper):
    page = helper.client.get("/es/case/help/")
    assert "Solo la persona que quiere recibir al niño" in text(page)
    helper.client.post("/es/case/help/", {"go": "allow"})
    assert Case.objects.get().help_until is None
    sponsor = take_over(helper)
    sponsor.client.post("/es/case/help/", {"go": "allow"})
    assert Case.objects.get().help_until is not None


def test_the_desk_sees_that_somebody_helped_and_that_she_came(helper, desk):  # noqa: F811
    page = main(desk("ana").look(Case.objects.get()))
    assert "Begun by a helper; it can be sent once the sponsor comes in with the words" in page
    take_over(helper)
    assert "Begun by a helper; the sponsor took it over" in main(desk("ana").look(Case.objects.get()))
