"""Stream fields on an editor's page, written so that a long section stays a small page."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.admin.panels import FieldPanel
from wagtail.admin.telepath import JSContext
from wagtail.blocks.base import BlockWidget, get_error_json_data


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def attribute(said: str) -> SafeString:
    """A text as an attribute between apostrophes: JSON is full of quotation marks, which then stay one character each."""
    escaped = said.replace("&", "&amp;").replace("'", "&#x27;").replace("<", "&lt;").replace(">", "&gt;")
    return mark_safe(escaped)  # noqa: S308  as the line above has made it


class BlocksWidget(BlockWidget):
    """Wagtail's widget of a stream field; of a section with 64 questions it makes 130 kB, and not 210."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: By language. Each page has a copy of this widget, and all of them this.
        self._described: dict[str | None, tuple[str, JSContext]] = {}

    def _describe(self) -> tuple[str, JSContext]:
        code = get_language()
        if code not in self._described:
            context = JSContext()
            self._described[code] = _json(context.pack(self.block_def)), context
        return self._described[code]

    @property
    def block_json(self) -> str:
        """What the blocks are, for Wagtail's scripts: the same on every page, and slow to say."""
        return self._describe()[0]

    @property
    def js_context(self) -> JSContext:
        """Which scripts they need, likewise."""
        return self._describe()[1]

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> SafeString:
        """The same element as Wagtail's."""
        error = get_error_json_data(errors.as_data()[0]) if errors else None
        return format_html(
            """<div id="{}" data-block data-controller="w-block"
                data-w-block-data-value='{}' data-w-block-arguments-value='{}'></div>""",
            name,
            attribute(self.block_json),
            attribute(_json([self.block_def.get_form_state(value), error])),
        )


class BlocksPanel(FieldPanel):
    """A stream field."""

    def on_model_bound(self) -> None:
        """Its blocks are known from here on."""
        super().on_model_bound()
        self.widget = BlocksWidget(self.db_field.stream_block)
