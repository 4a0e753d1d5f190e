"""What every kind of item is edited with: keys, conditions, facts, and the base of a question.

Names of blocks are names of the document, so that compiling is a walk. ``form_attrs`` put data-* on a block's element;
``editor.js`` reads the page through them and through data-contentpath.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, get_args

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from intake_forms.authoring import recordings
from intake_forms.authoring.choosing import RecordingChooserBlock
from intake_forms.authoring.text import KeptBlock, LocalizedText, LongLocalizedText, MarkBlock, layout
from intake_forms.schema.comparing import NO_VALUE

OPERATORS = {
    "is": _("is"),
    "is_not": _("is not"),
    "one_of": _("is one of"),
    "not_one_of": _("is none of"),
    "contains": _("contains"),
    "answered": _("is answered"),
    "not_answered": _("is not answered"),
    "lt": _("is less than"),
    "le": _("is at most"),
    "gt": _("is more than"),
    "ge": _("is at least"),
    "before": _("is before"),
    "after": _("is after"),
    "older_than": _("is more years ago than"),
    "younger_than": _("is fewer years ago than"),
}
#: In how many of a group a comparison must hold.
COUNTS = {
    "any": _("in any of them"),
    "all": _("in all of them"),
    "at_least": _("in at least"),
    "fewer_than": _("in fewer than"),
}
#: How the sentence of a condition begins, and what it is without a comparison: by what hangs on it. "%s" is the outcome.
LEADS = {
    "shown": (_("Shown if"), _("Always")),
    "leaves": (_("Leaves here if"), _("Never")),
    "stops": (_("Stops here if"), _("Never")),
    "holds": (_("Holds if"), _("Always")),
    "is": (_("Is %s if"), _("Is %s if nothing above holds")),
}
#: How a source is written that names a condition of the form.
NAMED = "@"
#: What parts several keys in one line. Values of a comparison may be any text: see ``listing``.
COMMA = ","

_KEY_HELP = _("A name for the computer, in small letters, digits and _. It never changes once released.")
_SLUG_HELP = _("Stands in the address: small letters, digits and -. It never changes once released.")
_LIST_HELP = _(
    "Several values are parted by commas. One that has a comma itself stands between quotation marks: "
    'Oakland, "Washington, D.C."'
)


def chosen_from(what: str) -> dict[str, str]:
    """Attributes of a field that holds keys: ``keys.js`` lets them be chosen among those that can be meant."""
    return {"data-controller": "keys", "data-keys": what}


@cache
def key(of: str = "", **kwargs: Any) -> blocks.RegexBlock:
    """The machine name of something inside a form; the same object for the same words. ``of``: see ``chosen_from``."""
    said = {"invalid": _("Small letters, digits and _ only, beginning with a letter; 40 at most.")}
    kwargs = {"label": _("Key"), "help_text": _KEY_HELP, **({"form_attrs": chosen_from(of)} if of else {}), **kwargs}
    return blocks.RegexBlock(regex=r"^[a-z][a-z0-9_]{0,39}$", max_length=40, error_messages=said, **kwargs)


def rule_key(**kwargs: Any) -> blocks.RegexBlock:
    """The machine name of a rule set, which may begin with a year."""
    said = {"invalid": _("Small letters, digits and _ only; 40 at most.")}
    kwargs = {"label": _("Key"), "help_text": _KEY_HELP, **kwargs}
    return blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9_]{0,39}$", max_length=40, error_messages=said, **kwargs)


def slug(of: str = "", **kwargs: Any) -> blocks.RegexBlock:
    """The machine name of something that has an address."""
    said = {"invalid": _("Small letters, digits and - only, beginning with a letter; 40 at most.")}
    kwargs = {"label": _("Key"), "help_text": _SLUG_HELP, **({"form_attrs": chosen_from(of)} if of else {}), **kwargs}
    return blocks.RegexBlock(regex=r"^[a-z][a-z0-9-]{0,39}$", max_length=40, error_messages=said, **kwargs)


class Names(blocks.CharBlock):
    """Several keys in one line, parted by commas; a list in the document. ``of``: what ``keys.js`` offers."""

    def __init__(self, of: str, **kwargs: Any) -> None:
        attributes = {**chosen_from(of), "data-keys-several": ""}
        super().__init__(required=False, form_attrs=attributes, **kwargs)


class ConditionRow(blocks.StructBlock):
    """One comparison. The values stand in plain inputs; ``editor.js`` puts fitting controls in front of them."""

    of = blocks.ChoiceBlock(
        label=_("In how many of the group"),
        required=False,
        choices=list(COUNTS.items()),
    )
    times = blocks.IntegerBlock(label=_("How many"), required=False, min_value=1, max_value=50)
    source = blocks.CharBlock(label=_("Question"))
    op = blocks.ChoiceBlock(label=_("Comparison"), choices=list(OPERATORS.items()), default="is")
    value = blocks.CharBlock(label=_("Value"), required=False, help_text=_LIST_HELP)

    def clean(self, value: Any) -> Any:
        """A comparison needs a value where its operator takes one."""
        value = super().clean(value)
        if value["source"].startswith(NAMED) or value["op"] in NO_VALUE:
            value["value"] = ""
        elif not value["value"] and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError({"value": ValidationError(_("Choose or type a value."))})
        return value

    class Meta:
        icon = "view"
        form_classname = "condition-row"
        form_attrs: ClassVar[dict[str, str]] = {"data-controller": "condition-row"}
        label = _("Comparison")
        label_format = ""


class Condition(blocks.StructBlock):
    """Comparisons of which all, or any, must hold; none means always. ``lead``: how its sentence begins, see ``LEADS``."""

    lead = "shown"

    match = blocks.ChoiceBlock(
        label=_("Of these"),
        choices=[("all", _("all hold")), ("any", _("any holds"))],
        default="all",
    )
    rows = blocks.ListBlock(ConditionRow(), default=[], label=_("Comparisons"))

    def __init__(self, *args: Any, lead: str = "", **kwargs: Any) -> None:
        attributes = {"data-controller": "condition", "data-lead": lead or self.lead}
        super().__init__(*args, form_attrs=attributes, **kwargs)

    class Meta:
        icon = "view"
        label = _("Shown if")
        # Its sentence stays in sight.
        collapsed = True
        label_format = ""


class Fact(blocks.StructBlock):
    """Where a rule comes from and when somebody last looked."""

    source = blocks.CharBlock(label=_("Source"), required=False, help_text=_("An address, or the law's name."))
    checked_on = blocks.DateBlock(label=_("Checked on"), required=False)
    rule_set = blocks.CharBlock(label=_("Rule set"), required=False, form_attrs=chosen_from("rule_set"))

    class Meta:
        icon = "link"
        label = _("Where this rule comes from")
        collapsed = True
        label_format = "{source}"


class Recording(blocks.StructBlock):
    """A part of a form read aloud in one language."""

    file = RecordingChooserBlock(label=_("Recording"))
    #: The mark of the text that it says.
    of = MarkBlock(required=False)
    #: Its bytes and address as last seen: what is known of it once its file is gone.
    was = KeptBlock(required=False)

    def clean(self, value: Any) -> Any:
        """Note where the file is and how large."""
        value = super().clean(value)
        if value["file"]:
            value["was"] = recordings.note(recordings.clip(value["file"]))
        return value

    class Meta:
        form_classname = "recording"
        icon = "media"
        label_format = ""


class Audio(blocks.StreamBlock):
    """A recording for each language, or none. A stream: where there is none, an editor's page says so in two characters."""

    def __init__(self, **kwargs: Any) -> None:
        found = [
            (code, Recording(label=name, form_attrs={"data-controller": "recording", "data-recording": code}))
            for code, name in settings.LANGUAGES
        ]
        once = {code: {"max_num": 1} for code, _name in settings.LANGUAGES}
        said = _("One recording for each language: it says what stands here, the hint and the options too.")
        super().__init__(found, required=False, block_counts=once, label=_("Read aloud"), help_text=said, **kwargs)


