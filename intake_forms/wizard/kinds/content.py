"""A text."""

TEMPLATE = "intake_forms/parts/content.html"
