"""Coming back with the reference and the four words."""

import datetime
import re
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake_forms.privacy import words
from intake_forms.privacy.models import AuditEvent, Limit
from intake_forms.records import deletion, entering
from intake_forms.records.models import Case
from tests.intake_forms.sponsor import Sponsor, headings, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(sponsor):
    """A family that stopped after the second step: its reference and its words."""
    sponsor.fill("gate", "contact")
    return sponsor.key_page()


@pytest.fixture
def elsewhere(version):
    """Another telephone."""
    return Sponsor(Client())


def without_accents(words):
    plain = unicodedata.normalize("NFKD", " ".join(words))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@pytest.mark.parametrize(
    "typed",
    [
        " ".join,
        lambda words: without_accents(words).upper(),
        lambda words: " ".join(word[:4] for word in words),
        ", ".join,
        "-".join,
        lambda words: "  ".join(words) + "\n",
        lambda words: "\u200b".join(["", *unicodedata.normalize("NFD", " ".join(words))]),
        lambda words: "1. {}\n2. {}\n3. {}\n4. {}".format(*words),
    ],
    ids=["as-given", "no-accents", "four-letters", "commas", "hyphens", "spaces", "taken-apart", "numbered"],
)
def test_the_words_open_the_form_on_another_telephone(left, elsewhere, typed):
    reference, given = left
    response = elsewhere.resume(reference.lower().replace("-", " "), typed(given))
    assert (response.status_code, response.url) == (302, elsewhere.url("tasks"))
    assert "María" in elsewhere.get("check").content.decode()
    assert AuditEvent.objects.filter(action="case.resumed").count() == 1


def test_what_is_wrong_stands_in_the_summary_and_in_its_place(left, elsewhere):
    page = elsewhere.resume(left[0], "uno dos tres cuatro")
    said = problems(page)["id_reference"]
    assert page.content.decode().count(said) == 2
    assert page.content.decode().count('aria-invalid="true"') == 2
    assert "No tengo mis palabras" in page.content.decode()


def test_a_change_of_language_keeps_what_was_typed_and_is_no_try(left, elsewhere, client):
    there = re.search(r'formaction="(.*?)"', client.get("/es/continue/").content.decode())[1]
    page = client.post(there, {"go": "lang", "reference": left[0], "words": "sol luna"})
    assert there == "/en/continue/"
    assert f'value="{left[0]}"' in page.content.decode()
    assert 'value="sol luna"' in page.content.decode()
    assert problems(page) == {}
    assert Limit.objects.count() == 0
    # Enter in a field must not press the button of the language, which comes earlier on the page.
    assert page.content.decode().index('value="next"') < page.content.decode().index('value="lang"')
    code = client.post("/en/invited/", {"go": "lang", "code": "CDFH"})
    assert 'value="CDFH"' in code.content.decode()
    assert problems(code) == {}


def test_spanish_words_open_it_from_the_english_page(left, elsewhere):
    elsewhere.language = "en"
    assert elsewhere.resume(left[0], " ".join(left[1])).url == elsewhere.url("tasks")


BLOCK = "Su referencia\n{0}\nSus cuatro palabras\n1\n{1}\n2\n{2}\n3\n{3}\n4\n{4}\nEscríbalas o tómele una foto."


@pytest.mark.parametrize(
    "typed",
    [
        lambda reference, words: (BLOCK.format(reference, *words), ""),
        lambda reference, words: ("", BLOCK.format(reference, *words)),
        lambda reference, words: (" ".join(words), reference),
        lambda reference, words: ("", f"{reference.lower()} {' '.join(words)}"),
        lambda reference, words: (f"Mi enlace: https://x.example/es/continue/#{reference}", " ".join(words)),
        lambda reference, words: (reference.replace("-", " – "), " ".join(words)),
        lambda reference, words: (" ".join(reference.replace("-", "")), " ".join(words)),
    ],
    ids=["page-in-first", "page-in-second", "exchanged", "all-in-one", "message", "dash", "spelled"],
)
def test_whatever_was_copied_into_either_field_opens_it(left, elsewhere, typed):
    assert elsewhere.resume(*typed(*left)).status_code == 302


def test_whoever_used_the_words_is_not_shown_them_again(left, elsewhere, sponsor):
    reference, words = left
    elsewhere.resume(reference, " ".join(words))
    for browser in (elsewhere, sponsor):
        page = browser.get("key").content.decode()
        assert reference in page
        assert words[0] not in page


def test_who_has_sent_everything_arrives_at_the_status_page(sponsor, elsewhere):
    sponsor.fill()
    reference, words = sponsor.key_page()
    sponsor.send()
    assert elsewhere.resume(reference, " ".join(words)).url == "/es/case/"
    assert reference in elsewhere.client.get("/es/case/").content.decode()


