"""What the wizard's pages tell the statistics: which step, in which language, and which rule. Never an answer."""

from __future__ import annotations

from intake_forms.records import statistics
from intake_forms.wizard.forms import StepForm
from intake_forms.wizard.taking_in import Intake
from intake_forms.wizard.visit import Visit


def shown(visit: Visit, step: str) -> None:
    """A step was looked at."""
    statistics.note(visit.version.pk, step, visit.language, statistics.SHOWN)


def saved(visit: Visit, step: str) -> None:
    """A step was complete and its visitor went on."""
    statistics.note(visit.version.pk, step, visit.language, statistics.SAVED)


def refused(visit: Visit, form: StepForm, intake: Intake) -> None:
    """A step came back with what is wrong on it: each error by its rule, each paper's as ``file``."""
    rules = ["file" for sentences in intake.problems.values() for _sentence in sentences]
    if form.is_bound:
        rules += [error.code or "" for errors in form.errors.as_data().values() for error in errors]
    for rule in rules:
        statistics.note(visit.version.pk, form.step.key, visit.language, statistics.ERROR, rule)
