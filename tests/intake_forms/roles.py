"""A small form that a sponsor, another adult and a helper fill in, and a sponsor who has begun it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from intake_forms.records import services
from intake_forms.records.models import Case, FormVersion
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import choice, question, row, rows, step
from tests.intake_forms.sponsor import Sponsor

WHO = choice("who", "sponsor", "household", "backup", "helper")


def only(*who: str) -> dict[str, Any]:
    """The condition of what these people are asked."""
    return rows(row("who", "one_of", list(who)))


FORM = forms.form(
    step("about", question("name")),
    step("home", question("adults"), show_if=only("sponsor", "helper")),
    step("mine", question("link"), show_if=only("household", "backup")),
    step("helping", choice("present"), show_if=only("helper")),
    key="family",
    title=forms.text("family"),
    gate={
        "step": step("gate", choice("let_in"), WHO),
        "exits": [
            {
                "key": "out",
                "when": rows(row("let_in", "is", "no")),
                "title": forms.text("out"),
                "body": forms.text("out"),
            }
        ],
    },
    role_question="who",
    hold={
        "when": rows(row("present", "is", "no")),
        "title": forms.text("not yet"),
        "body": forms.text("the sponsor sends it"),
    },
)


def release() -> FormVersion:
    """Release the form."""
    return services.release(form=document.parse(FORM))[0]


def sponsor(name: str = "Marisol", who: str = "sponsor") -> Sponsor:
    """A sponsor at a browser of their own, two steps into the form."""
    found = Sponsor(Client(), form="family")
    assert found.post("gate", {"let_in": "yes", "who": who}).status_code == 303
    assert found.post("about", {"name": name}).status_code == 303
    return found


def case_of(found: Sponsor) -> Case:
    """The case that a browser has open."""
    return Case.objects.select_related("key").get(pk=found.client.session["case"])


def enter(client: Client, code: str) -> Any:
    """Enter a code on the page for it."""
    return client.post("/es/invited/", {"code": code, "go": "next"})
