"""One line of text."""

from typing import ClassVar, Literal

from intake_forms.schema.autofill import Words
from intake_forms.schema.items import Invalid, Length, Question, Raw, only


class ShortText(Question):
    """Answer: str."""

    rules: ClassVar[tuple[str, ...]] = ("too_long",)
    own_words: ClassVar[bool] = True

    kind: Literal["short_text"] = "short_text"
    max_length: Length = 200
    autocomplete: Words = "off"

    def clean(self, raw: Raw) -> str:
        text = " ".join(only(raw).split())
        if len(text) > self.max_length:
            raise Invalid("too_long", max=self.max_length, given=len(text))
        return text


ITEM = ShortText
