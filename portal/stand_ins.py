"""Texts that stand in another language than their page, since an unfinished language lacks them, say so (WCAG 3.1.2).

They come from catalogues, forms and tables, and through filters that know nothing of languages. So the page itself is looked
through once it is made, and only in an unfinished language: each text on it that is known to stand in gets ``lang`` and ``dir``.
An element whose name for a screen reader stands in gets ``lang``, and what is inside it in the page's language says that in turn.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import unescape
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language, override, trans_real

from intake_forms.schema import languages, months

_TAG = re.compile(r"(<!--.*?-->|<[^>]+>)", re.S)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
#: Attributes that are read to somebody.
_READ = re.compile(r'\s(?:aria-label|alt|title|placeholder)="([^"]+)"')
#: What is filled into a text: anything may stand there.
_FILLED = re.compile(r"%\(\w+\)[sd]|%[sd]|\[\[\w+\]\]")
#: Where a text is parted on its page: at tags, links, lines, and numbers that can be tapped.
_PARTED = re.compile(r"<[^>]+>|\[([^\]\[]+)\]\([^)]*\)|\n(?:- )?|1-\d{3}-\d{3}-\d{4}|\b(?:911|988)\b")
#: What may stand between a text and what a page puts behind it.
_GOES_ON = re.compile(r"([.!?]?)(?:: | \u2013 | · |, | \(|(?<=[.!?]) )")
_WORD = re.compile(r"[^\W\d_]+")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
#: In these nothing can be wrapped; of those before the bar the element itself can say it.
_WHOLE, _RAW = frozenset({"title", "option"}), frozenset({"script", "style", "textarea", "svg"})


class _Open(NamedTuple):
    """An element that is open: whether it says its own language, and where its tag stands in what is written.

    ``named``: the language that it says because its name for a screen reader is in it; "" for none.
    """

    name: str
    says: bool
    place: int
    named: str = ""


def stand_ins(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, inside Django's LocaleMiddleware: marks the pages in unfinished languages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response, language = get_response(request), get_language() or settings.LANGUAGE_CODE
        html = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if html and languages.unfinished(language):
            response.content = marked(response.content.decode(), language)
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def marked(page: str, language: str) -> str:
    """A page in a language, each text that stands in for one with the language that it is in."""
    found: list[str] = []
    stack: list[_Open] = []
    for token in _TAG.split(page):
        if token.startswith("<") and len(token) > 1:
            token, named = _with_name(token, language)
            _follow(stack, token, len(found), named)
        elif token.strip() and not any(one.says or one.name in _RAW for one in stack):
            around = next((one.named for one in reversed(stack) if one.named), language)
            code = stands_in(" ".join(unescape(token).split()), language) or language
            if code != around and stack and stack[-1].name in _WHOLE:
                found[stack[-1].place] = found[stack[-1].place][:-1] + f" {_said(code)}>"
            elif code != around:
                body = token.strip()
                token = token.replace(body, f"<span {_said(code)}>{body}</span>")
        found.append(token)
    return "".join(found)


def _with_name(tag: str, language: str) -> tuple[str, str]:
    """A tag, with the language of its name for a screen reader where that stands in; and that language, "" for none."""
    if tag.startswith(("</", "<!")) or " lang=" in tag:
        return tag, ""
    texts = [" ".join(unescape(text).split()) for text in _READ.findall(tag)]
    code = next((code for text in texts if (code := _in_one(text, language))), "")
    end = "/>" if tag.endswith("/>") else ">"
    # Not its direction: what is inside keeps its place.
    return (f'{tag.removesuffix(end)} lang="{code}"{end}' if code else tag), code


def _in_one(text: str, language: str) -> str:
    """The language that a name stands in, also one of several texts after colons that all stand in the same."""
    codes = {stands_in(part, language) for part in text.split(": ")}
    return stands_in(text, language) or (codes.pop() if len(codes) == 1 else "")


def _follow(stack: list[_Open], tag: str, place: int, named: str = "") -> None:
    """Note that an element begins or ends."""
    name = found[1].lower() if (found := _NAME.match(tag)) else ""
    if tag.startswith("</"):
        while stack and stack.pop().name != name:
            pass
    elif name and name not in _VOID and not tag.endswith("/>"):
        stack.append(_Open(name, name != "html" and " lang=" in tag and not named, place, named))


def _said(code: str) -> str:
    known = languages.known()
    return f'lang="{code}" dir="{"rtl" if code in known and known[code].rtl else "ltr"}"'


def stands_in(text: str, language: str) -> str:
    """The language that a text on a page is in, where it stands in for one of the page's; "" where it does not.

    Also of a text that goes on after one that stands in, as a question before the name of whom it is about.
    """
    count = sum(map(len, languages.stood_in(language).values()))
    exact, filled = _known(language, count)
    if text in exact:
        return exact[text]
    if code := next((code for pattern, code in filled if pattern.fullmatch(text)), ""):
        return code
    plain = text.strip(" :·,\u2013")
    beginnings = [plain, *(plain[: found.end(1)] for found in _GOES_ON.finditer(plain))]
    if code := next((exact[each] for each in reversed(beginnings) if each in exact), ""):
        return code
    return next((code for code in languages.chain(language)[1:] if _is_date(text, code)), "")


def _is_date(text: str, code: str) -> bool:
    """Whether a text is a day or a time as a language writes it, with a word of it."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return bool(words) and any(map(str.isdigit, text)) and words <= _words_of_dates(code)


