"""What a visitor gets: pages in two languages that know each other."""

import re
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from content.models import FaqPage, HomePage, ProgramPage, SiteFacts
from content.queries import alternates, live_placeholders, site_facts

PAIRS = [
    ("/en/", "/es/"),
    ("/en/safe-release-support/", "/es/apoyo-para-la-entrega/"),
    ("/en/post-release-services/", "/es/apoyo-despues-de-la-entrega/"),
    ("/en/questions/", "/es/preguntas/"),
]
# With nothing cached but Wagtail's site roots, the facts of the organization and Django's content types.
QUERIES = {
    "/en/": 8,
    "/es/": 9,
    "/en/safe-release-support/": 9,
    "/es/apoyo-para-la-entrega/": 10,
    "/en/post-release-services/": 9,
    "/es/apoyo-despues-de-la-entrega/": 10,
    "/en/questions/": 9,
    "/es/preguntas/": 10,
}


def _hreflangs(client: Client, url: str) -> dict[str, str]:
    html = client.get(url).content.decode()
    found = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="http://testserver([^"]*)">', html)
    return dict(found)


@pytest.mark.parametrize("url", QUERIES)
def test_a_page_costs_so_many_queries_and_no_cookie(
    site: None, client: Client, url: str, django_assert_num_queries: Any
) -> None:
    client.get(url)
    ContentType.objects.get_for_models(HomePage, ProgramPage, FaqPage)
    with django_assert_num_queries(QUERIES[url]):
        response = client.get(url)
    assert response.status_code == 200
    assert f'<html lang="{url[1:3]}"' in response.content.decode()
    assert response.headers["Content-Language"] == url[1:3]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_hreflang_is_reciprocal(site: None, client: Client, english: str, spanish: str) -> None:
    expected = {"en": english, "es": spanish, "x-default": english}
    assert _hreflangs(client, english) == expected
    assert _hreflangs(client, spanish) == expected


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_the_language_control_leads_to_the_same_page(site: None, client: Client, english: str, spanish: str) -> None:
    assert re.search(rf'<a href="{spanish}" lang="es" hreflang="es">\s*Español', client.get(english).content.decode())
    assert re.search(rf'<a href="{english}" lang="en" hreflang="en">\s*English', client.get(spanish).content.decode())


def test_an_untranslated_page_leads_to_its_nearest_translated_ancestor(
    english_only: ProgramPage, client: Client
) -> None:
    assert alternates(english_only) == [{"code": "es", "name": "Español", "url": "/es/"}]
    assert _hreflangs(client, "/en/only-english/") == {}
    assert client.get("/es/only-english/").status_code == 404


def test_an_unpublished_translation_is_no_translation(program: ProgramPage, client: Client) -> None:
    program.get_translation(Locale.objects.get(language_code="es")).unpublish()
    assert _hreflangs(client, "/en/safe-release-support/") == {}
    assert alternates(program)[0]["url"] == "/es/"
    assert client.get("/es/apoyo-para-la-entrega/").status_code == 404


def test_an_alias_is_never_shown(english_only: ProgramPage, client: Client) -> None:
    alias = english_only.copy_for_translation(Locale.objects.get(language_code="es"), alias=True)
    alias.live = True
    alias.save()
    assert client.get(f"/es/{alias.slug}/").status_code == 404
    assert _hreflangs(client, "/en/only-english/") == {}
    assert alias.title not in client.get("/es/").content.decode()
    assert f"/es/{alias.slug}/" not in client.get("/sitemap.xml").content.decode()


def test_a_restricted_translation_is_no_translation(program: ProgramPage, client: Client) -> None:
    spanish = program.get_translation(Locale.objects.get(language_code="es"))
    PageViewRestriction.objects.create(page=spanish, restriction_type=PageViewRestriction.LOGIN)
    assert _hreflangs(client, "/en/safe-release-support/") == {}
    assert "/es/apoyo-para-la-entrega/" not in client.get("/es/").content.decode()


def test_the_home_page_shows_the_road_the_programs_and_who_we_are(site: None, client: Client) -> None:
    html = client.get("/es/").content.decode()
    assert "Ayuda con los papeles para recibir a un niño o una niña</h1>" in html
    assert html.count("<li><b>") == 5
    for url in ("/es/apoyo-para-la-entrega/", "/es/apoyo-despues-de-la-entrega/", "/es/preguntas/"):
        assert f'<a href="{url}">' in html
    assert "No somos del gobierno" in html


def test_a_program_starts_its_form(site: None, client: Client) -> None:
    html = client.get("/es/apoyo-para-la-entrega/").content.decode()
    assert '<a class="btn" href="/es/forms/pre-appointment/">Prepare su cita</a>' in html
    assert "/forms/" not in client.get("/es/apoyo-despues-de-la-entrega/").content.decode()


def test_placeholders_stay_visible_until_the_facts_are_given(
    site: None, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert "[[phone]]" in client.get("/en/").content.decode()
    assert ("/es/preguntas/", "[[phone]]") in live_placeholders()
    assert ("/en/", "[[organization]]") in live_placeholders()
    with django_capture_on_commit_callbacks(execute=True):
        SiteFacts.objects.create(organization="A & B", phone="415-555-0100", hours={"en": "Monday", "es": "lunes"})
    html = client.get("/es/").content.decode()
    assert "[[" not in html
    assert "A &amp; B es una organización sin fines de lucro" in html
    assert "lunes" in html
    assert live_placeholders() == []
    assert site_facts("en")["hours"] == "Monday"


def test_reading_the_facts_writes_nothing(site: None) -> None:
    assert site_facts("es") == dict.fromkeys(
        ["organization", "phone", "whatsapp", "hours", "address", "answer_time"], ""
    ) | {"name": "Puente"}
    assert not SiteFacts.objects.exists()


def test_the_sitemap_lists_both_languages_with_their_alternates(
    site: None, client: Client, english_only: ProgramPage
) -> None:
    xml = client.get("/sitemap.xml").content.decode()
    entries = {re.search(r"<loc>http://testserver([^<]*)", entry)[1]: entry for entry in xml.split("<url>")[1:]}  # type: ignore[index]
    assert set(entries) == {url for pair in PAIRS for url in pair} | {"/en/only-english/"}
    for english, spanish in PAIRS:
        for url in (english, spanish):
            assert f'hreflang="en" href="http://testserver{english}"' in entries[url]
            assert f'hreflang="es" href="http://testserver{spanish}"' in entries[url]
            assert f'hreflang="x-default" href="http://testserver{english}"' in entries[url]
    assert "hreflang" not in entries["/en/only-english/"]
