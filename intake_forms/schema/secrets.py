"""Numbers that nobody should give us: text that looks like a Social Security number or an Alien Registration number.

Decision 13 of the domain: such text is held back with a sentence, never stored and never dropped silently. A Social Security
number, like an individual taxpayer's, has nine digits; an Alien Registration number has seven to nine behind an A. The table in
``tests/intake_forms/schema/test_secrets.py`` says what is held, and what people must be able to write.
"""

from __future__ import annotations

import re
import unicodedata

# The patterns read folded text: no accents, nothing unseen, ASCII digits, and "-" for every sort of dash; letters of either case.

#: What may stand between the words for a number and the number.
_FILLER = (
    r"(?:\W|(?:number|numero|num|nro|no|n|registration|card|tarjeta|is|was|are|es|era|son|the|my|his|her|their|your"
    r"|el|la|mi|su|tu|de|del|of|for|para|to|at|a|al|me|us|nos)\b)"
)
_FILLING = rf"{_FILLER}*+"
#: The mark between groups of digits, the same one between all.
_MARK = r"(?P<mark>(?: ?[-./] ?| {1,3}))"
_LOOSE = r"[-./ ]{0,3}"
_END = rf"(?!{_LOOSE}\d)"
#: What may stand between the digits of a number that is named: a bracket too.
_NAMED = rf"(?:{_LOOSE}| ?[()] ?)"
#: 2026-05-31, 31.12.2026.
_DAY = r"(?:(?:19|20)\d\d[-. ][01]?\d[-. ][0-3]?\d|[0-3]?\d[-. ][0-3]?\d[-. ](?:19|20)\d\d)"

