"""A telephone number, typed in any way."""

import re
from typing import ClassVar, Literal

import phonenumbers

from intake_forms.schema.autofill import Phones
from intake_forms.schema.items import Invalid, Question, Raw, only

#: Until 2019 a mobile number of Mexico had a 1 after the country code, and people still write it.
_OLD_MEXICAN = re.compile(r"\A52[\s.-]*1(?=(?:[\s.-]*\d){10}\Z)")


def _read(text: str, *, sure: bool = False) -> phonenumbers.PhoneNumber | None:
    """The whole number in a text; None where there is none. ``sure``: only one that the numbering plans have.

    Otherwise a possible one will do: the plans change faster than the library's tables.
    """
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    # Of a number without its area code the library says "possible" too: but nobody far away can call it.
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return number if whole and (not sure or phonenumbers.is_valid_number(number)) else None


class Phone(Question):
    """Answer: str in E.164, "+14155552671", with an extension as RFC 3966 has it: "+14155552671;ext=12".

    A number without country code is taken for one of the United States; where it can be none, for one whose country code
    stands at its beginning without a plus.
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
        number = _read(text) or _read(f"+{_OLD_MEXICAN.sub('52', text.lstrip('+'))}", sure=True)
        if number is None:
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
