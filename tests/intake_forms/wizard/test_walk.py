"""The way through the form, page by page, in both languages."""

import pytest
from django.contrib.sessions.models import Session

from intake_forms.records import queries
from intake_forms.records.models import Case, Draft, DraftStep, Submission
from tests.intake_forms.sponsor import ANSWERS, Sponsor, headings, problems, step_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["es", "en"])
def somebody(request, version, client):
    """A sponsor in each language."""
    return Sponsor(client, request.param)


def test_the_whole_way(somebody):
    title = {"es": "Antes de empezar", "en": "Before you start"}[somebody.language]
    assert headings(somebody.get()) == [title]
    assert somebody.post("gate").url == somebody.url("key")
    reference, words = somebody.key_page()
    assert len(words) == 4
    for step, following in [("contact", "child"), ("child", "photo-id"), ("photo-id", "consent"), ("consent", "check")]:
        assert somebody.get(step).status_code == 200
        response = somebody.post(step)
        assert (response.status_code, response.url) == (303, somebody.url(following))
    check = somebody.get("check").content.decode()
    assert "María" in check
    assert "(415) 555-2671" in check
    assert somebody.send().url == somebody.url("done")
    done = somebody.get("done").content.decode()
    assert f'id="reference" translate="no">{reference}<' in done
    assert all(word in done for word in words)
    sent = Submission.objects.get()
    assert sent.language == somebody.language
    assert queries.submitted_answers(sent.case, sent) == {step: step_answers(step).values for step in ANSWERS}


def test_each_page_says_which_language_it_is_in(somebody):
    somebody.fill("gate")
    for step in ("", "key", "contact", "check"):
        assert f'<html lang="{somebody.language}"' in somebody.get(step).content.decode()


def test_no_page_of_a_family_is_kept_by_the_browser(sponsor):
    sponsor.fill("gate")
    for step in ("", "key", "contact", "check"):
        assert "no-store" in sponsor.get(step).headers["Cache-Control"]


def test_a_hidden_step_shows_itself_only_to_whom_it_concerns(sponsor):
    sponsor.fill("gate", "contact")
    assert sponsor.get("interpreter").status_code == 303
    mam = {**ANSWERS["contact"], "language": "mam"}
    assert sponsor.post("contact", mam).url == sponsor.url("interpreter")
    assert sponsor.get("interpreter").status_code == 200
    sponsor.post("interpreter", {"interpreter": "yes"})
    assert sponsor.post("contact").url == sponsor.url("child")
    hidden = sponsor.get("interpreter")
    assert (hidden.status_code, hidden.url) == (303, sponsor.url("child")), (
        "on with what comes after it, not to the start"
    )
    assert sponsor.get("interpreter", "?change").url == sponsor.url("check")


def test_the_answer_on_a_hidden_step_comes_back_with_the_step(sponsor):
    sponsor.fill("gate")
    mam = {**ANSWERS["contact"], "language": "mam"}
    sponsor.post("contact", mam)
    sponsor.post("interpreter", {"interpreter": "yes"})
    sponsor.post("contact")
    assert "intérprete" not in sponsor.get("check").content.decode()
    sponsor.post("contact", mam)
    assert "intérprete" in sponsor.get("check").content.decode()
    assert 'value="yes" id="id_interpreter-interpreter_0" checked' in sponsor.get(
        "interpreter"
    ).content.decode().replace('aria-describedby="id_interpreter-interpreter_helptext" ', "")


# --- What is missing ----------------------------------------------------------------------------------------------------


def test_missing_answers_are_listed_with_a_way_to_each_and_the_rest_is_kept(sponsor):
    sponsor.fill("gate")
    response = sponsor.post("contact", {"first_names": "Xiomara", "phone": "abc"})
    assert response.status_code == 200
    page, found = response.content.decode(), problems(response)
    assert list(found) == [
        "id_contact-last_names",
        "id_contact-phone",
        "id_contact-contact_channel_0",
        "id_contact-safe_message_0",
        "id_contact-language",
    ]
    assert found["id_contact-last_names"] == "Escriba su apellido."
    for control in found:
        assert f'id="{control}"' in page
    assert 'value="Xiomara"' in page
    assert 'value="abc"' in page
    assert 'value="Xiomara"' in sponsor.get("contact").content.decode()


