"""A computed value: nobody but staff sees it."""

TEMPLATE = ""
