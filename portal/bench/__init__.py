"""What ``manage.py bench`` measures: figures of a real demo on this machine, over HTTP, and of the form engine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One figure: its value, and the most it should be (None: reported only)."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def ok(self) -> bool:
        """Whether it is within its target."""
        return self.target is None or self.value <= self.target

    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps({**asdict(self), "value": round(self.value, 3), "ok": self.ok})
