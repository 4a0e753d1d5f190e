"""What every item of a step is made of: texts, keys, conditions, and the two base classes ``Item`` and ``Question``."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    Strict,
    Tag,
    ValidationInfo,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from intake_forms.schema import comparing, languages, secrets
from intake_forms.schema.faults import SENTENCES

#: Values a browser sends for one question: part name ("" for the only part) -> the strings posted under it.
Raw = Mapping[str, Sequence[str]]

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_RULE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}\Z")
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?\Z")


class Invalid(ValueError):
    """An answer that cannot be taken as it is.

    ``code`` names the rule ("required", "too_long", ...); ``params`` fill the message that the wizard keeps for it. Of a
    question with several inputs ``part`` among them names the one to mend; without it, it is the first.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def refused(sentence: str, **params: str) -> PydanticCustomError:
    """What a validator raises: a fault of the shape with that sentence of ``faults.SENTENCES``, filled with ``params``."""
    return PydanticCustomError(sentence, SENTENCES[sentence], {**params})


class Texts(dict[str, str]):
    """A text by language. Where it lacks an unfinished language, the one that this falls back to stands in for it."""

    def __missing__(self, code: str) -> str:
        best = languages.best(code, self)
        languages.note(code, best, [self[best]])
        return self[best]


class Written:
    """Annotation: ``check`` looks at what people write. JSON is a document that was looked at when it was released.

    ``check`` takes and returns the value, with Pydantic's info beside it; of JSON the value goes through ``kept`` alone.
    """

    def __init__(self, check: Callable[[Any, ValidationInfo], Any], kept: Callable[[Any], Any] | None = None) -> None:
        self._check, self._kept = check, kept

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        shape = handler(source)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(self._kept, shape) if self._kept else shape,
            python_schema=core_schema.with_info_after_validator_function(self._check, shape),
        )


def _complete(text: dict[str, str], info: ValidationInfo) -> Texts:
    wanted = (info.context or {}).get("languages", ())
    if not wanted:
        return Texts(text)
    empty = {code for code in (*wanted, *text) if blank(text.get(code, ""))}
    missing = [code for code in wanted if code in empty and not languages.unfinished(code)]
    if missing:
        raise refused("missing_text", languages=", ".join(missing))
    unknown = [code for code in text if code not in wanted]
    if unknown:
        raise refused("unknown_language", languages=", ".join(unknown))
    broken = [code for code, said in text.items() if garbled(said)]
    if broken:
        raise refused("unreadable_text", languages=", ".join(broken))
    return Texts({code: _LINES.sub("\n", said) for code, said in text.items() if code not in empty})


def _shaped(pattern: re.Pattern[str], sentence: str) -> Written:
    def check(value: str, info: ValidationInfo) -> str:
        if not pattern.match(value):
            raise refused(sentence)
        return value

    return Written(check)


#: One text in every language of the form: ``{locale: string}``.
Text = Annotated[dict[str, str], Written(_complete, Texts)]
#: The machine name of a question, option or slot.
Key = Annotated[str, _shaped(_KEY, "bad_key")]
#: The machine name of a rule set: it may begin with the year that the rule is from.
RuleKey = Annotated[str, _shaped(_RULE, "bad_key:rule_set")]
#: What a condition reads: a question, a group, a computed value, or ``group.question``.
Source = Annotated[str, _shaped(_SOURCE, "bad_key:source")]
#: The machine name of a form, step or exit page: it stands in addresses.
Slug = Annotated[str, _shaped(_SLUG, "bad_key:address")]
#: A whole number, and true or false, as they are: no text and no truth value is taken for a number.
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
#: Characters at most. That there is one at least says lint, not the shape: what is released is read as it is.
Length = Annotated[Whole, Field(json_schema_extra={"minimum": 1})]


