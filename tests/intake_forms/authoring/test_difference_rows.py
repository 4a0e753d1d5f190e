"""What the table of differences says of each change, row by row and word by word."""

import pytest

from intake_forms.authoring import differences
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, computed, group, question, result, row, rows, slot, step, text

WORDING, ALONG, CANNOT = "Wording only", "Open drafts go along", "Open drafts cannot take it over"
ALL = "Section “all”"
WORD, KIN = f"{ALL} › Step “one” › Question “word”", f"{ALL} › Step “one” › Question “kin”"


def page(title):
    return {"title": text(title), "body": text(f"{title}, its text")}


def base():
    def aunts():
        return rows(row("kin", "is", "aunt"))

    accepts = [{"key": "card", "label": text("card")}]
    data = forms.form(
        step(
            "one",
            choice("kin", "aunt", "uncle", "cousin"),
            question("word", max_length=50),
            question("told", "yes_no", yes=text("yes"), no=text("no"), not_sure=text("perhaps")),
        ),
        step("two", question("more"), show_if=aunts()),
        step("people", group("adults", question("full_name", "name"))),
        step("papers", slot("letter", accepts=accepts), computed("sort", values=[result("close", aunts())])),
        conditions={"close": aunts()},
        rule_sets=[{"key": "now", "label": text("now"), "source": "a law", "checked_on": "2026-01-31"}],
    )
    data["gate"]["exits"] = [{"key": "not-yet", "when": rows(row("let_in", "is", "no")), **page("not yet")}]
    return data


def both(english):
    return [("English", english), ("Spanish", f"{english} ES")]


def one(number):
    """An edit of an item of the first step: what it is made to say."""
    return lambda data, **said: data["sections"][0]["steps"][0]["items"][number].update(said)


KIN_, WORD_, TOLD_ = one(0), one(1), one(2)


def steps(data):
    return data["sections"][0]["steps"]


def renamed(place, before, after):
    """The row of a text that is called otherwise in both languages."""
    return [(place, "Changed", both(before), both(after), WORDING)]


def added(place, *lines, weight=WORDING):
    return [(place, "Added", [], list(lines), weight)]


def changed(place, before, after, weight):
    return [(place, "Changed", [("", before)], [("", after)], weight)]


