"""Somebody who fills in whatever a page of the wizard asks: nothing here knows a form but by its pages and its document.

``Page`` reads the inputs of a step; ``answers`` and ``half`` type into them; ``Walk`` goes from page to page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from intake_forms.schema.document import Form
from intake_forms.schema.items import Question

Typed = dict[str, list[str]]


@dataclass
class Input:
    """One name on a page: what kind of input, what can be chosen, and what stands or is chosen there."""

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The form with the id ``wizard`` on a page: ``inputs`` by name, ``hidden`` fields, its ``action``."""

    def __init__(self, response: HttpResponse | str) -> None:
        """Of an answer of the server, or of the page's own text in a browser."""
        super().__init__()
        self.inputs: dict[str, Input] = {}
        self.hidden: dict[str, str] = {}
        self.action = ""
        self._inside, self._select, self._area = False, "", ""
        self.feed(response if isinstance(response, str) else response.content.decode())

    @property
    def shown(self) -> Typed:
        """What stands on the page: input name -> strings; those left open are not in it."""
        found = {name: [text for text in one.shown if text] for name, one in self.inputs.items()}
        return {name: texts for name, texts in found.items() if texts}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == "wizard"
            self.action = given.get("action", self.action) if self._inside else self.action
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[name] = given.get("value", "")
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            one = self.inputs.setdefault(name, Input(name, given["type"]))
            one.options.append(given["value"])
            one.shown += [given["value"]] if "checked" in given else []
        elif tag == "input" and given.get("type") != "file":
            self.inputs[name] = Input(name, "text", shown=[given.get("value", "")])
        elif tag == "textarea":
            self.inputs[name], self._area = Input(name, "text", shown=[""]), name
        elif tag == "select":
            self.inputs[name], self._select = Input(name, "select"), name
        elif tag == "option" and self._select and given.get("value"):
            self.inputs[self._select].options.append(given["value"])
            self.inputs[self._select].shown += [given["value"]] if "selected" in given else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break belongs to the tag.
            self.inputs[self._area].shown = [self.inputs[self._area].shown[0].removeprefix("\n")]
        self._area = "" if tag == "textarea" else self._area
        self._select = "" if tag == "select" else self._select
        self._inside = self._inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self._area:
            self.inputs[self._area].shown[0] += data


def answers(page: Page, form: Form, wished: Mapping[str, Any]) -> Typed:
    """Answers that are taken: those wished for where the page asks for them, samples elsewhere."""
    questions = {question.key: question for question in _questions(form)}
    found: Typed = {}
    for name, one in page.inputs.items():
        key, _dot, part = name.partition("-")[2].partition(".") if name.count("-") == 1 else _split(name)
        question = questions.get(key)
        if key in wished and question:
            typed = [str(text) for text in question.posted(wished[key]).get(part, ())]
        elif one.options:
            typed = ["will_bring"] if "will_bring" in one.options else one.options[:1] if question else []
        else:
            typed = list(question.sample("es").get(part, ())) if question else []
        if any(typed):
            found[name] = typed
    return found


def half(page: Page) -> Typed:
    """What somebody has typed who was interrupted: a beginning in each text that no rule takes, some options chosen."""
    found: Typed = {}
    for number, (name, one) in enumerate(page.inputs.items()):
        if one.kind == "text":
            found[name] = [f"1x «ñ» {number}"]
        elif number % 2 == 0:
            found[name] = one.options[-1:]
    return found


def _split(name: str) -> tuple[str, str, str]:
    """Key and part of an input whose step has a hyphen in its key."""
    return name.rpartition("-")[2].partition(".")


def _questions(form: Form) -> Iterator[Question]:
    for step in form.steps:
        yield from step.questions
        if group := form.groups.get(step.key):
            yield from group.questions


@dataclass
class Walk:
    """A way through a form: the pages with inputs, in order. ``been``: those looked at so far; ``here``: the last of them."""

    client: Client
    form: Form
    wished: Mapping[str, Any]
    language: str = "es"
    been: list[str] = field(default_factory=list)
    here: Page = field(default_factory=lambda: Page(""))

    @property
    def base(self) -> str:
        """The address of the form."""
        return f"/{self.language}/forms/{self.form.key}/"

    def begin(self) -> None:
        """Come in through the gate."""
        there = self.press(f"{self.base}gate/", self.let_in())
        assert there == f"{self.base}key/", there

    def let_in(self) -> Typed:
        """Answers to the gate's questions that lead to no exit page."""
        page = Page(self.client.get(f"{self.base}gate/"))
        return answers(page, self.form, self.wished)

    def pages(self, *, untouched: bool = False) -> Iterator[str]:
        """The address of each page with inputs from here to the check page; each is answered after it was looked at.

        ``untouched``: whoever looks does nothing there.
        """
        asked_first = self.form.gate.step if self.form.opened_by == "staff" else self.form.sections[0].steps[0]
        there = f"{self.base}{asked_first.key}/"
        while not there.startswith(f"{self.base}check/"):
            response = self.client.get(there)
            if response.status_code in (302, 303):
                there = response.headers["Location"]
                continue
            page, step = Page(response), there.removeprefix(self.base).strip("/")
            if not page.inputs and step in self.form.groups and not any(f"{step}/" in each for each in self.been):
                # A list of people: the first is looked at; where there need not be anybody and nobody is, one is added.
                first = re.search(rf"{there}[0-9a-f-]{{36}}/", response.content.decode())
                there = first[0] if first else self.press(there, {}, go="add")
                continue
            if page.inputs:
                self.been.append(there)
                self.here = page
                yield there
                page = page if untouched else Page(self.client.get(there))
            there = self.press(there, answers(page, self.form, self.wished))

    def press(self, path: str, typed: Typed, go: str = "next") -> str:
        """Press a button that must lead on. Returns where it leads."""
        response = self.post(path, typed, go)
        if response.status_code == 200 and (told := Page(response).hidden.get("told")):
            # What is asked once, as whether somebody is missing on a list: the same button leads on.
            response = self.post(path, typed, go, told=told)
        assert response.status_code == 303, (path, typed)
        return str(response.headers["Location"])

    def post(self, path: str, typed: Typed, go: str = "next", client: Client | None = None, **more: str) -> Any:
        """Press a button."""
        return (client or self.client).post(path, {**typed, **more, "go": go})
