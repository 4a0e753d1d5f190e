"""A seeded site, planted once for this folder and rolled back after it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from wagtail.models import Locale, Page, Site

from content.models import FaqPage, HomePage, ProgramPage
from content.seed import plant_site


@pytest.fixture(scope="package")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        cache.clear()
        with transaction.atomic():
            _ground()
            plant_site()
            yield
            transaction.set_rollback(True)
        cache.clear()


@pytest.fixture
def site(planted: None, db: None) -> Iterator[None]:
    """The seeded site, in English, with plain static files and nothing cached."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}


@pytest.fixture
def home(site: None) -> HomePage:
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def program(site: None) -> ProgramPage:
    return ProgramPage.objects.get(slug="safe-release-support")


@pytest.fixture
def faq(site: None) -> FaqPage:
    return FaqPage.objects.get(locale__language_code="en")


@pytest.fixture
def english_only(home: HomePage) -> ProgramPage:
    """A live page that nobody has translated."""
    page = ProgramPage(title="Only English", slug="only-english", summary="Not translated.", locale=home.locale)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def _ground() -> None:
    """What Wagtail's migrations leave: gone when a transactional test flushed the database before."""
    Locale.objects.get_or_create(language_code="en")
    if Page.get_first_root_node() is None:
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        Site.objects.create(hostname="localhost", root_page=root, is_default_site=True)
