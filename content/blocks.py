"""The words and shapes editors have for the body of a page."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from content import queries
from content.snippets import FaqGroup

RICH_TEXT = ["h2", "h3", "bold", "link", "ul", "ol"]


class Sourced(blocks.StructBlock):
    """A block whose facts can be checked: it holds the address of the source and the day of the last check."""

    source = blocks.URLBlock(required=False, help_text=_("The page where the facts can be checked."))
    checked_on = blocks.DateBlock(required=False, help_text=_("When somebody last compared it with the source."))


class ParagraphBlock(Sourced):
    """Running text."""

    text = blocks.RichTextBlock(features=RICH_TEXT)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "content/blocks/paragraph.html"


class Step(blocks.StructBlock):
    """One stop on a road."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock(required=False, max_length=300)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class StepsBlock(Sourced):
    """Numbered steps along a dotted road."""

    title = blocks.CharBlock(max_length=120)
    steps = blocks.ListBlock(Step(), min_num=2, max_num=9)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "content/blocks/steps.html"


class ChecklistBlock(Sourced):
    """Things to have or to do."""

    title = blocks.CharBlock(max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        template = "content/blocks/checklist.html"


class CallOutBlock(Sourced):
    """One thing nobody should miss."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=["bold", "link"])

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "content/blocks/call_out.html"


class FaqGroupBlock(blocks.StructBlock):
    """The published questions of one group, in the language of the page."""

    title = blocks.CharBlock(max_length=120)
    group = blocks.ChoiceBlock(choices=FaqGroup.choices)
    limit = blocks.IntegerBlock(default=5, min_value=1, max_value=20)

    class Meta:
        icon = "help"
        label = _("Questions")
        template = "content/blocks/faq_group.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add ``entries`` in the language of the reader."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        entries = queries.faq_entries(get_language() or "en").filter(group=value["group"])
        context["entries"] = entries[: value["limit"]]
        return context


class ContactBlock(blocks.StructBlock):
    """How to reach the organization; telephone, hours and address come from the facts of the organization."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False, max_length=400)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "content/blocks/contact.html"


class DocumentLinkBlock(blocks.StructBlock):
    """A file to download, with its type and size said beforehand."""

    title = blocks.CharBlock(max_length=120)
    document = DocumentChooserBlock()

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "content/blocks/document_link.html"


class Body(blocks.StreamBlock):
    """Everything an editor can put on a page, in any order."""

    paragraph = ParagraphBlock()
    steps = StepsBlock()
    checklist = ChecklistBlock()
    call_out = CallOutBlock()
    faq_group = FaqGroupBlock()
    contact = ContactBlock()
    document_link = DocumentLinkBlock()
