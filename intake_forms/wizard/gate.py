"""The gate posted before there is a case: it stores nothing, or begins case, draft and first step together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from intake_forms.records import invitations, services
from intake_forms.schema.document import EXIT_PREFIX
from intake_forms.wizard import counting, session, turned_away
from intake_forms.wizard.arrival import see
from intake_forms.wizard.saving import Saving


class Gate(Saving):
    """The first step, while we keep nothing of it."""

    def post_gate(self, go: str) -> HttpResponse:
        """The gate before there is a case: stores nothing, or everything in one transaction."""
        form = self.get_form(self.gate, data=self.request.POST)
        if form.secret_questions() or self.visit.closed:
            # What was typed stays on the page: nobody is sent away from it because we closed meanwhile.
            return self.in_other_words(go) or self.render(form)
        if go.startswith("lang-"):
            return self.in_other_words(go) or self.render(self.get_form(self.gate, saved=form.answers()))
        answers = form.answers()
        if not answers.complete:
            return self.render(form)
        if page := self.visit.route.exit(answers.values):
            return turned_away.remember(see(self.get_step_url(EXIT_PREFIX + page.key)), self.visit.form.key, answers)
        facts = self.visit.route.told(answers.values)
        given: dict[str, Any] = {"version": self.visit.version, "step": self.gate, "answers": answers, "facts": facts}
        # Whatever this browser had open may be somebody else's: a form begun here never joins another's case.
        try:
            begun = services.begin_case(language=self.visit.language, invitation=self.visit.invitation, **given)
        except invitations.Spent:
            session.close(self.request)
            return see(reverse("invited") + "?again")
        session.open_case(self.request, begun.case.id, begun.case.epoch)
        counting.saved(self.visit, self.gate)
        return turned_away.forget(see(self.get_step_url("key")))
