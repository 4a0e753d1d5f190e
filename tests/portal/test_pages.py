"""The pages for when something is missing or broken, the way out, and what every page promises in its headers."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from pytest_django import Settings

from content.queries import Help
from portal import context, views
from portal.context import phone_link
from portal.templatetags.facts import facts

STATIC = Path(views.__file__).parent / "static" / "portal"
FACTS = {"name": "Puente", "organization": "", "phone": "(415) 555-0100", "whatsapp": "", "hours": "9 to 5"}


def fails(request: HttpRequest) -> HttpResponse:
    """A view with a fault."""
    raise RuntimeError("secret of the trace")


def unanswered(request: HttpRequest) -> HttpResponse:
    """A view whose database is away."""
    raise OperationalError("secret of the connection")


def garbled(request: HttpRequest) -> HttpResponse:
    """A view that is sent what it cannot read."""
    raise SuspiciousOperation("secret of the body")


def closed(request: HttpRequest) -> HttpResponse:
    """A view for somebody else."""
    raise PermissionDenied("secret of the case")


def missing(request: HttpRequest) -> HttpResponse:
    """A view that finds nothing."""
    raise Http404("secret of the query")


def form(request: HttpRequest) -> HttpResponse:
    """Something that takes a POST."""
    request.session["case"] = "7"
    return HttpResponse("saved")


handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
_public = [
    path("fails/", fails),
    path("forms/unanswered/", unanswered),
    path("forms/fails/", fails),
    path("forms/closed/", closed),
    path("forms/garbled/", garbled),
    path("missing/", missing),
    path("garbled/", garbled),
    path("closed/", closed),
    path("forms/one/", form),
    path("case/", form),
]
urlpatterns = [
    path("leave", views.leave, name="leave"),
    path("cms/page/", form),
    path("fails/", fails),
    *(path(f"{code}/", include(_public)) for code in ("en", "es")),
]


@pytest.fixture
def own_urls(settings: Settings) -> None:
    """This module's addresses in place of the portal's."""
    settings.ROOT_URLCONF = __name__
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


@pytest.fixture
def known_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone number without a database."""
    monkeypatch.setattr(context, "site_facts", lambda: dict(FACTS))
    monkeypatch.setattr(context, "help_lines", lambda: [Help("number", "¿Peligro? Llame al 911.", "", None)])


@pytest.fixture
def quiet() -> Client:
    """A browser that sees error pages instead of exceptions."""
    return Client(raise_request_exception=False)


def text_of(response: HttpResponseBase) -> str:
    """What the page says."""
    assert isinstance(response, HttpResponse)
    return response.content.decode()


# --- Not found ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "heading", "other"),
    [("en", "We cannot find this page", "es"), ("es", "No encontramos esta página", "en")],
)
def test_an_unknown_address_answers_in_its_language(client: Client, language: str, heading: str, other: str) -> None:
    response = client.get(f"/{language}/there-is-no-such-page/")
    assert response.status_code == 404
    body = text_of(response)
    assert f'<html lang="{language}" dir="ltr">' in body
    assert f"<h1>{heading}</h1>" in body
    assert f'href="/{language}/"' in body
    assert f'<p lang="{other}"><a href="/{other}/"' in body


@pytest.mark.django_db
def test_without_a_language_in_the_address_the_browsers_language_counts(rf: RequestFactory) -> None:
    request = rf.get("/nothing", headers={"Accept-Language": "es-GT,es;q=0.9"})
    body = text_of(views.not_found(request, Http404()))
    assert '<html lang="es"' in body


@pytest.mark.django_db
@pytest.mark.usefixtures("own_urls", "known_facts")
def test_the_page_for_not_found_tells_nothing_of_the_cause(client: Client) -> None:
    body = text_of(client.get("/es/missing/"))
    assert "secret" not in body
    assert '<a href="tel:+14155550100" dir="ltr">(415) 555-0100</a>' in body


@pytest.mark.django_db
def test_a_missing_phone_number_stays_visible_as_its_placeholder(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "site_facts", lambda: {**FACTS, "phone": ""})
    assert '<b dir="ltr">[[phone]]</b>' in text_of(views.not_found(rf.get("/en/x"), Http404()))


