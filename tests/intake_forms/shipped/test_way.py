"""How long the shipped pre-appointment form is, walked from the gate to the confirmation with what must be answered only."""

import re

import pytest
from django.test import Client

from intake_forms.records import invitations, queries, services
from intake_forms.schema.items import Question
from tests.intake_forms import forms, roles
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db

GO_ON = "Puede seguir aunque nadie le haya llamado."
GATE = {"contacted": "yes", "child_location": "in_care", "my_role": "sponsor", "area": "san_francisco"}
CONTACT = {"phone": "415 555 2671", "safe_message": "neutral"}
ADULT = {"sponsor_name": "Ana Ixchel", "linked_child": "José", "relation_to_child": "not_related"}
#: What must be answered, by step.
NEEDED = {
    "gate": GATE,
    "helping": {"sponsor_present": "yes"},
    "you": {"language": "es", "first_names": "María", "last_names": "López", "contact_channel": ["call"]},
    "contact": CONTACT,
    "needs": {"needs": ["fingerprints"]},
    "children": {"child_first": "José", "child_last": "López", "relationship": "mother"},
    "link": ADULT,
    "home": {},
    "consent": {"consent_store": "yes", "consent_cm": "not_yet", "typed_name": "María López"},
}

#: A helper without the sponsor.
ALONE = {"sponsor_present": "no"}


@pytest.fixture
def route(db):
    return queries.route(services.release(form=forms.shipped())[0])


def walked(route, **gate):
    """The pages looked at before the check page, the first page too, and how many answers they require."""
    sponsor = Sponsor(Client())
    assert sponsor.url("gate") in sponsor.client.get(sponsor.url("")).content.decode()
    there = sponsor.post("gate", {**GATE, **gate}).url
    pages, answers = ["start", "gate"], len(GATE)
    while not there.endswith("/check/"):
        pages.append(there.removeprefix(sponsor.url()).split("/")[0])
        page = sponsor.client.get(there)
        if page.status_code in (302, 303):
            there = page.url
            if there.endswith("/check/"):
                break
            page = sponsor.client.get(there)
        assert page.status_code == 200, there
        if pages[-1] == "key":
            if pages.count("key") > 1:
                # Who agreed beside a helper has seen words of their own.
                there = sponsor.url("check")
                continue
            there = sponsor.url("you" if gate.get("my_role") != "helper" else "helping")
            continue
        step = route.form.step_by_key[pages[-1]]
        given = {**NEEDED.get(step.key, {}), **gate.get(step.key, {})}
        group = route.form.groups.get(step.key)
        asked = [item for item in (group.items if group else step.items) if isinstance(item, Question)]
        answers += sum(item.required for item in asked if f'"{step.key}-{item.key}' in page.content.decode())
        response = sponsor.client.post(
            there, {f"{step.key}-{key}": value for key, value in given.items()} | {"go": "next"}
        )
        assert response.status_code == 303, (step.key, problems(response))
        there = response.url
    alone = gate.get("helping") == ALONE
    assert sponsor.send().url == sponsor.url("check" if alone else "done")
    return pages, answers


LONGEST = {"needs": {"needs": ["fingerprints", "packet", "legal"], "packet_status": "paper"}}
CHANNELS = ["call", "text", "whatsapp", "email"]


def reached(*channels):
    """What is said when these are the ways to reach somebody: whoever wants to be written to says where."""
    address = {"email": "ana@example.com"} if "email" in channels else {}
    return {"you": {"contact_channel": list(channels)}, "contact": address}


@pytest.mark.parametrize(
    ("more", "channels"), [({}, ["call"]), *((LONGEST, [channel]) for channel in CHANNELS), (LONGEST, CHANNELS)]
)
def test_a_parent_with_one_child_gives_at_most_eighteen_answers_on_twelve_pages(route, more, channels):
    pages, answers = walked(route, **more, **reached(*channels))
    assert pages == [
        "start", "gate", "key", "you", "contact", "case-manager", "needs", "children", "home", "help", "appointment", "consent",
    ]  # fmt: skip
    assert (len(pages), answers) == (12, 18 if "email" in channels else 17)


def test_every_way_to_reach_somebody_is_walked(route):
    offered = route.form.item_by_key["contact_channel"].options
    assert [option.value for option in offered] == CHANNELS


def test_whoever_chose_email_and_gives_no_address_is_told(route):
    sponsor = Sponsor(Client())
    sponsor.post("gate", GATE)
    sponsor.post("you", {**NEEDED["you"], "contact_channel": ["email"]})
    assert problems(sponsor.post("contact", CONTACT)) == {"id_contact-email": "Escriba su correo electrónico."}


