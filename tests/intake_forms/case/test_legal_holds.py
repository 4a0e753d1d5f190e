"""A judge orders to keep a case: put on hold at the desk, and from then on nothing deletes any of it until it is lifted."""

from __future__ import annotations

import copy
import datetime
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import intake_forms
from intake_forms.documents import removal, storage, sweeping
from intake_forms.documents import services as documents
from intake_forms.records import invitations, legal_holds, moves, opening, queries, retention, services, taking_over
from intake_forms.records.legal_holds import KeptAnswers, LegalHold, OnHold
from intake_forms.records.models import Case, Draft, DraftStep, Submission
from intake_forms.records.uploads import Upload
from intake_forms.schema import document
from intake_forms.upkeep import jobs
from tests.intake_forms import forms, roles
from tests.intake_forms.case.conftest import Family, document_of_papers, text
from tests.intake_forms.papers import picture, sent
from tests.intake_forms.sponsor import headings
from tests.intake_forms.staff.conftest import rows
from tests.intake_forms.staff.test_case import main
from tests.intake_forms.wizard.test_holding import with_agreement

WHY = "Juez Robles, 12 de mayo, 3:26-cv-0417"


def hold(case: Case, by) -> None:
    legal_holds.put(case=case, reason=WHY, by=by.pk, once=uuid4())


def in_years() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=2000)


def there() -> set[object]:
    """Everything that a family gave, as it lies sealed, wherever that is: answers, what was sent, messages, files."""
    found: set[object] = {bytes(each.sealed_answers) for each in DraftStep.objects.all()}
    found |= {bytes(each.sealed_answers) for each in KeptAnswers.objects.all()}
    found |= {bytes(each.sealed_answers) for each in Submission.objects.all()}
    for case in Case.objects.all():
        found |= {bytes(each.sealed_text) for each in case.messages.all()}
    return found | set(Upload.objects.values_list("pk", flat=True)) | set(storage.keys())


def time_is_over(family: Family) -> None:
    jobs.tick(in_years())


def one_form_of_two_is_over(family: Family) -> None:
    services.release(form=document.parse(forms.form(key="folder", opened_by="staff")))
    opening.open_form(case=family.case, form_key="folder", by=1)
    Draft.objects.filter(form_key="small").update(updated_at=timezone.now() - datetime.timedelta(days=60))
    assert not retention.delete_draft(draft=Draft.objects.get(form_key="small"), now=timezone.now())
    assert jobs.tick(timezone.now())["old drafts"] == 0


def a_photo_is_taken_away(family: Family) -> None:
    upload = Upload.objects.get(slot="photo")
    family.post("proofs", {}, go=f"remove-{upload.pk}")
    assert "photo" not in {slot for slot, _item in queries.papers_by_key(family.case)}
    jobs.tick(in_years())


def a_file_cannot_be_used(family: Family) -> None:
    documents.reject(upload=Upload.objects.get(slot="photo"), reason="unreadable")
    jobs.tick(in_years())


def a_person_is_taken_away(family: Family) -> None:
    address = family.url(f"children/{family.kid}")
    page = family.client.get(f"{address}?remove")
    assert "Una orden legal dice que por ahora las tenemos que guardar" in text(page)
    family.client.post(f"{address}?remove", {"go": "remove"})
    assert "Qzxana" not in family.get("children").content.decode()
    jobs.tick(in_years())


def an_answer_is_written_over(family: Family) -> None:
    family.client.post(family.url(f"children/{family.kid}"), {"children-name": "Otro", "go": "next"})
    family.post("proofs", {"photo.said": "will_bring"})


def it_is_sent_without_what_is_hidden(family: Family) -> None:
    family.post("more", {"papers": "no"})
    assert family.send().status_code == 303
    assert not DraftStep.objects.exists()
    assert not queries.papers_by_key(family.case)
    jobs.tick(timezone.now())


def a_release_asks_something_else(family: Family) -> None:
    services.release(
        form=document.parse(forms.form(forms.step("other", forms.question("x")))), moves_drafts_at=in_years()
    )
    assert moves.move_due_drafts(in_years()) == 1


def a_late_page_is_brought_over(family: Family) -> None:
    draft = queries.draft(family.case.pk, "small")
    new = services.release(form=document.parse(forms.form(forms.step("proofs", forms.question("x")))))[0]
    moves.bring(
        draft=draft,
        made_for=draft.version,
        step="proofs",
        item=None,
        answers=queries.StepAnswers({}, {}, complete=True),
    )
    assert new


def she_wants_everything_deleted(family: Family) -> None:
    assert family.press("delete/", "delete").url == "/es/case/deleted/?kept"
    jobs.tick(in_years())
    assert not removal.finish(case=Case.objects.get(), now=in_years())


