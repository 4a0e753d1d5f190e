"""Editing a consent."""

from django.utils.translation import gettext_lazy as _

from intake_forms.authoring.blocks import QuestionBlock
from intake_forms.authoring.text import LongLocalizedText


class Consent(QuestionBlock):
    """A text to agree to."""

    body = LongLocalizedText(label=_("What is agreed to"), required=False)

    class Meta:
        icon = "circle-check"
        label = _("Consent")


BLOCK = Consent
