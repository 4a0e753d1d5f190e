"""A file that comes back is read only after a look at its size; what is none of ours is refused with a reason."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from intake_forms.authoring import spreadsheets

HEAD = ("Key (small)", "English (en)", "Spanish (es)")


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb(method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/worksheets/sheet1.xml", b" " * (spreadsheets.UNPACKED_AT_MOST + 1))
    return out.getvalue()


def zipped(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, said in entries.items():
            file.writestr(name, said)
    return out.getvalue()


def many():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for number in range(spreadsheets.ROWS_AT_MOST + 1):
        sheet.append([str(number)])
    return saved(book)


def headed(*names):
    book = Workbook()
    book.active.append(names)
    return saved(book)


UNREADABLE = {
    "nothing": (lambda: b"", "not an XLSX file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "not an XLSX file"),
    "another zip": (lambda: zipped(a="b"), "not an XLSX file"),
    "a broken one": (lambda: zipped(**{"[Content_Types].xml": "<Types"}), "cannot be read"),
    "a huge one": (lambda: b"PK" + b"x" * spreadsheets.FILE_AT_MOST, "too large"),
    "a bomb": (bomb, "was not opened"),
    "packed in another way": (lambda: bomb(zipfile.ZIP_BZIP2), "not an XLSX file"),
    "too many rows": (many, "more rows"),
    "another table": (lambda: headed("a", "b"), "row of names"),
    "another form": (lambda: headed("Key (other)", "English (en)", "Spanish (es)"), "another form: other"),
    "another language": (lambda: headed("Key (small)", "English (en)", "French (fr)"), "another language: fr"),
}


@pytest.mark.parametrize(("made", "why"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_none_of_ours_is_refused_as_a_whole(made, why):
    with pytest.raises(spreadsheets.Refused, match=why):
        spreadsheets.read(io.BytesIO(made()), "small", "es")


def edited(content, before, after):
    """The file with something changed in the XML of its sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            said = old.read(entry)
            new.writestr(entry.filename, said.replace(before, after) if "sheet1" in entry.filename else said)
    return io.BytesIO(out.getvalue())


def small():
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(("title", "small", 2026))
    return saved(book)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="E1:XFD1048576"/></mergeCells>'),
        (b"</sheetData>", b'<row r="1048576" spans="1:3"></row></sheetData>'),
        (b'ref="A1:C2"', b'ref="A1:XFD1048576"'),
        (b'ref="A1:C2"', b'ref="A1:A1"'),
    ],
)
def test_what_a_sheet_says_of_its_size_neither_stops_nor_shortens_it(before, after):
    content = small()
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert before in file.read("xl/worksheets/sheet1.xml")
    lines = spreadsheets.read(edited(content, before, after), "small", "es")
    assert [(line.number, line.key, line.translation) for line in lines] == [(2, "title", "2026")]


def test_a_row_beyond_what_a_sheet_can_have_is_refused():
    content = edited(small(), b'r="2"', b'r="999999999999"')
    with pytest.raises(spreadsheets.Refused, match="more rows"):
        spreadsheets.read(content, "small", "es")


def test_columns_may_be_moved():
    book = Workbook()
    book.active.append(("Spanish (es)", "Notes", "English (en)", "Key (small)"))
    book.active.append(("pequeño", "?", "small", "title"))
    (line,) = spreadsheets.read(io.BytesIO(saved(book)), "small", "es")
    assert (line.key, line.source, line.translation) == ("title", "small", "pequeño")


@pytest.mark.parametrize("said", ["\u200b", " \u00a0\u200d ", "\n\u2060"])
def test_a_translation_that_nobody_sees_is_none(said):
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(("title", "small", said))
    (line,) = spreadsheets.read(io.BytesIO(saved(book)), "small", "es")
    assert line.translation == ""
