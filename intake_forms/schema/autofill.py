"""What a browser may fill in by itself: the names that HTML has for answers about the person who fills the form in.

Source: HTML Living Standard, "Autofill" (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill),
read 2026-11-25. Left out is what a form never asks: payment, passwords, sex, pictures.
"""

from typing import Literal

Names = Literal[
    "off", "name", "honorific-prefix", "given-name", "additional-name", "family-name", "honorific-suffix", "nickname",
]  # fmt: skip
Days = Literal["off", "bday"]
Emails = Literal["off", "email", "home email", "work email"]
Phones = Literal["off", "tel", "tel-national", "home tel", "work tel", "mobile tel"]
#: Of one line of text: what no kind of its own asks for better.
Words = Literal[
    "off", "name", "given-name", "additional-name", "family-name", "nickname", "organization", "organization-title",
    "language", "url", "address-line1", "address-line2", "address-line3", "address-level1", "address-level2", "address-level3",
    "address-level4", "postal-code", "country", "country-name",
]  # fmt: skip
