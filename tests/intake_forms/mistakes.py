"""A form document with a mistake of every sort."""

from tests.intake_forms.forms import choice, form, question, row, rows, step

ONE, TWO = "sections[0].steps[0]", "sections[0].steps[1]"


def with_ten_mistakes():
    """A document with ten mistakes and more, as plain data, and where each is told."""
    data = form(
        step("one", choice("pick", "a", "b"), question("Bad Key"), question("word", kind="hologram"), question("pick")),
        step(
            "two",
            question("half", label={"en": "Half"}, colour="red"),
            question("late", show_if=rows(row("later", "answered"), row("ghost", "answered"))),
            show_if=rows(row("let_in", "lt", 3), row("let_in", "is", "perhaps"), {"condition": "nowhere"}),
        ),
        step("three", question("later"), question("ssn"), question("n", "number", min="few")),
        step("four", question("q"), show_if=rows(row("let_in", "is", "yes"), row("let_in", "is", "no"))),
    )
    del data["retention"]
    three = "sections[0].steps[2]"
    return data, {
        f"{ONE}.items[0].key": "duplicate_key",
        f"{ONE}.items[1].key": "bad_key",
        f"{ONE}.items[2]": "unknown_kind",
        f"{ONE}.items[3].key": "duplicate_key",
        f"{TWO}.show_if.rows[0]": "wrong_operator",
        f"{TWO}.show_if.rows[1]": "unknown_option",
        f"{TWO}.show_if.rows[2]": "unknown_condition",
        f"{TWO}.items[0].label": "missing_text",
        f"{TWO}.items[0].colour": "unknown_name",
        f"{TWO}.items[1].show_if.rows[0]": "later_source",
        f"{TWO}.items[1].show_if.rows[1]": "unknown_source",
        f"{three}.items[1].key": "never_collect",
        f"{three}.items[2].min": "shape",
        "sections[0].steps[3].show_if": "required_never_shown",
        "retention": "missing",
    }