@pytest.mark.parametrize("role", ["household", "backup"])
def test_another_adult_is_asked_about_no_child_and_no_home(route, role):
    pages, answers = walked(route, my_role=role)
    assert pages == [
        "start", "gate", "key", "you", "contact", "case-manager", "needs", "link", "help", "appointment", "consent",
    ]  # fmt: skip
    assert answers == 17


def test_who_helps_is_asked_whether_the_person_is_there(route):
    pages, answers = walked(route, my_role="helper")
    assert pages[3] == "helping"
    # At the end whose form it is gets words of her own.
    assert pages[-2:] == ["consent", "key"]
    assert (len(pages), answers) == (14, 18)


def test_who_helps_alone_comes_to_no_page_for_the_sponsor(route):
    pages, answers = walked(route, my_role="helper", helping=ALONE)
    assert pages[-2:] == ["appointment", "consent"], "which leads on at once"
    assert (len(pages), answers) == (13, 15)


def test_who_takes_a_child_off_the_list_reads_of_no_photos_which_this_form_never_has(route):
    sponsor = Sponsor(Client())
    sponsor.post("gate", GATE)
    for step in ("you", "contact", "needs"):
        sponsor.post(step, NEEDED[step])
    there = sponsor.get("children").url
    item = there.removeprefix(sponsor.url()).rstrip("/")
    assert "<title>El niño o la niña" in sponsor.get(item).content.decode()
    sponsor.client.post(there, {f"children-{key}": value for key, value in NEEDED["children"].items()} | {"go": "next"})
    page = sponsor.get(item, "?remove").content.decode()
    assert "Se borran las respuestas que dio aquí." in page


@pytest.mark.parametrize(
    ("answers", "page"),
    [
        ({"contacted": "no"}, "call-center"),
        # Whom the shelter called is never sent to the call center, though she cannot say where the child is.
        ({"contacted": "yes", "child_location": "unknown"}, None),
        ({"contacted": "yes", "child_location": "unknown", "my_role": "helper"}, None),
        ({"contacted": "not_sure", "child_location": "unknown"}, "call-center"),
        ({"child_location": "with_me", "contacted": "no"}, "child-with-you"),
        ({"area": "other"}, "other-area"),
        ({"area": "other", "my_role": "helper"}, "other-area"),
        # Who comes with a sponsor's case is welcome from anywhere.
        ({"area": "other", "my_role": "backup"}, None),
        ({"area": "other", "my_role": "household"}, None),
        ({"contacted": "not_sure"}, None),
        # Who helps answers for the sponsor; the other adults come on the sponsor's word, whoever was called.
        ({"contacted": "no", "my_role": "helper"}, "call-center"),
        ({"contacted": "not_sure", "my_role": "helper"}, None),
        ({"contacted": "no", "my_role": "household"}, None),
        ({"contacted": "no", "my_role": "backup"}, None),
        ({"child_location": "unknown", "my_role": "household"}, None),
        ({"child_location": "unknown", "my_role": "backup"}, None),
        ({"contacted": "not_sure", "child_location": "unknown", "my_role": "helper"}, "call-center"),
    ],
)
def test_where_the_gate_leads_out(route, answers, page):
    found = route.exit({**GATE, **answers})
    assert (found and found.key) == page
    assert all(each.fact and each.fact.checked_on for each in route.form.gate.exits)


def test_the_other_adults_read_that_they_may_go_on_though_nobody_called(route):
    offered = re.findall(r'value="(\w+)".*?</label>', page := Sponsor(Client()).get("gate").content.decode(), re.S)
    said = [text for text in re.findall(r'value="\w+"[^>]*>(.*?)</label>', page, re.S) if GO_ON in text]
    assert {"sponsor", "household", "backup", "helper"} <= set(offered)
    assert len(said) == 2
    assert all(words in each for words, each in zip(("vivo en la casa", "cuidador alterno"), said, strict=True))


def test_an_adult_with_a_code_comes_in_though_nobody_called_and_the_place_is_not_known(route):
    sponsor, adult = Sponsor(Client()), Sponsor(Client())
    sponsor.post("gate", GATE)
    case = roles.case_of(sponsor)
    roles.enter(adult.client, invitations.code(case, invitations.invite(case=case, role="household")))
    assert adult.get("gate").content.decode().count(GO_ON) == 1, "said of her role, which is not asked"
    said = {**GATE, "contacted": "no", "child_location": "unknown", "my_role": []}
    assert adult.post("gate", said).url == adult.url("key")


def test_the_packet_is_not_for_whom_it_was_not_opened(route):
    services.release(form=forms.shipped("packet"))
    sponsor = Sponsor(Client(), form="packet")
    assert sponsor.get("gate").status_code == 403
    assert sponsor.post("gate", {}).status_code == 403