def test_each_mistake_is_also_said_beside_its_field(sponsor):
    sponsor.fill("gate")
    page = sponsor.post("contact", {}).content.decode()
    assert 'id="id_contact-first_names_error"' in page
    assert 'aria-invalid="true"' in page
    assert "<title>Error:" in page.replace("\n", "")


def test_gaps_in_the_gate_store_nothing(sponsor):
    response = sponsor.post("gate", {"contacted": "yes"})
    assert list(problems(response)) == ["id_gate-child_location_0"]
    assert 'value="yes" id="id_gate-contacted_0"' in response.content.decode()
    assert not Case.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize("posted", ["<script>alert(1)</script>", '" onfocus="alert(1)'])
def test_what_is_typed_is_never_markup(sponsor, posted):
    sponsor.fill("gate")
    page = sponsor.post("contact", {"first_names": posted}).content.decode()
    assert posted not in page
    sponsor.post("contact", {**ANSWERS["contact"], "first_names": posted})
    assert posted not in sponsor.get("check").content.decode()


def test_an_option_that_is_not_offered_is_refused(sponsor):
    sponsor.fill("gate")
    response = sponsor.post("contact", {**ANSWERS["contact"], "language": "klingon", "safe_message": "perhaps"})
    assert set(problems(response)) == {"id_contact-language", "id_contact-safe_message_0"}


def test_the_check_page_leads_to_what_is_missing_and_shows_it(sponsor):
    sponsor.fill("gate", "contact")
    check = sponsor.get("check").content.decode()
    assert f'href="{sponsor.url("child", "?check")}"' in check
    assert "id_child-child_first" in problems(sponsor.get("child", "?check"))


def test_sending_with_a_gap_leads_to_it_and_sends_nothing(sponsor):
    sponsor.fill("gate", "contact", "child", "photo-id")
    response = sponsor.send()
    assert response.url == sponsor.url("consent", "?check")
    assert not Submission.objects.exists()


def test_change_leads_back_to_the_check_page(sponsor):
    sponsor.fill()
    assert f"{sponsor.url('child')}?change#id_child-child_age" in sponsor.get("check").content.decode()
    response = sponsor.post("child", {**ANSWERS["child"], "child_age": "12"}, query="?change")
    assert response.url == sponsor.url("check")
    assert ">12<" in sponsor.get("check").content.decode().replace("\n", "")


def test_a_change_that_cannot_be_taken_stays_and_then_leads_back(sponsor):
    sponsor.fill()
    page = sponsor.post("child", {**ANSWERS["child"], "child_age": "40"}, query="?change").content.decode()
    assert f'action="{sponsor.url("child")}?change"' in page
    assert 'value="40"' in page


# --- Buttons ------------------------------------------------------------------------------------------------------------


def test_back_keeps_what_was_typed_even_when_it_is_wrong(sponsor):
    sponsor.fill("gate", "contact")
    response = sponsor.post("child", {"child_first": "Josué", "child_age": "ninety"}, go="back")
    assert (response.status_code, response.url) == (303, sponsor.url("contact"))
    page = sponsor.get("child").content.decode()
    assert 'value="Josué"' in page
    assert 'value="ninety"' in page
    assert not problems(sponsor.get("child"))


def test_save_and_later_keeps_what_was_typed_and_shows_the_words(sponsor):
    sponsor.fill("gate", "contact")
    assert sponsor.post("child", {"child_first": "Josué"}, go="save").url == sponsor.url("key")
    assert 'value="Josué"' in sponsor.get("child").content.decode()


@pytest.mark.parametrize("go", ["", "nonsense", "remove-", "lang-", "lang-xx", "lang-../../x"])
def test_a_button_that_is_none_breaks_nothing(sponsor, go):
    sponsor.fill("gate")
    assert sponsor.post("contact", {"first_names": "Ana"}, go=go).status_code in {200, 303}
    assert 'value="Ana"' in sponsor.get("contact").content.decode()


def test_enter_in_a_field_means_continue(sponsor):
    """Browsers press the first submit button of a form: it has to be Continue and not the language."""
    sponsor.fill("gate")
    page = sponsor.get("contact").content.decode()
    assert page.index('name="go" value="next"') < page.index('name="go" value="lang-en"')


