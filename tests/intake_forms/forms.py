"""Small form documents for tests, as the plain data that a YAML file would hold."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

import yaml

from intake_forms.authoring import files
from intake_forms.schema import document
from portal.bench import forms as measured

#: The form that most tests walk: small, and no part of the product, so that its questions stay as the tests know them.
SAMPLE = Path(__file__).with_name("form.yaml")
SHIPPED = Path(files.__file__).resolve().parents[1] / "forms"


def shipped_text(key: str = "pre-appointment") -> str:
    """The YAML of a form that comes with the product."""
    return (SHIPPED / f"{key}.yaml").read_text(encoding="utf-8")


@functools.cache
def shipped(key: str = "pre-appointment") -> document.Form:
    """A form that comes with the product."""
    return files.read(shipped_text(key))


@functools.cache
def sample() -> document.Form:
    """The form that most tests walk. It has the key of the shipped one, whose place in addresses it takes."""
    return files.read(SAMPLE.read_text(encoding="utf-8"))


def text(english: str) -> dict[str, str]:
    """A text in both languages, which can be told apart."""
    return {"en": english, "es": f"{english} ES"}


def question(key: str, kind: str = "short_text", **more: Any) -> dict[str, Any]:
    """A question with the least it needs."""
    return {"kind": kind, "key": key, "label": text(key), "why": text("because"), **more}


def choice(key: str, *values: str, kind: str = "choice", **more: Any) -> dict[str, Any]:
    """A choice among ``values`` (yes and no when there are none)."""
    options = [{"value": value, "label": text(value)} for value in values or ("yes", "no")]
    return question(key, kind, options=options, **more)


def rows(*found: dict[str, Any], match: str = "all") -> dict[str, Any]:
    """A condition."""
    return {"match": match, "rows": list(found)}


def row(source: str, op: str, value: Any = None, **more: Any) -> dict[str, Any]:
    """One comparison."""
    return {"source": source, "op": op, **({} if value is None else {"value": value}), **more}


def step(key: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step."""
    return {"key": key, "title": text(key), "items": list(items), **more}


def group(key: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A repeating group of these items."""
    texts = {"label": text(key), "singular": text("person"), "add": text(f"add to {key}"), "why": text("because")}
    return {"kind": "group", "key": key, **texts, "items": list(items), **more}


def slot(key: str, **more: Any) -> dict[str, Any]:
    """A document slot."""
    return {"kind": "slot", "key": key, "label": text(key), "why": text("because"), **more}


def computed(key: str, **more: Any) -> dict[str, Any]:
    """A computed value: pass ``values`` or ``total``."""
    return {"kind": "computed", "key": key, "label": text(key), **more}


def result(value: str, when: dict[str, Any] | None = None) -> dict[str, Any]:
    """One outcome of a computed value."""
    return {"value": value, "label": text(value), **({"when": when} if when else {})}


def form(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form ``small`` with a gate that asks ``let_in`` and one section of these steps."""
    page = {"title": text("a page"), "body": text("its text")}
    gate = {"step": step("gate", choice("let_in")), "exits": []}
    sections = [{"key": "all", "title": text("all"), "steps": list(steps) or [step("one", question("word"))]}]
    return {
        "schema_version": 1,
        "key": "small",
        "languages": ["en", "es"],
        "title": text("small"),
        "start": page,
        "done": copy.deepcopy(page),
        "gate": gate,
        "sections": sections,
        "retention": {"draft_days": 30, "submission_days": 90},
        **more,
    }


def in_languages(data: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    """The same form in these languages; one that it does not have says what the English says."""

    def said(part: Any) -> Any:
        if isinstance(part, list):
            return [said(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "en" in part:
            return {code: part.get(code, part["en"]) for code in languages}
        return {name: said(each) for name, each in part.items()}

    return {**{name: said(part) for name, part in data.items()}, "languages": languages}


#: One question of every kind, by its kind.
QUESTIONS = {
    "short_text": question("short_text", "short_text"),
    "long_text": question("long_text", "long_text"),
    "name": question("name", "name"),
    "signature": question("signature", "signature"),
    "date": question("date", "date", latest="today", autocomplete="bday"),
    "partial_date": question("partial_date", "partial_date"),
    "number": question("number", "number"),
    "age": question("age", "age"),
    "phone": question("phone", "phone"),
    "email": question("email", "email"),
    "address": question("address", "address"),
    "yes_no": question("yes_no", "yes_no", unsure=True),
    "choice": choice("choice", "a", "b"),
    "choices": choice("choices", "a", "b", kind="choices"),
    "consent": question("consent", "consent"),
    "permission": choice("permission", "yes", "only_these", "no", kind="permission", gives_it=["yes", "only_these"]),
}


def every_kind() -> dict[str, Any]:
    """A form ``every-kind``: one of each kind of item, and conditions on steps, items, options and accepted papers."""
    people = group("people", question("given", "name"), choice("near"), show_if=rows(row("yes_no", "is_not", "no")))
    proofs = [{"key": "card", "label": text("card"), "alone": False, "show_if": rows(row("age", "ge", 18))}]
    told = {"kind": "content", "key": "told", "title": text("told"), "body": text("a text"), "style": "note"}
    further = question(
        "further", show_if=rows(row("choices", "contains", "a"), row("date", "before", "today"), match="any")
    )
    return form(
        # Each form has its own: who changes one must not change what the next test begins with.
        step("words", told, *copy.deepcopy(list(QUESTIONS.values()))),
        step("folk", people),
        step(
            "proof",
            slot("proof", accepts=proofs),
            computed("sort", values=[result("adult", rows(row("age", "ge", 18)))]),
        ),
        step(
            "rest",
            further,
            show_if=rows(row("choice", "one_of", ["a", "b"]), row("people.near", "is", "yes", of="any")),
        ),
        key="every-kind",
        title=text("every kind"),
        conditions={"grown": rows(row("age", "gt", 17))},
        rule_sets=[{"key": "now", "label": text("now"), "source": "https://example.org/", "checked_on": "2026-01-31"}],
    )


def chain(count: int) -> document.Form:
    """A form of ``count`` steps of eight questions; each step is shown only for "yes" on the one before."""
    return document.parse(measured.chain(count))


def as_yaml(data: dict[str, Any]) -> str:
    """The document as somebody would hand it to ``load_form``."""
    return yaml.safe_dump(data, allow_unicode=True)
