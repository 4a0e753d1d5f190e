"""The same page open in two windows: nothing is overwritten that nobody was told of, and nothing is told that is none."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from intake_forms.records import marks, queries, services
from intake_forms.records.models import Draft, DraftStep
from intake_forms.schema import document
from tests.intake_forms.forms import choice, form, group, question, row, rows, slot, step
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import Sponsor, problems

pytestmark = pytest.mark.django_db

ADULTS = group(
    "adults",
    question("name", "name"),
    choice("works"),
    question("employer", show_if=rows(row("adults.works", "is", "yes"))),
)
FORM = form(
    step("one", question("word"), question("born", "date", required=False), choice("color", "red", "blue")),
    step("people", ADULTS),
    step("papers", slot("lease")),
)
RED = {"word": "abc", "color": "red"}


@pytest.fixture
def sponsor(client):
    services.release(form=document.parse(FORM))
    somebody = Sponsor(client, form="small")
    somebody.post("gate", {"let_in": "yes"})
    return somebody


class Window:
    """A page as it stands in one window: it posts what it was made from."""

    def __init__(self, sponsor, path, query=""):
        self.sponsor, self.path, self.step, self.query = sponsor, path, path.split("/")[0], query
        self.made_from = made_from(sponsor.get(path, query))

    def post(self, go="next", **answers):
        data = {f"{self.step}-{name.replace('__', '.')}": value for name, value in answers.items()}
        url = self.sponsor.url(self.path, self.query)
        response = self.sponsor.client.post(url, {**data, "go": go, "made_from": self.made_from})
        if response.status_code != 303:
            self.made_from = made_from(response)
        return response


def made_from(response):
    return re.search(r'name="made_from" value="(.*?)"', response.content.decode())[1]


def told(response):
    """What the page says of both windows: label -> (there, here)."""
    page = response.content.decode()
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd><b>.*?</b>(.*?)</dd>\s*<dd><b>.*?</b>(.*?)</dd>", page, re.S)
    plain = [[unescape(re.sub(r"<.*?>", "", part)).strip() for part in each] for each in found]
    return {label: (there, here) for label, there, here in plain}


def typed(step_key, item=None):
    draft = Draft.objects.select_related("case__key", "version").get()
    return queries.step_answers(draft, step_key, item).typed


def test_both_are_shown_and_nothing_is_written_until_continue_is_pressed_again(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    assert first.post(**RED, born__day="5", born__month="3", born__year="1984").status_code == 303
    response = second.post(word="xyz", color="blue")
    assert response.status_code == 409
    assert told(response) == {
        "word ES": ("abc", "xyz"),
        "born ES": ("5 de marzo de 1984", "Sin respuesta"),
        "color ES": ("red ES", "blue ES"),
    }
    assert 'value="xyz"' in response.content.decode()
    assert not problems(response)
    assert typed("one")["word"] == ["abc"]
    assert second.post(word="xyz", color="blue").url == sponsor.url("people")
    assert typed("one") == {"word": ["xyz"], "color": ["blue"]}


def test_it_is_told_in_english_too_and_leads_to_what_was_saved(sponsor):
    sponsor.language = "en"
    first, second = Window(sponsor, "one", "?tasks"), Window(sponsor, "one", "?tasks")
    first.post(**RED)
    page = unescape(second.post(word="xyz").content.decode())
    assert "Other answers were saved in another window" in page
    assert 'href="?tasks"' in page
    assert 'value="abc"' in sponsor.get("one").content.decode()


def test_only_what_differs_is_shown(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    first.post(**RED)
    assert told(second.post(word="abc", color="blue")) == {"color ES": ("red ES", "blue ES")}


def test_what_could_not_be_understood_is_shown_as_it_was_typed(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    first.post(go="save", **RED, born__day="32", born__month="x")
    assert told(second.post(**RED))["born ES"] == ("32 x", "Sin respuesta")


@pytest.mark.parametrize("times", [2, 3])
def test_pressing_twice_is_no_difference(sponsor, times):
    window = Window(sponsor, "one")
    assert [window.post(**RED).status_code for _ in range(times)] == [303] * times


def test_a_page_that_the_browser_kept_with_the_same_answers_is_no_difference(sponsor):
    old = Window(sponsor, "one")
    Window(sponsor, "one").post(**RED)
    assert old.post(**RED).status_code == 303


def test_the_same_answer_typed_another_way_is_no_difference(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    first.post(**RED, born__day="5", born__month="3", born__year="1984")
    assert second.post(word=" abc ", color="red", born__day="05", born__month="marzo", born__year="1984").url
    assert typed("one")["born.month"] == ["marzo"]


def test_going_on_in_one_window_is_never_told(sponsor):
    window = Window(sponsor, "one")
    assert window.post(word="abc").status_code == 200, "an answer is missing, the rest is saved"
    assert window.post(**RED).status_code == 303
    assert Window(sponsor, "one").post(word="abd", color="red").status_code == 303
    assert Window(sponsor, "one", "?check").post(word="abe", color="red").status_code == 303


def test_a_page_opened_before_anything_was_there_knows_of_what_came_since(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    first.post(word="abc", go="back")
    assert second.post(**{**RED, "word": "other"}).status_code == 409


@pytest.mark.parametrize("go", ["back", "save", "lang-en", "tasks"])
def test_an_untouched_page_leaves_what_the_other_saved_and_goes_where_it_is_told(sponsor, go):
    Window(sponsor, "one").post(**RED)
    untouched = Window(sponsor, "one")
    Window(sponsor, "one").post(word="newer", color="blue")
    assert untouched.post(go=go, **RED).status_code == 303
    assert typed("one")["word"] == ["newer"]


@pytest.mark.parametrize("go", ["back", "save", "lang-en", "tasks", "next"])
def test_what_was_typed_is_not_lost_whatever_button_is_pressed(sponsor, go):
    Window(sponsor, "one").post(**RED)
    mine = Window(sponsor, "one")
    Window(sponsor, "one").post(word="newer", color="blue")
    response = mine.post(go=go, word="mine", color="red")
    assert response.status_code == 409
    assert 'value="mine"' in response.content.decode()
    assert mine.post(go=go, word="mine", color="red").status_code == 303
    assert typed("one")["word"] == ["mine"]


def test_a_third_window_is_told_again(sponsor):
    first, second, third = (Window(sponsor, "one") for _ in range(3))
    first.post(**RED)
    assert second.post(word="two", color="red").status_code == 409
    third.post(word="three", color="red")
    third.post(word="three", color="red")
    assert told(second.post(word="two", color="red")) == {"word ES": ("three", "two")}


def test_another_telephone_is_another_window(sponsor):
    reference, words = sponsor.key_page()
    here, other = Window(sponsor, "one"), Sponsor(Client(), language="en", form="small")
    other.resume(reference, " ".join(words))
    Window(other, "one").post(**RED)
    assert told(here.post(word="xyz", color="red")) == {"word ES": ("abc", "xyz")}


def test_a_number_we_never_keep_is_told_and_not_stored(sponsor):
    first, second = Window(sponsor, "one"), Window(sponsor, "one")
    first.post(**RED)
    response = second.post(word="123-45-6789", color="blue")
    assert response.status_code == 409
    assert list(problems(response))[:1] == ["id_one-word"]
    assert "123-45-6789" not in str(typed("one"))


# --- People on a list ---------------------------------------------------------------------------------------------------


def person(sponsor, **answers):
    there = sponsor.post("people", {}, go="add").url
    item = re.search(r"people/(.{36})/", there)[1]
    Window(sponsor, f"people/{item}").post(**answers)
    return item


def test_the_same_person_in_two_windows(sponsor):
    item = person(sponsor, name="Ana", works="no")
    first, second = Window(sponsor, f"people/{item}"), Window(sponsor, f"people/{item}")
    first.post(name="Ana", works="yes")
    first = Window(sponsor, f"people/{item}")
    assert first.post(name="Ana", works="yes", employer="Taller").status_code == 303
    response = second.post(name="Ana María", works="no")
    assert told(response) == {
        "name ES": ("Ana", "Ana María"),
        "works ES": ("yes ES", "no ES"),
        "employer ES": ("Taller", "Sin respuesta"),
    }
    assert second.post(name="Ana María", works="no").url == sponsor.url("people")


def test_two_people_in_two_windows_are_both_kept(sponsor):
    ana, beto = person(sponsor, name="Ana", works="no"), person(sponsor, name="Beto", works="no")
    first, second = Window(sponsor, f"people/{ana}"), Window(sponsor, f"people/{beto}")
    assert first.post(name="Ana María", works="no").status_code == 303
    assert second.post(name="Beto José", works="no").status_code == 303
    page = sponsor.get("people").content.decode()
    assert "Ana María" in page
    assert "Beto José" in page


def test_somebody_removed_in_the_other_window_comes_back_only_when_it_is_said(sponsor):
    item = person(sponsor, name="Ana", works="no")
    window = Window(sponsor, f"people/{item}")
    sponsor.client.post(sponsor.url(f"people/{item}", "?remove"), {"go": "remove"})
    response = window.post(name="Ana María", works="no")
    assert response.status_code == 409
    assert "Esto se quitó en otra ventana" in response.content.decode()
    assert not DraftStep.objects.exclude(item=None).exists()
    assert window.post(name="Ana María", works="no").status_code == 303
    assert "Ana María" in sponsor.get("people").content.decode()


def test_a_list_of_people_and_a_paper_left_alone_are_never_told(sponsor):
    first, second = Window(sponsor, "people"), Window(sponsor, "people")
    assert first.post().status_code == second.post().status_code == 303
    first, second = Window(sponsor, "papers"), Window(sponsor, "papers")
    assert first.post().status_code == second.post().status_code == 303


def test_a_file_sent_from_a_page_that_was_overtaken_is_kept(sponsor, bucket):
    first, second = Window(sponsor, "papers"), Window(sponsor, "papers")
    first.post(lease__said="will_bring")
    response = second.post(lease__said="now", lease=[sent(picture())])
    assert told(response) == {"lease ES": ("Lo voy a llevar", "Lo mando ahora")}
    assert "Ya lo tenemos" in response.content.decode()


# --- The marks themselves -----------------------------------------------------------------------------------------------


def test_marks_outlive_a_new_version_of_the_form(sponsor):
    window = Window(sponsor, "one")
    window.post(**RED)
    window = Window(sponsor, "one")
    services.release(form=document.parse({**FORM, "title": {"en": "x", "es": "y"}}))
    assert window.post(word="abd", color="red").status_code == 303


def test_a_mark_says_nothing_without_the_draft_and_is_the_same_for_the_same(begun):
    draft = begun.draft
    assert marks.mark(draft, {"a": ["x"], "b": [""]}) == marks.mark(draft, {"a": ["x"]})
    assert marks.mark(draft, {"a": ["x"]}) != marks.mark(draft, {"a": ["y"]})
    assert marks.mark(draft, {"a": ["x"]}) != marks.mark(Draft(), {"a": ["x"]})
    assert marks.mark(draft, {"a": [""], "b": []}) == marks.mark(draft, {}) == marks.NOTHING


def test_each_mark_is_found_and_changed_in_its_own_place_only():
    item, text = uuid4(), ""
    places = [("a", None), ("aa", None), ("a", item), ("a-b", None), ("b", uuid4())]
    for number, (at, of_item) in enumerate(places):
        text = marks.with_mark(text, step=at, item=of_item, new=f"0000000{number}")
    text = marks.with_mark(text, step="a", item=None, new="99999999")
    text = marks.with_mark(text, step="aa", item=None, new=marks.NOTHING)
    draft = Draft(sealed_facts=b"")
    draft.opened_facts = b"", {queries.MARKS: text}
    found = [marks.of(draft, at, of_item) for at, of_item in [*places, ("b", None)]]
    assert found == ["99999999", "", "00000002", "00000003", "00000004", ""]
