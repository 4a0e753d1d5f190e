"""Editing a yes-or-no question."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from intake_forms.authoring.blocks import QuestionBlock
from intake_forms.authoring.text import LocalizedText


class YesNo(QuestionBlock):
    """Yes, no, and maybe "I don't know"."""

    unsure = blocks.BooleanBlock(label=_('Offer "I don\'t know"'), required=False)
    yes = LocalizedText(label=_('Instead of "Yes"'), required=False)
    no = LocalizedText(label=_('Instead of "No"'), required=False)
    not_sure = LocalizedText(label=_('Instead of "I don\'t know"'), required=False)

    class Meta:
        icon = "check"
        label = _("Yes or no")


BLOCK = YesNo
