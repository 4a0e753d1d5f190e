"""A form built from nothing in a real browser, released, filled in, found in the queue, and changed under open drafts."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.building import add, both, child, condition, open_all, press, publish, save, within, write
from tests.e2e.going import follow
from tests.e2e.test_path import sign_in
from tests.intake_forms.recordings import silence

pytestmark = [pytest.mark.slow, pytest.mark.once]


def question(stream: Locator, kind: str, key: str, english: str, spanish: str) -> Locator:
    made = add(stream, kind)
    write(made, "key", key)
    both(made, "label", english, spanish)
    both(made, "why", "It helps us plan.", "Nos ayuda a planear.")
    return made


def build_form(page: Page) -> None:
    page.goto("/cms/snippets/intake_forms/intakeform/add/")
    page.fill("#id_name", "Visit")
    page.fill("#id_key", "visit")
    front = within(page, "front")
    title, start, done = (child(front, number) for number in range(3))
    both(title, None, "Your visit", "Su visita")
    both(start, "title", "Before you begin", "Antes de empezar")
    both(start, "body", "It takes five minutes.", "Toma cinco minutos.")
    both(done, "title", "We have it", "Lo recibimos")
    both(done, "body", "We will call you.", "Le llamaremos.")
    gate = child(within(page, "gate"), 0)
    both(gate, "title", "First question", "Primera pregunta")
    question(within(gate, "items"), "Yes or no", "first_visit", "Is this your first visit?", "¿Es su primera visita?")
    save(page)
    publish(page)


def build_section(page: Page) -> None:
    page.goto("/cms/snippets/intake_forms/intakeform/")
    follow(page.get_by_role("link", name="Visit").first)
    follow(page.get_by_role("link", name="Add a section"))
    page.fill("#id_name", "Family")
    page.fill("#id_key", "family")
    both(child(within(page, "heading"), 0), None, "Family", "Familia")
    steps = within(page, "steps")
    you = child(steps, 0)
    write(you, "key", "you")
    both(you, "title", "About you", "Sobre usted")
    question(within(you, "items"), "Name", "your_name", "Your name", "Su nombre")
    question(within(you, "items"), "Yes or no", "has_children", "Do children live with you?", "¿Viven niños con usted?")
    children = add(steps, "Step")
    write(children, "key", "children")
    both(children, "title", "The children", "Los niños")
    condition(within(children, "show_if"), "has_children", "yes")
    expect(within(children, "show_if")).to_contain_text("Shown if Do children live with you? is Yes")
    group = question(within(children, "items"), "Repeating group", "kids", "Children", "Niños")
    both(group, "singular", "child", "niño")
    both(group, "add", "Add a child", "Agregar un niño")
    question(within(group, "items"), "Name", "kid_name", "The child's name", "Nombre del niño")
    papers = add(steps, "Step")
    write(papers, "key", "papers")
    both(papers, "title", "Your paper", "Su papel")
    question(within(papers, "items"), "Paper", "letter", "Your letter", "Su carta")
    save(page)
    publish(page)


def release(page: Page, *, moving_drafts: bool = False) -> None:
    page.goto("/cms/snippets/intake_forms/intakeform/")
    follow(page.get_by_role("link", name="Visit").first)
    press(page, page.get_by_role("link", name="Release to sponsors"))
    button = page.get_by_role("button", name="Release to sponsors")
    # Where something is in the way, the page says what.
    assert button.count(), page.locator("main").inner_text()
    if moving_drafts:
        page.get_by_label("They move to the new version on this day:").check()
        # Today on the office's clock.
        page.get_by_label("Day of the move").fill(str(datetime.datetime.now(ZoneInfo("America/Los_Angeles")).date()))
    press(page, button)
    expect(page.get_by_text("This is live now as version")).to_be_visible()


def through_the_gate(page: Page) -> None:
    page.goto("/es/forms/visit/gate/")
    expect(page.get_by_text("¿Es su primera visita?")).to_be_visible()
    page.get_by_label("Sí").check()
    go_on(page)
    page.goto("/es/forms/visit/you/")


def go_on(page: Page) -> None:
    follow(page.get_by_role("button", name="Seguir", exact=True).locator("visible=true").last)


def about_you(page: Page, name: str) -> None:
    page.get_by_label("Su nombre").fill(name)
    page.get_by_label("Sí").check()
    go_on(page)


def to_the_end(page: Page) -> str:
    follow(page.get_by_role("button", name="Agregar un niño"))
    page.get_by_label("Nombre del niño").fill("Luz")
    go_on(page)
    expect(page.get_by_text("Luz", exact=True)).to_be_visible()
    go_on(page)
    expect(page.get_by_role("heading", name="Su carta")).to_be_visible()
    page.get_by_label("Lo voy a llevar").check()
    go_on(page)
    follow(page.get_by_role("button", name="Enviar").last)
    assert "/done/" in page.url
    return page.locator("#reference").inner_text()


def edit_section(page: Page) -> Locator:
    page.goto("/cms/snippets/intake_forms/intakeform/")
    follow(page.get_by_role("link", name="Visit").first)
    follow(page.locator("#findings").get_by_role("link", name="Family", exact=True))
    open_all(within(page, "steps"))
    return within(page, "steps")


def record(page: Page, item: Locator, language: str) -> None:
    """Upload a recording of what an item says in a language, through the chooser."""
    made = add(within(item, "audio"), language)
    made.get_by_role("button", name="Choose a recording").click()
    window = page.locator(".modal")
    window.get_by_role("tab", name="Upload").click()
    window.locator("input[type=file]").set_input_files(
        {"name": "n.mp3", "mimeType": "audio/mpeg", "buffer": silence(3)}
    )
    window.get_by_label("Title").locator("visible=true").fill("Your name, spoken")
    window.get_by_role("button", name="Upload").click()
    expect(made).to_contain_text("Your name, spoken")
    expect(page.locator(".stale-note")).to_have_count(0)


def heard(page: Page) -> None:
    """The page has one recording: its size is said, nothing of it was loaded, and it plays."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    sound = page.get_by_label("Escuchar (Español), 47 KB: Su nombre completo")
    expect(sound).to_have_attribute("preload", "none")
    url = sound.get_attribute("src")
    assert url
    assert not [each for each in asked if each.endswith(url)]
    sound.evaluate("el => el.play()")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")


