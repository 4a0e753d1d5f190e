"""A file that could not be used after all: its sender reads so with what to do, and it counts no more."""

from __future__ import annotations

import datetime
import re

import pytest
from django.http import HttpResponse
from django.utils import timezone

from intake_forms.documents import deciding, reasons, services
from intake_forms.records import references, requests
from intake_forms.records.uploads import Upload
from intake_forms.upkeep import jobs
from tests.intake_forms import papers
from tests.intake_forms.case.conftest import text
from tests.intake_forms.documents.pieces import SIZE, Sender
from tests.intake_forms.papers import sent
from tests.intake_forms.staff.test_papers import check

LEAD = "No podemos usar este archivo: Foto"
WHY = "Tome otra foto del papel con su teléfono y mande esa foto."


def refuse(number: int = 0) -> None:
    """The check says of a file that it is harmful."""
    services.reject(upload=Upload.objects.order_by("created_at")[number], reason="infected")


def told_of(page: HttpResponse) -> list[str]:
    """The buttons by which somebody says that she has read of a file that cannot be used."""
    return re.findall(r'value="(dismiss-[^"]*)"', page.content.decode())


def test_while_filling_in_it_is_told_at_the_paper_and_on_the_case_until_she_has_read_it(drafting, bucket):
    drafting.post("proofs", {"photo": [sent(papers.picture())]}, go="upload-photo")
    refuse()
    page = text(drafting.get("proofs"))
    assert (page.count(LEAD), page.count(WHY)) == (1, 1)
    assert "Tenemos 1 archivo" not in page
    assert WHY in text(drafting.see())
    # A second page may have come in the same minute: it stands for nothing else.
    drafting.post("proofs", {"photo": [sent(papers.picture())]}, go="upload-photo")
    page = text(drafting.get("proofs"))
    assert page.count(LEAD) == 1
    assert "Tenemos 1 archivo" in page
    [button] = told_of(drafting.get("proofs"))
    there = drafting.post("proofs", {}, go=button).url
    assert there.endswith("#paper-photo")
    assert LEAD not in text(drafting.get("proofs")) + text(drafting.see())
    assert Upload.objects.count() == 2


def test_after_sending_it_is_told_at_the_paper_and_on_the_case_with_the_way_to_another(family, bucket):
    family.photo()
    refuse()
    case, paper = family.see(), family.see("papers/photo/")
    for page in (text(case), text(paper)):
        assert (page.count(LEAD), page.count(WHY)) == (1, 1)
    assert "1 archivo" not in text(case)
    assert 'href="/es/case/papers/photo/">Mande otro<' in case.content.decode()
    assert "Take a new photo of the paper with your phone" in text(family.see("", "en"))
    family.photo()
    assert (text(family.see()).count(LEAD), text(family.see("papers/photo/")).count(LEAD)) == (1, 1)
    instead = re.search(r'href="\?instead=([^#"]*)#instead"[^>]*>Mandar otro en su lugar', paper.content.decode())
    assert instead is not None
    assert "ocupa el lugar del archivo que no podemos usar" in text(family.see(f"papers/photo/?instead={instead[1]}"))
    family.photo(instead=instead[1])
    assert LEAD not in text(family.see()) + text(family.see("papers/photo/"))
    assert "2 archivos" in text(family.see())


def test_the_one_that_came_instead_and_was_refused_too_is_told_alone(family, bucket):
    family.photo()
    refuse()
    family.photo(instead=str(Upload.objects.get().pk))
    refuse(1)
    page = family.see("papers/photo/")
    assert text(page).count(LEAD) == 1
    assert told_of(page) == [f"dismiss-{Upload.objects.order_by('created_at')[1].pk}"]
    family.press("papers/photo/", told_of(page)[0])
    assert LEAD not in text(family.see("papers/photo/")) + text(family.see())


def test_a_button_for_a_refused_file_takes_away_no_other(family, bucket):
    family.photo()
    family.press("papers/photo/", f"dismiss-{Upload.objects.get().pk}")
    assert "1 archivo" in text(family.see())


