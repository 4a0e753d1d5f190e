"""What a family permitted: recorded with what exactly was read, sealed, and taken back by the family alone."""

import pytest

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import consents, queries, services, statuses
from intake_forms.records.consents import Consent
from intake_forms.records.models import Case, Submission
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, question, rows, slot, step, text
from tests.intake_forms.forms import row as when
from tests.intake_forms.sponsor import Sponsor

pytestmark = pytest.mark.django_db

KEEP = question("keep", "consent", body=text("We keep it."), required=False)
PASS_ON = choice("pass_on", "yes", "only_these", "no", kind="permission", gives_it=["yes", "only_these"])
FORM = form(step("agree", KEEP, PASS_ON))


@pytest.fixture
def released(db):
    return services.release(form=document.parse(FORM))[0]


FACTS = {}


def facts():
    """The facts of an organization, in place of the public site's."""
    return dict(FACTS)


def sent(client, **answers):
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    after = sponsor.post("agree", answers).url
    if after == sponsor.url("which"):
        sponsor.post("which", {"chosen": "photo"})
    assert sponsor.send(sponsor.submit_key()).status_code == 303
    return Case.objects.select_related("key").latest("created_at")


def test_each_agreement_is_recorded_with_the_hash_of_what_was_read(released, client):
    case = sent(client, keep="yes", pass_on="only_these")
    found = {row.item: (row, item, answer) for row, item, answer in consents.of_case(case)}
    assert {key: answer for key, (_row, _item, answer) in found.items()} == {"keep": True, "pass_on": "only_these"}
    for row, item, _answer in found.values():
        assert row.text_sha256 == item.digest
        assert row.holds
        assert row.given_at == Submission.objects.get().sent_at
        # Every language is in it: another Spanish word is another text.
        other = item.model_copy(update={"label": {**item.label, "es": "otra cosa"}})
        assert other.digest != row.text_sha256
    assert b"only_these" not in bytes(found["pass_on"][0].sealed_answer)


def test_the_facts_that_a_text_names_stay_as_they_were_read(client, settings):
    named = question(
        "keep", "consent", body={"en": "[[organization]] keeps it. [[unknown]]", "es": "[[organization]] lo guarda."}
    )
    services.release(form=document.parse(form(step("agree", named))))
    settings.SITE_FACTS = f"{__name__}.facts"
    FACTS["organization"] = "Casa Uno"
    case = sent(client, keep="yes")
    FACTS["organization"] = "Otra"
    [(row, item, _answer)] = consents.of_case(case)
    assert item.body == {"en": "Casa Uno keeps it. [[unknown]]", "es": "Casa Uno lo guarda."}
    # What was read is what was hashed.
    assert row.text_sha256 == item.digest
    assert "Casa Uno" in client.get("/es/case/permissions/").content.decode()
    FACTS.clear()
    assert b"Casa Uno" not in bytes(row.sealed_answer)


def test_no_is_recorded_too_and_gives_nothing(released, client):
    case = sent(client, pass_on="no")
    [(row, _item, answer)] = consents.of_case(case)
    assert (row.item, answer, row.gives, row.holds) == ("pass_on", "no", False, False)
    assert not consents.take_back(case=case, consent_id=row.pk)


def test_a_consent_is_taken_back_once_and_only_for_its_own_case(released, client, django_user_model):
    mine = sent(client, keep="yes", pass_on="yes")
    row = Consent.objects.get(item="pass_on")
    client.cookies.clear()
    other = sent(client, keep="yes", pass_on="yes")
    assert not consents.take_back(case=other, consent_id=row.pk)
    assert consents.take_back(case=mine, consent_id=row.pk)
    assert not consents.take_back(case=mine, consent_id=row.pk)
    row.refresh_from_db()
    assert row.taken_back_at is not None
    assert not row.holds
    assert list(AuditEvent.objects.filter(action__startswith="consent.").values_list("case_id", "action")) == [
        (mine.pk, "consent.taken_back:pass_on")
    ]


def test_a_later_version_does_not_change_what_was_read(released, client):
    case = sent(client, pass_on="yes")
    reworded = {**PASS_ON, "label": text("something else")}
    services.release(form=document.parse(form(step("agree", KEEP, reworded))))
    [(row, item, _answer)] = consents.of_case(case)
    assert item.label["en"] == "pass_on"
    assert row.text_sha256 == item.digest
    assert queries.live_version("small").document.count("something else")


@pytest.mark.parametrize(
    "wrong", [{"gives_it": ["maybe"]}, {"gives_it": []}, {"gives_it": ["yes", "only_these", "no"]}]
)
def test_a_permission_has_an_answer_that_gives_it_and_one_that_does_not(wrong):
    with pytest.raises(document.FormError):
        document.parse(form(step("agree", {**PASS_ON, **wrong})))


