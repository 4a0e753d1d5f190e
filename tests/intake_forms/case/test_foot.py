"""The help at the foot of every page a family meets: the same block in the same place (WCAG 2.2, 3.2.6)."""

import datetime
import re
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.snippets import HelpLine, SiteFacts
from intake_forms.records import services
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.case.conftest import Family, document_of_papers

ROOT = Path(settings.BASE_DIR)
FOLDERS = {"portal/templates": "", "content/templates": "content", "intake_forms/templates": "intake_forms"}
#: Parts of pages, and what only staff see.
NO_PAGES = {"base.html", "parts", "blocks", "widgets", "components", "staff", "authoring", "letters"}


def pages():
    """The templates of all pages that the public, families and other adults see."""
    for folder, below in FOLDERS.items():
        for path in sorted((ROOT / folder / below).rglob("*.html")):
            name = path.relative_to(ROOT / folder)
            if not NO_PAGES & set(name.parts):
                yield str(name)


def chain(name):
    """A template and all that it extends, the base last, each with the names of its own blocks."""
    while name:
        nodes = get_template(name).template.nodelist
        extends = next(iter(nodes.get_nodes_by_type(ExtendsNode)), None)
        inside = extends.nodelist if extends else nodes
        yield name, [block.name for block in inside.get_nodes_by_type(BlockNode)]
        name = extends.parent_name.resolve({}) if extends else None


def test_no_page_has_a_foot_of_its_own():
    found = {name: list(chain(name)) for name in pages() if not name.startswith("intake_forms/case/appointment")}
    # Parts of pages that lie beside them.
    parts = {name for name, links in found.items() if links[-1][0] != "base.html"}
    assert parts == {"intake_forms/case/receipt.html"}
    own = {name for name in found.keys() - parts for _, blocks in found[name][:-1] if "help" in blocks}
    # Before the first page was read there is no number that it could show.
    assert own == {"400.html", "500.html", "503.html"}
    assert len(found) > 30


def block(response):
    """The foot's help, which must come right after the main part, first in the foot."""
    page = response.content.decode()
    assert page.count('id="help"') == 1
    found = re.search(
        r'</main>\s*<footer class="foot">\s*<div class="wrap">\s*(<section class="help".*?</section>)', page, re.S
    )
    assert found, page[-2000:]
    return " ".join(re.sub(r'<p class="let">.*?</p>', "", found[1], flags=re.S).split())


@pytest.fixture
def told(db):
    """What the organization wrote for the foot."""
    SiteFacts.objects.create(phone="415-555-0100", whatsapp="+1 415 555 0101", hours={"en": "9 to 5", "es": "de 9 a 5"})
    day, source = datetime.date(2026, 11, 23), "https://www.example.org/numbers"
    texts = {"en": "In danger? Call 911.", "es": "¿Hay peligro? Llame al 911."}
    HelpLine.objects.create(kind="number", text=texts, source=source, checked_on=day)
    HelpLine.objects.create(kind="offer", text={"en": "We fill it in with you.", "es": "Lo llenamos con usted."})


def begun():
    """A family on the form with a list, papers and an exit."""
    plain = document_of_papers()
    plain["gate"]["exits"] = [
        {
            "key": "away",
            "when": forms.rows(forms.row("let_in", "is", "no")),
            "title": forms.text("away"),
            "body": forms.text("go"),
        }
    ]
    services.release(form=document.parse(plain))
    return Family(Client(enforce_csrf_checks=False), form="small")


