"""What the forms tell the public of themselves: what is kept and why, and which papers somebody will need."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session

from intake_forms.records import queries, services
from intake_forms.records.models import Case
from intake_forms.schema import document
from tests.intake_forms import forms
from tests.intake_forms.forms import row, rows
from tests.intake_forms.schema.test_checklist import FORM

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(db):
    return services.release(form=document.parse(FORM))[0]


def test_every_question_and_paper_stands_with_its_reason(version, client):
    page = unescape(client.get("/es/what-we-keep/").content.decode())
    form = queries.route(version).form
    asked = [item for step in form.steps for item in step.items if hasattr(item, "why")]
    assert len(asked) > 10
    for item in asked:
        assert item.why["es"] in page
        for inner in getattr(item, "questions", [item]):
            assert inner.label["es"] in page
    assert f"{form.retention.draft_days} días" in page
    assert f"{form.retention.submission_days} días" in page
    # The clock that runs longest counts; and what outlives deleting: backups, and the record of who looked.
    for told in ("varios formularios", "copias de respaldo se borran después de 30 días", "quién abrió qué"):
        assert told in page


def test_a_warning_for_some_families_is_none_for_everybody(db, client):
    shipped = [forms.shipped(), forms.shipped("packet")]
    for form in shipped:
        services.release(form=form)
    page = unescape(client.get("/es/what-we-keep/").content.decode())
    for_all = next(item for step in shipped[0].steps for item in step.items if item.key == "sharing")
    for_helpers = next(item for step in shipped[0].steps for item in step.items if item.key == "helper_scam")
    assert for_all.body["es"].strip().splitlines()[0] in page
    assert for_helpers.body["es"].strip().splitlines()[0] not in page
    # The form that a family begins comes before the one that is opened for it.
    assert page.index(f"<h2>{shipped[0].title['es']}") < page.index(f"<h2>{shipped[1].title['es']}")


def test_a_warning_that_hangs_on_an_answer_is_none_for_everybody(db, client):
    some = rows(row("let_in", "is", "yes"))
    warnings = [
        {"kind": "content", "key": key, "style": "warning", "body": forms.text(key), **more}
        for key, more in (("for_all", {}), ("for_some", {"show_if": some}))
    ]
    services.release(form=document.parse(forms.form(forms.step("one", forms.question("word"), *warnings))))
    page = unescape(client.get("/es/what-we-keep/").content.decode())
    assert "for_all ES" in page
    assert "for_some ES" not in page


def test_an_exit_leads_to_a_page_of_the_site(version, client):
    services.release(form=forms.shipped())
    page = client.get("/es/forms/pre-appointment/exit-child-with-you/").content.decode()
    assert re.search(r'<a href="/es/apoyo-despues-de-la-entrega/">[^<]+</a>', page)
    # Both sources are named, each by its site.
    assert "acf.hhs.gov</a>, <a" in page


def test_without_a_form_there_is_nothing_to_tell(db, client):
    assert client.get("/es/what-we-keep/").status_code == 404
    assert client.get("/es/papers/").status_code == 404


def asks(page):
    """The questions on a page of the list, in their order; none of them twice."""
    return re.findall(r'name="seen" value="(.*?)"', page)


#: What a family taps, page by page, and what each page adds to the questions before.
MOTHER = [("my_role", "sponsor"), ("children.relationship", "mother")]
PAGES = {
    "adult-of-the-home": ([("my_role", "household")], [["my_role"]]),
    "who-would-care": ([("my_role", "backup")], [["my_role"]]),
    "mother": (MOTHER, [["my_role"], ["children.relationship", "backup_caregiver", "adults"]]),
    "guardian": (
        [MOTHER[0], ("children.relationship", "legal_guardian")],
        [["my_role"], ["children.relationship", "backup_caregiver", "adults"]],
    ),
    "uncle": (
        [MOTHER[0], ("children.relationship", "uncle")],
        [["my_role"], ["children.relationship", "backup_caregiver", "adults"], ["children.parent_letter"]],
    ),
    "who-says-nothing": ([], [["my_role"]]),
}


@pytest.mark.parametrize(("taps", "pages"), PAGES.values(), ids=PAGES)
def test_everybody_is_asked_only_what_matters_for_who_they_are(db, client, taps, pages):
    services.release(form=forms.shipped("packet"))
    shown, typed = client.get("/es/papers/").content.decode(), {}
    for page in pages:
        assert '<h3 class="h">' not in shown
        before = set(typed.get("seen", ()))
        assert {*asks(shown)} - before == {*page}
        assert len(asks(shown)) <= 5
        if before:
            # The page opens where the new questions begin, and what was tapped before is still chosen.
            assert f'<span id="next"></span>\n        <input type="hidden" name="seen" value="{page[0]}">' in shown
            assert "/es/papers/#next" in shown
            assert "checked" in shown
        typed = {"seen": asks(shown), **{name: tap for name, tap in taps if name in asks(shown)}}
        shown = client.post("/es/papers/", typed).content.decode()
    assert '<h3 class="h">' in shown
    assert {*asks(shown)} == {name for page in pages for name in page}


def test_a_tap_that_is_changed_asks_what_it_brings_and_drops_what_no_longer_counts(db, client):
    services.release(form=forms.shipped("packet"))
    mother = {"my_role": "sponsor", "children.relationship": "mother", "backup_caregiver": "no", "adults": "no"}
    seen = list(mother)
    page = client.post("/es/papers/", {**mother, "seen": seen}).content.decode()
    assert '<h3 class="h">' in page
    page = client.post("/es/papers/", {**mother, "children.relationship": "aunt", "seen": seen}).content.decode()
    assert '<h3 class="h">' not in page
    assert "children.parent_letter" in asks(page)
    page = client.post("/es/papers/", {**mother, "my_role": "household", "seen": seen}).content.decode()
    assert '<h3 class="h">Acta' not in page
    assert asks(page) == ["my_role"]


def test_the_list_is_made_of_taps_and_leaves_nothing_behind(released, client):
    page = client.get("/es/papers/").content.decode()
    assert asks(page) == ["relation", "adults"]
    assert asks(client.post("/es/papers/", {"relation": "aunt", "adults": "yes"}).content.decode()) == [
        "relation",
        "parent_letter",
        "adults",
    ]
    answer = client.post("/es/papers/", {"relation": "aunt", "parent_letter": "yes", "adults": "yes"})
    shown = answer.content.decode()
    for paper in ("id ES", "bond ES", "letter ES", "adult_id ES", "income ES"):
        assert f'<h3 class="h">{paper}</h3>' in shown
    sure, maybe = shown.split("También le pueden pedir estos")
    assert "adult_id ES" in sure
    assert "income ES" not in sure
    assert "Strict ES" in maybe
    assert re.search(r'<p class="rules">Baseline ES:</p>', sure), "what only one set of rules takes says which"
    # The answers stand on the page, to be changed, and nowhere else.
    assert shown.count("checked") == 3
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    # From answers about a family one can leave at once.
    for each in (page, shown):
        assert '<a class="exit"' in each
    assert Case.objects.count() == Session.objects.count() == 0


def _change_language(client, page, taps):
    """Press the button of the other language, as a browser does: what it sends goes where it says."""
    button = re.search(r'<button form="papers" formaction="([^"]+)" name="go" value="(\w+)" lang="en"', page)
    assert button, "the language is changed by the form's own button"
    assert button[1] == "/en/papers/", "no answer stands in an address"
    answer = client.post(button[1], {**taps, "go": button[2]})
    assert not answer.cookies
    return answer.content.decode()


def test_changing_the_language_keeps_the_taps_and_the_list(released, client):
    taps = {"relation": "aunt", "parent_letter": "yes", "adults": "yes"}
    before = _change_language(client, client.get("/es/papers/").content.decode(), taps)
    assert before.count("checked") == 3
    assert '<h3 class="h">' not in before, "no list before it is asked for"
    after = _change_language(client, client.post("/es/papers/", taps).content.decode(), taps)
    assert after.count("checked") == 3
    assert '<h3 class="h">adult_id</h3>' in after
    # Enter shows the list: a form's first button is the one that it presses.
    for page in (before, after):
        assert re.search(r'<button[^>]*form="papers"[^>]*>', page)[0].count("default-button") == 1
    assert Case.objects.count() == Session.objects.count() == 0


@pytest.mark.parametrize("typed", [{}, {"relation": "nonsense"}, {"relation": ["aunt", "\x00"], "other": "x"}])
def test_what_is_left_open_or_makes_no_sense_decides_nothing(released, client, typed):
    page = client.post("/en/papers/", {**typed, "seen": ["relation", "adults", "nonsense"]})
    assert page.status_code == 200
    assert '<h3 class="h">id</h3>' in page.content.decode()


def test_while_the_role_is_open_a_paper_that_reads_the_same_stands_once(db, client):
    services.release(form=forms.shipped("packet"))
    page = client.post("/es/papers/", {"seen": "my_role"}).content.decode()
    titles = [
        " ".join(re.sub("<.*?>", "", each).split()) for each in re.findall(r'<h3 class="h">(.*?)</h3>', page, re.S)
    ]
    assert titles.count("Su identificación con foto (por los dos lados)") == 1
    # An authorization is asked of herself, of each adult and of who would care instead.
    assert sum(title.startswith("Autorización para divulgar") for title in titles) == 3
    assert len(titles) == 18
    # Words that fit a list: nothing to go on from, and whatever paper it is.
    assert "Siga." not in page
    assert "Uno por cada" not in page
    assert "Para cada niño o niña" in page
    own_id = next(each for each in page.split('<li class="stack">') if "Su identificación con foto" in each)
    assert own_id.count('class="source"') == 2, "each set of rules has its source and its day"
    assert "ORR Policy Guide 2.2.4 (2019), revisado" in own_id
    # The source says that a paper is asked for; what may work for it is our advice.
    address = next(each for each in page.split('<li class="stack">') if "Comprobante de domicilio" in each)
    assert address.index('class="source"') < address.index("Nuestro consejo:") < address.index("es nuestro consejo")


def test_the_list_works_while_the_service_is_closed(released, client, settings):
    settings.SERVICE_NOTICE = "tests.intake_forms.wizard.test_edges.closed_notice"
    assert (
        '<h3 class="h">id</h3>' in client.post("/en/papers/", {"relation": "mother", "adults": "no"}).content.decode()
    )


def test_every_page_leads_to_both(version, client):
    for url in ("/es/papers/", "/es/what-we-keep/"):
        assert f'href="{url}"' in client.get("/es/forms/pre-appointment/gate/").content.decode()
