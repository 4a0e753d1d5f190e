"""Writes for the public site: translations, and the only importer of wagtail_localize.

wagtail_localize publishes untranslated strings in English when asked to publish. Here nothing is published
below 100 %.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Locale, Page
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

# A slug may stay as it is in the source language: it is an address, not a text.
EXEMPT_PATHS = frozenset({"slug", "anchor"})


class IncompleteTranslation(Exception):
    """A translation lacks strings; ``paths`` says where."""

    def __init__(self, instance: models.Model, paths: Iterable[str]) -> None:
        """Name the object and the places that lack a translation."""
        self.paths = sorted(set(paths))
        super().__init__(f"{instance} is not fully translated: {', '.join(self.paths)}")


def same_in_every_language(*names: str) -> list[SynchronizedField]:
    """The model fields ``names`` as ones that translators never see."""
    return [SynchronizedField(name, overridable=False) for name in names]


@transaction.atomic
def translate(*, instance: Any, twin: Any, publish: bool) -> Any:
    """Translate ``instance`` with the texts of ``twin`` and return the translation.

    ``twin`` is an unsaved object of the same class and shape, written in ``twin.locale``. Raises
    IncompleteTranslation when it has a text less than ``instance``; nothing is saved then.
    """
    source, _ = TranslationSource.update_or_create_from_instance(instance)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=twin.locale)
    texts = _texts(twin)
    segments = source.stringsegment_set.select_related("context", "string").order_by("order")
    missing = []
    for segment in segments:
        path = segment.context.path
        text = texts[path].pop(0) if texts[path] else ""
        if not text:
            missing.append(path)
            continue
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=twin.locale,
            context=segment.context,
            defaults={"data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )
    surplus = [path for path, left in texts.items() if left]
    if surplus or set(missing) - EXEMPT_PATHS:
        raise IncompleteTranslation(instance, [*missing, *surplus])
    return save_translation(translation=translation, publish=publish)


@transaction.atomic
def save_translation(*, translation: Translation, publish: bool) -> Any:
    """Write the translated strings into the target object and return it, live if ``publish``.

    Raises IncompleteTranslation instead of publishing a text in the wrong language.
    """
    if publish and (missing := _missing_paths(translation)):
        raise IncompleteTranslation(translation.source.get_source_instance(), missing)
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    if publish:
        # Published here and not by the library: it would publish after the commit, where a crash leaves a draft behind.
        target.get_latest_revision().publish()
        target.refresh_from_db()
    return target


def missing_strings(instance: Any) -> list[str]:
    """The paths of the strings that ``instance``, itself a translation, still lacks; empty for a source object."""
    translation = (
        Translation.objects.filter(
            source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )
    return _missing_paths(translation) if translation else []


def stale(*, source: Any, locale: Locale) -> bool:
    """Whether ``source`` was published again after its texts were last handed to the translators of ``locale``."""
    translation = (
        Translation.objects.filter(source__object_id=source.translation_key, source__locale_id=source.locale_id)
        .filter(target_locale=locale, enabled=True)
        .select_related("source")
        .first()
    )
    if translation is None or source.last_published_at is None:
        return False
    return bool(translation.source.last_updated_at < source.last_published_at)


def _missing_paths(translation: Translation) -> list[str]:
    """The paths of the strings without a usable translation."""
    done = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    paths = (
        StringSegment.objects.filter(~Exists(done), source_id=translation.source_id)
        .exclude(context__path__in=EXEMPT_PATHS)
        .order_by("order")
        .values_list("context__path", flat=True)
    )
    return list(dict.fromkeys(paths))


def _texts(twin: Page | models.Model) -> dict[str, list[str]]:
    """The strings of ``twin`` by path, in order, as wagtail_localize would extract them."""
    texts: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(twin):
        if isinstance(segment, StringSegmentValue):
            texts[segment.path].append(segment.string.data)
    return texts