def everywhere(family):
    """Every sort of page, in the order in which a family comes by."""
    yield family.get()
    yield family.get("gate")
    yield family.post("gate", {"let_in": "no"}, follow=True)
    yield family.post("gate", {})
    family.post("gate", {"let_in": "yes"})
    yield family.get("key")
    yield family.get("tasks")
    yield family.get("children")
    person = family.post("children", {}, go="add").url
    yield family.client.get(person)
    family.client.post(person, {"children-name": "Qzxana", "go": "next"})
    yield family.client.get(f"{person}?remove")
    family.post("children", {})
    yield family.get("proofs")
    family.post("proofs", {"photo.said": "will_bring"})
    yield family.get("check")
    yield family.see()
    family.send()
    yield family.get("done")
    yield family.get()
    for path in ("", "messages/", "papers/photo/", "permissions/", "summary/", "delete/"):
        yield family.see(path)
    family.client.get("/leave")
    yield family.get("proofs")
    yield family.post("proofs", {})
    for path in ("continue", "invited", "what-we-keep", "papers", "there-is-no-such-page"):
        yield family.client.get(f"/{family.language}/{path}/", follow=True)
    yield family.client.post(f"/{family.language}/continue/", {"reference": "x", "words": "y", "go": "next"})
    with mock.patch.object(family.client.handler, "enforce_csrf_checks", new=True):
        yield family.client.post(f"/{family.language}/forms/small/gate/", {"go": "next"})


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_has_the_same_help_in_the_same_place(told, language):
    family = begun()
    family.language = language
    seen = list(everywhere(family))
    assert {page.status_code for page in seen} == {200, 403, 404}
    assert len(seen) == 29
    blocks = {block(page) for page in seen}
    assert len(blocks) == 1
    (said,) = blocks
    assert '<a href="tel:+14155550100" dir="ltr">415-555-0100</a>' in said
    assert '<a href="https://wa.me/14155550101" rel="noreferrer" dir="ltr">+1 415 555 0101</a>' in said
    assert {"en": "9 to 5", "es": "de 9 a 5"}[language] in said
    assert {"en": "We fill it in with you.", "es": "Lo llenamos con usted."}[language] in said
    assert (
        'Call <a href="tel:911">911</a>' in said if language == "en" else 'Llame al <a href="tel:911">911</a>' in said
    )
    assert {"en": "checked on November 23, 2026", "es": "revisado el 23 de noviembre de 2026"}[language] in said


def ways(page, wanted):
    """How many of these the foot of a page has."""
    return sum(each in page.content.decode().partition("</main>")[2] for each in wanted)


def test_whoever_has_a_form_open_can_let_staff_see_it_and_loses_nothing_typed(told):
    family = begun()
    assert 'class="let"' not in family.get("gate").content.decode()
    family.post("gate", {"let_in": "yes"})
    links = ['<a class="btn quiet" href="/es/case/help/">', '<a class="btn quiet" href="/es/case/">']
    buttons = [f'form="wizard" name="go" value="{go}" formnovalidate' for go in ("help", "case")]
    family.post("children", {})
    for page in ("", "key", "tasks", "check"):
        assert [ways(family.get(page), each) for each in (links, buttons)] == [2, 0], page
    assert [ways(family.get("proofs"), each) for each in (links, buttons)] == [0, 2]
    for go, word, to in (("help", "will_bring", "/es/case/help/"), ("case", "cannot_get", "/es/case/")):
        assert family.post("proofs", {"photo.said": word}, go=go).url == to
        assert re.search(rf'value="{word}" checked', family.get("proofs").content.decode())
        person = family.post("children", {}, go="add").url
        assert family.client.post(person, {"children-name": f"Qzx {word}", "go": go}).url == to
        assert f'value="Qzx {word}"' in family.client.get(person).content.decode()
    asked = family.client.get(f"{person}?remove")
    assert [ways(asked, each) for each in (links, buttons)] == [2, 0]
    assert family.client.post(f"{person}?remove", {"go": "lang-en"}).url == f"{person.replace('/es/', '/en/')}?remove"
    assert f'value="Qzx {word}"' in family.client.get(person).content.decode(), "the question has no answers to save"
    # Whatever else comes with the key of the check page, only its own button sends.
    family.client.post(family.url("check"), {"submit_key": family.submit_key(), "go": "help"})
    assert family.case.status == "open"
    family.send()
    assert 'class="let"' not in family.get("done").content.decode()


def test_the_help_is_read_once_and_anew_after_an_editor_changed_it(told, django_capture_on_commit_callbacks):
    family = begun()
    family.get("gate")
    with CaptureQueriesContext(connection) as asked:
        family.get("gate")
    assert [query for query in asked.captured_queries if "content_" in query["sql"]] == []
    with django_capture_on_commit_callbacks(execute=True):
        line = HelpLine.objects.get(kind="offer")
        line.text = {"en": "New.", "es": "Nuevo."}
        line.save()
    assert "Nuevo." in block(family.get("gate"))