def by_the_services_themselves(family: Family) -> None:
    with pytest.raises(OnHold):
        services.delete_case(case=family.case, action="x")
    assert documents.remove_all(case=family.case) == 0
    assert sweeping.remove_purged(in_years()) == 0
    with pytest.raises(ProtectedError):
        family.case.delete()


WAYS = [
    time_is_over,
    one_form_of_two_is_over,
    a_photo_is_taken_away,
    a_file_cannot_be_used,
    a_person_is_taken_away,
    an_answer_is_written_over,
    it_is_sent_without_what_is_hidden,
    a_release_asks_something_else,
    a_late_page_is_brought_over,
    she_wants_everything_deleted,
    by_the_services_themselves,
]


@pytest.fixture
def kept(people, bucket) -> Family:
    """A family that gave of everything, before it sent: its case is on hold."""
    data = copy.deepcopy(document_of_papers())
    steps = data["sections"][0]["steps"]
    steps.insert(0, forms.step("more", forms.choice("papers")))
    steps[2]["show_if"] = forms.rows(forms.row("papers", "is", "yes"))
    services.release(form=document.parse(data))
    family = Family(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    family.post("more", {"papers": "yes"})
    family.kid = re.search(r"children/(.{36})/", family.post("children", {}, go="add").url)[1]
    family.client.post(family.url(f"children/{family.kid}"), {"children-name": "Qzxana", "go": "next"})
    family.post("children", {})
    family.post("proofs", {"photo.said": "cannot_get", "photo.reason": "lost"})
    for name in ("photo", f"letter.{family.kid}"):
        family.post("proofs", {name: [sent(picture())]}, go="upload")
    family.press("messages/", text="Hola")
    assert Upload.objects.count() == 2
    hold(family.case, people["supervisor"])
    return family


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_nothing_of_a_case_on_hold_is_deleted_whatever_happens(kept, people, way) -> None:
    before = there()
    way(kept)
    assert before <= there()
    assert Case.objects.get().key is not None
    # Lifted, everything of it ends as it would have.
    legal_holds.lift(hold=LegalHold.objects.get(), by=people["supervisor"].pk)
    jobs.tick(in_years())
    assert not Case.objects.exists()
    assert list(storage.keys()) == []


def test_what_was_sent_stays_too_and_so_does_what_a_helper_signed(family, people, bucket) -> None:
    hold(family.case, people["admin"])
    before = there()
    jobs.tick(in_years())
    assert before <= there()
    services.release(form=with_agreement())
    helper = roles.sponsor(who="helper")
    helper.post("home", {"adults": "2"})
    helper.post("helping", {"present": "no"})
    helper.post("agree", {"agrees": "yes", "name_signed": "Ayudante"})
    hold(roles.case_of(helper), people["admin"])
    before = there()
    assert taking_over.take_over(case=roles.case_of(helper))
    assert before <= there()


def test_a_case_without_papers_is_not_deleted_either(family, people) -> None:
    hold(family.case, people["admin"])
    with pytest.raises(OnHold):
        services.delete_case(case=family.case, action="x")


#: Where rows or files are deleted, and which of the ways above, or what else, it is about.
DELETING = {
    "records/deletion.py": "she_wants_everything_deleted",
    "records/retention.py": "time_is_over, one_form_of_two_is_over",
    "records/services.py": "a_person_is_taken_away, it_is_sent_without_what_is_hidden, by_the_services_themselves",
    "records/moves.py": "a_release_asks_something_else, a_late_page_is_brought_over",
    "records/legal_holds.py": "lifting",
    "records/late.py": "what nobody can open but who typed it, for an hour",
    "records/trials.py": "versions that were never released",
    "documents/services.py": "a_photo_is_taken_away, a_file_cannot_be_used, by_the_services_themselves",
    "documents/chunks.py": "pieces of what is one file by now, or of nobody's",
    "documents/page_images.py": "pages of a check that did not come to its end, drawn anew from the file that stays",
    "documents/sweeping.py": "pieces of files that are whole by now, or never came whole; by_the_services_themselves",
    "documents/inventory.py": "bytes that belong to no row",
    "documents/storage.py": "the call itself",
    "wizard/turned_away.py": "a cookie, in whose browser it is",
}


def test_there_is_no_other_place_that_deletes() -> None:
    root = Path(intake_forms.__file__).parent
    found = {
        str(path.relative_to(root))
        for floor in ("records", "documents", "wizard", "staff", "upkeep")
        for path in (root / floor).rglob("*.py")
        if re.search(r"\.delete\w*\(", path.read_text(encoding="utf-8"))
    }
    assert found - {"upkeep/jobs.py", "documents/removal.py"} == set(DELETING), (
        "let a hold stop it, and add a way above"
    )


def test_she_is_told_plainly_it_is_noted_and_carried_out_when_the_hold_is_lifted(family, desk, people, bucket) -> None:
    family.photo()
    hold(family.case, people["supervisor"])
    case, reference, words = family.case, family.case.reference, queries.words(family.case)
    asked = text(family.see("delete/"))
    assert "lo dice una orden legal. Hoy no lo podemos borrar" in asked
    assert "Nadie lo puede deshacer" not in asked
    which = re.search(r'name="which" value="(.*?)"', family.see("delete/").content.decode())[1]
    for _press in range(2):
        end = family.press("delete/", "delete", which=which)
        assert end.url == "/es/case/deleted/?kept"
    done = Client().get(end.url)
    assert headings(done) == ["Su caso está cerrado con llave"]
    assert "borrado" not in text(done)
    # Nobody uses it: no browser, no words, nobody at the desk.
    assert family.see().status_code == family.get("done").status_code == 403
    again = Client().post("/es/continue/", {"reference": reference, "words": " ".join(words), "go": "next"})
    assert again.status_code == 200
    for who in ("ana", "supervisor", "admin"):
        assert desk(who).look(case).status_code == 302
        assert reference not in desk(who).list().content.decode()
    # Who may lift it reads that she asked.
    page = main(desk("supervisor").client.get(reverse("cases:kept")))
    assert reference in page
    assert "The family asked on" in page
    assert [row.actor for row in rows("case.deletion_asked")] == ["sponsor"]
    lifted = desk("supervisor").client.post(reverse("cases:lift_hold", args=[case.pk, LegalHold.objects.get().pk]))
    assert lifted.url == reverse("cases:kept")
    assert jobs.tick(timezone.now())["deletions"] == 1
    assert not Case.objects.exists()
    assert list(storage.keys()) == []
    assert len(rows("hold.lifted")) == len(rows("case.deleted")) == len(rows("case.gone")) == 1


def test_only_who_may_hold_does_and_the_reason_is_sealed_and_every_look_at_it_audited(family, desk, people) -> None:
    case, once = family.case, str(uuid4())
    url = reverse("cases:hold", args=[case.pk])
    for who in ("editor", "ana"):
        assert desk(who).client.get(url).status_code == 302
        assert desk(who).client.post(url, {"reason": WHY, "once": once}).status_code == 302
        assert desk(who).client.get(reverse("cases:kept")).status_code == 302
    assert not LegalHold.objects.exists()
    assert url not in desk("ana").look(case).content.decode()
    supervisor = desk("supervisor")
    assert url in supervisor.look(case).content.decode()
    assert "Write who orders to keep this case." in main(supervisor.client.post(url, {"reason": " ", "once": once}))
    for _press in range(2):
        assert supervisor.client.post(url, {"reason": WHY, "once": once}).status_code == 303
    held = LegalHold.objects.get()
    assert WHY.encode() not in bytes(held.sealed_reason)
    assert [row.actor for row in rows("hold.put")] == [f"user:{people['supervisor'].pk}"]
    assert "On legal hold since" in main(desk("ana").look(case))
    assert WHY not in main(desk("ana").look(case))
    assert "on hold since" in main(desk("ana").list())
    assert rows("hold.read") == []
    assert WHY in main(desk("admin").client.get(url))
    assert [row.actor for row in rows("hold.read")] == [f"user:{people['admin'].pk}"]
    lift = reverse("cases:lift_hold", args=[case.pk, held.pk])
    assert desk("ana").client.post(lift).status_code == 302
    assert "Lift the hold" in main(supervisor.client.get(lift))
    assert family.case.kept_since is not None
    for _press in range(2):
        supervisor.client.post(lift)
    assert family.case.kept_since is None
    assert len(rows("hold.lifted")) == 1
    assert "Lifted by Supervisor" in main(supervisor.client.get(url))


def test_two_orders_keep_a_case_until_both_are_lifted(family, people) -> None:
    for _order in range(2):
        hold(family.case, people["admin"])
    first, second = LegalHold.objects.all()
    legal_holds.lift(hold=first, by=people["admin"].pk)
    jobs.tick(in_years())
    assert Case.objects.exists()
    legal_holds.lift(hold=second, by=people["admin"].pk)
    jobs.tick(in_years())
    assert not Case.objects.exists()


def test_an_invitation_of_a_locked_case_begins_nothing(db, people) -> None:
    roles.release()
    inviting = roles.sponsor()
    case = roles.case_of(inviting)
    made = invitations.invite(case=case, role="household")
    code = invitations.code(case, made)
    assert invitations.entered(code)
    hold(case, people["admin"])
    inviting.client.post("/es/case/delete/", {"go": "delete"})
    assert invitations.entered(code) is None
