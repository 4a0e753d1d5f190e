"""Form documents of any length to measure with, as the plain data that a YAML file would hold; and answers to them."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def chain(steps: int, key: str = "chain") -> Data:
    """A form of ``steps`` steps with eight questions each; a step is shown only for "yes" on the one before."""
    return _form(key, [_link(number) for number in range(steps)])


def answers(number: int) -> dict[str, str]:
    """What somebody answers on step ``s<number>`` of a chain who is to see the next one: question key -> value."""
    return {f"go{number}": "yes", **{f"q{number}_{place}": "word" for place in range(7)}}


def facts(steps: int) -> dict[str, str]:
    """What conditions know of somebody who answered every step of a chain."""
    return {"let_in": "yes", **{f"go{number}": "yes" for number in range(steps)}}


def packet(steps: int = 60, questions: int = 6, key: str = "packet") -> Data:
    """A form as long and as wordy as a whole packet, in sections of eight steps: each step depends on a choice before it."""
    return _form(key, [_page(number, questions) for number in range(steps)], 8)


def paper() -> Data:
    """A form that asks for one paper."""
    return _form("paper", [{"key": "one", "title": _text("one"), "items": [_question("paper", "slot", max_files=50)]}])


def _form(key: str, steps: list[Data], together: int = 0) -> Data:
    """A form of these steps, ``together`` of them in each section; 0: in one."""
    parts = [steps[first : first + together] for first in range(0, len(steps), together)] if together else [steps]
    page = {"title": _text("A page"), "body": _text("What it says.")}
    gate = {"key": "gate", "title": _text("gate"), "items": [_choice("let_in")]}
    return {
        "schema_version": 1,
        "key": key,
        "languages": ["en", "es"],
        "title": _text(f"A form of {len(steps)} steps"),
        "start": page,
        "done": page,
        "gate": {"step": gate, "exits": []},
        "sections": [
            {"key": f"part_{number}", "title": _text(f"Part {number}"), "steps": each}
            for number, each in enumerate(parts)
        ],
        "retention": {"draft_days": 30, "submission_days": 90},
    }


def _link(number: int) -> Data:
    others = [_question(f"q{number}_{place}", "short_text", required=False) for place in range(7)]
    return _step(number, [_choice(f"go{number}"), *others])


def _page(number: int, questions: int) -> Data:
    kinds = ("short_text", "date", "number", "phone", "long_text")
    hint = _text("As it stands on the paper; leave it out where you do not know it.")
    others = [
        _question(f"q{number}_{place}", kinds[place % len(kinds)], required=False, hint=hint)
        for place in range(questions - 1)
    ]
    return _step(number, [_choice(f"go{number}"), *others])


def _step(number: int, items: list[Data]) -> Data:
    before = f"go{number - 1}" if number else "let_in"
    condition = {"match": "all", "rows": [{"source": before, "op": "is", "value": "yes"}]}
    return {"key": f"s{number}", "title": _text(f"s{number}"), "show_if": condition, "items": items}


def _choice(key: str) -> Data:
    options = [{"value": value, "label": _text(value)} for value in ("yes", "no")]
    return _question(key, "choice", options=options)


def _question(key: str, kind: str, **more: Any) -> Data:
    label, why = _text(f"Question {key}"), _text("We ask because the office asks.")
    return {"kind": kind, "key": key, "label": label, "why": why, **more}


def _text(english: str) -> dict[str, str]:
    """A text in both languages, which can be told apart."""
    return {"en": english, "es": f"{english} ES"}
