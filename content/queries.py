"""Reads for the public site."""

import datetime
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from content.snippets import INSTEAD, REFERRED, WHY_CLOSED, FaqEntry, FaqGroup, HelpLine, ServiceStatus, SiteFacts

FACTS_CACHE_KEY, SERVICES_CACHE_KEY, HELP_CACHE_KEY = "content.site_facts", "content.services", "content.help_lines"
# Another process may have changed them: it can only clear a shared cache.
FACTS_CACHE_SECONDS = 60
PLACEHOLDER = re.compile(r"\[\[([a-z_]+)\]\]")
# The foot of every page says them.
FACTS_EVERYWHERE = ("phone", "hours")
FACT_FIELDS = ("name", "organization", "phone", "whatsapp", "hours", "address", "answer_time")
FACTS_IN_EACH_LANGUAGE = ("hours", "answer_time")


class Help(NamedTuple):
    """A line of the help at the foot of every page, in one language; without ``checked_on`` it states no fact."""

    kind: str
    text: str
    source: str
    checked_on: datetime.date | None


class ServiceNotice(NamedTuple):
    """Why a form cannot be started: a sentence, and what editors wrote below it, else where to turn."""

    title: str
    text: str
    #: Whether nobody works on what is sent meanwhile; with a referral it is read as ever.
    away: bool = True


def site_facts(language: str | None = None) -> dict[str, str]:
    """The facts by the names of ``FACT_FIELDS``; "" for one not given yet.

    Those in each language come in ``language`` (default: the active one). Never writes a row.
    """
    stored = cache.get(FACTS_CACHE_KEY)
    if stored is None:
        empty = {**dict.fromkeys(FACT_FIELDS, ""), **{key: {} for key in FACTS_IN_EACH_LANGUAGE}}
        stored = SiteFacts.objects.values(*FACT_FIELDS).first() or empty
        cache.set(FACTS_CACHE_KEY, stored, FACTS_CACHE_SECONDS)
    spoken = {key: _said(stored[key], language) for key in FACTS_IN_EACH_LANGUAGE}
    return {**stored, "name": stored["name"] or "Puente", **spoken}


def help_lines(language: str | None = None) -> list[Help]:
    """What the foot of every page says below the telephone number, in order, in ``language`` (default: the active one)."""
    stored = cache.get(HELP_CACHE_KEY)
    if stored is None:
        stored = list(HelpLine.objects.values_list("kind", "text", "source", "checked_on"))
        cache.set(HELP_CACHE_KEY, stored, FACTS_CACHE_SECONDS)
    said = [Help(kind, _said(text, language), source, day) for kind, text, source, day in stored]
    return [line for line in said if line.text]


def service_notice(form_key: str, language: str | None = None) -> ServiceNotice | None:
    """What stands in the place of the start while the form with this key is not open; None while it is.

    A form that nobody wrote a status for is open. In ``language`` (default: the active one).
    """
    stored = cache.get(SERVICES_CACHE_KEY)
    if stored is None:
        rows = ServiceStatus.objects.values_list("form_key", "state", "notice")
        stored = {key: {"state": state, "notice": notice} for key, state, notice in rows}
        cache.set(SERVICES_CACHE_KEY, stored, FACTS_CACHE_SECONDS)
    found = stored.get(form_key)
    if found is None or found["state"] == ServiceStatus.State.OPEN:
        return None
    with override(language or get_language()):
        text = _said(found["notice"], language) or str(INSTEAD[found["state"]])
        if by_referral := found["state"] == ServiceStatus.State.REFERRAL:
            text = f"{REFERRED}\n\n{text}"
        return ServiceNotice(str(WHY_CLOSED[found["state"]]), text, away=not by_referral)


def _said(texts: Mapping[str, str], language: str | None) -> str:
    """A text in a language, in one that stands in for it where it lacks that; "" where nobody wrote any."""
    code = language or get_language() or settings.LANGUAGE_CODE
    codes = settings.LANGUAGE_CHAINS.get(code) or settings.LANGUAGE_CHAINS.get(code.split("-")[0], [])
    return next((texts[each] for each in codes if texts.get(each)), "")


def forget_site_facts() -> None:
    """Read the facts, the lines of help and the states of the services from the database next time."""
    cache.delete_many([FACTS_CACHE_KEY, SERVICES_CACHE_KEY, HELP_CACHE_KEY])


def public_pages() -> PageQuerySet:
    """The pages anybody may read: live, without restriction, and not a copy of a page in another language."""
    # In one query; Wagtail's public() asks for the restrictions first.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(restrictions), alias_of=None)


def page_translations(page: Page) -> list[Page]:
    """``page`` and its public translations, each with its locale, in the order of the site's languages."""
    found = public_pages().filter(translation_key=page.translation_key).select_related("locale")
    order = [code for code, _ in settings.LANGUAGES]
    return sorted(found, key=lambda each: order.index(each.locale.language_code))


