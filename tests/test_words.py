"""The words that the public and families read outside the forms: easy, plain, and the same for the same thing.

A text of twenty words and more is measured by itself; shorter ones with all that the same page or file says, which is what the
formulas were made for. What only staff and editors read is listed below and left out.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml
from django.utils.html import strip_tags

from intake_forms.schema import reading

ROOT = Path(__file__).parents[1]
MOST_WORDS = 25
#: Whose texts only editors, staff and those who run the site see.
NOT_FOR_FAMILIES = re.compile(
    r"content/(?:blocks|fields|models|wagtail_hooks)\.py|intake_forms/(?:authoring|staff|upkeep)/|portal/languages\.py"
    r"|intake_forms/records/(?:models|correspondence)\.py|intake_forms/templates/intake_forms/(?:authoring/|staff/|trial)"
    r"|content/seed/|content/snippets\.py"
)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TAG = re.compile(
    r"{%\s*translate\s+(?P<quote>[\"'])(?P<text>.*?)(?P=quote)|{%\s*blocktranslate(?P<args>[^%]*)%}(?P<body>.*?){%\s*endblocktranslate\s*%}",
    re.S,
)
NEVER_IN_SPANISH = re.compile(
    r"\baplicaci[oó]n|\w\((?:a|as|o|os)\)|\w@(?!example\.com)|\b(?:tú|tu|tus|contigo|tienes|puedes|quieres|debes|necesitas|guardi[aá]n|dactilares"
    r"|liberaci[oó]n|clic|click|hacer clic|formulario de intake|subir)\b",
    re.IGNORECASE,
)
NEVER_IN_ENGLISH = re.compile(
    r"\b(?:confidential|never shared|safe to use|click|submit|upload|invalid|e\.g\.|please note)\b", re.I
)


def _in_python(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            found |= {
                each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
    return found


def _in_template(path: Path) -> set[str]:
    found = set()
    for tag in TAG.finditer(path.read_text(encoding="utf-8")):
        if tag["text"] is not None:
            found.add(tag["text"])
            continue
        for text in re.split(r"{%\s*plural\s*%}", tag["body"]):
            named = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text)
            found.add(" ".join(named.split()) if "trimmed" in tag["args"] else named)
    return found


def for_families() -> dict[str, set[str]]:
    """The English texts of each file of the code whose texts families or the public see."""
    found = {}
    for app in ("portal", "content", "intake_forms"):
        for path in sorted((ROOT / app).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in (".py", ".html") and not NOT_FOR_FAMILIES.match(name):
                texts = _in_python(path) if path.suffix == ".py" else _in_template(path)
                if texts:
                    found[name] = texts
    return found


def catalogue() -> dict[str, list[str]]:
    """Each English text of the code, and of its plural, with its Spanish."""
    found: dict[str, list[str]] = {}
    for entry in polib.pofile(str(ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po")):
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        found[entry.msgid] = texts[:1]
        if entry.msgid_plural:
            found[entry.msgid_plural] = texts[1:]
    return found


def bilingual(part: Any, place: str) -> dict[str, dict[str, str]]:
    """Every text in the plain data of a file, by its place."""
    if isinstance(part, dict) and set(part) == {"en", "es"} and all(isinstance(text, str) for text in part.values()):
        return {place: part}
    members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return {name: text for key, each in members for name, text in bilingual(each, f"{place}.{key}").items()}


def data_files() -> dict[str, dict[str, dict[str, str]]]:
    """The texts of each data file: the site's first pages, the statuses, what is said of papers and files."""
    folders = ("content/seed", "intake_forms/records", "intake_forms/documents")
    paths = sorted(path for folder in folders for path in (ROOT / folder).glob("*.yaml"))
    found = {path.name: bilingual(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem) for path in paths}
    return {
        name: {place: text for place, text in texts.items() if not re.search(r"\.(?:slug|anchor)$", place)}
        for name, texts in found.items()
    }


def plain(text: str) -> str:
    """A text as it is read: without its tags and the marks of what is filled in."""
    words = re.sub(r"%\(\w+\)[sd]|{\w*}", "3", re.sub(r"</(?:p|li|h\d)>", "\n", text))
    return strip_tags(words).replace("%%", "%")


def said() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """What each file says in each language: (place, text)."""
    spanish = catalogue()
    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: {"en": [], "es": []})
    for name, texts in for_families().items():
        for text in sorted(texts):
            found[name]["en"].append((text, plain(text)))
            found[name]["es"] += [(text, plain(each)) for each in spanish[text]]
    for name, places in data_files().items():
        for place, text in places.items():
            for language in ("en", "es"):
                found[name][language].append((place, plain(text[language])))
    return dict(found)


def test_every_text_of_the_code_is_either_measured_or_for_staff() -> None:
    seen = set().union(*for_families().values())
    assert seen <= catalogue().keys()
    staff = set()
    for path in ROOT.rglob("*"):
        name = str(path.relative_to(ROOT))
        if path.suffix in (".py", ".html") and NOT_FOR_FAMILIES.match(name):
            staff |= _in_python(path) if path.suffix == ".py" else _in_template(path)
    assert {text for text in catalogue() if text not in seen | staff} == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_is_easy_to_read(language: str) -> None:
    hard = [
        (found.value, place, text)
        for texts in said().values()
        for place, text in texts[language]
        if (found := reading.too_hard(text, language))
    ]
    assert hard == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_with_its_short_texts_is_easy_to_read(language: str) -> None:
    hard = []
    for name, texts in said().items():
        page = "\n".join(text for _, text in texts[language])
        # Of a few labels the formulas say nothing.
        if reading.counts(page, len).words >= 100 and (found := reading.too_hard(page, language)):
            hard.append((found.value, name))
    assert hard == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_is_long(language: str) -> None:
    sentences = [
        sentence
        for texts in said().values()
        for _, text in texts[language]
        for sentence in re.split(r"(?<=[.!?:;])\s|\n+", text)
    ]
    assert [sentence for sentence in sentences if len(sentence.split()) > MOST_WORDS] == []


def test_the_words_are_ours() -> None:
    spanish = [text for texts in said().values() for _, text in texts["es"]]
    english = [text for texts in said().values() for _, text in texts["en"]]
    assert [text for text in spanish if NEVER_IN_SPANISH.search(text)] == []
    assert [text for text in english if NEVER_IN_ENGLISH.search(text)] == []
