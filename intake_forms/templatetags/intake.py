"""Texts of a form document in templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from intake_forms.privacy import words as word_lists
from intake_forms.schema.kinds.slot import Slot
from intake_forms.schema.slots import Need
from intake_forms.wizard import problems, session
from intake_forms.wizard.fields import PartsField
from intake_forms.wizard.kinds import slot

register = template.Library()

#: A page of this site, as texts write it: "[What it is](/en/its-address/)".
_LINK = re.compile(r"\[([^\[\]]+)\]\((/[^\s/()][^\s()]*)\)")
_PHONE = re.compile(r"(?<![\d-])1-\d{3}-\d{3}-\d{4}(?![\d-])|(?<![\d-])(?:911|988)(?![\d-])")


@register.simple_tag(takes_context=True)
def whose(context: Mapping[str, Any]) -> SafeString:
    """The hidden field that says of which case a page is."""
    return format_html('<input type="hidden" name="{}" value="{}">', session.WHOSE, session.whose(context["request"]))


@register.filter
def text(texts: Mapping[str, str] | None, language: str) -> str:
    """A text in one language; "" for no text."""
    return texts[language] if texts else ""


@register.filter
def prose(body: str) -> SafeString:
    """Paragraphs and lists as HTML: an empty line parts paragraphs, "- " begins an entry.

    Phone numbers can be tapped, and "[words](/en/page/)" leads to a page of this site.
    """
    return SafeString("\n".join(_block(block) for block in re.split(r"\n\s*\n", body.strip())))


def _block(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        entries = format_html_join("", "<li>{}</li>", ((phones(line[2:]),) for line in lines))
        return format_html("<ul>{}</ul>", entries)
    return format_html("<p>{}</p>", phones(" ".join(lines)))


@register.filter
def without(body: str, fact: str) -> str:
    """A text without its paragraphs that name a fact of the site: what they promise is not so now."""
    return "\n\n".join(block for block in re.split(r"\n\s*\n", body) if f"[[{fact}]]" not in block)


@register.filter
def phones(line: str) -> SafeString:
    """A line of plain text, in which phone numbers of the United States and pages of this site can be tapped."""
    linked = _LINK.sub(r'<a href="\2">\1</a>', str(conditional_escape(line)))
    # Escaped already; what is put around it is digits and dashes.
    return mark_safe(_PHONE.sub(lambda found: f'<a href="tel:{found[0].replace("-", "")}">{found[0]}</a>', linked))  # noqa: S308


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """An entry of a mapping; None when it has none."""
    return mapping.get(key) if mapping else None


@register.filter
def fixed(field: BoundField) -> str:
    """The answer to a question that is given already, as it is read."""
    form: Any = field.form
    return str(form.route.form.item_by_key[field.name].display(form.fixed[field.name], form.language))


@register.filter
def fixed_hint(field: BoundField) -> str:
    """What stands under an answer that is given already, where it is an option with a hint; "" for others."""
    form: Any = field.form
    hints: dict[str, str] = getattr(field.field, "hints", {})
    return hints.get(form.fixed[field.name], "")


@register.filter
def inputs(field: BoundField) -> list[dict[str, Any]]:
    """The inputs of a question with several, as widgets' contexts, each with its ``label`` and ``tag``."""
    assert isinstance(field.field, PartsField)
    return field.field.inputs(field)


@register.filter
def words_language(language: str) -> str:
    """The language of the words given out to somebody who speaks ``language``."""
    return word_lists.spoken(language)


@register.filter
def spelled(words: Sequence[str]) -> str:
    """Words one after the other."""
    return " ".join(words)


@register.simple_tag
def upload_limit() -> dict[str, Any]:
    """How large a file may be, and what to say of one that is larger, or of another kind."""
    return problems.limit()


@register.filter
def said(field: BoundField) -> list[slot.Choice]:
    """The four answers about a paper, with the one given."""
    return slot.said(field)


@register.filter
def reasons(field: BoundField) -> list[slot.Choice]:
    """Why a paper cannot be had, with the reason given."""
    return slot.reasons(field)


@register.filter
def receipts(sheets: Sequence[Any] | None, among: Sequence[str] | None) -> str:
    """The receipts of those of the files that are among these, in their order; "" for none."""
    return ", ".join(sheet.receipt for sheet in sheets or () if sheet.receipt in (among or ()))


@register.filter
def page_name(file: Any, of: Slot | None) -> str:
    """What a file of a paper is called; it has its ``number`` and its ``upload``."""
    return slot.page_name(of, file.number, file.upload.content_type)


@register.filter
def said_of(need: Need) -> str:
    """What somebody said of a paper, in words."""
    return slot.said_of(need)


@register.filter
def reason_words(reason: str) -> str:
    """Why somebody cannot get a paper, in words; "" where nothing was said."""
    return str(slot.REASONS.get(reason, ""))
