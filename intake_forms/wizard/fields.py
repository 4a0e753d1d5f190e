"""The form field of a question: the schema cleans, the field speaks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from intake_forms.schema import months
from intake_forms.schema.items import Invalid, Item, Question, Raw, input_name
from intake_forms.wizard import kinds

#: One sentence for each rule that several kinds know, telling what to do. A kind's own stand in its module.
MESSAGES = {
    "required": _("Answer this question: %(label)s"),
    "too_long": _("Use %(max)s characters at most. You wrote %(given)s."),
    "not_an_option": _("Choose one of the answers on the list."),
    "unreadable": _("Write this again, please. Some letters did not arrive well."),
    "secret": _("Please remove this number; we do not keep it."),
}
_UNNAMED = _("Look at this answer again, please.")


def sentence(item: Item, rule: str) -> Any:
    """What to say of an answer that breaks a rule, to be filled with the rule's params."""
    own = getattr(kinds.module(type(item)), "MESSAGES", {})
    # A rule that a kind from outside has no words for must not cost a family its page.
    return own.get(rule) or MESSAGES.get(rule, _UNNAMED)


class QuestionField(forms.Field):
    """A question in one language. ``look`` names the template part that draws it."""

    def __init__(self, item: Question, language: str, *, look: str, widget: forms.Widget) -> None:
        self.item, self.language, self.look = item, language, look
        #: What its answer is kept under.
        self.key: str = item.key
        hint = item.hint[language] if item.hint else ""
        super().__init__(required=False, label=item.label[language], help_text=hint, widget=widget)

    @property
    def why(self) -> str:
        """Why we ask."""
        return self.item.why[self.language]

    def typed(self, strings: Sequence[str]) -> Any:
        """What the widget shows again of the strings posted before."""
        return strings[-1] if strings else ""

    def again(self, typed: Mapping[str, Sequence[str]]) -> Any:
        """What the widget shows again of what was kept of the question, by the names that ``names`` gives."""
        return self.typed(typed.get(self.key, ()))

    def names(self) -> dict[str, str]:
        """Each input of the question: its part -> its name after the step's prefix, which is also the key it is kept under."""
        return {part: input_name(self.key, part) for part in self.item.parts}

    def raw(self, value: Any) -> dict[str, list[str]]:
        """What the widget read, as the schema takes it."""
        return {"": list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]}

    def secret(self, raw: Raw) -> ValidationError | None:
        """The error of an answer with a number that we must not keep, and the part it is in; None without such."""
        part = next((part for part, texts in raw.items() if self.item.holds_secret({part: texts})), None)
        return None if part is None else ValidationError(MESSAGES["secret"], code="secret", params={"part": part})

    def clean(self, value: Any) -> Any:
        raw = self.raw(value)
        if secret := self.secret(raw):
            raise secret
        try:
            return self.item.answer(raw)
        except Invalid as error:
            if error.code == "required" and self.item.missing:
                raise ValidationError(self.item.missing[self.language], code="required") from error
            params = {name: self._written(one) for name, one in error.params.items()}
            params["label"] = self.item.label[self.language]
            raise ValidationError(sentence(self.item, error.code), code=error.code, params=params) from error

    def _written(self, param: object) -> object:
        return months.written(param.isoformat(), self.language) if isinstance(param, datetime.date) else param

    def first_control(self, errors: Sequence[ValidationError]) -> str:
        """What to add to the question's id to reach the input to mend."""
        return "_0" if self.look == "rows" else ""


class PartsWidget(forms.MultiWidget):
    """Several text inputs, named by the parts of the question: ``<name>.<part>``."""

    def __init__(self, attrs: Mapping[str, dict[str, str]]) -> None:
        super().__init__(widgets=[forms.TextInput(part) for part in attrs.values()])
        # Django's way would put an underscore and a number behind the name.
        self.widgets_names = [f".{part}" for part in attrs]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The strings of each part, as a request brought them."""
        found = {}
        for suffix in self.widgets_names:
            key = name + suffix
            found[suffix[1:]] = data.getlist(key) if hasattr(data, "getlist") else [data[key]] if key in data else []
        return found

    def decompress(self, value: Any) -> list[str]:
        """The string shown in each input."""
        texts = value or {}
        return [(texts.get(suffix[1:]) or [""])[-1] for suffix in self.widgets_names]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, self.decompress(value), attrs)


class PartsField(QuestionField):
    """A question with several inputs, in an order of its own; ``attrs`` are each input's."""

    def __init__(
        self, item: Question, language: str, *, order: Sequence[str], attrs: Mapping[str, dict[str, str]]
    ) -> None:
        widget = PartsWidget({part: attrs[part] for part in order})
        super().__init__(item, language, look="parts", widget=widget)
        self.order = list(order)

    def again(self, typed: Mapping[str, Sequence[str]]) -> Any:
        return {part: list(typed.get(name, ())) for part, name in self.names().items()}

    def raw(self, value: Any) -> dict[str, list[str]]:
        return dict(value or {})

    def first_control(self, errors: Sequence[ValidationError]) -> str:
        named = {(error.params or {}).get("part") for error in errors}
        return f"_{next((place for place, part in enumerate(self.order) if part in named), 0)}"

    def inputs(self, bound: forms.BoundField) -> list[dict[str, Any]]:
        """Each input's context with its ``label`` and its ``tag``; the one to mend is marked for screen readers."""
        errors = bound.errors.as_data()
        wrong = self.first_control(errors) if errors else ""
        found, names = bound.subwidgets[0].data["subwidgets"], kinds.module(type(self.item)).PARTS
        for place, part in enumerate(self.order):
            found[place] |= {"label": names[part], "part": part}
            # Django marks them all, which would send people to look where nothing is wrong.
            found[place]["attrs"].pop("aria-invalid", None)
            if f"_{place}" == wrong:
                found[place]["attrs"]["aria-invalid"] = "true"
            drawn = bound.form.renderer.render(found[place]["template_name"], {"widget": found[place]})
            found[place]["tag"] = mark_safe(drawn)  # noqa: S308  (a template's output, escaped there)
        return list(found)


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
