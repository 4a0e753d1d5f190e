"""What staff write to a family: in its language first, perhaps in others, and never a number that we do not keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake_forms.records import tables
from intake_forms.records.models import Case
from intake_forms.schema.items import tidy
from intake_forms.schema.secrets import looks_secret
from intake_forms.staff.queue import language_name


class Words(forms.CharField):
    """A text of several lines, held back while it holds an A-number or a Social Security number."""

    def __init__(self, *, longest: int, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)
        self.longest = longest

    def clean(self, value: Any) -> str:
        text = tidy(str(value or ""))
        if looks_secret(text):
            raise ValidationError(_("Please remove this number; we do not keep it."), code="secret")
        if len(text) > self.longest:
            sentence = _("Use %(max)s characters at most. You wrote %(given)s.")
            raise ValidationError(sentence, code="too_long", params={"max": self.longest, "given": len(text)})
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        return text


def languages(case: Case) -> list[str]:
    """The languages that a text can stand in: the family's first."""
    return [case.language, *(code for code, _name in settings.LANGUAGES if code != case.language)]


class Reasoned(forms.Form):
    """A reason to choose, each beside what the family then reads of it."""

    reason = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": gettext_lazy("Choose a reason.")})

    def offer(self, case: Case, label: str, told: Mapping[str, tuple[dict[str, str], Mapping[str, str]]]) -> None:
        """``told``: by reason, what staff call it and what the family reads, each by language."""
        field: Any = self.fields["reason"]
        field.label = label
        field.choices = [(key, tables.spoken(name)) for key, (name, _text) in told.items()]
        self._told = {
            key: [(code, text[code]) for code in languages(case) if code in text] for key, (_name, text) in told.items()
        }

    @property
    def reasons(self) -> list[tuple[Any, list[tuple[str, str]]]]:
        """Each reason to tap with what the family reads, in each language, the family's first."""
        return [(radio, self._told[radio.data["value"]]) for radio in self["reason"]]


_OWN = gettext_lazy("Write it in the family's language.")


class InLanguages(forms.Form):
    """The same text in each language; the family's own is asked for, the others help whoever reads another one."""

    def __init__(self, *args: Any, case: Case, longest: int, required: bool, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages(case):
            own = code == case.language
            label = _("In the family's language: %(language)s") if own else _("In %(language)s (optional)")
            self.fields[f"text_{code}"] = Words(
                longest=longest,
                rows=rows,
                label=label % {"language": language_name(code)},
                required=required and own,
                error_messages={"required": _OWN},
                help_text="" if own else _("Shown to who reads the site in this language; colleagues see both."),
            )
            self.fields[f"text_{code}"].widget.attrs["lang"] = code

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, *others = (name for name in self.fields if name.startswith("text_"))
        if not found.get(first) and first not in self.errors and any(found.get(name) for name in others):
            self.add_error(first, _OWN)
        return found

    def texts(self) -> dict[str, str]:
        """What was written, by language; the family's first."""
        given = ((name, text) for name, text in self.cleaned_data.items() if name.startswith("text_") and text)
        return {name.removeprefix("text_"): text for name, text in given}