# --- Server errors: no database mark, so pytest-django refuses every query --------------------------------------------
@pytest.mark.usefixtures("own_urls")
@pytest.mark.parametrize(
    ("address", "first", "second"),
    [
        ("/en/fails/", "Something went wrong", "Algo salió mal"),
        ("/es/fails/", "Algo salió mal", "Something went wrong"),
        ("/fails/", "Something went wrong", "Algo salió mal"),
    ],
)
def test_a_fault_shows_both_languages_without_the_database(
    quiet: Client, address: str, first: str, second: str
) -> None:
    response = quiet.get(address)
    assert response.status_code == 500
    body = text_of(response)
    assert f"<h1>{first}</h1>" in body
    assert f"<h2>{second}</h2>" in body
    assert '<section class="read stack" lang="en">' in body
    assert '<section class="read stack" lang="es">' in body
    assert 'href="/en/"' in body
    assert 'href="/es/"' in body
    assert "Traceback" not in body
    assert "secret" not in body
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_the_page_for_faults_gives_the_phone_number_this_process_knows(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_last_read", {})
    assert "[[phone]]" not in text_of(views.server_error(rf.get("/es/")))
    monkeypatch.setattr(context, "_last_read", {"es": (FACTS, [Help("number", "¿Peligro? Llame al 911.", "", None)])})
    body = text_of(views.server_error(rf.get("/es/")))
    assert "(415) 555-0100" in body
    assert '¿Peligro? Llame al <a href="tel:911">911</a>.' in body


def test_the_page_for_faults_never_raises(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> str:
        raise OSError("no templates")

    monkeypatch.setattr(views, "render_to_string", broken)
    response = views.server_error(rf.get("/es/"))
    assert response.status_code == 500
    assert "Something went wrong" in text_of(response)
    assert '<div lang="es"><h2>Algo salió mal' in text_of(response)


# --- What cannot be read, and what is for somebody else ----------------------------------------------------------------
@pytest.mark.usefixtures("own_urls", "known_facts")
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/en/garbled/", 400, "We could not read what you sent"),
        ("/es/garbled/", 400, "No pudimos leer lo que mandó"),
        ("/en/closed/", 403, "You cannot open this page"),
        ("/es/closed/", 403, "Usted no puede abrir esta página"),
        ("/en/forms/unanswered/", 503, "The service does not work right now"),
        ("/es/forms/unanswered/", 503, "El servicio no funciona en este momento"),
    ],
)
def test_other_faults_speak_the_language_of_the_page_and_tell_nothing(
    quiet: Client, monkeypatch: pytest.MonkeyPatch, address: str, status: int, heading: str
) -> None:
    monkeypatch.setattr(context, "_last_read", {"es": (FACTS, []), "en": (FACTS, [])})
    response = quiet.get(address)
    assert response.status_code == status
    body = text_of(response)
    assert f"<h1>{heading}</h1>" in body
    assert f'<html lang="{address[1:3]}"' in body
    assert "(415) 555-0100" in body
    assert "secret" not in body
    assert "Traceback" not in body


@pytest.mark.django_db
@pytest.mark.usefixtures("own_urls", "known_facts")
def test_from_every_page_of_a_fault_inside_a_form_one_can_leave_at_once(quiet: Client) -> None:
    pages = {name: quiet.get(f"/es/forms/{name}/") for name in ("fails", "unanswered", "closed", "garbled", "nothing")}
    pages["csrf"] = Client(enforce_csrf_checks=True).post("/es/forms/one/")
    assert {name: page.status_code for name, page in pages.items()} == {
        "fails": 500, "unanswered": 503, "closed": 403, "garbled": 400, "nothing": 404, "csrf": 403
    }  # fmt: skip
    assert {name for name, page in pages.items() if '<a class="exit" href="/leave"' not in text_of(page)} == set()
    assert 'class="exit"' not in text_of(quiet.get("/es/missing/"))


@pytest.mark.django_db
def test_a_host_that_is_not_ours_gets_the_page_too(quiet: Client) -> None:
    response = quiet.get("/es/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "No pudimos leer lo que mandó" in text_of(response)


# --- A form without its token -----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("own_urls", "known_facts")
@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Please send it again"), ("es", "Por favor, mándelo otra vez")]
)
def test_a_form_without_its_token_offers_the_way_back(language: str, heading: str) -> None:
    response = Client(enforce_csrf_checks=True).post(f"/{language}/forms/one/", {"name": "secret"})
    assert response.status_code == 403
    body = text_of(response)
    assert f"<h1>{heading}</h1>" in body
    assert f'<a class="btn" href="/{language}/forms/one/">' in body
    assert "secret" not in body


