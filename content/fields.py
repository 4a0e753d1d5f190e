"""A short text in every language of the site, in one column: a new language needs no migration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class EachLanguageWidget(forms.MultiWidget):
    """One input for each language, labelled with its name and marked with its ``lang``."""

    template_name = "content/widgets/each_language.html"
    use_fieldset = True

    def __init__(self, widget: type[forms.Widget], attrs: dict[str, Any] | None = None) -> None:
        # Kept: Wagtail makes its forms once, and the inputs stay those of that moment.
        self.languages = list(settings.LANGUAGES)
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            code: widget(attrs={"lang": code}) for code, _name in self.languages
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each input gets the name of its language as ``label``."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for inner, (_code, label) in zip(context["widget"]["subwidgets"], self.languages, strict=True):
            inner["label"] = label
        return context


class EachLanguageFormField(forms.MultiValueField):
    """Reads ``{code: text}``. A text given in one language must be given in each that none stands in for."""

    def __init__(self, *, widget: type[forms.Widget], max_length: int, **kwargs: Any) -> None:
        fields = [forms.CharField(max_length=max_length, required=False) for _each in settings.LANGUAGES]
        super().__init__(fields, widget=EachLanguageWidget(widget), require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        texts = {code: text for (code, _name), text in zip(settings.LANGUAGES, data_list or [], strict=False) if text}
        alone = [(code, name) for code, name in settings.LANGUAGES if len(settings.LANGUAGE_CHAINS[code]) == 1]
        missing = [str(name) for code, name in alone if code not in texts]
        if texts and missing:
            raise ValidationError(_("Write it in %(languages)s too.") % {"languages": ", ".join(missing)})
        return texts


class EachLanguage(models.JSONField):
    """``{language code: text}``; ``{}`` for no text. ``lines``: may it run over several."""

    def __init__(self, *args: Any, max_length: int = 120, lines: bool = False, **kwargs: Any) -> None:
        self.longest, self.lines = max_length, lines
        kwargs = {"default": dict, "blank": True, **kwargs}
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """One input per language."""
        return EachLanguageFormField(
            widget=forms.Textarea if self.lines else forms.TextInput,
            max_length=self.longest,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            initial=self.get_default(),
        )
