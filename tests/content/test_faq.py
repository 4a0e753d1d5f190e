"""Questions and answers: found however they are typed, and nothing a lawyer has not read."""

import re

import pytest
from django.test import Client

from content.models import FaqEntry, FaqGroup
from content.queries import faq_entries, folded, grouped_entries, matching_entries

SPANISH, ENGLISH = "/es/preguntas/", "/en/questions/"


def _answers(client: Client, url: str) -> list[tuple[str, bool]]:
    """(anchor, open) of each answer on the page."""
    html = client.get(url).content.decode()
    return [(anchor, bool(state)) for anchor, state in re.findall(r'<details id="([\w-]+)"( open)?>', html)]


@pytest.mark.parametrize(
    ("url", "text", "anchor"),
    [
        (SPANISH, "cuanto cuesta", "cuanto-cuesta"),
        (SPANISH, "CUÁNTO", "cuanto-tarda"),
        (SPANISH, "niño esta", "donde-esta-el-nino"),
        (SPANISH, "nino", "donde-esta-el-nino"),
        (SPANISH, "patrocinadores", "que-es-un-patrocinador"),
        (SPANISH, "¿inmigración?", "que-es-un-patrocinador"),
        (ENGLISH, "sponsors", "what-is-a-sponsor"),
        (ENGLISH, "MONEY scam", "does-it-cost-money"),
        (ENGLISH, "móney", "does-it-cost-money"),
    ],
)
def test_search_finds_whatever_the_accents(site: None, client: Client, url: str, text: str, anchor: str) -> None:
    response = client.get(url, {"q": text})
    answers = re.findall(r'<details id="([\w-]+)" open>', response.content.decode())
    assert anchor in answers
    assert f"{len(answers)} " in re.search(r'<h2 role="status">\s*([^<]*)', response.content.decode())[1]  # type: ignore[index]


def test_search_that_finds_nothing_says_what_to_do(site: None, client: Client) -> None:
    html = client.get(SPANISH, {"q": "<b>xyzzy"}).content.decode()
    assert "No encontramos una respuesta" in html
    assert '<details id="' not in html
    assert "&lt;b&gt;xyzzy" in html
    assert "<b>xyzzy" not in html
    assert 'name="robots" content="noindex"' in html


@pytest.mark.parametrize("url", [SPANISH, ENGLISH])
def test_the_first_three_answers_are_open(site: None, client: Client, url: str) -> None:
    states = [state for _, state in _answers(client, url)]
    assert states == [True] * 3 + [False] * 8
    assert all(state for _, state in _answers(client, f"{url}?open=all"))
    assert 'href="?open=all"' in client.get(url).content.decode()


@pytest.mark.parametrize("query", ["", "?open=all", "?q=ICE", "?q=papeles", "?q=papers", "?q=juez", "?q=judge"])
@pytest.mark.parametrize("url", [SPANISH, ENGLISH, "/es/apoyo-despues-de-la-entrega/", "/en/post-release-services/"])
def test_drafts_are_never_shown(site: None, client: Client, url: str, query: str) -> None:
    drafts = set(FaqEntry.objects.filter(live=False).values_list("anchor", flat=True))
    assert len(drafts) == 8
    assert not drafts & {anchor for anchor, _ in _answers(client, url + query)}


def test_a_flagged_answer_stays_hidden_even_if_published(site: None, client: Client) -> None:
    entry = FaqEntry.objects.get(anchor="i-have-no-papers")
    entry.save_revision().publish()
    assert FaqEntry.objects.get(pk=entry.pk).live
    assert entry.anchor not in {anchor for anchor, _ in _answers(client, ENGLISH)}
    entry.needs_legal_review = False
    entry.save_revision().publish()
    assert entry.anchor in {anchor for anchor, _ in _answers(client, ENGLISH)}


def test_a_program_page_shows_its_group_in_its_language(site: None, client: Client) -> None:
    assert [anchor for anchor, _ in _answers(client, "/es/apoyo-para-la-entrega/")] == [
        "que-es-un-patrocinador",
        "cuanto-tarda",
    ]


def test_groups_keep_their_order_and_empty_ones_are_left_out() -> None:
    entries = [FaqEntry(group=group) for group in ("after", "help", "after")]
    assert [(group, len(each)) for group, each in grouped_entries(entries)] == [(FaqGroup.HELP, 1), (FaqGroup.AFTER, 2)]


def test_every_word_must_occur() -> None:
    entries = [
        FaqEntry(question="¿Cuánto cuesta?", answer="<p>Nada.</p>"),
        FaqEntry(question="¿Cuánto tarda?", answer=""),
    ]
    assert matching_entries(entries, "cuanto nada") == entries[:1]
    assert matching_entries(entries, "") == entries
    assert folded("Ñandú, ¡SÍ!").split() == ["nandu", "si"]


def test_entries_come_in_one_language_only(site: None) -> None:
    assert {entry.locale.language_code for entry in faq_entries("es")} == {"es"}
    assert faq_entries("es").count() == faq_entries("en").count() == 11
