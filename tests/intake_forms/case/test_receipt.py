"""Who opened what: days and roles from the audit chain, never a name."""

import datetime

from intake_forms.privacy.models import AuditEvent
from intake_forms.records import queries, receipts
from tests.intake_forms.case.conftest import text


def test_each_day_says_which_role_opened_what_and_never_who(family, desk, bucket):
    case = family.case
    assert "Todavía nadie de nuestro personal los ha abierto." in text(family.see())
    family.photo()
    (paper,) = queries.papers(case)
    for _ in range(2):
        desk("ana").look(case)
        desk("ana").paper(case, paper)
    desk("supervisor").client.get(f"/cms/cases/{case.pk}/messages/")
    page = text(family.see())
    assert "Una persona que atiende los casos: sus respuestas, 1 archivo" in page
    assert "Una persona que supervisa: sus mensajes" in page
    for name in ("Ana", "ana", "Supervisor", "user:"):
        assert name not in page.replace("Qzxana", "")


def test_days_come_with_the_last_first_and_somebody_gone_is_one_of_the_staff(family, desk, people):
    case = family.case
    desk("ana").look(case)
    AuditEvent.objects.filter(action="case.read").update(at=family.case.created_at + datetime.timedelta(days=3))
    desk("luis").look(case)
    people["luis"].delete()
    days = receipts.receipt(case)
    assert [(day - case.created_at.date()).days >= 2 for day, _ in days] == [True, False]
    assert [opening.role for _, openings in days for opening in openings] == ["A case worker", "Somebody of our staff"]


def test_a_look_at_a_case_that_was_not_sent_showed_nothing_and_is_not_told(drafting, desk):
    desk("ana").look(drafting.case)
    assert receipts.receipt(drafting.case) == []
    drafting.post("children", {})
    drafting.post("proofs", {})
    drafting.send()
    assert receipts.receipt(drafting.case) == []
