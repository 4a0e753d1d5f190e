"""A place in a form document in words, as the editor's page has them: section “The child”, step “About the child”, hint.

Fields are called by the labels of their blocks and parts by the document's own texts, so what is said here is what stands
there, in the language of the admin; kinds of question from outside need nothing of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from wagtail import blocks

from intake_forms.authoring import kinds, outline, parts
from intake_forms.authoring.blocks import COUNTS, OPERATORS, Audio, ConditionRow, QuestionBlock
from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.authoring.text import LocalizedText
from intake_forms.schema import days
from intake_forms.schema.comparing import Takes, meant

#: Characters of a text that stands for its part.
NAME_AT_MOST = 70
BETWEEN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
#: What a part goes by: the first of its texts, else the first of its keys.
_TEXTS, _KEYS = ("label", "title", "body"), ("key", "value", "target")
_LAST = re.compile(r"(.*?)(?:\[(\d+)\]|(?:^|\.)([^.\[\]]+))")


class _Part(NamedTuple):
    """What a page edits as fields of a snippet and not as a block: its label, and its fields by their name."""

    label: Any
    fields: Mapping[str, Any]
    #: Value -> what the page calls it.
    choices: Mapping[str, Any] = {}


class _List(NamedTuple):
    """What a page edits as a stream of its own: its label, and what edits each member."""

    label: Any
    member: Any


class _At(NamedTuple):
    """One station on the way to a place: the data there, what edits it, and the words on the way."""

    data: Any
    node: Any
    words: tuple[str, ...] = ()
    #: Said too where the way ends here: a list as a whole.
    end: tuple[str, ...] = ()
    #: The field whose text is among the words already.
    named_by: str = ""


def quoted(text: Any) -> str:
    """A text between quotation marks."""
    return _("“%s”") % text


def language(code: str) -> str:
    """A language by its name."""
    names = dict(settings.LANGUAGES)
    return _(str(names[code])) if code in names else code


class Words:
    """What the parts of one document are called. ``data``: plain data of a form or a choice set, maybe unfinished."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._known = {"": _At(data, _document())}
        self._names: dict[str, Counter[str]] = {}
        self._data = data

    def place(self, path: str) -> str:
        """Where a dotted path leads to; "The form" for the whole."""
        at = self._at(path)
        return BETWEEN.join((*at.words, *at.end)) or _("The form")

    def stations(self, path: str) -> tuple[str, ...]:
        """The parts on the way to a place, outermost first; what is no part is left out."""
        return self._at(path).words

    def name(self, path: str) -> str:
        """What the innermost part on a path goes by that has a name."""
        names = (_named(self._at(each).data)[1] for each in _way(path))
        return quoted(next(filter(None, names), path))

    def field(self, path: str) -> str:
        """What the field at the end of a path is called, quoted."""
        return quoted(self.label(path))

    def label(self, path: str) -> str:
        """What the field at the end of a path is called."""
        return _label(self._at(path).node) or path.rpartition(".")[2]

    def choice(self, path: str, value: str) -> str:
        """A value of a field as the page offers it: one of its choices, or a kind of question; itself where it is neither."""
        node = self._at(path).node
        if path.endswith(".kind"):
            return _label(kinds.items().child_blocks.get(value)) or value
        # A chooser has choices too: everything that there is of what it chooses.
        offers = isinstance(node, blocks.ChoiceBlock)
        choices = node.field.choices if offers else getattr(node, "choices", None)
        return str(dict(choices).get(value, value)) if choices else value

    def question(self, source: str) -> str:
        """What a condition reads, by its label; with its key too where two have the same, by its key where none has."""
        label = self._labels.get(source, "")
        if self._times[label] > 1:
            return f"{quoted(label)} ({source})"
        return quoted(label or source)

    def comparison(self, row: Mapping[str, Any]) -> str:
        """A row of a condition as the sentence that stands above it on the editor's page."""
        if row.get("condition"):
            return self.named(str(row["condition"]))
        source, op, value = (row.get(name) for name in ("source", "op", "value"))
        values = [] if value is None else value if isinstance(value, (list, tuple)) else [value]
        count = " ".join(str(part) for part in (COUNTS.get(row.get("of") or ""), row.get("times")) if part)
        said = (
            f"{count}:" if count else "",
            self._labels.get(str(source)) or source,
            self.operator(str(op), str(source)) if op else op,
            ", ".join(self._value(str(op), str(source), str(each)) for each in values),
        )
        return " ".join(str(part) for part in said if part)

    def operator(self, op: str, source: str) -> str:
        """A comparison with what a condition reads, in the words that are offered for it."""
        return str(OPERATORS.get(meant(op, self._takes.get(source, {})), op))

    def _value(self, op: str, source: str, value: str) -> str:
        if op in ("before", "after"):
            return _day(value)
        if meant(op, self._takes.get(source, {})) != op:
            return in_years()[value != "1"] % value
        return str(self._options.get(source, {}).get(value, value))

    def named(self, key: str) -> str:
        """A named condition as its sentence; its key where it says nothing yet, or rests on another."""
        found = (self._data.get("conditions") or {}).get(key) or {}
        rows = [row for row in found.get("rows") or () if not row.get("condition")]
        said = f" {_('or') if found.get('match') == 'any' else _('and')} ".join(map(self.comparison, rows))
        return f"({said})" if len(rows) > 1 else said or key

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Source -> label, of all that conditions may name."""
        found = {"rule_set": _("Rule set")} if self._data.get("rule_sets") else {}
        for source, item, around in outline.items(self._data):
            inside = f"{outline.said(around.get('label'))}{BETWEEN}" if around else ""
            label = outline.said(item.get("label"))
            found[source] = f"{inside}{label}" if label else ""
        return found

    @cached_property
    def _takes(self) -> dict[str, Takes]:
        """Source -> its comparisons."""
        takes = outline.takes()
        found = ((source, outline.compares_like(item)) for source, item, _around in outline.items(self._data))
        return {source: takes.get(kind, {}) for source, kind in found}

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter(label for label in self._labels.values() if label)

    @cached_property
    def _options(self) -> dict[str, dict[str, str]]:
        """Source -> value -> label, of the questions that have options."""
        rules = {str(each.get("key")): outline.said(each.get("label")) for each in self._data.get("rule_sets") or ()}
        entries = outline.questions(self._data)
        return {
            "rule_set": rules,
            **{each["key"]: {one["value"]: one["label"] for one in each["options"]} for each in entries},
        }

    def _at(self, path: str) -> _At:
        if path not in self._known:
            before, number, name = _cut(path)
            at = self._at(before)
            if number:
                at = self._member(at, before, int(number))
            elif name:
                at = _field(at, name)
            self._known[path] = at
        return self._known[path]

    def _member(self, at: _At, path: str, number: int) -> _At:
        """One of a list, called by its name or number."""
        data = at.data[number] if isinstance(at.data, list) and number < len(at.data) else None
        node = _member(at.node, data)
        if not isinstance(data, Mapping):
            return at._replace(data=data, node=node)
        label = _("Question") if isinstance(node, QuestionBlock) else _label(node)
        if isinstance(node, ConditionRow):
            said = self.comparison(data)
            return _At(data, node, (*at.words, f"{label} {quoted(said) if said else number + 1}"))
        named_by, name = _named(data)
        said = f"{quoted(name)}{self._apart(path, at.data, number)}" if name else str(number + 1)
        return _At(data, node, (*at.words, f"{label} {said}".strip()), (), named_by)

    def _apart(self, path: str, members: list[Any], number: int) -> str:
        """What tells a member from those of the same name in its list: its key, or its number where they share that too."""
        if path not in self._names:
            self._names[path] = Counter(name for each in members for name in {_named(each)[1], _key(each)})
        times, name, key = self._names[path], _named(members[number])[1], _key(members[number])
        if times[name] == 1:
            return ""
        return f" ({key if times[key] == 1 else number + 1})"


def _day(value: str) -> str:
    """A day that a comparison has for its value, in words where it is counted from today."""
    if value == "today":
        return _("today")
    away = days.from_today(value)
    if away is None:
        return value
    said = days_before() if away.days < 0 else days_after()
    return said[abs(away.days) != 1] % abs(away.days)


def days_before() -> tuple[str, str]:
    """Days before today: one, and several."""
    return _("%s day before today"), _("%s days before today")


def days_after() -> tuple[str, str]:
    """Days after today: one, and several."""
    return _("%s day after today"), _("%s days after today")


def in_years() -> tuple[str, str]:
    """Years of age: one, and several."""
    return _("%s year"), _("%s years")


def _way(path: str) -> Iterator[str]:
    """A path, and each that is a part of it, the longest first."""
    while path:
        yield path
        path = _cut(path)[0]


def _cut(path: str) -> tuple[str, str, str]:
    """A path without its last part, and that part: a number or a name; neither where it is none that we know."""
    if found := _LAST.fullmatch(path):
        before, number, name = found.groups()
        return before, number or "", name or ""
    return path[: max(path.rfind("."), path.rfind("["), 0)], "", ""


def _field(at: _At, name: str) -> _At:
    """A field of a part."""
    data = at.data.get(name) if isinstance(at.data, Mapping) else None
    if isinstance(at.node, _List):
        # Named conditions stand under their names.
        return _At(data, at.node.member, (*at.words, f"{_label(at.node.member)} {quoted(name)}"))
    if isinstance(at.node, LocalizedText) or name == at.named_by:
        # A language, which a finding names itself; or the text that stands for the part already.
        return at._replace(data=data, node=_fields(at.node).get(name))
    node = _fields(at.node).get(name)
    label = name if node is None else _label(node)
    if isinstance(node, (_List, blocks.ListBlock, blocks.StreamBlock)) and not isinstance(node, Audio):
        return _At(data, node, at.words, (label,))
    named_by, said = _named(data) if isinstance(node, parts.FirstStep) else ("", "")
    word = f"{label} {quoted(said)}" if said else label
    return _At(data, node, (*at.words, word) if word else at.words, (), named_by)


def _member(node: Any, data: Any) -> Any:
    """What edits a member of a list."""
    if isinstance(node, _List):
        return node.member
    if isinstance(node, blocks.ListBlock):
        return node.child_block
    if isinstance(node, blocks.StreamBlock) and isinstance(data, Mapping):
        return node.child_blocks.get(str(data.get("kind")))
    return None


def _fields(node: Any) -> Mapping[str, Any]:
    if isinstance(node, (blocks.StructBlock, Audio)):
        return dict(node.child_blocks)
    return node.fields if isinstance(node, _Part) else {}


def _label(node: Any) -> str:
    return str(capfirst(getattr(node, "label", "") or ""))


def _named(part: Any) -> tuple[str, str]:
    """The field that a part goes by, and what stands there; nothing for what has none."""
    if isinstance(part, Mapping):
        for name in _TEXTS:
            if said := outline.said(part.get(name)):
                return name, Truncator(" ".join(said.split())).chars(NAME_AT_MOST)
        return "", _key(part)
    return "", ""


def _key(part: Any) -> str:
    return str(next((part[name] for name in _KEYS if part.get(name)), "")) if isinstance(part, Mapping) else ""


def _document() -> _Part:
    """What edits the parts of a document: the streams and fields of the snippets."""
    gate, heading = _streams(IntakeForm, "gate"), _streams(FormSection, "heading")
    steps = _List(_called(FormSection, "steps"), _streams(FormSection, "steps")["step"])
    section = _Part(_("Section"), {**_plain(FormSection, "key"), "steps": steps, **heading})
    whole = {
        **_plain(IntakeForm, "key", "opened_by", "role_question"),
        "retention": _Part("", _plain(IntakeForm, "draft_days", "submission_days")),
        **_streams(IntakeForm, "front"),
        **_streams(IntakeForm, "hold"),
        "gate": _Part("", {"step": gate["step"], "exits": _List(gate["exit"].label, gate["exit"])}),
        "sections": _List(_("Sections"), section),
        "options": _List(_called(ChoiceSet, "options"), _streams(ChoiceSet, "options")["option"]),
    }
    for field, member in (("conditions", "condition"), ("rule_sets", "rule_set"), ("carries", "carry")):
        whole[field] = _List(_called(IntakeForm, field), _streams(IntakeForm, field)[member])
    return _Part("", whole)


def _plain(model: Any, *fields: str) -> dict[str, Any]:
    choices = {field: dict(model._meta.get_field(field).choices or ()) for field in fields}
    return {field: _Part(_called(model, field), {}, choices[field]) for field in fields}


def _called(model: Any, field: str) -> str:
    return str(model._meta.get_field(field).verbose_name)


def _streams(model: Any, field: str) -> dict[str, blocks.Block]:
    return dict(model._meta.get_field(field).stream_block.child_blocks)