FACT = {"source": "https://example.org/a", "checked_on": "2026-02-01"}
HOLD = {"when": rows(row("kin", "is", "cousin"), row("told", "is", "yes"), match="any"), **page("wait")}
TABLE = {
    "the form's title": (lambda d: d.update(title=text("other")), renamed("Title", "small", "other")),
    "a page, one language": (
        lambda d: d["start"]["body"].update(es="bienvenida"),
        [("Before the first step › Text", "Changed", [("Spanish", "its text ES")], [("Spanish", "bienvenida")], WORDING)],
    ),
    "a way out": (
        lambda d: d["gate"]["exits"][0].update(title=text("later")),
        renamed("Page that leads out “later”", "not yet", "later"),
    ),
    "its condition": (
        lambda d: d["gate"]["exits"][0].update(when=rows(row("let_in", "is", "yes"))),
        changed("Page that leads out “not yet” › When", "let_in is no", "let_in is yes", CANNOT),
    ),
    "a way out taken away": (
        lambda d: d["gate"].update(exits=[]),
        [("Page that leads out “not yet”", "Taken away", both("not yet"), [], CANNOT)],
    ),
    "a section": (lambda d: d["sections"][0].update(title=text("more")), renamed("Section “more”", "all", "more")),
    "a step": (lambda d: steps(d)[1].update(title=text("second")), renamed(f"{ALL} › Step “second”", "two", "second")),
    "a question": (
        lambda d: WORD_(d, label=text("say")),
        renamed(f"{ALL} › Step “one” › Question “say”", "word", "say"),
    ),
    "a hint": (lambda d: WORD_(d, hint=text("short")), added(f"{WORD} › Hint", *both("short"))),
    "why we ask": (lambda d: WORD_(d, why=text("we ask")), renamed(f"{WORD} › Why we ask", "because", "we ask")),
    "what is said when nothing is": (
        lambda d: WORD_(d, missing=text("say it")),
        added(f"{WORD} › Said when the answer is missing", *both("say it")),
    ),
    "where a rule comes from": (
        lambda d: WORD_(d, fact=FACT),
        added(f"{WORD} › Where this rule comes from", ("Source", FACT["source"]), ("Checked on", "2026-02-01")),
    ),
    "a recording": (
        lambda d: WORD_(d, audio={"es": {"url": "/documents/1/a.mp3", "size": 2048}}),
        added(f"{WORD} › Read aloud", ("Spanish", "/documents/1/a.mp3 (2 KB)")),
    ),
    "an option": (
        lambda d: steps(d)[0]["items"][0]["options"][1].update(label=text("great uncle")),
        renamed(f"{KIN} › Option “great uncle”", "uncle", "great uncle"),
    ),
    "an option more": (
        lambda d: steps(d)[0]["items"][0]["options"].append({"value": "niece", "label": text("niece")}),
        added(f"{KIN} › Option “niece”", *both("niece"), weight=ALONG),
    ),
    "a choice set": (lambda d: KIN_(d, choice_set="Kin"), added(f"{KIN} › Choice set", ("", "Kin"))),
    "how options look": (
        lambda d: KIN_(d, layout="list"),
        changed(f"{KIN} › Layout", "All in sight", "A list that opens: for more than twelve", WORDING),
    ),
    "the word for yes": (
        lambda d: TOLD_(d, yes=text("sure")),
        renamed(f'{ALL} › Step “one” › Question “told” › Instead of "Yes"', "yes", "sure"),
    ),
    "one of a group": (
        lambda d: steps(d)[2]["items"][0].update(singular=text("adult")),
        renamed(f"{ALL} › Step “people” › Repeating group “adults” › One of them", "person", "adult"),
    ),
    "what to do without a paper": (
        lambda d: steps(d)[3]["items"][0].update(cannot_get=text("ask us")),
        added(f"{ALL} › Step “papers” › Paper “letter” › Said to somebody who cannot get it", *both("ask us")),
    ),
    "an accepted paper": (
        lambda d: steps(d)[3]["items"][0]["accepts"][0].update(label=text("passport")),
        renamed(f"{ALL} › Step “papers” › Paper “letter” › Accepted paper “passport”", "card", "passport"),
    ),
    "an outcome": (
        lambda d: steps(d)[3]["items"][1]["values"][0].update(label=text("near")),
        renamed(f"{ALL} › Step “papers” › Computed value (for staff) “sort” › Outcome “near”", "close", "near"),
    ),
    "a rule set": (lambda d: d["rule_sets"][0].update(label=text("today")), renamed("Rule set “today”", "now", "today")),
    "a named condition": (
        lambda d: d["conditions"]["close"]["rows"][0].update(value="uncle"),
        changed("Condition “close”", "kin is aunt", "kin is uncle", CANNOT),
    ),
    "how long it is kept": (
        lambda d: d["retention"].update(draft_days=31),
        changed("Days until an unsent form is deleted", "30", "31", ALONG),
    ),
    "who begins it": (
        lambda d: d.update(opened_by="staff"),
        changed("Begun by", "Sponsors, at its start page", "Staff, in a case", ALONG),
    ),
    "what keeps it from being sent": (
        lambda d: d.update(hold=HOLD),
        added(
            "Not sent while",
            ("Heading, English", "wait"), ("Heading, Spanish", "wait ES"),
            ("Text, English", "wait, its text"), ("Text, Spanish", "wait, its text ES"),
            ("When", "kin is cousin"), ("When", "or told is yes"), weight=CANNOT,
        ),
    ),
    "an answer taken over": (
        lambda d: d.update(carries=[{"form": "other", "source": "q", "target": "word"}]),
        added(
            "Answers taken over from other forms",
            ("", "From the form: other, Its question: q, This form's question: word"), weight=CANNOT,
        ),
    ),
    "a question earlier": (
        lambda d: steps(d)[0]["items"].insert(0, steps(d)[0]["items"].pop()),
        [(f"{ALL} › Step “one” › Question “told”", "Moved", [("", "Place 3")], [("", "Place 1")], ALONG)],
    ),
    "a step later": (
        lambda d: steps(d).append(steps(d).pop(1)),
        [(f"{ALL} › Step “two”", "Moved", [("", "Place 3")], [("", "Place 5")], CANNOT)],
    ),
    "a section more": (
        lambda d: d["sections"].append({"key": "new", "title": text("new"), "steps": [step("last", question("end"))]}),
        [
            *added("Section “new”", *both("new"), weight=ALONG),
            *added("Section “new” › Step “last”", *both("last"), weight=ALONG),
            *added("Section “new” › Step “last” › Question “end”", *both("end"), weight=CANNOT),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), TABLE.values(), ids=TABLE)
def test_each_change_has_its_row(edit, expected):
    new = base()
    edit(new)
    found = differences.rows(*(document.parse(each).model_dump(mode="json") for each in (base(), new)))
    cells = [
        ([(line.name, line.text) for line in each.before], [(line.name, line.text) for line in each.after])
        for each in found
    ]
    assert [
        (each.place, each.what, before, after, each.weight) for each, (before, after) in zip(found, cells, strict=True)
    ] == expected


def test_every_line_in_a_language_says_which_so_that_it_is_read_aloud_in_it():
    new = base()
    new["sections"][0]["steps"][0]["items"][1]["label"] = text("say")
    [found] = differences.rows(*(document.parse(each).model_dump(mode="json") for each in (base(), new)))
    assert [line.lang for line in (*found.before, *found.after)] == ["en", "es", "en", "es"]
