"""The desk in a browser: every page of a case judged by axe, on the narrowest phone and on a desk, light and dark."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

from intake_forms.records import appointments, helping, linking, messages, queries, services
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.e2e.axe import axe
from tests.e2e.conftest import Visitor
from tests.e2e.test_every_page import STICKS_OUT
from tests.intake_forms import forms
from tests.intake_forms.factories import make_case
from tests.intake_forms.staff.conftest import Desk, desk, people  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.once]

PAGES = ("", "messages/", "appointment/", "phrase/", "link/", "unlink/{adult}/")


def whole_case(by: int) -> tuple[Case, Case]:
    """A sponsor's case of which something of everything is there, and another adult's beside it."""
    sponsor, adult = make_case().case, make_case().case
    linking.link(adult=adult, sponsor=sponsor, role="household", by=by)
    messages.write(case=sponsor, text="Buenos días", language="es", once=uuid4())
    later = timezone.now() + datetime.timedelta(days=3)
    appointments.set_(case=sponsor, starts_at=later, minutes=60, how="in_person", where="Calle 12", by=by)
    services.release(form=document.parse(forms.form(forms.step("one", forms.question("word"), forms.slot("photo")))))
    services.begin_form(case=sponsor, version=queries.live_version("small"))
    helping.allow(case=sponsor)
    return sponsor, adult


@pytest.mark.parametrize(("language", "width", "scheme"), [("es", 320, "dark"), ("en", 1280, "light")])
def test_axe_finds_nothing_at_the_desk_and_nothing_sticks_out(
    visitor: Callable[..., Visitor],
    people: dict[str, Any],  # noqa: F811
    desk: Callable[[str], Desk],  # noqa: F811
    language: str,
    width: int,
    scheme: Any,
) -> None:
    profile = UserProfile.get_for_user(people["supervisor"])
    profile.preferred_language = language
    profile.save()
    sponsor, adult = whole_case(people["supervisor"].pk)
    eyes, found = visitor(width=width, bypass_csp=True, color_scheme=scheme), []
    eyes.be(desk("supervisor").client)
    for path in ("/cms/cases/", *(f"/cms/cases/{sponsor.pk}/{page.format(adult=adult.pk)}" for page in PAGES)):
        response = eyes.page.goto(path)
        assert response
        assert response.status == 200
        sideways = eyes.page.evaluate(STICKS_OUT)
        found += [f"{path}: {one}" for one in (*axe(eyes.page), *sideways)]
    assert found == [], "\n".join(found)
    assert eyes.page.locator("html").get_attribute("lang") == language