class Part(BaseModel):
    """Anything in a form document: frozen, and strict about names it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    """Where a rule comes from and when somebody last looked (a slot, an accepted paper, a legal text)."""

    source: str
    checked_on: datetime.date
    #: The rule set that the fact belongs to, where it is one's own.
    rule_set: str | None = None


class Clip(Part):
    """A part of a form read aloud in one language: the address of the recording on this site, and its size in bytes.

    Of a question it says the label, the hint and the options; of a text the heading and the body.
    """

    url: Annotated[str, Field(pattern=r"^/[^/]")]
    size: Annotated[Whole, Field(ge=1)]


#: Recordings by language; a language without one shows none.
Audio = dict[str, Clip]


def _unboolean(op: Any) -> Any:
    """YAML 1.1 reads a bare ``is`` fine but ``on``/``yes`` as booleans; say so instead of a type error."""
    if isinstance(op, bool):
        raise ValueError("write the operator in quotes")
    return op


#: Not to be written in JSON otherwise.
_Finite = Annotated[float, Field(allow_inf_nan=False)]


class Row(Part):
    """One comparison: the answer to ``source``, ``op``, ``value``.

    ``source`` is a question, group or computed value of an earlier step, ``rule_set``, or ``group.question``. The last is
    read in one item of the group where the condition stands on it; elsewhere ``of`` says in how many items it must hold
    (``at_least`` and ``fewer_than`` count ``times``). The value of a date is "2026-05-31", "today" or "today-90" (days).
    """

    source: Source
    op: Annotated[comparing.Op, BeforeValidator(_unboolean)]
    value: str | int | _Finite | bool | tuple[str, ...] | None = None
    of: Literal["any", "all", "at_least", "fewer_than"] | None = None
    times: Annotated[Whole, Field(ge=1, le=50)] | None = None


class NamedCondition(Part):
    """A reference to one of the form's named conditions: the one level of nesting there is."""

    condition: Key


def _sort_of_row(row: Any) -> str:
    """Told apart first, so that a fault is not told twice, once for what the row was never meant to be."""
    named = "condition" in row if isinstance(row, dict) else isinstance(row, NamedCondition)
    return "NamedCondition" if named else "Row"


AnyRow = Annotated[
    Annotated[Row, Tag("Row")] | Annotated[NamedCondition, Tag("NamedCondition")], Discriminator(_sort_of_row)
]


class Condition(Part):
    """Rows of which all, or any, must hold."""

    match: Literal["all", "any"] = "all"
    rows: Annotated[tuple[AnyRow, ...], Field(min_length=1)]


def _say_comparisons(schema: dict[str, Any], item: type[Any]) -> None:
    """The comparisons of a kind stand in the JSON Schema too."""
    if item.takes:
        schema["x-comparisons"] = dict(item.takes)


class Item(Part):
    """One thing on a step. ``show_if`` reads earlier steps only: without JavaScript this page cannot know itself."""

    model_config = ConfigDict(json_schema_extra=_say_comparisons)

    #: What conditions may ask of it: one of ``comparing``'s, or a mapping of its own.
    takes: ClassVar[comparing.Takes] = {}

    kind: str
    key: Key
    show_if: Condition | None = None
    #: Made by a factory: Pydantic copies a default that is a dict, for every item of a form.
    audio: Audio = Field(default_factory=dict)

    @property
    def comparisons(self) -> comparing.Takes:
        """What conditions may ask of this very item."""
        return self.takes


class Valued(Item):
    """An item that has a value, given or computed."""

    label: Text

    def display(self, value: Any, language: str) -> str:
        """A stored value as a person reads it in that language."""
        return str(value)


#: What may be wrong with an answer of any kind.
COMMON_RULES = ("required", "unreadable", "secret")


