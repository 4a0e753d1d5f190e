"""formtools' storage over rows: a step is a row, the current step is the address, files go elsewhere."""

from __future__ import annotations

from typing import Any

from formtools.wizard.storage.base import BaseStorage

from intake_forms.records import queries
from intake_forms.records.queries import StepAnswers
from intake_forms.wizard import turned_away


class DraftStorage(BaseStorage):
    """Reads the draft that the view put on the request as ``visit``. Writing is ``records.services.save_step``."""

    def init_data(self) -> None:
        """Nothing to prepare: the draft exists, or the gate stores nothing."""

    def reset(self) -> None:
        """Nothing to forget: a draft ends by being sent."""

    @property
    def current_step(self) -> str | None:
        """The step in the address."""
        step: str | None = self.request.resolver_match.kwargs.get("step")
        return step

    @current_step.setter
    def current_step(self, step: str | None) -> None:
        """The address says it; formtools sets it all the same."""

    @property
    def extra_data(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    @extra_data.setter
    def extra_data(self, data: dict[str, Any]) -> None:
        """Nothing."""

    def get_step_data(self, step: str) -> StepAnswers | None:
        """What stands on a step: one row; before there is a case, what the gate was just answered and led out with."""
        visit = self.request.visit
        return (
            queries.step_answers(visit.draft, step)
            if visit.draft
            else turned_away.recalled(self.request, visit.form.key)
        )

    def get_step_files(self, step: str) -> None:
        """Files never pass through formtools."""

    def update_response(self, response: Any) -> None:
        """No cookie of its own."""
