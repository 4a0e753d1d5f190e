"""Which papers the packet form asks of whom: ``papers.csv``, a family a line, compared exactly with ``slots()``.

A number says how often a paper is asked for, one in brackets that it is optional; several children are parted by ``+``.
"""

import csv
from pathlib import Path

import pytest

from intake_forms.schema.parts import parts
from intake_forms.schema.path import ID, Route
from intake_forms.schema.slots import slots
from tests.intake_forms import forms

with Path(__file__).with_name("papers.csv").open(encoding="utf-8", newline="") as table:
    FAMILIES = list(csv.DictReader(table))
ASKED = list(FAMILIES[0])[list(FAMILIES[0]).index("names") + 1 :]
OLD, NEW = "baseline", "2025_income_id"


def named(family):
    return "-".join(part for part in (family["category"], family["household"], family["rules"]) if part)


@pytest.fixture(scope="module")
def route():
    return Route(forms.shipped("packet"))


def person(number, **answers):
    return {ID: f"00000000-0000-4000-8000-{number:012}", **{key: value for key, value in answers.items() if value}}


def answers(family):
    """What such a family answers in the form."""
    columns = [family[name].split("+") for name in ("kin", "raised", "letter")]
    width = len(columns[0])
    columns = [column + [""] * (width - len(column)) for column in columns]
    children = [
        person(number, relationship=kin, raised_child=raised, parent_letter=letter)
        for number, (kin, raised, letter) in enumerate(zip(*columns, strict=True))
        if kin
    ]
    said = {
        "my_role": family["role"],
        "rule_set": family["rules"],
        "children": children,
        "tenure": family["tenure"],
        "backup_caregiver": family["backup"],
        "names_differ": family["names"],
        "adults": [person(100 + number) for number in range(int(family["adults"] or 0))],
    }
    return {key: value for key, value in said.items() if value}


def told(needs):
    """The cells of a family's line."""
    keys = [need.slot.key for need in needs]
    optional = {need.slot.key for need in needs if need.slot.optional}
    return {key: f"({keys.count(key)})" if key in optional else str(keys.count(key)) for key in dict.fromkeys(keys)}


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_the_papers_of_a_family(route, family):
    given = answers(family)
    needs = slots(route, given, {})
    assert told(needs) == {key: family[key] for key in ASKED if family[key]}
    assert [key for key in ASKED if family[key]] == list(told(needs)), "in the order of the table"
    people = {"children": given.get("children", []), "adults": given.get("adults", [])}
    for need in needs:
        assert (need.person is None) == (need.slot.per is None)
        assert need.person is None or need.person[ID] in [each[ID] for each in people[need.slot.per]]
    assert len({need.key for need in needs}) == len(needs)


@pytest.mark.parametrize("family", FAMILIES, ids=named)
def test_the_category_that_staff_see(route, family):
    category = route.visible({"role": answers(family)}).get("home", {}).get("category", "")
    assert category == (f"category_{family['category'].lower()}" if family["category"] else "")


@pytest.mark.parametrize("kin", ["mother", "aunt", "godparent"])
def test_no_category_is_told_before_what_decides_it_is_answered(route, kin):
    """What is carried over from the form before the appointment knows the aunt, and not yet who raised the child."""
    child = person(1, relationship=kin)
    told = route.visible({"role": {"my_role": "sponsor"}, "children": {"children": [child]}})["home"].get("category")
    assert told == {"mother": "category_1", "aunt": None, "godparent": "category_3"}[kin]
    # A second child of whom nothing is known yet can still change it; so can who fills it in.
    more = {"role": {"my_role": "sponsor"}, "children": {"children": [child, person(2)]}}
    assert "category" not in route.visible(more)["home"]
    assert "category" not in route.visible({"role": {"my_role": "sponsor"}})["home"]


def test_the_table_has_every_category_household_and_rule_set_and_every_paper(route):
    sponsors = {(each["category"], each["household"], each["rules"]) for each in FAMILIES if each["role"] == "sponsor"}
    assert len(sponsors) == len([each for each in FAMILIES if each["role"] == "sponsor"]) == 24
    assert {each["role"] for each in FAMILIES} == {"sponsor", "household", "backup"}
    assert [item.key for step in route.form.steps for item in step.items if item.kind == "slot"] == ASKED
    assert all(any(family[key] for family in FAMILIES) for key in ASKED)