class Question(Valued):
    """An item that takes an answer."""

    takes: ClassVar[comparing.Takes] = comparing.TEXT
    #: The names of its inputs; one input has the empty name.
    parts: ClassVar[tuple[str, ...]] = ("",)
    #: The rules of its own that ``clean`` may name, ``COMMON_RULES`` aside: each has its sentences on the other floors.
    rules: ClassVar[tuple[str, ...]] = ()
    #: Its inputs in which nine digits are no secret: a telephone number, a ZIP code.
    plain_numbers: ClassVar[tuple[str, ...]] = ()
    #: What its answer agrees to: names of fields that hold texts or parts with texts. Worded otherwise it is another thing.
    agreed_to: ClassVar[tuple[str, ...]] = ()
    #: Whether the answer is in the words of whoever gave it, in their language.
    own_words: ClassVar[bool] = False

    hint: Text | None = None
    why: Text
    required: Flag = True
    #: What to say when the answer is missing; a sentence that tells what to do.
    missing: Text | None = None
    fact: Fact | None = None

    def clean(self, raw: Raw) -> Any:
        """The typed value of what was posted, None when nothing was. Raises Invalid with a rule's name."""
        raise NotImplementedError

    def answer(self, raw: Raw) -> Any:
        """``clean``; Invalid("required") when a required question was left open, Invalid("secret") for what we never keep.

        Invalid("unreadable") where characters did not arrive.
        """
        if self.holds_secret(raw):
            raise Invalid("secret")
        if any(LOST in text for texts in raw.values() for text in texts):
            raise Invalid("unreadable")
        value = self.clean(raw)
        if value in (None, "", (), []) and self.required:
            raise Invalid("required")
        return value

    def holds_secret(self, raw: Raw) -> bool:
        """Whether something posted looks like an A-number or a Social Security number."""
        return any(
            secrets.looks_secret(text, bare=part not in self.plain_numbers)
            for part, texts in raw.items()
            for text in texts
        )

    def sample(self, language: str) -> Raw:
        """An answer as somebody might post it, for previews."""
        return {"": ("abc",)}

    def posted(self, value: Any) -> Raw:
        """The strings that would have given this value: ``answer`` the other way round."""
        return {"": [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]}

    def kept(self, value: Any) -> Any:
        """The answer that somebody gives who means this value; None where it can be none."""
        try:
            return self.answer(self.posted(value))
        except Invalid:
            return None

    def can_contain(self, text: str) -> bool:
        """Whether an answer may have this text in it."""
        return bool(text)


def input_name(key: str, part: str) -> str:
    """The name of a question's input after the step's prefix, which is also the key its strings are kept under."""
    return f"{key}.{part}" if part else key


def only(raw: Raw, part: str = "") -> str:
    """The single string of an input, tidied."""
    values = raw.get(part, ())
    return tidy(values[-1]) if values else ""


#: What parts words, if it was not a key pressed by mistake: tabs and the other controls.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
#: What nobody sees: zero-width characters, marks and overrides of direction. The two joiners stay, which several scripts are
#: written with.
_UNSEEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_SEEN_BY_NOBODY = {"Cc", "Cf", "Cs", "Mc", "Me", "Mn", "Zl", "Zp", "Zs"}
_LINES = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
#: What cannot be stored or sent back: halves of a character; and what no page can hold.
_HALVES = re.compile(r"[\ud800-\udfff]")
_NEVER, _NOTHING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"), re.compile(r"[\ufffe\uffff]")
#: What stands where a character did not arrive.
LOST = "\ufffd"


def tidy(text: str) -> str:
    """Unix line ends, a blank for every control, nothing that nobody sees, no white space around; "" where all is blank."""
    found = _UNSEEN.sub("", _CONTROLS.sub(" ", _LINES.sub("\n", text))).strip()
    return "" if blank(found) else found


def blank(text: str) -> bool:
    """Whether there is nothing in a text that anybody sees: white space, controls, joiners and marks without a letter."""
    # Nearly every text begins with a letter, and need not be looked at further.
    # An emoji newer than Python's tables has no category yet (Cn), but a phone shows it.
    return not text[:1].isalnum() and all(unicodedata.category(one) in _SEEN_BY_NOBODY for one in text)


def garbled(text: str) -> bool:
    """Whether characters of a text did not arrive, or cannot stand on a page."""
    return LOST in text or bool(_NEVER.search(text) or _HALVES.search(text))


def storable(text: str) -> str:
    """A posted string as it can be kept and shown again: half characters are lost, controls that no page can hold are blanks."""
    return _NOTHING.sub("", _NEVER.sub(" ", _HALVES.sub(LOST, text)))