# --- Language -----------------------------------------------------------------------------------------------------------


def test_changing_the_language_keeps_what_was_typed_and_complains_of_nothing(sponsor):
    sponsor.fill("gate")
    response = sponsor.post("contact", {"first_names": "Xiomara", "phone": "abc"}, go="lang-en")
    assert (response.status_code, response.url) == (303, sponsor.url("contact", language="en"))
    sponsor.language = "en"
    page = sponsor.get("contact")
    assert headings(page) == ["How to reach you"]
    assert 'value="Xiomara"' in page.content.decode()
    assert 'value="abc"' in page.content.decode()
    assert not problems(page)


def test_changing_the_language_at_the_gate_stores_nothing_and_brings_the_answers_along(sponsor):
    typed = {"contacted": "not_sure"}
    response = sponsor.post("gate", typed, go="lang-en")
    assert (response.status_code, response.headers["Location"]) == (307, sponsor.url("gate", language="en"))
    sponsor.language = "en"
    page = sponsor.post("gate", typed, go="lang-en")
    assert headings(page) == ["First questions"]
    assert not problems(page)
    assert 'value="not_sure" id="id_gate-contacted_2"' in page.content.decode()
    assert "checked" in page.content.decode()
    assert not Case.objects.exists()
    assert not Session.objects.exists()


def test_the_language_of_the_check_page_changes_too(sponsor):
    sponsor.fill()
    response = sponsor.client.post(sponsor.url("check"), {"go": "lang-en", "submit_key": sponsor.submit_key()})
    assert (response.status_code, response.url) == (303, sponsor.url("check", language="en"))
    assert not Submission.objects.exists()


def test_the_same_draft_is_answered_in_two_languages(sponsor):
    sponsor.fill("gate", "contact")
    english = Sponsor(sponsor.client, "en")
    english.fill("child", "photo-id", "consent")
    assert english.send().url == english.url("done")
    assert Submission.objects.get().language == "en"


# --- Two windows, and pressing twice ------------------------------------------------------------------------------------


def test_two_windows_on_two_steps_lose_nothing(sponsor):
    sponsor.fill("gate")
    sponsor.get("contact")
    sponsor.get("child")
    sponsor.post("child")
    sponsor.post("contact")
    assert 'value="José"' in sponsor.get("child").content.decode()
    assert 'value="María"' in sponsor.get("contact").content.decode()


def test_sending_twice_shows_the_confirmation_and_makes_no_second_case(sponsor):
    sponsor.fill()
    key = sponsor.submit_key()
    assert sponsor.send(key).url == sponsor.send(key).url == sponsor.url("done")
    assert Case.objects.count() == Submission.objects.count() == 1


def test_looking_at_the_confirmation_sends_nothing(sponsor):
    sponsor.fill()
    assert sponsor.get("done").url == sponsor.url("check")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_sending_without_the_drafts_own_key_sends_nothing(sponsor, key):
    sponsor.fill()
    response = sponsor.client.post(sponsor.url("check"), {"submit_key": key, "go": "next"})
    assert response.url == sponsor.url("check")
    assert not Submission.objects.exists()


def test_a_sent_form_is_closed(sponsor):
    sponsor.fill()
    sponsor.send()
    for step in ("contact", "check", "gate"):
        assert sponsor.get(step).url == sponsor.url("done")
        assert sponsor.post(step).url == sponsor.url("done")
    assert not DraftStep.objects.exists()


def test_pressing_continue_at_the_gate_twice_makes_one_case(sponsor):
    assert sponsor.post("gate").url == sponsor.url("key")
    again = sponsor.post("gate")
    assert again.status_code == 303
    assert Case.objects.count() == Draft.objects.count() == 1


def test_a_new_release_does_not_disturb_a_form_begun(sponsor):
    from intake_forms.records import services
    from tests.intake_forms import forms

    sponsor.fill("gate", "contact")
    changed = forms.sample().model_copy(update={"title": {"en": "New", "es": "Nuevo"}})
    services.release(form=changed)
    sponsor.fill("child", "photo-id", "consent")
    assert sponsor.send().url == sponsor.url("done")
    # Only a text changed: the draft took the new one over.
    assert Submission.objects.get().version.number == 2
