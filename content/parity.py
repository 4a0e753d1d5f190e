"""What the public can read in one language and not in another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page

from content import services
from content.queries import faq_entries, public_pages


@dataclass(frozen=True)
class Gap:
    """One text that is missing, unfinished or older than its original in ``language``."""

    kind: str
    title: str
    language: str
    reason: str

    def __str__(self) -> str:
        """One line of a report."""
        return f"{self.kind} “{self.title}”: {self.reason} ({self.language})"


def gaps() -> list[Gap]:
    """Every gap between the languages of the site, in either direction; live pages and answers count, drafts don't."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    absent = [
        Gap("language", str(name), code, "not set up") for code, name in settings.LANGUAGES if code not in locales
    ]
    pages: Iterable[Page] = public_pages().filter(depth__gt=1).select_related("locale").order_by("path").specific()
    answers = [entry for code in locales for entry in faq_entries(code).select_related("locale")]
    return [*absent, *_gaps_among("page", pages, locales), *_gaps_among("answer", answers, locales)]


def _gaps_among(kind: str, public: Iterable[Any], locales: dict[str, Locale]) -> list[Gap]:
    families: dict[Any, dict[str, Any]] = defaultdict(dict)
    for each in public:
        families[each.translation_key][each.locale.language_code] = each
    found = []
    for family in families.values():
        title = str(next(iter(family.values())))
        for code, locale in locales.items():
            found += [Gap(kind, title, code, reason) for reason in _faults(family, code, locale)]
    return found


def _faults(family: dict[str, Any], code: str, locale: Locale) -> list[str]:
    """Why the translation into ``code`` is not good enough; nothing when it is."""
    if code not in family:
        return ["not published"]
    faults = []
    if missing := services.missing_strings(family[code]):
        faults.append(f"{len(missing)} texts not translated")
    if any(services.stale(source=each, locale=locale) for other, each in family.items() if other != code):
        faults.append("older than the original")
    return faults
