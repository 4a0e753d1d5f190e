"""What the editor's page of a snippet posts, input by input, without a browser."""

from __future__ import annotations

from typing import Any

from django.test import Client
from wagtail import blocks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.fields import StreamField


def posted(snippet: Any) -> dict[str, Any]:
    """All inputs of the page as they stand when it has been opened."""
    found: dict[str, Any] = {}
    for field in type(snippet)._meta.get_fields():
        if isinstance(field, StreamField):
            _stream(field.stream_block, field.value_from_object(snippet), field.name, found)
        elif field.concrete and field.editable and not field.auto_created:
            found[field.name] = field.value_from_object(snippet) or ""
    return found


def drafted(snippet: Any) -> Any:
    """A snippet as its page has it: as last saved."""
    return type(snippet).objects.get(pk=snippet.pk).get_latest_revision_as_object()


def _stream(block: blocks.StreamBlock, value: Any, name: str, found: dict[str, Any]) -> None:
    found[f"{name}-count"] = len(value)
    for number, child in enumerate(value):
        _head(f"{name}-{number}", number, child.id, found)
        found[f"{name}-{number}-type"] = child.block_type
        _block(child.block, child.value, f"{name}-{number}-value", found)


def _list(block: blocks.ListBlock, value: Any, name: str, found: dict[str, Any]) -> None:
    found[f"{name}-count"] = len(value)
    for number, child in enumerate(value.bound_blocks):
        _head(f"{name}-{number}", number, child.id, found)
        _block(block.child_block, child.value, f"{name}-{number}-value", found)


def _head(name: str, number: int, ident: str | None, found: dict[str, Any]) -> None:
    found |= {f"{name}-deleted": "", f"{name}-order": number, f"{name}-id": ident or ""}


def _block(block: blocks.Block, value: Any, name: str, found: dict[str, Any]) -> None:
    if isinstance(block, blocks.StreamBlock):
        _stream(block, value, name, found)
    elif isinstance(block, blocks.ListBlock):
        _list(block, value, name, found)
    elif isinstance(block, blocks.StructBlock):
        for each, child in block.child_blocks.items():
            _block(child, value.get(each), f"{name}-{each}", found)
    else:
        _input(block, value, name, found)


def _input(block: Any, value: Any, name: str, found: dict[str, Any]) -> None:
    state = block.get_form_state(value)
    if isinstance(state, dict):
        # A chooser has one hidden input.
        state = state["id"]
    if isinstance(state, list):
        state = state[0]
    # A box that is not ticked posts nothing.
    if state is not False:
        found[name] = "on" if state is True else ("" if state is None else state)


def send(client: Client, snippet: Any, action: str = "", **changed: Any) -> Any:
    """Open the page as it was last saved, change some inputs and press a button: "publish", "submit"; "" saves a draft."""
    data = posted(drafted(snippet)) | changed
    if action:
        data[f"action-{action}"] = "1"
    return client.post(AdminURLFinder().get_edit_url(snippet), data)
