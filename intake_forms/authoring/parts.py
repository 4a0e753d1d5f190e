"""What the stream fields of forms, sections and choice sets hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring import kinds
from intake_forms.authoring.blocks import Audio, Condition, Fact, Part, key, rule_key, slug
from intake_forms.authoring.text import LocalizedText, LongLocalizedText, NamedOnly


class Title(LocalizedText):
    """The one heading of a form or section."""

    class Meta:
        label = _("Title")


class Page(NamedOnly, Part):
    """A page of the wizard itself."""

    title = LocalizedText(label=_("Heading"))
    body = LongLocalizedText(label=_("Text"))
    audio = Audio()

    class Meta:
        icon = "doc-full"
        label_format = "{title}"


class FirstStep(NamedOnly, Part):
    """The gate's page, which is always shown: nobody could begin the form otherwise."""

    key = slug()
    title = LocalizedText(label=_("Title"))
    audio = Audio()

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([("items", kinds.items()), *(local_blocks or ())], **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("Step")
        form_attrs: ClassVar[dict[str, str]] = {"data-step": ""}
        label_format = "{title}"


class Step(FirstStep):
    """One page of a form."""

    show_if = Condition()


class Exit(NamedOnly, Part):
    """A page that leads out of the gate."""

    key = slug()
    when = Condition(label=_("When"), lead="leaves")
    title = LocalizedText(label=_("Heading"))
    body = LongLocalizedText(
        label=_("Text"), help_text=_("[words](/en/page/) is a link to the page of this site that has that address.")
    )
    audio = Audio()
    fact = Fact()

    class Meta:
        icon = "logout"
        label_format = "{title}"


class Hold(NamedOnly, Part):
    """What keeps a form from being sent for now."""

    when = Condition(label=_("When"), lead="stops")
    title = LocalizedText(label=_("Heading"))
    body = LongLocalizedText(label=_("Text"))
    audio = Audio()

    class Meta:
        icon = "lock"
        label_format = "{title}"


class Named(NamedOnly, Condition):
    """A condition that others can name."""

    lead = "holds"
    key = key()

    class Meta:
        label = _("Condition")
        collapsed = False


class RuleSet(NamedOnly, blocks.StructBlock):
    """One state of the rules."""

    key = rule_key()
    label = LocalizedText(
        label=_("Label"), help_text=_("Families read it: say when it applies, as in “If the child came after April”.")
    )
    source = blocks.CharBlock(label=_("Source"))
    checked_on = blocks.DateBlock(label=_("Checked on"))

    class Meta:
        icon = "list-ol"
        label_format = "{label}"


class Carry(NamedOnly, blocks.StructBlock):
    """An answer taken over from another form of the case."""

    form = slug(label=_("From the form"), help_text="", of="forms")
    source = key(label=_("Its question"), help_text="", of="theirs")
    target = key(label=_("This form's question"), help_text="", of="ours")

    class Meta:
        icon = "download"
        label_format = "{source}"


class ChosenOption(NamedOnly, Part):
    """An option of a choice set. Always shown: the forms that share it have no earlier question in common."""

    value = key(label=_("Stored as"))
    label = LocalizedText(label=_("Label"))
    hint = LocalizedText(label=_("Hint"), required=False)

    class Meta:
        form_attrs: ClassVar[dict[str, str]] = {"data-option": ""}
        label_format = "{label}"
        collapsed = True


class Heading(blocks.StreamBlock):
    """A section's title."""

    title = Title()


class Steps(blocks.StreamBlock):
    """A section's steps. Made when first used: kinds from outside are there by then."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([("step", Step())], **kwargs)


class Front(blocks.StreamBlock):
    """A form's title, the page before its first step and the page after its last."""

    title = Title()
    start = Page(label=_("Before the first step"))
    done = Page(label=_("After sending"))


class GateParts(blocks.StreamBlock):
    """The gate's step and the pages that lead out of it."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        found = [("step", FirstStep(label=_("First step"))), ("exit", Exit(label=_("Page that leads out")))]
        super().__init__(found, **kwargs)


class Conditions(blocks.StreamBlock):
    """A form's named conditions."""

    condition = Named()


class RuleSets(blocks.StreamBlock):
    """A form's rule sets, the first of which holds until staff say otherwise."""

    rule_set = RuleSet(label=_("Rule set"))


class Carries(blocks.StreamBlock):
    """What a form takes over from others."""

    carry = Carry(label=_("Answer taken over"))


class Holds(blocks.StreamBlock):
    """What keeps a form from being sent, once at most."""

    hold = Hold(label=_("Not sent while"))


class Options(blocks.StreamBlock):
    """A choice set's options."""

    option = ChosenOption(label=_("Option"))


#: How often each part of ``Front`` stands.
ONCE = {
    "title": {"min_num": 1, "max_num": 1},
    "start": {"min_num": 1, "max_num": 1},
    "done": {"min_num": 1, "max_num": 1},
}
