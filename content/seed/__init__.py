"""The site's first texts, in every language: planted once each, then the editors'."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Locale, Page, Site

from content import services
from content.snippets import FaqEntry, HelpLine, ServiceStatus

FOLDER = Path(__file__).parent
NAMESPACE = uuid.UUID("6f1d5f3a-2c59-5b0e-9a43-5d1f0a6f2b11")
# What the seed files say about an object, as against the texts it holds.
ABOUT = frozenset({"key", "kind", "parent", "draft"})
EDITORS = "Editors"


def plant_site() -> list[str]:
    """Plant every text that was never planted here and return the keys of the new ones.

    What was planted once is not touched again, whatever editors did to it since. Each object appears with all its
    translations or not at all.
    """
    for code, _ in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    planted = [entry["key"] for entry in _texts("faq.yaml") if _plant(entry, _new_entry)]
    planted += [page["key"] for page in _texts("pages.yaml") if _plant(page, _new_page)]
    planted += [each["key"] for each in _texts("services.yaml") if _once(each["key"], _new_service, each)]
    planted += [each["key"] for each in _texts("help.yaml") if _once(each["key"], _new_help_line, each)]
    if _once("permissions-of-editors", _let_editors_work):
        planted.append("permissions-of-editors")
    return planted


def _texts(name: str) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _once(key: str, plant: Any, *args: Any) -> bool:
    """Call ``plant`` unless ``key`` was planted before; whether it was called."""
    with transaction.atomic():
        _, new = apps.get_model("content", "SeededItem").objects.get_or_create(key=key)
        if new:
            plant(*args)
    return bool(new)


def _plant(text: dict[str, Any], create: Any) -> bool:
    return _once(text["key"], _plant_in_every_language, text, create)


def _plant_in_every_language(text: dict[str, Any], create: Any) -> None:
    """Create the object in the default language, then its translations; none into a language that lacks a text of it."""
    live = not text.get("draft", False)
    default, *others = [code for code, _ in settings.LANGUAGES]
    with override(default):
        original = create(text, _fields(text, default))
        revision = original.save_revision()
        if live:
            revision.publish()
            original.refresh_from_db()
        for code in (code for code in others if _stands_in(text, code)):
            twin = type(original)(locale=Locale.objects.get(language_code=code), **_fields(text, code))
            translation = services.translate(instance=original, twin=twin, publish=live)
            if isinstance(original, Page) and not text.get("parent"):
                Site.clear_site_root_paths_cache()
            # A draft must never reach the public by a change in the library.
            assert translation.live == live


def _new_entry(text: dict[str, Any], fields: dict[str, Any]) -> models.Model:
    """An unpublished FAQ entry in the default language."""
    entry = FaqEntry(locale=Locale.get_default(), translation_key=_identity(text["key"]), live=False, **fields)
    entry.full_clean()
    entry.save()
    return entry


def _new_service(text: dict[str, Any]) -> None:
    """The state of a service, unless an editor has written one already."""
    fields = {name: value for name, value in text.items() if name not in {"key", "form_key"}}
    ServiceStatus.objects.get_or_create(form_key=text["form_key"], defaults=fields)


def _new_help_line(text: dict[str, Any]) -> None:
    HelpLine.objects.create(**{name: value for name, value in text.items() if name != "key"})


def _new_page(text: dict[str, Any], fields: dict[str, Any]) -> Page:
    """An unpublished page in the default language; one without a parent becomes the site's start page."""
    model = apps.get_model("content", text["kind"])
    page: Page = model(
        locale=Locale.get_default(), translation_key=_identity(text["key"]), live=False, show_in_menus=True, **fields
    )
    if parent := text.get("parent"):
        Page.objects.get(translation_key=_identity(parent), locale=Locale.get_default()).add_child(instance=page)
        return page
    root = Page.get_first_root_node()
    welcome = Page.objects.child_of(root).filter(slug=page.slug).exclude(content_type__app_label="content").first()
    if welcome is not None:
        # Wagtail's own "Welcome" page holds the slug and the default site.
        page.slug, slug = f"{page.slug}-new", page.slug
        root.add_child(instance=page)
        Site.objects.filter(root_page=welcome).update(root_page=page)
        welcome.delete()
        page.slug = slug
        page.save()
    else:
        root.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": page}, create_defaults={"hostname": "localhost", "root_page": page}
    )
    Site.clear_site_root_paths_cache()
    return page


def _fields(text: dict[str, Any], code: str) -> dict[str, Any]:
    """The model fields of ``text`` in one language, stream fields in Wagtail's stored form."""
    fields = {}
    for name, value in text.items():
        if name not in ABOUT:
            local = _in_language(value, code)
            fields[name] = _stream(local, f"{text['key']}.{name}") if isinstance(local, list) else local
    return fields


def _stands_in(value: Any, code: str) -> bool:
    """Whether every map of languages in ``value`` has ``code``."""
    if isinstance(value, dict):
        return code in value if _is_text(value) else all(_stands_in(each, code) for each in value.values())
    return all(_stands_in(each, code) for each in value) if isinstance(value, list) else True


def _is_text(value: dict[str, Any]) -> bool:
    return bool(value) and set(value) <= {each for each, _ in settings.LANGUAGES}


def _in_language(value: Any, code: str) -> Any:
    """``value`` with each map of languages replaced by its text in ``code``."""
    if isinstance(value, dict):
        if _is_text(value):
            return value[code]
        return {key: _in_language(each, code) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_language(each, code) for each in value]
    return value


def _stream(blocks: list[dict[str, Any]], place: str) -> list[dict[str, Any]]:
    """Stored form of ``[{type: value}, …]``. Block ids come from the place, so that every language has the same."""
    stored = []
    for position, block in enumerate(blocks):
        ((kind, value),) = block.items()
        here = f"{place}.{position}"
        stored.append({"type": kind, "id": _identifier(here), "value": _value(value, here)})
    return stored


def _value(value: Any, place: str) -> Any:
    """The stored form of a block's value: lists get ids, days become text."""
    if isinstance(value, dict):
        return {name: _value(each, f"{place}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "id": _identifier(f"{place}.{n}"), "value": _value(each, f"{place}.{n}")}
            for n, each in enumerate(value)
        ]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _identity(key: str) -> uuid.UUID:
    """The translation key of a seeded object: the same on every machine."""
    return uuid.uuid5(NAMESPACE, key)


def _identifier(place: str) -> str:
    return str(uuid.uuid5(NAMESPACE, place))


def _let_editors_work() -> None:
    """Let the group that Wagtail makes edit, translate and publish pages, questions and the facts."""
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    names = [f"{verb}_faqentry" for verb in ("add", "change", "delete", "publish", "view")]
    names += [f"{verb}_servicestatus" for verb in ("add", "change", "delete", "view")]
    names += [f"{verb}_helpline" for verb in ("add", "change", "delete", "view")]
    names += ["change_sitefacts", "submit_translation"]
    editors.permissions.add(*Permission.objects.filter(codename__in=names))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=editors, page=Page.get_first_root_node(), permission=permission)