def test_what_staff_need_no_more_is_not_told_of(family, bucket):
    family.photo()
    refuse()
    request = requests.ask(case=family.case, key=("photo", ""), reason="unreadable", note={}, by=1)
    assert LEAD in text(family.see())
    assert requests.withdraw(request=request, by=1)
    assert LEAD not in text(family.see()) + text(family.see("papers/photo/"))


def test_what_is_refused_after_the_page_was_left_is_the_first_thing_to_do_and_leads_to_its_paper(family, bucket):
    family.photo()
    check()
    Upload.objects.update(state="held", reason="too_big_to_scan")
    held = text(family.see("papers/photo/"))
    assert "Tenemos este archivo. Una persona del equipo lo está viendo." in held
    assert LEAD not in held + text(family.see())
    upload = Upload.objects.select_related("case__key").get()
    assert deciding.refuse(upload=upload, reason="too_many_pages", by=1)
    page = family.see().content.decode()
    first = page[page.index("<h1>") : page.index('id="asked"')]
    assert 'class="btn" href="/es/case/papers/photo/"' in first
    assert "Este archivo tiene demasiadas páginas." in text(family.see())


@pytest.mark.parametrize("reason", [key for key, each in reasons.reasons().items() if each.state == "held"])
def test_nobody_is_said_to_look_at_a_held_file_before_the_form_is_sent(drafting, bucket, reason):
    drafting.post("proofs", {"photo": [sent(papers.picture())]}, go="upload-photo")
    Upload.objects.update(state="held", reason=reason)
    assert "Una persona del equipo lo verá cuando usted mande el formulario." in text(drafting.get("proofs"))


@pytest.mark.parametrize("inside", ["papers/photo/", ""])
def test_what_never_arrived_is_told_by_its_name_without_a_receipt_until_the_same_file_is_here(family, bucket, inside):
    content = papers.pdf() + b"%" * 2 * SIZE
    phone = Sender(family.client, family.case.pk, content, "photo", name="acta.pdf")
    assert phone.announce().status_code == 200
    assert phone.put(0).status_code == 204
    jobs.tick(timezone.now() + datetime.timedelta(hours=49))
    page = text(family.see(inside))
    assert "acta.pdf" in page
    assert "Este archivo no llegó. Mándelo otra vez." in page
    assert LEAD not in page
    assert references.receipt(Upload.objects.get().pk) not in page
    assert Sender(family.client, family.case.pk, content, "photo", name="acta.pdf").send().status_code == 200
    assert "no llegó" not in text(family.see(inside))


def test_while_filling_in_it_leads_to_its_place_in_the_form(drafting, bucket):
    drafting.post("proofs", {"photo": [sent(papers.picture())]}, go="upload-photo")
    refuse()
    page = drafting.see().content.decode()
    link = re.search(r'href="([^"]*)"[^>]*>Mande otro<', page)
    assert link is not None
    there = drafting.client.get(link[1].partition("#")[0]).content.decode()
    assert f'id="{link[1].partition("#")[2]}"' in there


def test_each_that_could_not_be_used_is_told_by_itself(drafting, bucket):
    for number in range(3):
        drafting.post("proofs", {"photo": [sent(papers.picture() + b"x" * number)]}, go="upload-photo")
    refuse(0)
    refuse(2)
    assert text(drafting.get("proofs")).count(LEAD) == 2
    drafting.post("proofs", {}, go=told_of(drafting.get("proofs"))[0])
    assert text(drafting.get("proofs")).count(LEAD) == 1


@pytest.mark.parametrize("word", ["virus", "dañin", "harmful", "infect"])
def test_nobody_is_told_of_a_virus(family, bucket, word):
    family.photo()
    refuse()
    for path in ("", "papers/photo/"):
        for language in ("es", "en"):
            assert word not in family.see(path, language).content.decode().lower()
