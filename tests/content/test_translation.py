"""No text appears in the wrong language: what is missing is refused, and reported."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from content.models import FaqEntry, FaqPage, HomePage, ProgramPage
from content.parity import gaps
from content.services import IncompleteTranslation, missing_strings, save_translation, translate


@pytest.fixture
def spanish(site: None) -> Locale:
    return Locale.objects.get(language_code="es")


def _reasons() -> set[tuple[str, str]]:
    return {(gap.language, gap.reason) for gap in gaps()}


def test_a_complete_twin_becomes_a_live_translation(english_only: ProgramPage, spanish: Locale) -> None:
    twin = ProgramPage(locale=spanish, title="Solo aquí", slug="solo-aqui", summary="Traducida.")
    page = translate(instance=english_only, twin=twin, publish=True)
    assert (page.live, page.title, page.slug) == (True, "Solo aquí", "solo-aqui")
    assert page.get_parent().specific == HomePage.objects.get(locale=spanish)
    assert gaps() == []


def test_an_incomplete_twin_is_refused_and_leaves_nothing(english_only: ProgramPage, spanish: Locale) -> None:
    with pytest.raises(IncompleteTranslation) as failure:
        translate(instance=english_only, twin=ProgramPage(locale=spanish, title="Solo aquí"), publish=True)
    assert failure.value.paths == ["slug", "summary"]
    assert not english_only.has_translation(spanish)
    assert not Translation.objects.filter(source__object_id=english_only.translation_key).exists()


def test_nothing_half_translated_is_published(english_only: ProgramPage, spanish: Locale) -> None:
    source, _ = TranslationSource.get_or_create_from_instance(english_only)
    translation = Translation.objects.create(source=source, target_locale=spanish)
    with pytest.raises(IncompleteTranslation, match="summary, title"):
        save_translation(translation=translation, publish=True)
    assert not english_only.has_translation(spanish)
    assert not save_translation(translation=translation, publish=False).live


def test_parity_holds_on_the_seeded_site(site: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_parity")
    assert "in every language" in capsys.readouterr().out


def test_parity_reports_a_missing_translation(english_only: ProgramPage, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        call_command("check_parity")
    assert exit_.value.code == 1
    assert "page “Only English”: not published (es)" in capsys.readouterr().err


def test_parity_reports_an_alias_as_missing(english_only: ProgramPage, spanish: Locale) -> None:
    english_only.copy_for_translation(spanish, alias=True)
    assert _reasons() == {("es", "not published")}


def test_parity_looks_in_both_directions(faq: FaqPage) -> None:
    faq.unpublish()
    assert _reasons() == {("en", "not published")}


def test_parity_reports_an_answer_in_one_language(site: None) -> None:
    FaqEntry.objects.get(anchor="cuanto-cuesta").unpublish()
    assert [str(gap) for gap in gaps()] == ["answer “Does it cost money?”: not published (es)"]


def test_parity_reports_a_translation_of_an_older_text(program: ProgramPage) -> None:
    program.summary = "Something new."
    program.save_revision().publish()
    assert _reasons() == {("es", "older than the original")}


def test_parity_ignores_an_unpublished_change(program: ProgramPage) -> None:
    program.summary = "Something new."
    program.save_revision()
    assert gaps() == []


def test_parity_reports_untranslated_texts(program: ProgramPage, spanish: Locale) -> None:
    StringTranslation.objects.filter(context__object_id=program.translation_key, context__path="summary").delete()
    assert _reasons() == {("es", "1 texts not translated")}
    assert missing_strings(program.get_translation(spanish)) == ["summary"]
    assert missing_strings(program) == []


@pytest.fixture
def editor(client: Client, site: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x" * 16))
    return client


@pytest.mark.parametrize("complete", [True, False])
def test_the_admin_publishes_only_complete_translations(
    editor: Client, program: ProgramPage, spanish: Locale, complete: bool, django_capture_on_commit_callbacks: Any
) -> None:
    page = program.get_translation(spanish)
    page.unpublish()
    if not complete:
        StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="summary").delete()
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True)
    assert response.status_code == 200
    assert ProgramPage.objects.get(pk=page.pk).live is complete


def test_the_admin_refuses_a_half_translated_answer(editor: Client, spanish: Locale) -> None:
    entry = FaqEntry.objects.get(anchor="cuanto-cuesta")
    entry.unpublish()
    StringTranslation.objects.filter(context__object_id=entry.translation_key, context__path="question").delete()
    address = reverse("wagtailsnippets_content_faqentry:edit", args=[entry.pk])
    assert editor.post(address, {"action": "publish"}).status_code == 302
    assert not FaqEntry.objects.get(pk=entry.pk).live


@pytest.mark.parametrize("anchor", ["does-it-cost-money", "cuanto-cuesta"])
def test_editors_can_open_an_answer(editor: Client, anchor: str) -> None:
    entry = FaqEntry.objects.get(anchor=anchor)
    assert editor.get(reverse("wagtailsnippets_content_faqentry:edit", args=[entry.pk])).status_code == 200
    assert editor.get(reverse("wagtailsnippets_content_faqentry:list")).status_code == 200


def test_editors_can_open_pages_and_facts(editor: Client, home: HomePage, spanish: Locale) -> None:
    for page in (home, home.get_translation(spanish), *home.get_children().specific()):
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert editor.get(reverse("wagtailsettings:edit", args=["content", "sitefacts"]), follow=True).status_code == 200