def in_the_queue(page: Page, password: str, reference: str) -> None:
    """A case worker sees the case."""
    sign_in(page, "caseworker", password)
    page.goto("/cms/cases/")
    expect(page.get_by_text(reference)).to_be_visible()


def rename_and_ask_more(editor: Page) -> None:
    """Another label, read aloud, and one more question, released."""
    steps = edit_section(editor)
    label = within(steps, "label")
    both(label, None, "Your whole name", "Su nombre completo")
    question(within(child(steps, 0), "items"), "Short text", "nickname", "What are you called?", "¿Cómo le dicen?")
    within(editor.locator("[data-question=short_text]").first, "required").locator("input").first.uncheck()
    record(editor, editor.locator("[data-question=name]").first, "Spanish")
    save(editor)
    publish(editor)
    release(editor)


def ask_less(editor: Page) -> None:
    """Without that question again, released to drafts too."""
    edit_section(editor)
    gone = editor.locator("[data-question=short_text]").first
    gone.locator("xpath=ancestor-or-self::*[@data-streamfield-child][1]").get_by_role(
        "button", name="Delete"
    ).first.click()
    save(editor)
    publish(editor)
    release(editor, moving_drafts=True)


def goes_on_without(page: Page, name: str, nickname: str) -> None:
    """The page asks what is left, knows what was answered, and says nothing of the nickname on the way to the end."""
    expect(page.get_by_label("¿Cómo le dicen?")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Su nombre completo")).to_have_value(name)
    expect(page.get_by_label("Sí")).to_be_checked()
    go_on(page)
    expect(page.get_by_role("button", name="Agregar un niño")).to_be_visible()
    page.goto("/es/forms/visit/check/")
    expect(page.get_by_text(name, exact=True)).to_be_visible()
    expect(page.get_by_text(nickname)).to_have_count(0)
    expect(page.get_by_text("¿Cómo le dicen?")).to_have_count(0)
    page.goto("/es/forms/visit/children/")
    assert to_the_end(page)


def test_a_form_from_nothing_to_the_queue_and_a_change_under_two_open_drafts(open_browser, portal) -> None:
    editor = open_browser(width=1280, locale="en-US").new_page()
    faults: list[str] = []
    editor.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(editor, "editor", portal.passwords["editor"])
    build_form(editor)
    build_section(editor)
    release(editor)

    first = open_browser().new_page()
    through_the_gate(first)
    about_you(first, "Ana Ixchel")
    reference = to_the_end(first)
    in_the_queue(open_browser(width=1280, locale="en-US").new_page(), portal.passwords["caseworker"], reference)

    ana, eva = open_browser().new_page(), open_browser().new_page()
    for page in (ana, eva):
        through_the_gate(page)
    about_you(ana, "Ana Antes")
    rename_and_ask_more(editor)
    heard(eva)
    expect(eva.get_by_role("textbox", name="Su nombre completo")).to_be_visible()
    ana.goto("/es/forms/visit/you/")
    expect(ana.get_by_role("textbox", name="Su nombre completo")).to_have_value("Ana Antes")
    for page, nickname in (ana, "Anita"), (eva, "Evita"):
        page.get_by_label("¿Cómo le dicen?").fill(nickname)
    go_on(ana)

    ask_less(editor)
    portal.tick()
    # Who has the old page open sends what is still asked, and sees the page as it is now.
    eva.get_by_role("textbox", name="Su nombre completo").fill("Eva Nueva")
    eva.get_by_label("Sí").check()
    go_on(eva)
    ana.goto("/es/forms/visit/you/")
    for page, name, nickname in (ana, "Ana Antes", "Anita"), (eva, "Eva Nueva", "Evita"):
        goes_on_without(page, name, nickname)
    assert faults == []
