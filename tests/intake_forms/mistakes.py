"""A form document with a mistake of every sort."""

from intake_forms.schema import kinds
from tests.intake_forms.forms import choice, form, question, row, rows, step

#: Where each is told, with its code and in which words.
TOLD = {
    "sections[0].steps[0].items[0].key": ("duplicate_key", "the key 'pick' stands twice"),
    "sections[0].steps[0].items[1].key": (
        "bad_key",
        "a key is lower-case letters, digits and _, begins with a letter, 40 at most",
    ),
    "sections[0].steps[0].items[2]": (
        "unknown_kind",
        f"there is no kind 'hologram'; there are: {', '.join(sorted(kinds.kinds()))}",
    ),
    "sections[0].steps[0].items[3].key": ("duplicate_key", "the key 'pick' stands twice"),
    "sections[0].steps[1].show_if.rows[0]": (
        "wrong_operator",
        "lt does not fit 'let_in'; there are: is, is_not, one_of, not_one_of, answered, not_answered",
    ),
    "sections[0].steps[1].show_if.rows[1]": ("unknown_option", "'let_in' has no option perhaps"),
    "sections[0].steps[1].show_if.rows[2]": ("unknown_condition", "there is no condition named 'nowhere'"),
    "sections[0].steps[1].items[0].label": ("missing_text", "text is missing in: es"),
    "sections[0].steps[1].items[0].colour": ("unknown_name", "'colour' is not permitted here"),
    "sections[0].steps[1].items[1].show_if.rows[0]": (
        "later_source",
        "'later' is asked on this step or later: a condition reads earlier steps only",
    ),
    "sections[0].steps[1].items[1].show_if.rows[1]": ("unknown_source", "there is no question 'ghost'"),
    "sections[0].steps[2].items[1].key": (
        "never_collect",
        "'ssn' asks for something we never collect: a Social Security or taxpayer number",
    ),
    "sections[0].steps[2].items[2].min": (
        "shape",
        "must be a whole number",
    ),
    "sections[0].steps[2].items[3].earliest": (
        "unanswerable",
        "no day fits: earliest is 2026-02-01, latest is 2026-01-01",
    ),
    "sections[0].steps[3].show_if": (
        "required_never_shown",
        "nobody ever sees this step: its condition cannot hold, and what it requires is never asked: q",
    ),
    "sections[0].steps[4].show_if.rows[0]": (
        "wrong_operator",
        "contains does not fit 'home'; there are: answered, not_answered",
    ),
    "sections[0].steps[4].show_if.rows[1]": (
        "bad_value",
        "contains takes a text: one that looks like a number or a day stands in quotation marks",
    ),
    "retention": (
        "missing",
        "retention is missing: draft_days and submission_days say how many days answers are kept",
    ),
}


def with_ten_mistakes():
    """A document with ten mistakes and more, as plain data: those of ``TOLD``."""
    never = rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))
    born = question("born", "date", earliest="2026-02-01", latest="2026-01-01")
    data = form(
        step("one", choice("pick", "a", "b"), question("Bad Key"), question("word", kind="hologram"), question("pick")),
        step(
            "two",
            question("half", label={"en": "Half"}, colour="red"),
            question("late", show_if=rows(row("later", "answered"), row("ghost", "answered"))),
            show_if=rows(row("let_in", "lt", 3), row("let_in", "is", "perhaps"), {"condition": "nowhere"}),
        ),
        step("three", question("later"), question("ssn"), question("n", "number", min="few"), born),
        step("four", question("q"), question("home", "address", required=False), show_if=never),
        step("five", question("r"), show_if=rows(row("home", "contains", "Oakland"), row("later", "contains", 5))),
    )
    del data["retention"]
    return data