# --- Leaving ----------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("own_urls")
def test_leaving_ends_the_session_and_clears_what_the_browser_kept(client: Client) -> None:
    client.get("/es/forms/one/")
    assert client.session["case"] == "7"
    response = client.get("/leave")
    assert response.status_code == 303
    assert response["Location"] == settings.LEAVE_URL
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response["Cache-Control"] == "no-store"
    assert response.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert "case" not in client.session


def test_leaving_works_without_the_database(rf: RequestFactory) -> None:
    class Unreachable(SessionBase):
        def flush(self) -> None:
            raise DatabaseError

    request = rf.get("/leave")
    request.session = Unreachable("some-session")
    assert views.leave(request).status_code == 303
    assert request.session.is_empty()


# --- Headers ----------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("own_urls")
@pytest.mark.parametrize("address", ["/es/forms/one/", "/en/case/", "/cms/page/"])
def test_private_pages_are_neither_kept_nor_indexed(client: Client, address: str) -> None:
    response = client.get(address)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
@pytest.mark.usefixtures("own_urls", "known_facts")
def test_public_pages_carry_the_strict_headers(client: Client) -> None:
    response = client.get("/en/missing/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Save-Data" in response["Vary"]
    assert "Cache-Control" not in response
    assert "X-Robots-Tag" not in response


@pytest.mark.usefixtures("own_urls")
def test_only_the_staffs_side_may_write_inline(client: Client) -> None:
    assert "script-src 'self' 'unsafe-inline'" in client.get("/cms/page/")["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/es/case/")["Content-Security-Policy"]


@pytest.mark.usefixtures("known_facts")
@pytest.mark.parametrize("template", ["400.html", "404.html", "403.html", "403_csrf.html"])
def test_pages_hold_nothing_that_the_policy_would_block(rf: RequestFactory, template: str) -> None:
    body = Template('{% extends "' + template + '" %}').render(Context(context.site(rf.get("/es/"))))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|(src|href)=\"https?:", body)


# --- The base page ----------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("known_facts")
def test_a_page_gives_its_language_its_help_line_and_itself_in_the_other_language(rf: RequestFactory) -> None:
    page = Template('{% extends "base.html" %}{% block title %}Hola{% endblock %}')
    with override("es"):
        body = page.render(Context({**context.site(rf.get("/es/forms/one/")), "translate_path": True}))
    assert "<title>Hola – Puente</title>" in body
    assert 'lang="en" hreflang="en">English' in body
    assert "Somos una organización sin fines de lucro. No somos del gobierno." in body
    assert "data-save" not in body


@pytest.mark.usefixtures("known_facts")
def test_the_demo_says_so_and_save_data_leaves_the_font_out(rf: RequestFactory, settings: Settings) -> None:
    settings.DEMO = True
    request = rf.get("/es/", headers={"Save-Data": "on"})
    with override("es"):
        body = Template('{% extends "base.html" %}').render(Context(context.site(request)))
    assert "Demo: sin familias reales" in body
    assert '<html lang="es" dir="ltr" data-save>' in body


@pytest.mark.parametrize(
    ("name", "limit"),
    [("portal.css", 10_000), ("pages.css", 4_000), ("base.js", 3_000), ("newsreader-600.woff2", 16_000)],
)
def test_files_stay_within_their_budget(name: str, limit: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= limit


# --- Facts in texts ---------------------------------------------------------------------------------------------------
def test_a_fact_fills_its_placeholder_and_an_unknown_one_stays() -> None:
    assert facts("Call [[phone]] or [[address]] [[other]]", FACTS) == "Call (415) 555-0100 or [[address]] [[other]]"
    assert facts(None, FACTS) == ""


def test_facts_are_escaped_in_safe_text_and_plain_text_stays_plain() -> None:
    values = {"organization": "<b>A & B</b>"}
    safe = facts(mark_safe("<p>[[organization]]</p>"), values)
    assert isinstance(safe, SafeString)
    assert safe == "<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>"
    plain = facts("<p>[[organization]]</p>", values)
    assert not isinstance(plain, SafeString)
    shown = Template("{% load facts %}{{ text|facts:values }}").render(
        Context({"text": "[[x]] <i>", "values": {"x": "<"}})
    )
    assert shown == "&lt; &lt;i&gt;"


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("(415) 555-0100", "tel:+14155550100"),
        ("+52 55 5555 0100", "tel:+525555550100"),
        ("911", "tel:911"),
        ("1-800-NOT-REAL", ""),
        ("", ""),
    ],
)
def test_phone_numbers_become_links_only_when_they_can_be_dialled(phone: str, link: str) -> None:
    assert phone_link(phone) == link