#: +34 912 34 5678: a telephone number with its country code.
_ABROAD = re.compile(r"(?:\+|(?<!\d)00)\d(?:[-. ()]{0,3}\d){9,14}?(?!\d)")
#: "teléfono 987654321", "llame a 5512 3456": a telephone number that says so. In some countries they have nine digits.
_CALLED = re.compile(
    r"\b(?:(?:tele)?phones?|telefonos?|tel|cel|celular(?:es)?|cell|mobile|movil|whatsapp|wasap|fax|call|text|llam\w*|marc\w*)\b"
    rf"{_FILLING}\d(?:[-. ()]{{0,3}}\d){{6,14}}?{_END}",
    re.I,
)
#: 123-45-6789, also with dots, commas, colons, bars, stars, slashes, brackets or spaces, and over several lines.
_BETWEEN = r"[-., |\n:;*()]{1,3}"
_SOCIAL = re.compile(rf"(?<!\d)\d{{3}}(?:{_BETWEEN}\d{{2}}{_BETWEEN}| ?/ ?\d{{2}} ?/ ?)\d{{4}}(?!\d)")
#: "seguro social 12 345 6789": nine digits in any order of groups, named for what they are.
_SOCIAL_BY_NAME = re.compile(
    r"\b(?:ssn|ss(?= ?#)|itin|(?<!trabajador )(?<!trabajadora )social(?: security)?|seguro(?: social)?|taxpayer)\b"
    rf"{_FILLING}\d(?:(?:{_NAMED}|[,|\n:;*])\d){{8}}{_END}",
    re.I,
)
#: "alien number 1234 5678", "A-number …", "número de registro …": seven to nine digits, named.
_OF_ALIENS = r"de (?:registro de )?extranjer[oa]s?"
_ALIEN_BY_NAME = re.compile(
    r"(?:\b(?:aliens?|uscis"
    rf"|(?:numero|num|nro|no|n)\W{{0,3}}(?:{_OF_ALIENS}|de registro)|(?:(?<=registro )|(?<=#)|(?<=# )){_OF_ALIENS})\b{_FILLING}"
    # An "a" may be filling itself: without an end to it, a text of nothing else would be read over and over.
    rf"|\ba(?:-(?:number|numero|num|nro|no)\b| ?#){_FILLER}{{0,20}}+)"
    rf"\d(?:{_NAMED}\d){{6,8}}{_END}",
    re.I,
)
#: A 1234 5678, A 12 34 56 78 9: groups of any sort behind a capital A, which is no Spanish "a" unless all is in capitals, and
#: no part of an address. From one day to another is none.
_ALIEN_BY_LETTER = re.compile(
    r"(?<!\w)(?<![A-Z]{2} )(?i:(?<!apt )(?<!apto )(?<!unit )(?<!ave )(?<!avenida )(?<!avenue )(?<!calle )(?<!edificio ))A"
    rf"(?:[-#.:, (]|(?i:number|numero|num|nro|no|n|is|es)\b){{0,8}}(?!{_DAY}(?!\d))\d(?:[-. ()]{{0,3}}\d){{6,8}}{_END}"
)
#: A 123 456 789, A#12345678, A No. 12345678. A telephone number after the Spanish "a" has groups of four, a date other ones.
_ALIEN = re.compile(
    r"(?<!\w)a(?:[-#.:, ]|(?:number|numero|num|nro|no|n|is|es)\b){0,8}"
    rf"(?:\d{{7,9}}(?!\d)|(?:\d{{1,3}}{_MARK}\d{{3}}(?P=mark)\d{{3}}|\d(?:[-. ]{{1,3}}\d){{6,8}}){_END})",
    re.I,
)
#: Before a ZIP code: "CA 94601 1234", by the states whose letters are no word of either language; "1200 Avenue A 10009 1234".
_STATES = "AK AZ AR CA CT DC FL GA IA IL KS KY MD MN MS MT NC ND NE NH NJ NM NV NY RI SC SD TN TX UT VT WA WI WV WY"
_BEFORE_ZIP = "".join(rf"(?<!\b{state} )" for state in _STATES.split())
_BEFORE_ZIP += "".join(rf"(?<!(?i:\b{street} a ))" for street in ("avenue", "avenida", "ave", "calle", "street"))
#: Nine digits without a name: in a row, by threes, "12345 6789" (with a dash it is a ZIP code), one by one.
_BARE = re.compile(
    rf"(?<!\d)(?:\d{{9}}|\d{{3}}{_MARK}\d{{3}}(?P=mark)\d{{3}}|\d{{3}} ?[-. ] ?\d{{6}}|\d{{6}} ?[-. ] ?\d{{3}})(?!\d)"
    rf"|(?<![\d)])(?<![\d)][-. ]){_BEFORE_ZIP}\d{{5}} {{1,3}}\d{{4}}(?!\d)"
    rf"|(?<!\d)(?<!\d[-./ ])\d(?:[-./_ ]{{1,3}}\d){{8}}{_END}"
)


def looks_secret(text: str, *, bare: bool = True) -> bool:
    """Whether ``text`` holds such a number. ``bare``: nine digits that nothing says more of count too."""
    plain = _ABROAD.sub("+", _folded(text))
    if _SOCIAL.search(plain) or _SOCIAL_BY_NAME.search(plain) or _ALIEN_BY_NAME.search(plain):
        return True
    plain = _CALLED.sub("+", plain)
    return bool(_ALIEN.search(plain) or _ALIEN_BY_LETTER.search(plain) or (bare and _BARE.search(plain)))


#: By Unicode category: what is between two digits without being seen is gone, every dash is "-" and every blank " ".
_CATEGORIES = {"Cf": "", "Mn": "", "Me": "", "Pd": "-", "Pc": "-", "Zs": " "}
_LIKE = {
    "\n": "\n",
    "\u2212": "-",
    "\u2043": "-",
    "\u2044": "/",
    "\u2215": "/",
    "\u00b7": ".",
    "\u2022": ".",
    "\u2219": ".",
}


def _folded(text: str) -> str:
    return "".join(map(_letter, unicodedata.normalize("NFKD", text)))


def _letter(one: str) -> str:
    if one.isdigit():
        return str(unicodedata.digit(one))
    category = unicodedata.category(one)
    return _LIKE.get(one) or (" " if category == "Cc" else _CATEGORIES.get(category, one))