OTHER_ADULT = ["Antes de mandar papeles", "Usted", "Sus papeles", "Otros papeles", "Su permiso"]


@pytest.mark.parametrize("role", ["household", "backup"])
def test_another_adults_list_has_their_parts_alone_from_the_beginning(route, role):
    for saved in ({"role": False}, {"gate": True, "role": False}, {"gate": True, "role": True}):
        found = parts(route, {"my_role": role}, saved)
        assert [part.title["es"] for part in found.listed] == OTHER_ADULT
    assert len(parts(route, {"my_role": "sponsor"}, {"gate": True}).listed) == len(route.form.sections) + 1


def accepted(route, slot, **more):
    family = {**answers(FAMILIES[0]), **more}
    return [paper.key for need in slots(route, family, {}) if need.slot.key == slot for paper in need.accepts]


@pytest.mark.parametrize("slot", ["sponsor_id", "own_id", "adult_id", "backup_id"])
def test_an_id_of_another_country_stands_on_the_list_under_all_rules(route, slot):
    """Under those of 2025 each is to be asked about, and none is said to be enough, alone or with another."""
    item = next(each for step in route.form.steps for each in step.items if each.key == slot)
    assert "(2019)" in item.fact.source
    old, new = (route.fact(item, {"rule_set": each.key}).source for each in route.form.rule_sets)
    assert old == "ORR Policy Guide 2.2.4 (2019)"
    assert "democracyforward.org" in new
    under = {
        rules: [each for each in item.accepts if rules in repr(each.show_if)] for rules in ("old_rules", "new_rules")
    }
    assert [f"{each.key}_ask" for each in under["old_rules"]] == [each.key for each in under["new_rules"]]
    assert len(under["new_rules"]) == 6
    assert all(each.label["en"].endswith(": ask your case manager") and each.alone for each in under["new_rules"])


@pytest.mark.parametrize(
    ("tenure", "papers"),
    [
        ("lease_mine", "lease utility_bill bank_statement pay_stub government_mail"),
        ("lease_other", "landlord_letter own_mail"),
        ("with_family", "host_letter own_mail"),
        ("own", "mortgage property_tax utility_bill"),
        ("other", "utility_bill bank_statement government_mail own_mail"),
    ],
)
def test_what_shows_the_address_depends_on_the_home(route, tenure, papers):
    assert accepted(route, "address", tenure=tenure) == papers.split()


STRONG = "us_license_or_state_id us_passport permanent_resident_card work_permit_card"
ABROAD = "foreign_passport national_id consular_id foreign_license foreign_voter_card birth_certificate"
ASK = " ".join(f"{each}_ask" for each in ABROAD.split())


@pytest.mark.parametrize(("rules", "papers"), [(OLD, f"{STRONG} {ABROAD}"), (NEW, f"{STRONG} {ASK}")])
@pytest.mark.parametrize("slot", ["sponsor_id", "backup_id"])
def test_which_id_is_enough_depends_on_the_rules(route, rules, papers, slot):
    assert accepted(route, slot, rule_set=rules, backup_caregiver="yes") == papers.split()


def test_an_adult_who_was_in_care_may_show_the_paper_of_the_release(route):
    people = {"adults": [person(100)], "my_role": "sponsor"}
    assert accepted(route, "adult_id", **people)[-1] == "verification_of_release"
    assert accepted(route, "own_id", my_role="household")[-1] == "verification_of_release"


def test_every_paper_says_what_to_try_when_it_cannot_be_had(route):
    for key in ASKED:
        assert route.form.item_by_key[key].cannot_get, key


def test_only_these_offers_the_papers_that_are_asked(route):
    step = route.form.step_by_key["only-these"]
    (question,) = step.items
    for family in FAMILIES:
        given = {**answers(family), "packet_consent": "only_these"}
        before = route.walk(given).before["only-these"]
        offered = [option.value for option in question.options if option.value in route.options(question, before)]
        assert offered == [key for key in ASKED if family[key]], named(family)


def test_staff_choose_among_two_rule_sets_and_the_older_holds_until_then(route):
    assert [each.key for each in route.form.rule_sets] == [OLD, NEW]
    family = {key: value for key, value in answers(FAMILIES[0]).items() if key != "rule_set"}
    assert told(slots(route, family, {})) == told(slots(route, {**family, "rule_set": OLD}, {}))
