"""The site's first texts: complete in both languages, planted once, and careful with words."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation

import intake_forms
from content.models import FaqEntry, HelpLine, HomePage, ProgramPage, SeededItem
from content.parity import gaps
from content.seed import FOLDER

REVIEWED_BY_A_LAWYER_FIRST = {
    "i-have-no-papers",
    "will-you-tell-immigration",
    "can-ice-be-at-the-appointment",
    "a-child-is-being-hurt",
}
# The call centre, the inspector general's line, and the two emergency numbers: no other number may be written.
REAL_NUMBERS = {"1-800-203-7001", "1-800-447-8477", "911", "988"}
SEED_TEXT = "\n".join(
    (FOLDER / name).read_text(encoding="utf-8") for name in ("pages.yaml", "faq.yaml", "services.yaml", "help.yaml")
)
WORDS = "\n".join(line for line in SEED_TEXT.splitlines() if not re.match(r"\s*(#|source:|checked_on:)", line))


def _state() -> list[object]:
    return [
        list(Page.objects.order_by("pk").values()),
        list(FaqEntry.objects.order_by("pk").values()),
        Revision.objects.count(),
        list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "updated_at")),
    ]


def test_planting_again_changes_nothing(site: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = _state()
    call_command("seed_site")
    assert _state() == before
    assert "Nothing to plant" in capsys.readouterr().out


def test_what_editors_changed_and_deleted_stays_so(site: None) -> None:
    page = ProgramPage.objects.get(slug="safe-release-support")
    page.summary = "An editor wrote this."
    page.save_revision().publish()
    FaqEntry.objects.get(anchor="why-do-children-come-alone").delete()
    call_command("seed_site", verbosity=0)
    assert ProgramPage.objects.get(pk=page.pk).summary == "An editor wrote this."
    assert not FaqEntry.objects.filter(anchor="why-do-children-come-alone").exists()


def test_a_text_that_was_never_planted_comes_with_the_next_run(site: None) -> None:
    FaqEntry.objects.filter(question__startswith="Why do children").delete()
    FaqEntry.objects.filter(question__startswith="¿Por qué vienen").delete()
    SeededItem.objects.filter(key="faq-why").delete()
    call_command("seed_site", verbosity=0)
    assert (
        FaqEntry.objects.filter(anchor__in=["why-do-children-come-alone", "por-que-vienen-solos"], live=True).count()
        == 2
    )


def test_both_trees_are_complete(site: None) -> None:
    assert gaps() == []
    for language in ("en", "es"):
        assert Page.objects.filter(locale__language_code=language, depth__gt=1, live=True, alias_of=None).count() == 4
        assert FaqEntry.objects.filter(locale__language_code=language).count() == 15


def test_four_answers_wait_for_legal_review_in_both_languages(site: None) -> None:
    waiting = FaqEntry.objects.filter(live=False, needs_legal_review=True)
    assert {entry.anchor for entry in waiting.filter(locale__language_code="en")} == REVIEWED_BY_A_LAWYER_FIRST
    assert waiting.filter(locale__language_code="es").count() == 4
    assert FaqEntry.objects.filter(live=True, needs_legal_review=True).count() == 0


def test_every_answer_and_every_fact_says_where_it_comes_from(site: None) -> None:
    # What we advise is no fact, and says so.
    assert FaqEntry.objects.filter(source="").count() == 2
    for entry in FaqEntry.objects.filter(source=""):
        assert re.match(r"<p>(Our advice|Nuestro consejo): ", entry.answer)
    assert not FaqEntry.objects.exclude(source="").filter(checked_on=None).exists()
    # The emergency numbers that everybody knows need no source; everything else has one.
    assert [line.text["es"][-4:-1] for line in HelpLine.objects.filter(kind="number", source="")] == ["911", "988"]
    for page in ProgramPage.objects.all():
        assert [block.value["checked_on"] for block in page.body if block.value.get("source")]


def test_no_source_is_one_that_a_family_could_not_rely_on() -> None:
    """Flash cards, news about a number, "general knowledge": a fact from there is left out, or is our advice."""
    forms = Path(intake_forms.__file__).with_name("forms")
    written = "\n".join(
        path.read_text(encoding="utf-8") for folder in (FOLDER, forms) for path in folder.glob("*.yaml")
    )
    sources = re.findall(r"source: [\"']?(.+)", written)
    assert len(sources) > 40
    weak = r"quizgecko|assignguru|jeopardylabs|timesofsandiego|factually|knowledge|wikipedia"
    assert [source for source in sources if re.search(weak, source, re.IGNORECASE)] == []


def test_spanish_blocks_are_the_english_ones_translated(site: None) -> None:
    english, spanish = (HomePage.objects.get(locale__language_code=code) for code in ("en", "es"))
    assert [block.id for block in english.body] == [block.id for block in spanish.body]
    assert [stop.value["title"] for stop in spanish.road][3] == "ORR decide"
    assert english.headline == "Help with the papers to receive a child"
    assert spanish.headline == "Ayuda con los papeles para recibir a un niño o una niña"


@pytest.mark.parametrize(
    "words",
    [
        r"confiden[ct]ia[l]",
        r"safe to use|\bis safe\b|\bare safe\b|you are safe|sitio seguro|es segur[oa]|est[aá] segur[oa]",
        r"never shared?|nunca (se )?compart",
        r"guarantee|garantiz|\bpromise|prometemos",
        r"bring your child home|your child comes home|people you can trust",
        r"liberaci[oó]n|aplicaci[oó]n|guardián",
        r"\b(tú|tus|puedes|tienes|quieres|debes|contigo)\b",
        r"\(a\)",
    ],
)
def test_words_that_are_not_ours(words: str) -> None:
    assert re.findall(words, WORDS, re.IGNORECASE) == []


def test_no_number_is_invented() -> None:
    numbers = set(re.findall(r"\b(?:\d[\d-]{6,}\d|911|988)\b", WORDS))
    assert numbers <= REAL_NUMBERS
    assert not re.search(r"@\w", WORDS)


def test_keys_and_anchors_are_unique() -> None:
    texts = [each for name in ("pages.yaml", "faq.yaml") for each in yaml.safe_load((FOLDER / name).read_text())]
    assert len({each["key"] for each in texts}) == len(texts)
    for language in ("en", "es"):
        anchors = [each["anchor"][language] for each in texts if "anchor" in each]
        assert len(set(anchors)) == len(anchors)


def test_the_pages_that_the_forms_lead_to_are_there(site: None, client: Client) -> None:
    forms = Path(intake_forms.__file__).with_name("forms")
    links = re.findall(r"\]\((/\S+?)\)", "".join(path.read_text(encoding="utf-8") for path in forms.glob("*.yaml")))
    assert len(links) == 2
    for link in links:
        assert client.get(link).status_code == 200, link
