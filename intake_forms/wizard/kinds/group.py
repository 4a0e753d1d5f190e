"""A group: the list of its items."""

TEMPLATE = "intake_forms/parts/group.html"
