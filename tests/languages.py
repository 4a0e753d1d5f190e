"""Languages made for tests: folders as somebody would add them, and forms that speak them.

``LONGER`` makes texts some 40 % longer, ``MIRRORED`` writes them in Arabic letters; what a catalogue or a page fills in stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polib
import yaml
from django.conf import settings
from django.test import override_settings

from intake_forms.schema.kinds import yes_no
from portal import languages

ROOT = Path(__file__).parents[1]
Say = Callable[[str], str]
#: Placeholders, tags, entities, addresses and numbers.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w[^>]*>|\[\[\w+\]\]|&\w+;|https?://\S+)")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابکدیفگهیجکلمنوپقرستوڤوخيز")


def _outside(change: Say) -> Say:
    """Change a text but for what is filled into it."""
    return lambda text: "".join(part if number % 2 else change(part) for number, part in enumerate(_KEPT.split(text)))


LONGER = _outside(lambda text: re.sub(r"[aeiouáéíóú]", lambda vowel: vowel[0] * 2, text, flags=re.IGNORECASE))
MIRRORED = _outside(lambda text: text.casefold().translate(_ARABIC))


def add(folder: Path, code: str, catalogue: dict[str, Any], **data: Any) -> None:
    """A language in ``folder``: its ``language.yaml`` and a compiled catalogue, msgid -> text or plural forms."""
    home = folder / code / "LC_MESSAGES"
    home.mkdir(parents=True)
    (folder / code / "language.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    po = polib.POFile()
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "Language": code,
    }
    po.extend(polib.POEntry(msgid=msgid, msgstr=said) for msgid, said in catalogue.items() if isinstance(said, str))
    for (msgid, plural), said in ((msgid, said) for msgid, said in catalogue.items() if not isinstance(said, str)):
        po.append(polib.POEntry(msgid=msgid, msgid_plural=plural, msgstr_plural=dict(enumerate(said))))
    po.save(str(home / "django.po"))
    po.save_as_mofile(str(home / "django.mo"))


def answers(say: Say) -> dict[str, str]:
    """The words for yes, no and "I don't know", as ``language.yaml`` has them, said otherwise."""
    return {f"answer_{value}": say(yes_no.words(value)["es"]) for value in ("yes", "no", "not_sure")}


def whole_catalogue(say: Say) -> dict[Any, Any]:
    """Every text of the portal, said otherwise: from Spanish, which is longer than English."""
    found: dict[Any, Any] = {}
    for entry in polib.pofile(str(ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po")):
        if entry.msgid_plural:
            found[entry.msgid, entry.msgid_plural] = [say(entry.msgstr_plural[number]) for number in (0, 1)]
        else:
            found[entry.msgid] = say(entry.msgstr)
    return found


def speaking(data: Any, code: str, say: Say, source: str = "es") -> Any:
    """A form document as plain data, with one language more: every text of ``source``, said otherwise."""
    if isinstance(data, dict):
        if set(data) >= set(LANGUAGES_OF_FORMS) and all(isinstance(text, str) for text in data.values()):
            return {**data, code: say(data[source])}
        return {
            name: [*value, code] if name == "languages" else speaking(value, code, say, source)
            for name, value in data.items()
        }
    return [speaking(each, code, say, source) for each in data] if isinstance(data, list) else data


def add_pseudo(folder: Path) -> None:
    """Two whole languages: ``qaa``, whose texts are longer, and ``qab``, which is written from right to left."""
    longer = {"name": "Longer", "own_name": "Longer", **answers(LONGER)}
    add(folder, "qaa", whole_catalogue(LONGER), **longer)
    mirrored = {"name": "Mirrored", "own_name": "Mirrored", "rtl": True, **answers(MIRRORED)}
    add(folder, "qab", whole_catalogue(MIRRORED), **mirrored)


def in_pseudo(data: Any) -> Any:
    """A form document, as plain data, that has these two languages too."""
    for code, say in (("qaa", LONGER), ("qab", MIRRORED)):
        data = speaking(data, code, say)
    return data


LANGUAGES_OF_FORMS = ("en", "es")


@contextmanager
def known(*folders: Path) -> Iterator[None]:
    """The portal with the languages in these folders beside its own, as if it had been started with them."""
    before = settings.LOCALE_PATHS
    try:
        with override_settings(**languages.settings([*folders, *before])):
            languages.join(settings.LANGUAGE_CHAINS)
            yield
    finally:
        languages.settings(before)
        languages.join(settings.LANGUAGE_CHAINS)
