"""Numbers that nobody should give us: text that looks like a Social Security number or an Alien Registration number.

Decision 13 of the domain: such text is held back with a sentence, never stored and never dropped silently.
"""

import re
import unicodedata

_DASHES = re.compile(r"[\u00ad\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]")
#: 123-45-6789, also with dots or spaces: Social Security and individual taxpayer numbers.
_SOCIAL = re.compile(r"(?<!\d)\d{3}[-. ]{1,3}\d{2}[-. ]{1,3}\d{4}(?!\d)")
#: A 123 456 789, A#12345678, A-123-456-789: an A and seven to nine digits.
_ALIEN = re.compile(r"(?<![^\W\d_])A[-#.: ]{0,3}(?:n[o°º.]{0,2}[-#.: ]{0,3})?(?:\d[-. ]?){6,8}\d(?!\d)", re.IGNORECASE)
#: Nine digits in a row are either of them without its marks.
_BARE = re.compile(r"(?<!\d)\d{9}(?!\d)")


def looks_secret(text: str, *, bare: bool = True) -> bool:
    """Whether ``text`` holds such a number. ``bare``: nine digits with no marks count too."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", plain)
    return bool(_SOCIAL.search(plain) or _ALIEN.search(plain) or (bare and _BARE.search(plain)))
