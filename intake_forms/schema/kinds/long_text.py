"""Several lines of text."""

from typing import ClassVar, Literal

from intake_forms.schema.items import Invalid, Length, Question, Raw, only


class LongText(Question):
    """Answer: str, lines kept."""

    rules: ClassVar[tuple[str, ...]] = ("too_long",)
    own_words: ClassVar[bool] = True

    kind: Literal["long_text"] = "long_text"
    max_length: Length = 500

    def clean(self, raw: Raw) -> str:
        text = only(raw)
        if len(text) > self.max_length:
            raise Invalid("too_long", max=self.max_length, given=len(text))
        return text


ITEM = LongText
