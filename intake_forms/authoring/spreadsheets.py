"""The texts of a form in one language as an XLSX file for a translator outside, and such a file read again.

A file that comes back is not to be trusted: how much it unpacks to and how many rows it has are looked at before anything
else. Which column is which, the names in brackets in the first row say, so columns may be moved.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.protection import SheetProtection

from intake_forms.authoring.text import SOURCE
from intake_forms.authoring.translating import Said
from intake_forms.schema.items import blank

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Bytes of a file, bytes it may unpack to, rows it may have: many times what the largest form needs.
FILE_AT_MOST = 2 * 1024 * 1024
UNPACKED_AT_MOST = 16 * 1024 * 1024
ROWS_AT_MOST = 20_000
#: Excel's own: characters in a cell, rows in a sheet.
CELL_AT_MOST = 32_767
SHEET_ROWS = 1_048_576
_COLUMNS_READ = 12
_NAMED = re.compile(r"\(([\w-]+)\)\s*\Z")
_WIDTHS = (38, 60, 14, 60, 16, 38)
_GREY = PatternFill("solid", fgColor="E6E6E6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")

STATES = {
    "ok": gettext_lazy("translated"),
    "missing": gettext_lazy("missing"),
    "stale": gettext_lazy("out of date"),
}
_GUIDE = (
    gettext_lazy("How to use this file"),
    gettext_lazy("Translate in the white column of the second sheet. Leave the grey columns as they are."),
    gettext_lazy(
        "Rows that are missing have no translation. Rows that are out of date have one of an older text: change it so that "
        "it fits the text of today."
    ),
    gettext_lazy(
        "Copy marks such as [[phone]] or {name}, web addresses and <tags> letter by letter: the site puts something in "
        "their place. Keep empty lines, and lines that begin with a dash."
    ),
    gettext_lazy(
        "A translation may have as many characters as the limit says, and no more; one line where it says so."
    ),
    gettext_lazy("Write words, no formulas. Do not add rows. A row that you leave empty stays untranslated."),
    gettext_lazy("Save the file as XLSX and send it back. Nothing changes before an editor has looked at it."),
)


class Refused(Exception):
    """A file that cannot be read as a whole; its text is a sentence for the editor."""


class Line(NamedTuple):
    """One row of a file that came back: its number in the sheet, and what stands in it."""

    number: int
    key: str
    source: str
    translation: str
    #: Whether there stands a formula, a date or the like in the place of the translation.
    not_text: bool


def cleaned(said: str) -> str:
    """A text without what no cell can hold: control characters."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", said))


def write(form: str, language: str, texts: Iterable[Said]) -> bytes:
    """The file for a translator. ``form``: its key."""
    book = Workbook(write_only=True)
    _write_guide(book, language)
    names = dict(settings.LANGUAGES)
    sheet = book.create_sheet(f"{form[:20]} {language}")
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C2"
    sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False, autoFilter=False, sort=False)
    head = [
        _("Where it stands"),
        f"{_(str(names[SOURCE]))} ({SOURCE})",
        _("Limit"),
        f"{_(str(names[language]))} ({language})",
        _("State"),
        f"{_('Key')} ({form})",
    ]
    sheet.append([_cell(sheet, each, bold=True) for each in head])
    for each in texts:
        if not each.source:
            continue
        limit = ", ".join([str(each.limit), _("one line")] if each.one_line else [str(each.limit)])
        row = [each.where, each.source, limit, each.translation, str(STATES[each.state]), each.key]
        sheet.append([_cell(sheet, said, free=number == 3) for number, said in enumerate(row)])
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_guide(book: Any, language: str) -> None:
    """The first sheet: what to do, in the source language and in the one translated to."""
    sheet = book.create_sheet("README")
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 70
    told = []
    for code in (SOURCE, language):
        with override(code):
            told.append([str(each) for each in _GUIDE])
    for number, pair in enumerate(zip(*told, strict=True)):
        sheet.append([_cell(sheet, each, bold=not number, free=True) for each in pair])


