"""PDFs that the site writes: what was typed is shown and never read as markup, whatever letters it has."""

import pikepdf
import pypdfium2
import pytest

from intake_forms.documents.letters import letter


def made(*texts, tmp_path):
    answers = [{"label": f"Pregunta {number}", "text": text} for number, text in enumerate(texts)]
    chapter = {"title": "Sobre usted", "blocks": [{"title": "", "answers": answers}]}
    data = {
        "title": "Lo que usted envió",
        "site": "Puente",
        "language": "es",
        "reference_line": "Referencia CDFH-3469",
        "help": "Llame al [[phone]]",
        "lines": [],
        "forms": [{"title": "Formulario", "lines": [], "chapters": [chapter]}],
    }
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter("summary", data))
    return path


def texts(path):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


def test_what_was_typed_is_no_markup(tmp_path):
    written = ["#panic()", "$x$ *no* _no_", "<b>no</b>", "= no", '"; #read("/etc/passwd")', "línea\notra"]
    page = texts(made(*written, tmp_path=tmp_path))[0]
    for text in written:
        for line in text.split("\n"):
            assert line in page


def test_each_sheet_has_the_reference_and_the_help_line(tmp_path):
    sheets = texts(made(*["una respuesta"] * 60, tmp_path=tmp_path))
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, start=1):
        assert "Referencia CDFH-3469" in sheet
        assert "Llame al [[phone]]" in sheet
        assert f"{number} / {len(sheets)}" in sheet


def test_it_is_tagged_titled_and_says_its_language(tmp_path):
    with pikepdf.open(made("Оксана", "María", tmp_path=tmp_path)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("es")
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Lo que usted envió"
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize("written", ["李小龍", "x" * 10_000, "\u202eabc", "👍"])
def test_whatever_the_letters_there_is_a_letter(tmp_path, written):
    page = " ".join(texts(made(written, "the next answer", tmp_path=tmp_path)))
    assert "the next answer" in page
