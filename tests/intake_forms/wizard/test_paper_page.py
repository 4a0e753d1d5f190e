"""The place of a paper on a form's page: two inputs, what came with number, receipt and time, and what is wrong in words."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from intake_forms.documents import services as services_of_papers
from intake_forms.records import services
from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload
from intake_forms.schema import document, slots
from tests.intake_forms import forms, papers
from tests.intake_forms.documents.pieces import Sender
from tests.intake_forms.papers import sent
from tests.intake_forms.sponsor import Sponsor, problems
from tests.intake_forms.staff.conftest import desk, people  # noqa: F401
from tests.intake_forms.staff.test_case import main

pytestmark = pytest.mark.django_db

NO_FILE = "Todavía no tenemos ningún archivo de este papel. Escoja la foto, o diga que lo va a llevar."
SURNAME = "Xicohténcatl-Netzahualcóyotl de la Cruzz"


@pytest.fixture
def family(bucket) -> Sponsor:
    """She has two children on her list; the page asks a word, a photo of hers and a letter of each child."""
    kids = forms.group("kids", forms.question("name"), min=0)
    photo = forms.slot("photo", hint=forms.text("front and back"), cannot_get=forms.text("ask the consulate"))
    letter = forms.slot("letter", per="kids", hint=forms.text("from the parents"), max_files=2)
    steps = forms.step("children", kids), forms.step("proofs", forms.question("word"), photo, letter)
    services.release(form=document.parse(forms.form(*steps)))
    family = Sponsor(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    for name in ("Ana", SURNAME):
        kid = re.search(r"children/(.{36})/", family.post("children", {}, go="add").url)[1]
        family.client.post(family.url(f"children/{kid}"), {"children-name": name, "go": "next"})
        family.kid = kid
    return family


def page(response) -> str:
    return unescape(response.content.decode())


def inputs(response) -> list[str]:
    return re.findall(r'<input type="file"[^>]*>', response.content.decode())


def test_each_paper_has_a_camera_and_a_choice_of_files_under_one_name(family):
    found = inputs(family.get("proofs"))
    assert len(found) == 6
    camera, files = found[:2]
    assert 'accept="image/*" capture="environment"' in camera
    assert "multiple" not in camera
    assert 'accept="image/*,application/pdf" multiple' in files
    # What the script may draw anew: a GIF made a JPEG would pass for one.
    assert 'data-drawn="image/jpg,image/jpeg,image/png,image/heic,image/heif,image/webp"' in page(family.get("proofs"))
    assert "capture" not in files
    assert all('name="proofs-photo"' in each for each in (camera, files))
    labels = re.findall(r"(?:Tomar una foto|Escoger fotos o un PDF)(<.*?)</label>", page(family.get("proofs")))
    assert len(labels) == 6
    assert len(set(labels)) == 3


def test_both_inputs_at_once_lose_nothing(family):
    family.post("proofs", {"photo": [sent(papers.picture()), sent(papers.pdf())]}, go="upload-photo")
    assert page(family.get("proofs")).count("Ya lo tenemos.") == 2


def test_sent_now_without_a_file_is_told_once_and_keeps_what_was_said(family):
    said = {"word": "a", "photo.said": "now", f"letter.{family.kid}.said": "will_bring"}
    response = family.post("proofs", said)
    assert problems(response) == {"id_proofs-photo": NO_FILE}
    told = re.findall(r'name="told" value="(.*?)"', response.content.decode())
    assert told == ["photo"]
    for shown in (response, family.get("proofs")):
        assert re.search(r'value="now"[^>]* checked', shown.content.decode())
        assert re.search(r'value="will_bring"[^>]* checked', shown.content.decode())
    # Something else that is wrong does not bring it up again, and neither does the next Continue.
    data = {f"proofs-{key}": value for key, value in said.items()}
    again = family.client.post(family.url("proofs"), {**data, "proofs-word": "", "told": told, "go": "next"})
    assert list(problems(again)) == ["id_proofs-word"]
    assert re.findall(r'name="told" value="(.*?)"', again.content.decode()) == told
    on = family.client.post(family.url("proofs"), {**data, "told": told, "go": "next"})
    assert on.url == family.url("check")


def test_sent_now_with_its_file_or_left_by_another_button_is_told_nothing(family):
    now = {"word": "a", "photo.said": "now"}
    assert family.post("proofs", now, go="save").url == family.url("key")
    assert family.post("proofs", {**now, "photo": sent(papers.picture())}).url == family.url("check")
    assert family.post("proofs", now).url == family.url("check")


def test_a_file_that_did_not_arrive_stops_continue_once_and_is_told_of_at_the_end_and_after_it(family):
    Sender(family.client, Case.objects.get().pk, papers.picture(), "photo").announce()
    response = family.post("proofs", {"word": "a", "photo.said": "now"})
    assert problems(response) == {
        "id_proofs-photo": "\N{FIRST STRONG ISOLATE}foto.jpg\N{POP DIRECTIONAL ISOLATE}: Este archivo no llegó. "
        "Mándelo otra vez. O toque Seguir para seguir sin él."
    }
    told = re.findall(r'name="told" value="(.*?)"', response.content.decode())
    assert told == [str(Upload.objects.get().pk)]
    data = {"proofs-word": "a", "proofs-photo.said": "now", "told": told, "go": "next"}
    assert family.client.post(family.url("proofs"), data).url == family.url("check")
    place = f'1 archivo no ha llegado: <a href="{family.url("proofs")}?tasks#paper-photo">photo ES</a>'
    assert place in page(family.get("check"))
    family.send()
    assert '1 archivo no ha llegado: <a href="/es/case/papers/photo/">photo ES</a>' in page(family.get("done"))
    status = page(family.client.get("/es/case/"))
    assert status.count("No llegó completo. Escójalo otra vez, o quítelo.") == 1
    assert re.search(r'class="btn ghost" href="/es/case/papers/photo/">Mandarlo otra vez<', status)
    family.client.post("/es/case/papers/photo/", {"go": f"remove-{told[0]}"})
    for shown in (family.get("done"), family.client.get("/es/case/")):
        assert "no ha llegado" not in page(shown)
        assert "No llegó completo" not in page(shown)


def test_a_pdf_that_waits_for_its_password_stops_continue_with_its_own_words(family):
    locked = Sender(family.client, Case.objects.get().pk, papers.pdf("geheim", "x", True), "photo")
    assert locked.send().status_code == 422
    [sentence] = problems(family.post("proofs", {"word": "a"})).values()
    assert "Este PDF está cerrado con una contraseña" in sentence


def test_what_is_refused_before_sending_is_told_where_the_answers_are_checked_and_after_it(family):
    family.post("proofs", {"word": "a", "photo": [sent(papers.picture()), sent(papers.pdf())]})
    assert "no se puede usar" not in page(family.get("check"))
    for upload in Upload.objects.all():
        services_of_papers.reject(upload=upload, reason="unreadable")
    told = '2 archivos no se pueden usar: <a href="{}">photo ES</a>'
    assert told.format(f"{family.url('proofs')}?tasks#paper-photo") in page(family.get("check"))
    assert page(family.get("proofs")).count("No podemos usar este archivo:") == 2
    family.send()
    assert told.format("/es/case/papers/photo/") in page(family.get("done"))
    family.client.post("/es/case/papers/photo/", {"go": f"dismiss-{Upload.objects.earliest('created_at').pk}"})
    assert "1 archivo no se puede usar: " in page(family.get("done"))


def test_the_tips_stand_once_and_what_holds_for_each_child_is_said_once(family):
    shown = page(family.get("proofs"))
    assert shown.count("Para que la foto se pueda leer:") == 1
    assert shown.count("from the parents ES") == 1
    assert f"letter ES: {SURNAME}" in shown


def test_what_came_has_a_number_a_receipt_a_size_and_a_time_and_no_name(family):
    there = family.post(
        "proofs", {f"letter.{family.kid}": sent(papers.picture(), "carta de Ana.jpg")}, go=f"upload-letter.{family.kid}"
    )
    assert there.url == family.url("proofs") + f"?sent=letter.{family.kid}#paper-letter.{family.kid}"
    shown = page(family.client.get(there.url.split("#")[0]))
    [row] = re.findall(r'<li class="shot">.*?</li>', shown, re.S)
    assert re.search(
        r"Archivo 1</b> · Foto, .*Ya lo tenemos\. Recibo [A-Z0-9]{6}, \d.* de 20\d\d, \d+:\d\d [ap]\.m\.<", row, re.S
    )
    assert "carta de Ana" not in shown
    assert f'id="paper-letter.{family.kid}"' in shown
    assert shown.count("Ya lo tenemos. Gracias.") == 1


def test_a_receipt_stays_the_same_and_is_each_files_own(family):
    family.post("proofs", {"photo": [sent(papers.picture()), sent(papers.pdf())]}, go="upload-photo")
    first, again = (re.findall(r"Recibo (\w+)", page(family.get("proofs"))) for _ in range(2))
    assert first == again
    assert len(set(first)) == 2


def test_an_address_that_says_sent_thanks_for_nothing_that_is_not_there(family):
    assert "Gracias" not in page(family.get("proofs", "?sent=photo"))


def test_a_paper_is_stored_though_another_field_of_the_page_is_wrong(family):
    for go in ("next", "upload-photo"):
        family.post("proofs", {"word": "x" * 10_000, "photo": sent(papers.picture() + go.encode())}, go=go)
    assert Upload.objects.filter(state="received").count() == 2


@pytest.mark.parametrize(("language", "words"), [("es", "No podemos abrir"), ("en", "We cannot open")])
def test_a_wrong_file_beside_a_right_one_is_named_and_the_right_one_kept(family, language, words):
    family.language = language
    name = "notes\N{RIGHT-TO-LEFT OVERRIDE}<b>" + "x" * 200 + ".txt"
    response = family.post("proofs", {"photo": [sent(papers.picture()), sent(b"text", name)]}, go="upload-photo")
    [sentence] = problems(response).values()
    assert words in sentence
    assert sentence.startswith("\N{FIRST STRONG ISOLATE}notes<b>xx")
    assert "xx.txt\N{POP DIRECTIONAL ISOLATE}: " in sentence
    assert len(sentence) < 200
    assert "<b>xx" not in response.content.decode()
    assert {"es": "Tenemos 1 archivo:", "en": "We have 1 file:"}[language] in page(response)


def test_files_that_there_was_no_room_for_are_named(family):
    names = [f"hoja{number}.jpg" for number in range(4)]
    letters = [sent(papers.picture() + name.encode(), name) for name in names]
    response = family.post("proofs", {f"letter.{family.kid}": letters}, go=f"upload-letter.{family.kid}")
    [sentence] = problems(response).values()
    plain = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", sentence)
    assert plain.startswith("No guardamos estos archivos: hoja2.jpg, hoja3.jpg. Puede mandar 2 archivos")
    assert Upload.objects.filter(state="received").count() == 2


def test_more_at_once_than_we_take_is_told_in_words_with_names_and_what_was_typed_stays(family, settings):
    settings.UPLOAD_MAX_BYTES = 2**20
    # Only the first can be opened: what is no paper takes no time, and counts all the same.
    begins = [papers.pdf(), *[b"text"] * 8]
    files = [sent(each + bytes(2**20 - 2000), f"{number}.pdf") for number, each in enumerate(begins)]
    response = family.post("proofs", {"word": "typed", "photo": files}, go="upload-photo")
    assert response.status_code == 200
    plain = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", page(response))
    assert "No guardamos estos archivos: 8.pdf. Mande hasta 8 MB a la vez y después los demás." in plain
    assert plain.count(".pdf: No podemos abrir") == 14
    assert 'value="typed"' in page(response)
    assert Upload.objects.filter(state="received").count() == 1
    assert "hasta 8 MB en total" in page(response)


def test_one_wrong_file_alone_needs_no_name(family):
    assert list(problems(family.post("proofs", {"photo": sent(b"text", "a.txt")}, go="upload-photo")).values()) == [
        "No podemos abrir este tipo de archivo. Mande una foto o un PDF."
    ]


def test_a_file_of_another_paper_of_the_case_is_not_removed_from_here(family):
    family.post("proofs", {"photo": sent(papers.picture())}, go="upload-photo")
    upload = Upload.objects.get()
    family.post("children", {}, go=f"remove-{upload.pk}")
    assert Upload.objects.filter(state="received").exists()
    assert family.post("proofs", {}, go=f"remove-{upload.pk}").url.endswith("/proofs/#paper-photo")
    assert not Upload.objects.exists()


def test_the_next_step_is_there_for_somebody_who_cannot_get_it(family):
    shown = page(family.get("proofs"))
    assert "ask the consulate ES" in shown
    assert "Vamos a buscar otra forma con usted." in shown


def test_a_paper_of_one_person_comes_by_pieces_too(family):
    letter = f"letter.{family.kid}"
    page_ = family.get("proofs").content.decode()
    assert f'data-paper="{letter}"' in page_
    answer = Sender(family.client, Case.objects.get().pk, papers.picture(), letter).send()
    assert answer.status_code == 200
    assert f'id="files-{letter}"' in answer.json()["html"]
    assert str(Upload.objects.get().item) == family.kid
    # What has arrived takes room as if it had come at once.
    assert [
        Sender(family.client, Case.objects.get().pk, content, letter).announce().status_code
        for content in (papers.picture("PNG"), papers.pdf())
    ] == [200, 422]


def test_the_photos_of_a_card_are_called_by_its_sides_here_and_at_the_desk(bucket, desk):  # noqa: F811
    card, letter = forms.slot("card", sides=2), forms.slot("letter")
    services.release(form=document.parse(forms.form(forms.step("proofs", card, letter))))
    family = Sponsor(Client(), form="small")
    family.post("gate", {"let_in": "yes"})
    assert "primero el frente, después el reverso" in page(family.get("proofs"))
    called = []
    for number, name in enumerate(("card", "card", "card", "letter")):
        family.post("proofs", {name: [sent(papers.picture() + b"x" * number)]}, go="upload")
        called.append(re.findall(r"<b>(Frente|Reverso|Archivo \d)</b>", page(family.get("proofs"))))
    assert called[0] == ["Frente"]
    assert called[3] == ["Frente", "Reverso", "Archivo 3", "Archivo 1"]
    assert 'Quitar<span class="vh">: Reverso, card ES' in page(family.get("proofs"))
    assert "mande ahora una foto del reverso" not in page(family.get("proofs"))
    family.post("proofs", {})
    family.send()
    shown = main(desk("ana").look(Case.objects.get()))
    assert re.findall(r"(Front side|Back side|File \d) · JPEG", shown) == [
        "Front side",
        "Back side",
        "File 3",
        "File 1",
    ]


def test_a_document_of_both_sides_is_no_side():
    card = document.parse(forms.form(forms.step("proofs", forms.slot("card", sides=2)))).item_by_key["card"]
    files = (1, "application/pdf"), (2, "image/png"), (3, "image/png")
    assert [slots.side(card, number, kind) for number, kind in files] == ["", "back", ""]
