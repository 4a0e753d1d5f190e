"""How tall somebody is: staff read it in centimetres too."""

from tests.outside.stars.schema.kinds.height import Height

RULES = {"too_tall": "taller than anybody is"}


def display(item: Height, value: int, language: str) -> str:
    """With centimetres."""
    return f"{item.display(value, language)} ({round(value * 2.54)} cm)"
