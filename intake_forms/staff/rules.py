"""Which state of the rules applies to a case: chosen at the desk, read by every form of the case that is still open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intake_forms.privacy import audit
from intake_forms.records import queries
from intake_forms.records.models import Case, Draft


def offered(case: Case) -> dict[str, str]:
    """The rule sets that staff can choose among, by key: those of the live forms and of the case's own open ones."""
    language = (get_language() or "en").split("-")[0]
    drafts = Draft.objects.select_related("version").filter(case=case, submitted=False)
    versions = [*queries.live_forms(), *(draft.version for draft in drafts)]
    found: dict[str, str] = {}
    for version in versions:
        for each in queries.route(version).form.rule_sets:
            label = each.label.get(language) or next(iter(each.label.values()))
            checked = each.checked_on.isoformat()
            found.setdefault(each.key, _("%(rules)s (looked at on %(day)s)") % {"rules": label, "day": checked})
    return found


class RulesForm(forms.Form):
    """The choice."""

    rule_set = forms.ChoiceField(required=False, label=gettext_lazy("Rule set of this case"))

    def __init__(self, *args: Any, rule_sets: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("The one that each form puts first")), *rule_sets.items()]
        self.fields["rule_set"].choices = choices  # type: ignore[attr-defined]


@transaction.atomic
def choose(*, case: Case, rule_set: str, by: int) -> bool:
    """Let a rule set apply to a case, "" for each form's first. False when it does already. What was sent stays as it is."""
    if not Case.objects.filter(pk=case.pk).exclude(rule_set=rule_set).update(rule_set=rule_set):
        return False
    audit.record(who=audit.actor(by), action=f"case.rules:{rule_set or 'first'}", case=case.pk)
    return True