def alternates(page: Page, request: HttpRequest | None = None) -> list[dict[str, str]]:
    """The page in the other languages as ``{code, name, url}``; its nearest translated ancestor where it has none."""
    return language_links(page, request)["alternates"]


def language_links(page: Page, request: HttpRequest | None = None) -> dict[str, list[dict[str, str]]]:
    """``alternates`` for the language control, and ``hreflangs`` for the head, empty when there is no translation."""
    translations = page_translations(page)
    own = next((each.locale.language_code for each in translations if each.pk == page.pk), None)
    hreflangs: list[dict[str, str]] = []
    if own and len(translations) > 1:
        hreflangs = [{"code": each.locale.language_code, "url": full_url(each, request)} for each in translations]
        hreflangs.append({"code": "x-default", "url": hreflangs[0]["url"]})
    own = own or page.locale.language_code
    return {"alternates": _switcher(page, own, translations, request), "hreflangs": hreflangs}


def full_url(page: Page, request: HttpRequest | None) -> str:
    """The absolute address of ``page``, on the host that was asked: the one in Wagtail's site row is only a default."""
    return request.build_absolute_uri(page.get_url(request)) if request else page.get_full_url() or ""


def faq_entries(language: str) -> QuerySet[FaqEntry]:
    """The questions the public may see in the language with this code, in order. Drafts and flagged ones are not among them."""
    return FaqEntry.objects.filter(locale__language_code=language, live=True, needs_legal_review=False)


def matching_entries(entries: Iterable[FaqEntry], text: str) -> list[FaqEntry]:
    """The ``entries`` that hold every word of ``text``, whatever their accents, capitals and plural endings."""
    words = [_stem(word) for word in folded(text).split()]
    return [entry for entry in entries if _holds(f"{entry.question} {strip_tags(entry.answer)}", words)]


def grouped_entries(entries: Iterable[FaqEntry]) -> list[tuple[FaqGroup, list[FaqEntry]]]:
    """The ``entries`` under their group, in the order of the groups; empty groups are left out."""
    by_group: dict[str, list[FaqEntry]] = defaultdict(list)
    for entry in entries:
        by_group[entry.group].append(entry)
    return [(group, by_group[group.value]) for group in FaqGroup if by_group[group.value]]


def folded(text: str) -> str:
    """``text`` in lower case, without accents and punctuation, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))


def live_placeholders() -> list[tuple[str, str]]:
    """(where, placeholder) for each ``[[placeholder]]`` the public sees because no fact fills it."""
    facts = {code: site_facts(code) for code, _ in settings.LANGUAGES}
    found = [
        (f"foot of every page ({code})", f"[[{key}]]")
        for code in facts
        for key in FACTS_EVERYWHERE
        if not facts[code][key]
    ]

    def look(where: str, text: str, language: str) -> None:
        keys = dict.fromkeys(PLACEHOLDER.findall(text))
        found.extend((where, f"[[{key}]]") for key in keys if not facts[language].get(key))

    for page in public_pages().filter(depth__gt=1).select_related("locale").order_by("path").specific():
        look(page.get_url() or page.title, json.dumps(page.serializable_data(), default=str), page.locale.language_code)
    for language in facts:
        for entry in faq_entries(language):
            look(f"FAQ ({language}): {entry.question}", f"{entry.question} {entry.answer}", language)
        for key, value in facts[language].items():
            look(f"SiteFacts ({language}): {key}", value, language)
        for line in help_lines(language):
            look(f"help of every page ({language})", line.text, language)
        for service in ServiceStatus.objects.exclude(state=ServiceStatus.State.OPEN):
            look(f"service {service.form_key} ({language})", service.notice.get(language, ""), language)
    return found


def _switcher(page: Page, own: str, translations: list[Page], request: HttpRequest | None) -> list[dict[str, str]]:
    """One link per language other than ``own``, to the translation or the nearest ancestor that has one."""
    by_code = {each.locale.language_code: each for each in translations}
    links = []
    for code, _ in settings.LANGUAGES:
        target = None if code == own else by_code.get(code) or _translated_ancestor(page, code)
        if target is not None:
            name = get_language_info(code)["name_local"].capitalize()
            links.append({"code": code, "name": name, "url": target.get_url(request) or "/"})
    return links


def _translated_ancestor(page: Page, code: str) -> Page | None:
    """The translation into ``code`` of the nearest ancestor that has one."""
    keys = list(page.get_ancestors().order_by("-depth").values_list("translation_key", flat=True))
    found: dict[Any, Page] = {
        each.translation_key: each
        for each in public_pages().filter(translation_key__in=keys, locale__language_code=code, depth__gt=1)
    }
    return next((found[key] for key in keys if key in found), None)


def _holds(text: str, words: list[str]) -> bool:
    searched = folded(text)
    return all(word in searched for word in words)


def _stem(word: str) -> str:
    """``word`` without its plural ending, so that "patrocinadores" finds "patrocinador"."""
    for ending in ("es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word