def _cell(sheet: Any, said: str, *, free: bool = False, bold: bool = False) -> Any:
    """A cell with a text, never a formula, whatever it begins with."""
    cell = WriteOnlyCell(sheet, cleaned(said)[:CELL_AT_MOST])
    cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    cell.alignment, cell.protection = _WRAPPED, Protection(locked=not free)
    if not free:
        cell.fill = _GREY
    if bold:
        cell.font = Font(bold=True)
    return cell


def read(file: IO[bytes], form: str, language: str) -> list[Line]:
    """The rows of a file that came back, those left blank throughout apart. Raises Refused."""
    _look_inside(file)
    try:
        book = load_workbook(file, read_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = _rows(sheet)
            columns = _columns(next(rows, (0, ()))[1])
            if columns:
                return _lines(columns, rows, form, language)
    except Refused:
        raise
    # What openpyxl raises for a broken file is anything: KeyError, ValueError, an error of the XML parser.
    except Exception as wrong:
        raise Refused(_("This file cannot be read. Save it as XLSX and send it again.")) from wrong
    raise Refused(_("No sheet of this file begins with the row of names that the export has."))


def _look_inside(file: IO[bytes]) -> None:
    """Refuse what is no XLSX or unpacks to too much. A zip's own sizes hold: more than them is never read."""
    file.seek(0, io.SEEK_END)
    if file.tell() > FILE_AT_MOST:
        raise Refused(_("This file is too large. The export of a form is never larger than 2 MB."))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as wrong:
        raise Refused(_("This is not an XLSX file.")) from wrong
    if "[Content_Types].xml" not in {each.filename for each in entries}:
        raise Refused(_("This is not an XLSX file."))
    # Only these two unpack in small bites.
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in entries):
        raise Refused(_("This is not an XLSX file."))
    if sum(each.file_size for each in entries) > UNPACKED_AT_MOST:
        raise Refused(_("This file unpacks to far more than the export of a form has. It was not opened."))
    file.seek(0)


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(number, cells) of the rows in which something stands. What a sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    found = 0
    for number, cells in enumerate(sheet.iter_rows(min_row=1, max_col=_COLUMNS_READ), 1):
        if number > SHEET_ROWS or found > ROWS_AT_MOST:
            raise Refused(_("This file has more rows than the export of a form."))
        if any(cell.value not in (None, "") for cell in cells):
            found += 1
            yield number, cells


def _columns(head: tuple[Any, ...]) -> dict[str, int]:
    """Name in brackets -> number of the column, where the row is one of names: three of them."""
    named = ((number, _NAMED.search(str(cell.value or ""))) for number, cell in enumerate(head))
    columns = {match[1]: number for number, match in named if match}
    return columns if len(columns) == 3 and SOURCE in columns else {}


def _lines(
    columns: dict[str, int], rows: Iterable[tuple[int, tuple[Any, ...]]], form: str, language: str
) -> list[Line]:
    if form not in columns:
        languages = dict(settings.LANGUAGES)
        raise Refused(_("This file belongs to another form: %s.") % ", ".join(columns.keys() - languages.keys()))
    found = next(name for name in columns if name not in (SOURCE, form))
    if found != language:
        raise Refused(_("This file is for another language: %s.") % found)
    return [_line(number, cells, columns, form, language) for number, cells in rows]


def _line(number: int, cells: tuple[Any, ...], columns: dict[str, int], form: str, language: str) -> Line:
    def said(name: str) -> str:
        value = cells[columns[name]].value if columns[name] < len(cells) else None
        lines = str("" if value is None else value).replace("_x000D_", "")
        lines = lines.replace("\r\n", "\n").replace("\r", "\n").strip()
        return "" if blank(lines) else lines

    cell = cells[columns[language]] if columns[language] < len(cells) else None
    # A whole number is a text somebody typed, like a year.
    is_text = (
        cell is None or cell.value is None or (isinstance(cell.value, (str, int)) and cell.data_type in ("s", "n"))
    )
    return Line(number, said(form), said(SOURCE), said(language), not is_text)
