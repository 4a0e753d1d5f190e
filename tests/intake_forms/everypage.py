"""Every page that a sponsor can meet, one after the other, each in the state in which it shows most.

The pages come from the forms and from the addresses of a case, so that one added to either is looked at with the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.test import Client

from intake_forms import case_urls
from intake_forms.records import opening, services
from intake_forms.records.models import Case
from intake_forms.schema.document import Form
from tests.intake_forms.pages import Page, Walk, wishes


class Seen(NamedTuple):
    """A page: its address in Spanish, and the browser that it is open in."""

    path: str
    client: Client


def everything(first: Form, packet: Form) -> Iterator[Seen]:
    """Every page, from the start page of ``first`` to what is seen after ``packet``. Whoever looks goes no further meanwhile."""
    for form in (first, packet):
        services.release(form=form)
    yield from _public(first)
    tried: set[str] = set()
    for wished in _wishes(first):
        family = Walk(Client(), first, wished)
        family.begin()
        yield from _steps(family, tried)
    yield from _before_sending(family)
    family = Walk(Client(), first, {})
    family.begin()
    list(family.pages())
    yield from _after_sending(family, packet)


def _public(form: Form) -> Iterator[Seen]:
    nobody = Client()
    base = f"/es/forms/{form.key}/"
    yield from (Seen(path, nobody) for path in (base, f"{base}gate/", f"{base}consent/"))
    yield from (Seen(f"{base}exit-{page.key}/", nobody) for page in form.gate.exits)
    yield from (Seen(f"/es/{path}/", nobody) for path in ("continue", "invited", "what-we-keep", "papers", "case"))


def _steps(family: Walk, tried: set[str]) -> Iterator[Seen]:
    """Each step as it comes, and with all that can be wrong on it; of a group its list and what removing one asks too."""
    for path in family.pages():
        step, *item = path.removeprefix(family.base).strip("/").split("/")
        if step in tried:
            continue
        tried.add(step)
        yield Seen(path, family.client)
        stood = Page(family.client.get(path)).shown
        family.post(path, {}, go="save")
        yield Seen(f"{path}?check", family.client)
        family.post(path, stood, go="save")
        if item and family.client.get(f"{path}?remove").status_code == 200:
            yield Seen(f"{path}?remove", family.client)


def _before_sending(family: Walk) -> Iterator[Seen]:
    group = next((f"{family.base}{step}/" for step in family.form.groups), family.base)
    for path in ("", "key/", "tasks/", "check/"):
        yield Seen(f"{family.base}{path}", family.client)
    yield Seen(group, family.client)
    yield from _case(family)


def _after_sending(family: Walk, packet: Form) -> Iterator[Seen]:
    send(family)
    yield Seen(f"{family.base}done/", family.client)
    yield from _case(family)
    opening.open_form(case=Case.objects.latest("created_at"), form_key=packet.key, by=1)
    second = Walk(family.client, packet, {})
    yield from _steps(second, set())
    yield Seen(f"{second.base}check/", second.client)
    send(second)
    yield Seen("/es/case/", second.client)
    yield Seen("/es/case/checklist/", second.client)


def _case(family: Walk) -> Iterator[Seen]:
    """The pages of the case that need no more than the case; what there is not in its state is left out."""
    for each in case_urls.urlpatterns:
        path = f"/es/case/{each.pattern}"
        if "<" not in path and "." not in path and "deleted" not in path:
            response = family.client.get(path)
            if response.status_code == 200:
                yield Seen(path, family.client)


def send(family: Walk) -> None:
    """Press the button of the check page."""
    page = family.client.get(f"{family.base}check/").content.decode()
    key = re.findall(r'name="submit_key" value="(.*?)"', page)[0]
    assert family.post(f"{family.base}check/", {}, submit_key=key).url == f"{family.base}done/"


def _wishes(form: Form) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [{}]
    for step in form.steps:
        if (wished := wishes(form, step.key)) and wished not in found:
            found.append(wished)
    return found
