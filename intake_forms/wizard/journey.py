"""Where a page of the wizard was come to from, which its address keeps, and where its buttons lead back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

from intake_forms.schema.path import Walk
from intake_forms.wizard.visit import Visit

#: ``change``: one answer, from the check page. ``check``: what is missing, from there. ``tasks``: a part, from the list of
#: parts. ``list``: somebody on a list of people that was come to with ``change`` or ``check``. None: the form from its beginning.
MODES = ("change", "check", "tasks", "list")


class Journey:
    """What the wizard's views know of addresses. A mode stays in them until it leads back."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def visit(self) -> Visit:
        """Who is at which form."""
        raise NotImplementedError

    @property
    def walk(self) -> Walk:
        """The family's way."""
        raise NotImplementedError

    @property
    def mode(self) -> str:
        """How this page was come to: one of ``MODES``, or ""."""
        return next((name for name in MODES if name in self.request.GET), "")

    @property
    def item_mode(self) -> str:
        """The mode of the pages that a list of people leads to."""
        return {"change": "list", "check": "list", "list": "list", "tasks": "tasks"}.get(self.mode, "")

    @property
    def list_mode(self) -> str:
        """The mode of the list of people that a person's page leads back to."""
        return {"list": "change", "check": "check", "tasks": "tasks"}.get(self.mode, "")

    @property
    def query(self) -> str:
        """What this page's own buttons keep in its address: the mode, and where the gate leads on to."""
        wanted = "/".join(filter(None, self._wanted(self.kwargs["step"])))
        return "&".join(filter(None, (self.mode, f"to={wanted}" if wanted else "")))

    def gate_url(self, step: str, item: UUID | None) -> str:
        """The gate, for who asked for another page and must see it first: Continue leads on to that page."""
        wanted = f"to={step}/{item}" if item else f"to={step}"
        mode = "&".join(filter(None, (self.mode, wanted)))
        return self.get_step_url(self.visit.form.gate.step.key, mode=mode)

    def _wanted(self, step: str) -> tuple[str, str]:
        """What somebody had asked for before being led to the gate: a step, and the item of its group; each "" for none."""
        to, _slash, item = self.request.GET.get("to", "").partition("/")
        if not to or step != self.visit.form.gate.step.key or to == step or to not in self.walk.steps:
            return "", ""
        try:
            return to, str(UUID(item)) if item and to in self.visit.form.groups else ""
        except ValueError:
            return to, ""

    def get_step_url(self, step: str, language: str | None = None, mode: str = "") -> str:
        """The address of a step."""
        return self._url("step", language, mode, step=step)

    def paper_url(self, step: str, name: str, *, sent: bool = False, again: Sequence[str] = ()) -> str:
        """The place of a paper on a step; ``sent``: a file just came for it. ``again``: receipts of those that came once more."""
        parts = (self.mode, f"sent={name}" if sent and name else "", f"again={'.'.join(again)}" if again else "")
        mode = "&".join(part for part in parts if part)
        return self.get_step_url(step, mode=mode) + (f"#paper-{name}" if name else "")

    def get_item_url(self, step: str, item: UUID | str, language: str | None = None, mode: str = "") -> str:
        """The address of one item of the group on a step."""
        return self._url("item", language, mode, step=step, item=item)

    def _url(self, name: str, language: str | None, mode: str, **kwargs: Any) -> str:
        with override(language or get_language()):
            url = reverse(f"intake_forms:{name}", kwargs={"form": self.visit.form.key, **kwargs})
        return f"{url}?{mode}" if mode else url

    def forward(self, step: str, following: str | None) -> str:
        """Where Continue leads from a step that is complete; ``following``: the step after it on the way."""
        to, item = self._wanted(step)
        if to:
            return self.get_item_url(to, item, mode=self.mode) if item else self.get_step_url(to, mode=self.mode)
        if self.mode in ("change", "check", "list"):
            return self.get_step_url("check")
        if self.mode == "tasks" and not self._same_part(step, following):
            return self.get_step_url("tasks")
        return self.get_step_url(following or "check", mode=self.mode)

    def backward(self, step: str) -> str:
        """Where Back leads."""
        previous = self.walk.ahead_of(step)
        if self.mode in ("change", "check", "list"):
            return self.get_step_url("check")
        if self.mode == "tasks" and not self._same_part(step, previous):
            return self.get_step_url("tasks")
        return self.get_step_url(previous or step, mode=self.mode)

    def _same_part(self, step: str, other: str | None) -> bool:
        sections = self.visit.form.section_of
        return other is not None and sections.get(step) is sections.get(other)
