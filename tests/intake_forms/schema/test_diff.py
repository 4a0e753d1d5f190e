"""What a change of a form means for open drafts: one edit a row."""

import copy

import pytest

from intake_forms.schema import diff, document
from intake_forms.schema.kinds.short_text import ShortText
from tests.intake_forms.forms import choice, form, in_languages, question, row, rows, step, text

LIMITS = {"kind": "number", "min": 2, "max": 9}


def base():
    return form(
        step(
            "one",
            question("name", max_length=50),
            choice("color", "red", "blue", "green"),
            {**question("age"), **LIMITS},
            {**question("born"), "kind": "date", "latest": "today"},
            question("note", required=False),
        ),
        step("two", question("more"), show_if=rows(row("color", "is", "red"))),
        step(
            "three",
            question("first", required=False),
            question("agree", "consent", required=False),
            question("signed", "signature", required=False, hint=text("as a sign that I agree")),
        ),
        conditions={"is_red": rows(row("color", "is", "red"))},
        rule_sets=[rule_set("now"), rule_set("later")],
    )


def rule_set(key):
    return {"key": key, "label": text(key), "source": "https://example.org/", "checked_on": "2026-01-31"}


def one(data):
    return data["sections"][0]["steps"][0]["items"]


def steps(data):
    return data["sections"][0]["steps"]


def exit_page(data, value):
    data["gate"]["exits"] = [
        {"key": "out", "when": rows(row("let_in", "is", value)), "title": text("t"), "body": text("b")}
    ]


def drop_language(data):
    data.update(in_languages(data, ["en"]))


SAME = [lambda d: None, lambda d: one(d)[0].update(required=True)]
TEXT = [
    lambda d: d.update(title=text("other")),
    lambda d: one(d)[0]["label"].update(es="otro"),
    lambda d: one(d)[0].update(hint=text("a hint")),
    lambda d: one(d)[0].update(fact={"source": "https://example.org", "checked_on": "2026-01-01"}),
    lambda d: one(d)[1]["options"][0].update(label=text("crimson")),
    lambda d: d["start"].update(body=text("welcome")),
]
COMPATIBLE = [
    lambda d: one(d).append(question("extra", required=False)),
    lambda d: one(d).append({"kind": "content", "key": "said", "body": text("said")}),
    lambda d: one(d).append({"kind": "slot", "key": "paper", "label": text("p"), "why": text("w")}),
    lambda d: one(d)[1]["options"].append({"value": "white", "label": text("white")}),
    lambda d: steps(d).append(step("four", question("extra", required=False))),
    lambda d: d["sections"].append(
        {"key": "b", "title": text("b"), "steps": [step("s", question("e", required=False))]}
    ),
    lambda d: one(d)[0].update(required=False),
    lambda d: one(d)[0].update(max_length=60),
    lambda d: one(d)[2].update(min=1),
    lambda d: one(d)[2].update(max=10),
    lambda d: one(d)[3].update(latest="today+1"),
    lambda d: one(d)[3].pop("latest"),
    lambda d: d["retention"].update(draft_days=31),
    lambda d: one(d).insert(0, one(d).pop(1)),
    lambda d: d["rule_sets"].append(rule_set("latest")),
]
BREAKING = [
    lambda d: one(d).pop(0),
    lambda d: one(d)[0].update(key="full_name"),
    lambda d: one(d)[0].update(kind="long_text"),
    lambda d: one(d).append(question("extra")),
    lambda d: steps(d).append(step("four", question("extra"))),
    lambda d: one(d)[4].update(required=True),
    lambda d: one(d)[1]["options"].pop(1),
    lambda d: steps(d)[1].pop("show_if"),
    lambda d: steps(d)[1]["show_if"]["rows"][0].update(value="blue"),
    lambda d: d["conditions"]["is_red"]["rows"][0].update(value="blue"),
    lambda d: one(d)[0].update(show_if=rows(row("let_in", "is", "yes"))),
    lambda d: one(d)[1]["options"][0].update(show_if=rows(row("let_in", "is", "yes"))),
    lambda d: one(d)[0].update(max_length=40),
    lambda d: one(d)[2].update(min=3),
    lambda d: one(d)[2].update(max=8),
    lambda d: one(d)[3].update(earliest="2020-01-01"),
    lambda d: one(d)[3].update(latest="2026-01-01"),
    lambda d: steps(d)[1]["items"].append(one(d).pop(4)),
    lambda d: steps(d).insert(0, steps(d).pop(2)),
    lambda d: steps(d)[2]["items"][1]["label"].update(es="otra cosa"),
    lambda d: steps(d)[2]["items"][1].update(body=text("another wording")),
    lambda d: steps(d)[2]["items"][2]["label"].update(es="otra declaración"),
    lambda d: steps(d)[2]["items"][2]["hint"].update(en="as a sign that I swear"),
    lambda d: d["rule_sets"].reverse(),
    lambda d: d["rule_sets"].insert(0, rule_set("latest")),
    lambda d: exit_page(d, "no"),
    drop_language,
    lambda d: d["retention"].update(draft_days=29),
]
TABLE = [("same", e) for e in SAME] + [("text_only", e) for e in TEXT]
TABLE += [("compatible", e) for e in COMPATIBLE] + [("breaking", e) for e in BREAKING]


def edited(edit, data=None):
    data = copy.deepcopy(data or base())
    edit(data)
    return document.parse(data)


@pytest.mark.parametrize(("expected", "edit"), TABLE)
def test_each_edit_has_its_class(expected, edit):
    assert diff.classify(document.parse(base()), edited(edit)) == expected


def test_a_kind_says_itself_what_its_answer_agrees_to(monkeypatch):
    monkeypatch.setattr(ShortText, "agreed_to", ("hint",))
    assert diff.classify(document.parse(base()), edited(lambda d: one(d)[0].update(label=text("new")))) == "text_only"
    assert diff.classify(document.parse(base()), edited(lambda d: one(d)[0].update(hint=text("new")))) == "breaking"


def test_another_exit_condition_breaks():
    was = edited(lambda d: exit_page(d, "no"))
    assert diff.classify(was, edited(lambda d: exit_page(d, "yes"))) == "breaking"


def test_the_heaviest_change_counts():
    def edit(data):
        one(data)[0].update(label=text("other"), required=False)
        one(data).pop(4)

    assert diff.classify(document.parse(base()), edited(edit)) == "breaking"


def test_a_change_names_its_place_by_keys_and_each_language():
    found = diff.changes(document.parse(base()), edited(lambda d: one(d)[0].update(label=text("full name"))))
    assert found == [
        diff.Change("one/name.label[en]", "changed", "name", "full name", "text"),
        diff.Change("one/name.label[es]", "changed", "name ES", "full name ES", "text"),
    ]


def test_a_question_on_another_step_is_moved_not_lost():
    found = diff.changes(document.parse(base()), edited(lambda d: steps(d)[1]["items"].append(one(d).pop(4))))
    assert found == [diff.Change("two/note", "moved", text("one"), text("two"), "breaking")]


def test_an_option_and_a_question_taken_away_are_named():
    found = diff.changes(document.parse(base()), edited(lambda d: (one(d)[1]["options"].pop(1), one(d).pop(4))))
    assert {(change.path, change.what, change.weight) for change in found} == {
        ("one/color.options/blue", "removed", "breaking"),
        ("one/note", "removed", "breaking"),
    }