_ALIKE: dict[str, blocks.Block] = {
    "hint": LocalizedText(label=_("Hint"), required=False),
    "audio": Audio(),
    "why": LongLocalizedText(label=_("Why we ask")),
    "show_if": Condition(),
    "fact": Fact(),
}
for _name, _block in _ALIKE.items():
    _block.set_name(_name)


class Part(blocks.StructBlock):
    """A part of a form. What is alike in all are the same objects: an editor's page describes an object once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child_blocks.update({name: block for name, block in _ALIKE.items() if name in self.child_blocks})

    def get_form_layout(self) -> BlockGroup:
        return layout(*self.child_blocks)


@cache
def called() -> LocalizedText:
    """What an option, an outcome or an accepted paper is called."""
    return LocalizedText(label=_("Label"))


class Option(Part):
    """One thing to choose."""

    value = key(label=_("Stored as"))
    label = called()
    hint = LocalizedText(label=_("Hint"), required=False)
    show_if = Condition()

    class Meta:
        form_attrs: ClassVar[dict[str, str]] = {"data-option": ""}
        label_format = "{label}"
        collapsed = True


_ALIKE["options"] = blocks.ListBlock(Option(label=_("Option")), default=[], label=_("Options"))
_ALIKE["options"].set_name("options")


class ItemBlock(Part):
    """Anything on a step. A kind's own block adds its fields."""

    key = key()

    class Meta:
        label_format = "{label}"


class QuestionBlock(ItemBlock):
    """A question."""

    label = LocalizedText(label=_("Question"))
    hint = LocalizedText(label=_("Hint"), required=False)
    audio = Audio()
    why = LongLocalizedText(label=_("Why we ask"))
    required = blocks.BooleanBlock(label=_("Must be answered"), required=False, default=True)
    missing = LocalizedText(
        label=_("Said when the answer is missing"),
        required=False,
        help_text=_("A sentence that tells what to do."),
    )
    show_if = Condition()
    fact = Fact()


@cache
def autocomplete(names: Any) -> blocks.ChoiceBlock:
    """The browser's own name for an answer about the person who fills the form in, of those that ``schema.autofill`` has."""
    return blocks.ChoiceBlock(
        label=_("Browser may fill in"),
        choices=[(name, _("Nothing") if name == "off" else name) for name in get_args(names)],
        default="off",
        help_text=_("Only for the person's own data, by the name that browsers have for it."),
    )


@cache
def least() -> blocks.IntegerBlock:
    """The least that a number may be."""
    return blocks.IntegerBlock(label=_("At least"), default=0)
