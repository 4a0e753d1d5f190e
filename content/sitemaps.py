"""The sitemap of the public site, in both languages, each page with its alternates."""

from collections import defaultdict
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.queries import public_pages


class PageSitemap(Sitemap):
    """Every public page below the site's start page in each language; aliases are left out."""

    def items(self) -> PageQuerySet:
        """The pages, with their locale; Wagtail's own would list the default language only."""
        root = self.get_wagtail_site().root_page
        below = Q()
        for start in public_pages().filter(translation_key=root.translation_key):
            below |= Q(path__startswith=start.path)
        if not below:
            return Page.objects.none()
        return public_pages().filter(below).select_related("locale").order_by("path")

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """One entry a page, with the addresses of its translations from the pages themselves."""
        pages = list(self.paginator.page(page).object_list)
        everything = pages if self.paginator.num_pages == 1 else list(self.items())
        # On the host that was asked: the one in Wagtail's site row is only a default.
        addresses = {each.pk: urljoin(f"{protocol}://{domain}", each.get_url()) for each in everything}
        family: dict[Any, dict[str, str]] = defaultdict(dict)
        for each in everything:
            family[each.translation_key][each.locale.language_code] = addresses[each.pk]
        changes = [self.lastmod(each) for each in pages]
        if changes and None not in changes:
            self.latest_lastmod = max(changes)
        return [
            {
                "item": each,
                "location": addresses[each.pk],
                "lastmod": lastmod,
                "changefreq": None,
                "priority": "",
                "alternates": _alternates(family[each.translation_key]),
            }
            for each, lastmod in zip(pages, changes, strict=True)
        ]


def _alternates(urls: dict[str, str]) -> list[dict[str, str]]:
    """The translations and x-default, as Django's template wants them; nothing for a page in one language."""
    if len(urls) < 2:
        return []
    ordered = [(code, urls[code]) for code, _ in settings.LANGUAGES if code in urls]
    return [{"lang_code": code, "location": url} for code, url in [*ordered, ("x-default", ordered[0][1])]]
