"""Every page that a sponsor can meet, one after the other, each in the state in which it shows most.

The pages come from the forms and from the addresses of a case, so that one added to either is looked at with the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from intake_forms import case_urls
from intake_forms.records import appointments, invitations, messages, opening, papers, requests, services
from intake_forms.records.models import Case
from intake_forms.schema.document import Form
from intake_forms.staff import rules
from tests.intake_forms.pages import Page, Walk
from tests.intake_forms.ways import asked, ways


class Seen(NamedTuple):
    """A page: its address in Spanish, and the browser that it is open in. ``pressed``: what its button shows is meant.

    ``meanwhile``: what happens elsewhere between its being opened and its button being pressed.
    """

    path: str
    client: Client
    pressed: bool = False
    meanwhile: Callable[[], object] = lambda: None


def everything(first: Form, packet: Form) -> Iterator[Seen]:
    """Every page, from the start page of ``first`` to what is seen after ``packet``. Whoever looks goes no further meanwhile."""
    for form in (first, packet):
        services.release(form=form)
    yield from _public(first)
    yield from _whole(first, (_begun(first, wished) for wished in ways(first)))
    family = _begun(first, {})
    list(family.pages(untouched=True))
    yield from _before_sending(family)
    send(family)
    yield Seen(f"{family.base}done/", family.client)
    yield from _case(family)
    yield from _whole(packet, packet_families(packet, family.client))
    send(Walk(family.client, packet, {}))
    yield from _answered(family.client)


def packet_families(packet: Form, client: Client) -> Iterator[Walk]:
    """The families at the packet, opened in the case that was sent last; one case for all of them, answered anew by each."""
    case = Case.objects.latest("created_at")
    opening.open_form(case=case, form_key=packet.key, by=1)
    for wished in ways(packet):
        rules.choose(case=case, rule_set=wished.get("rule_set", ""), by=1)
        yield Walk(client, packet, wished)


def _begun(form: Form, wished: dict[str, Any]) -> Walk:
    family = Walk(Client(), form, wished)
    family.begin()
    return family


def _public(form: Form) -> Iterator[Seen]:
    nobody = Client()
    base = f"/es/forms/{form.key}/"
    yield from (Seen(path, nobody) for path in (base, f"{base}gate/", f"{base}consent/"))
    yield from (Seen(f"{base}exit-{page.key}/", nobody) for page in form.gate.exits)
    yield from (Seen(f"/es/{path}/", nobody) for path in ("continue", "invited", "what-we-keep", "papers", "case"))
    yield from (Seen(path, nobody, pressed=True) for path in (f"{base}gate/", "/es/continue/", "/es/papers/"))


def _whole(form: Form, families: Iterable[Walk]) -> Iterator[Seen]:
    """Each page of a form and the page before sending, which differs from family to family."""
    tried = {form.gate.step.key}
    for family in families:
        if form.opened_by == "staff":
            yield Seen(f"{family.base}gate/", family.client)
        yield from _steps(family, tried)
        yield Seen(f"{family.base}check/", family.client)
    assert asked(form) <= tried, f"pages of {form.key} that nobody came to: {asked(form) - tried}"


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
        if item:
            yield Seen(f"{family.base}{step}/?check", family.client)
        family.post(path, stood, go="save")
        if item and family.client.get(f"{path}?remove").status_code == 200:
            yield Seen(f"{path}?remove", family.client)


def _before_sending(family: Walk) -> Iterator[Seen]:
    yield from _in_two_windows(family)
    group = next((f"{family.base}{step}/" for step in family.form.groups), family.base)
    for path in ("", "key/", "tasks/"):
        yield Seen(f"{family.base}{path}", family.client)
    yield Seen(group, family.client)
    yield from _case(family)


def _case(family: Walk) -> Iterator[Seen]:
    """The pages of the case that need no more than the case; what there is not in its state is left out."""
    for each in case_urls.urlpatterns:
        path = f"/es/case/{each.pattern}"
        if "<" not in path and "." not in path and "deleted" not in path:
            response = family.client.get(path)
            if response.status_code == 200:
                yield Seen(path, family.client)


def _in_two_windows(family: Walk) -> Iterator[Seen]:
    """A page with a text that another window saves otherwise while it is open."""
    pages = ((path, Page(family.client.get(path))) for path in family.been)
    path, page, name = next(
        (path, page, one.name) for path, page in pages for one in page.inputs.values() if one.kind == "text"
    )
    names = cycle(("Beto", "Carla"))
    yield Seen(path, family.client, True, lambda: family.post(path, page.shown | {name: [next(names)]}, go="save"))
    family.post(path, page.shown, go="save")


def _answered(client: Client) -> Iterator[Seen]:
    """A case that staff ask a paper of, have written to and given an appointment; and the sheet for another adult."""
    case, by = Case.objects.latest("created_at"), get_user_model().objects.create_user("desk").pk
    slot, item = next(iter(papers.of_case(case)))
    note, now = {"en": "The second page too.", "es": "También la segunda página."}, timezone.now()
    requests.ask(case=case, key=(slot, item), reason="missing", note=note, by=by)
    messages.write(case=case, text="¿A qué hora?", language="es", once=uuid4())
    messages.reply(case=case, texts={"en": "At ten.", "es": "A las diez."}, by=by, once=uuid4())
    day = now + timezone.timedelta(days=3)
    appointments.set_(case=case, starts_at=day, minutes=60, how="in_person", where="Calle 1, piso 2", by=by)
    sheet = invitations.invite(case=case, role="household")
    paths = ("", "messages/", f"papers/{slot}/{f'{item}/' if item else ''}", f"invitations/{sheet.pk}/", "checklist/")
    yield from (Seen(f"/es/case/{path}", client) for path in paths)


def send(family: Walk) -> None:
    """Press the button of the check page."""
    page = family.client.get(f"{family.base}check/").content.decode()
    key = re.findall(r'name="submit_key" value="(.*?)"', page)[0]
    assert family.post(f"{family.base}check/", {}, submit_key=key).url == f"{family.base}done/"