@cache
def _words_of_dates(code: str) -> frozenset[str]:
    """Every word in days and times as a language writes them."""
    # Each month, each day of the week, and each word for a part of the day.
    moments = [datetime.datetime(2026, month, day, 3 * month % 24) for month in range(1, 13) for day in range(1, 8)]
    looks = ("DATE_FORMAT", "TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "l")
    with override(code):
        said = [date_format(moment, look) for moment in moments for look in looks]
    said += [months.written(moment.strftime(look), code) for moment in moments for look in ("%Y-%m-%d", "%Y-%m")]
    return frozenset(word.casefold() for text in said for word in _WORD.findall(text))


@lru_cache(maxsize=16)
def _known(language: str, count: int) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Texts as they stand on a page, and patterns of those with something filled in; made anew when there are more of them."""
    exact: dict[str, str] = {}
    filled: dict[str, str] = {}
    told = [(text, code) for code, texts in languages.stood_in(language).items() for text in texts]
    for text, code in [*_of_catalogue(language), *told]:
        for part in _PARTED.split(text):
            plain = " ".join(unescape(part or "").split())
            if not re.search(r"[^\W\d_]", _FILLED.sub("", plain)):
                continue
            (filled if _FILLED.search(plain) else exact).setdefault(plain, code)
    patterns = [(re.compile(".+?".join(map(re.escape, _FILLED.split(text)))), code) for text, code in filled.items()]
    return exact, patterns


def _of_catalogue(language: str) -> list[tuple[str, str]]:
    """The portal's texts that the language's own catalogue lacks, each as it stands in for that, with the language it is in."""
    own: Any = trans_real.translation(language)
    found = []
    for code in languages.chain(language)[1:]:
        there: Any = trans_real.translation(code)
        every: Any = trans_real.translation("es")
        for entry in list(every._catalog.keys()):
            message = entry[0] if isinstance(entry, tuple) else entry
            if message and _lacks(own, entry) and "\x04" not in message:
                said = _text(there, entry)
                found.append((said or message, code if said else settings.LANGUAGE_CODE))
    return found


def _lacks(catalogue: Any, entry: Any) -> bool:
    return _text(catalogue, entry) is None


def _text(catalogue: Any, entry: Any) -> str | None:
    """What a catalogue itself says; None where it leaves that to another."""
    message, number = entry if isinstance(entry, tuple) else (entry, None)
    said = catalogue._catalog.get((message, number) if number is not None else message)
    return said or None
