"""A telephone number, typed in any way."""

import re
from typing import ClassVar, Literal

import phonenumbers

from intake_forms.schema.autofill import Phones
from intake_forms.schema.items import Invalid, Question, Raw, only


class Phone(Question):
    """Answer: str in E.164, "+14155552671", with an extension as RFC 3966 has it: "+14155552671;ext=12".

    A number without country code is taken for one of the United States.
    """

    plain_numbers: ClassVar[tuple[str, ...]] = ("",)
    rules: ClassVar[tuple[str, ...]] = ("not_a_phone",)

    kind: Literal["phone"] = "phone"
    autocomplete: Phones = "off"

    def clean(self, raw: Raw) -> str:
        text = only(raw)
        if not text:
            return ""
        if text.startswith("00"):
            text = "+" + text[2:]
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException as error:
            raise Invalid("not_a_phone") from error
        # "Possible", not "valid": numbering plans change faster than the library's tables.
        if not phonenumbers.is_possible_number(number):
            raise Invalid("not_a_phone")
        found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        extension = phonenumbers.normalize_digits_only(number.extension or "")
        return f"{found};ext={extension}" if extension else found

    def display(self, value: str, language: str) -> str:
        try:
            number = phonenumbers.parse(value)
        except phonenumbers.NumberParseException:
            # No number: as it stands.
            return value
        home = phonenumbers.PhoneNumberFormat.NATIONAL
        abroad = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return phonenumbers.format_number(number, home if number.country_code == 1 else abroad)

    def posted(self, value: str) -> Raw:
        return {"": [self.display(value, "")]}

    def can_contain(self, text: str) -> bool:
        return bool(re.fullmatch(r"\+?\d{1,15}|(?:\+?\d{1,15})?;ext=\d{0,20}", text, re.ASCII))

    def sample(self, language: str) -> Raw:
        return {"": ("(415) 555-0100",)}


ITEM = Phone