def test_every_failure_has_the_same_answer(left, elsewhere):
    reference, words = left
    tries = [
        (reference, "a b c d"),
        ("CCCC-CCCC", " ".join(words)),
        ("", ""),
        (reference, " ".join(words[:3])),
        (reference, " ".join(reversed(words))),
        ("' OR 1=1 --", "% % % %"),
        ("x" * 500, " ".join(words)),
    ]
    answers = set()
    for typed in tries:
        response = elsewhere.resume(*typed)
        page = response.content.decode()
        answers.add((response.status_code, page[page.index('class="summary"') : page.index("</ul>")]))
        assert elsewhere.get("check").status_code == 403
    assert len(answers) == 1


def test_what_was_typed_stands_there_again(elsewhere):
    page = elsewhere.resume("CDFH-3469", "uno dos tres cuatro").content.decode()
    assert 'value="CDFH-3469"' in page
    assert 'value="uno dos tres cuatro"' in page


def test_after_ten_tries_even_the_right_words_wait_for_an_hour(left, elsewhere, monkeypatch):
    reference, words = left
    for _ in range(10):
        elsewhere.resume(reference, "a b c d")
    assert elsewhere.resume(reference, " ".join(words)).status_code == 200
    later = timezone.now() + datetime.timedelta(hours=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert elsewhere.resume(reference, " ".join(words)).url == elsewhere.url("tasks")


def family(*, once=False):
    """A family that came through the gate: its case, and the reference and words that open it."""
    found = Sponsor(Client())
    found.fill("gate")
    reference, given = found.key_page()
    case = Case.objects.select_related("key").get(reference=reference)
    return case, (reference, entering.issue_phrase(case=case, by=1) if once else given)


def shape(sql):
    """A query without the values in it."""
    return "SAVEPOINT" if "SAVEPOINT" in sql else re.sub(r"'[^']*'|\b\d+\b", "?", sql)


def test_every_outcome_costs_the_same_up_to_the_answer(version, monkeypatch):
    """What is asked of the database, and how often words are hashed, tells nobody whether there is such a case."""
    (_open, right), (deleted, gone), (_locked, waiting) = family(), family(), family()
    expired, phrase = family(once=True)
    deletion.shred(case=deleted)
    for _try in range(entering.TRIES):
        Sponsor(Client()).resume(waiting[0], "a b c d")
    Case.objects.filter(pk=expired.pk).update(once_until=timezone.now() - datetime.timedelta(minutes=1))
    hashed = []
    scrypt = words.hashlib.scrypt
    monkeypatch.setattr(words.hashlib, "scrypt", lambda *args, **more: hashed.append(1) or scrypt(*args, **more))

    def cost(reference, given):
        hashed.clear()
        with CaptureQueriesContext(connection) as seen:
            response = Sponsor(Client()).resume(reference, " ".join(given))
        return response.status_code, len(hashed), [shape(query["sql"]) for query in seen]

    wrong = ["a", "b", "c", "d"]
    failures = {
        "wrong words": cost(right[0], wrong),
        "too few words": cost(right[0], right[1][:3]),
        "wrong reference": cost("CCCC-CCCC", right[1]),
        "no reference": cost("nowhere", wrong),
        "nothing": cost("", []),
        "locked out": cost(*waiting),
        "deleted": cost(*gone),
        "phrase of yesterday": cost(*phrase),
    }
    status, hashes, queries = failures["wrong words"]
    assert (status, hashes) == (200, 1)
    assert {name: found for name, found in failures.items() if found != (status, hashes, queries)} == {}
    # The counter of tries is the last thing that all of them ask for; only then it is told what was right.
    counted = max(number for number, sql in enumerate(queries) if "intake_forms_limit" in sql)
    status, hashes, opened = cost(*right)
    assert (status, hashes) == (302, 1)
    assert opened[: counted + 1] == queries[: counted + 1]


def test_a_hundred_unknown_references_leave_no_row_for_each(elsewhere, monkeypatch):
    monkeypatch.setattr(words, "hash_words", lambda typed, salt: b"x" * 32)
    for number in range(100):
        assert elsewhere.resume(f"CCCC-{number:04d}", "a b c d").status_code == 200
    assert Limit.objects.count() <= 64


def test_the_tenth_try_still_counts(left, elsewhere):
    for _ in range(9):
        elsewhere.resume(left[0], "a b c d")
    assert elsewhere.resume(left[0], " ".join(left[1])).status_code == 302


def test_the_tries_of_one_family_do_not_hinder_another(left, elsewhere, version):
    other = Sponsor(Client())
    other.fill("gate")
    reference, words = other.key_page()
    for _ in range(11):
        elsewhere.resume(left[0], "a b c d")
    assert elsewhere.resume(reference, " ".join(words)).status_code == 302


def test_opening_ones_own_form_in_a_browser_that_has_anothers_open(left, elsewhere):
    elsewhere.fill("gate")
    elsewhere.post("contact", {"first_names": "Xiomara"})
    elsewhere.resume(left[0], " ".join(left[1]))
    page = elsewhere.get("contact").content.decode()
    assert 'value="María"' in page
    assert "Xiomara" not in page


def test_the_page_to_come_back_is_there_in_both_languages(elsewhere):
    assert headings(elsewhere.client.get("/es/continue/")) != headings(elsewhere.client.get("/en/continue/"))