def test_what_is_agreed_to_says_for_how_long_and_follows_the_setting(db, client):
    """An editor changes the days in one place: the words shown, and with them the hash of what was read, follow."""
    kept = question("keep", "consent", label=text("Kept for [[submission_days]] days."), required=False)
    written = form(step("agree", kept))
    digests = []
    for days in (45, 90):
        written["retention"]["submission_days"] = days
        released = services.release(form=document.parse(written))[0]
        client.cookies.clear()
        sponsor = Sponsor(client, form="small")
        sponsor.post("gate", {"let_in": "yes"})
        assert f"Kept for {days} days." in sponsor.get("agree").content.decode()
        assert queries.written(released).item_by_key["keep"].label["en"] == "Kept for [[submission_days]] days."
        sent(client, keep="yes")
        digests.append(Consent.objects.latest("given_at").text_sha256)
    assert len(set(digests)) == 2
    # Who began under the other number did not agree to this one: such a release takes nobody along.
    assert released.change_class == "breaking"
    kept["label"] = text("Kept for 90 days.")
    assert services.release(form=document.parse(written))[0].change_class == "text_only"


def test_a_permission_for_some_papers_is_made_one_for_all_and_until_then_a_paper_says_that_it_is_outside(db, client):
    """Staff ask for a further paper, the family sends it: what it permitted before does not reach that."""
    which = choice("which", "card", "letter", kind="choices")
    only = {"rows": [{"source": "pass_on", "op": "is", "value": "only_these"}]}
    written = form(
        step("papers", slot("card"), slot("letter")), step("agree", PASS_ON), step("some", which, show_if=only)
    )
    services.release(form=document.parse(written))
    sponsor = Sponsor(client, form="small")
    sponsor.post("gate", {"let_in": "yes"})
    sponsor.post("papers", {"card.said": "will_bring", "letter.said": "will_bring"})
    sponsor.post("agree", {"pass_on": "only_these"})
    sponsor.post("some", {"which": ["card"]})
    assert sponsor.send(sponsor.submit_key()).status_code == 303
    case, row = Case.objects.select_related("key").get(), Consent.objects.get()
    told = "Este papel no es uno de ellos"

    def outside():
        pages = (client.get(f"/es/case/papers/{key}/").content.decode() for key in ("card", "letter"))
        return [told in page for page in pages]

    assert outside() == [False, True]
    assert f"?all={row.pk}" in client.get("/es/case/permissions/").content.decode()
    asked = client.get(f"/es/case/permissions/?all={row.pk}").content.decode()
    assert "Permitir todos los papeles?" in asked
    assert "pass_on" in asked, "with the full wording"
    client.post("/es/case/permissions/", {"permission": row.pk, "go": "all"})
    assert outside() == [False, False]
    page = client.get("/es/case/permissions/").content.decode()
    assert "Permitió todos los papeles el" in page
    assert f"?all={row.pk}" not in page
    assert not consents.widen(case=case, consent_id=row.pk), "once"
    assert AuditEvent.objects.filter(action="consent.widened:pass_on", case_id=case.pk).count() == 1
    assert consents.take_back(case=case, consent_id=row.pk), "it is taken back as before"


WHICH = step(
    "which",
    choice("chosen", "photo", "letter", kind="choices", required=False),
    show_if=rows(when("pass_on", "is", "only_these")),
)
CONTACT = choice("contact", "yes", "no", kind="permission", gives_it=["yes"], required=False)


@pytest.mark.parametrize(
    ("about_papers", "answers", "taken_back", "goes"),
    [
        (True, {"pass_on": "yes"}, False, True),
        (True, {"pass_on": "only_these"}, False, True),
        (True, {"pass_on": "yes"}, True, False),
        # That we may talk with somebody about a day lets no paper go, once the papers were asked about.
        (True, {"pass_on": "no", "contact": "yes"}, False, False),
        (False, {"pass_on": "no", "contact": "yes"}, False, True),
        (False, {"keep": "yes", "pass_on": "no", "contact": "no"}, False, False),
    ],
)
def test_a_case_comes_to_the_case_manager_only_where_its_family_lets_papers_go(
    db, client, about_papers, answers, taken_back, goes
):
    papers = [step("papers", slot("photo"), slot("letter")), step("agree", KEEP, PASS_ON, CONTACT), WHICH]
    services.release(form=document.parse(form(*papers if about_papers else papers[1:2])))
    case = sent(client, **answers)
    if taken_back:
        consents.take_back(case=case, consent_id=Consent.objects.get(item="pass_on").pk)
    if goes:
        assert statuses.change(case=case, status="with_case_manager", by=1)
    else:
        with pytest.raises(statuses.NotPermitted):
            statuses.change(case=case, status="with_case_manager", by=1)
        case.refresh_from_db()
        assert case.status == "sent"
