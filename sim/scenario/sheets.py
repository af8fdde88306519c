"""Tables as spreadsheets have them: from CSV or XLSX to rows of words, each with its place, and back to XLSX.

What cannot be read for certain is refused with what to do: another encoding than UTF-8, formulas, merged cells.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from sim.scenario.files import PathLike, file_bytes, too_large
from sim.scenario.problems import Problem, ScenarioError, listed, shortened
from sim.vocabulary.printable import in_cell

Cell = str | int | None
"""A number, a text, or nothing."""

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 1_000
MOST_UNPACKED: Final = 50_000_000
"""Bytes that an XLSX file may hold once it is unpacked."""
MOST_IN_CELL: Final = 32_767
"""Characters that a cell of XLSX can hold."""

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAVE_AS: Final = "a file saved as 'CSV UTF-8', or as XLSX"
NEEDS: Final = "XLSX needs openpyxl: pip install 'turtlebay[tables]'; or save the table as 'CSV UTF-8'"


@frozen
class Sheet:
    """A table. rows: words as they stand in the cells, the first row the names of the columns."""

    name: str
    """The file, with the sheet in brackets where it is one of several."""
    rows: tuple[tuple[str, ...], ...]


def shielded(text: str) -> str:
    """A text as it is put into a cell: never a formula, since an apostrophe stands before it."""
    return f"'{text}" if _like_formula(text) else text


def unshielded(text: str) -> str:
    """The text that a cell holds: the inverse of `shielded`."""
    return text[1:] if text.startswith("'") and _like_formula(text) else text


def _like_formula(text: str) -> bool:
    """Whether a text is a formula to a spreadsheet, or would be without the apostrophes before it."""
    bare = text.lstrip("'")
    return in_cell(bare) != bare


def place(row: int, column: int) -> str:
    """The name that a spreadsheet gives to a cell, both from 1: C7."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_sheet(path: PathLike, wanted: str) -> Sheet:
    """The table in a CSV or XLSX file. wanted: the sheet to read where a workbook has several.

    Raises ScenarioError where it cannot be read for certain.
    """
    name, data = str(path), file_bytes(path, "a table that can be read, as CSV or XLSX")
    return _workbook(data, name, wanted) if data[:4] == b"PK\x03\x04" else _csv(data, name)


# CSV


def _csv(data: bytes, name: str) -> Sheet:
    text = _text(data, name)
    head = text.split("\n", 1)[0]
    counts = {each: head.count(each) for each in DELIMITERS}
    delimiter = max(counts, key=lambda each: counts[each])
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise _refused(name, f"cannot be read as CSV with {DELIMITERS[delimiter]}: {error}", SAVE_AS) from None
    return _sheet(name, rows)


def _text(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused(name, "is UTF-16, as 'Unicode text' is saved", SAVE_AS)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(name, "is a workbook of the old form, XLS", SAVE_AS)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start : error.start + 1]
        meant = byte.decode("cp1252", "replace")
        message = f"is not UTF-8: the byte 0x{byte.hex()} in line {row}, perhaps '{meant}' of Windows-1252"
        raise _refused(name, message, SAVE_AS) from None


def _sheet(name: str, rows: Sequence[tuple[str, ...]]) -> Sheet:
    if len(rows) > MOST_ROWS:
        raise _refused(name, f"has {len(rows):,} rows", f"{MOST_ROWS:,} rows at most")
    if not any(cell.strip() for row in rows for cell in row):
        raise _refused(name, "is empty", "a row with the names of the columns, and a row for each line of the table")
    return Sheet(name, tuple(rows))


# XLSX


def _workbook(data: bytes, name: str, wanted: str) -> Sheet:
    openpyxl = _openpyxl(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > MOST_UNPACKED:
            raise too_large(name, size)
        book = openpyxl.load_workbook(io.BytesIO(data))
    except ScenarioError:
        raise
    except Exception as error:  # whatever a damaged file makes of the parsers below
        raise _refused(name, f"is no workbook that can be read: {shortened(error)}", SAVE_AS) from None
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    chosen = next((title for title in sheets if title.strip().casefold() == wanted), None)
    if chosen is None and len(sheets) != 1:
        raise _refused(name, f"has no sheet '{wanted}', but {listed(list(sheets))}", f"a sheet named {wanted}")
    sheet = sheets[chosen] if chosen is not None else next(iter(sheets.values()))
    return _of_sheet(sheet, f"{name}[{sheet.title}]")


def _of_sheet(sheet: Any, name: str) -> Sheet:
    merged = [str(each) for each in sheet.merged_cells.ranges]
    problems = [_at(name, each.split(":")[0], f"the cells {each} are merged", "one value a cell; unmerge them")
                for each in sorted(merged)]  # fmt: skip
    # What holds a value; asking for a row would make cells wherever a format reaches, to the millionth row at times.
    held = {(cell.row, cell.column): cell for cell in sheet._cells.values() if cell.value is not None}
    last, widest = (max((spot[axis] for spot in held), default=0) for axis in (0, 1))
    if last > MOST_ROWS or widest > MOST_COLUMNS:
        size = f"{MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns at most"
        raise _refused(name, f"has {last:,} rows and {widest:,} columns", size)
    for cell in held.values():
        if cell.data_type in ("f", "e"):
            what = "a formula" if cell.data_type == "f" else f"the error {cell.value}"
            remedy = "values; copy the cells and paste their values over them"
            problems.append(_at(name, cell.coordinate, f"holds {what}", remedy))
    rows = [
        tuple(_word(held[row, column].value) if (row, column) in held else "" for column in range(1, widest + 1))
        for row in range(1, last + 1)
    ]
    if problems:
        raise ScenarioError(problems)
    return _sheet(name, rows)


def _word(value: object) -> str:
    """What a cell holds, as a CSV file would: times in UTC, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        if value.tzinfo is None and not (value.hour or value.minute or value.second):
            return value.strftime("%Y-%m-%d")
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def workbook(tables: Mapping[str, Sequence[Sequence[Cell]]], name: str) -> bytes:
    """An XLSX file with a sheet for each table; texts are shielded. Raises ScenarioError without openpyxl."""
    openpyxl = _openpyxl(name)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            if any(isinstance(cell, str) and len(cell) >= MOST_IN_CELL for cell in row):
                raise _refused(name, f"a text has more than {MOST_IN_CELL:,} characters", "CSV")
            sheet.append([shielded(cell) if isinstance(cell, str) else cell for cell in row])
        sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _openpyxl(name: str) -> Any:
    """The library, loaded only where a workbook is read or written."""
    try:
        import openpyxl
    except ImportError:
        raise _refused(name, "cannot be used yet", NEEDS) from None
    return openpyxl


# Problems


def _refused(name: str, message: str, allowed: str) -> ScenarioError:
    return ScenarioError([Problem(name, None, None, "", "", message, allowed)])


def _at(name: str, cell: str, message: str, allowed: str) -> Problem:
    return Problem(name, None, None, f"cell {cell}", "", message, allowed)
