"""The form field of a question: the schema cleans, the field speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake_forms.schema.items import Invalid, Question

#: One sentence for each rule, telling what to do.
MESSAGES = {
    "required": _("Answer this question: %(label)s"),
    "too_long": _("Use %(max)s characters at most. You wrote %(given)s."),
    "not_a_name": _("Write the name with letters."),
    "not_a_number": _("Write a number, like 2."),
    "out_of_range": _("Write a number from %(min)s to %(max)s."),
    "not_a_phone": _("Write the whole phone number, with the area code or the country code."),
    "not_an_email": _("Write an e-mail address like name@example.com."),
    "not_an_option": _("Choose one of the answers on the list."),
}


class QuestionField(forms.Field):
    """A question in one language. ``look`` names the template part that draws it."""

    def __init__(self, item: Question, language: str, *, look: str, widget: forms.Widget) -> None:
        self.item, self.language, self.look = item, language, look
        hint = item.hint[language] if item.hint else ""
        super().__init__(required=False, label=item.label[language], help_text=hint, widget=widget)

    @property
    def why(self) -> str:
        """Why we ask."""
        return self.item.why[self.language]

    def typed(self, strings: Sequence[str]) -> Any:
        """What the widget shows again of the strings posted before."""
        return strings[-1] if strings else ""

    def clean(self, value: Any) -> Any:
        strings = list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
        try:
            return self.item.answer({"": strings})
        except Invalid as error:
            if error.code == "required" and self.item.missing:
                raise ValidationError(self.item.missing[self.language], code="required") from error
            params = {**error.params, "label": self.item.label[self.language]}
            raise ValidationError(MESSAGES[error.code], code=error.code, params=params) from error


class ChoiceQuestionField(QuestionField):
    """A question with options, of which the form offers some."""

    def __init__(self, item: Question, language: str, *, look: str, widget: forms.Widget, many: bool) -> None:
        super().__init__(item, language, look=look, widget=widget)
        self.many = many
        options = getattr(item, "options", ())
        self.choices = [(option.value, option.label[language]) for option in options]
        self.hints = {option.value: option.hint[language] for option in options if option.hint}

    def offer(self, values: frozenset[str], *, blank: str | None = None) -> None:
        """Draw only these options, and first an empty one where the widget is a drop-down."""
        offered = [choice for choice in self.choices if choice[0] in values]
        self.widget.choices = [("", blank), *offered] if blank is not None else offered
        self.offered = values

    def typed(self, strings: Sequence[str]) -> Any:
        return list(strings) if self.many else super().typed(strings)

    def clean(self, value: Any) -> Any:
        answer = super().clean(value)
        chosen = set(answer if self.many else [answer]) - {"", None}
        if not chosen <= self.offered:
            raise ValidationError(MESSAGES["not_an_option"], code="not_an_option")
        return answer
