"""Actors and timeline as tables: what is written reads back, and what cannot be read for certain is refused."""

import io
import re
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.pages.text import csv_row
from sim.scenario.canon import digest
from sim.scenario.importing import Imported, with_tables
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read, read_text
from sim.scenario.sheets import Cell, Sheet, place, read_sheet, shielded, unshielded, workbook
from sim.scenario.tables import ACTORS, TIMELINE, columns, rows
from sim.scenario.writer import to_yaml
from sim.vocabulary.actors import Actor, Limit
from sim.vocabulary.case import Case
from tests.cases import small_case_text
from tests.kit import CASES, SCENARIOS
from tests.valid_cases import valid_cases

MALI = Path(__file__).parent / "mali-2012-03.yaml"
BESIDE = MALI.with_name("mine.yaml")
SHORT = MALI.read_text(encoding="utf-8")
SMALL = small_case_text().replace("parameters: {}\n", "")
FILES = [*(SCENARIOS / f"{name}.yaml" for name in CASES), MALI]


def csv_of(table: list[list[Cell]]) -> bytes:
    """A table as `turtlebay tables` writes it."""
    return "".join(
        csv_row([shielded(cell) if isinstance(cell, str) else cell for cell in row]) for row in table
    ).encode()


def sheet_of(data: str | bytes, folder: Path, wanted: str = ACTORS, name: str = "table.csv") -> Sheet:
    """What is read of a file with these bytes."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_sheet(path, wanted)


def sheets_of(case: Case, folder: Path) -> dict[str, Sheet]:
    """Both tables of a case, by way of CSV."""
    return {kind: sheet_of(csv_of(rows(case, kind)), folder, kind, f"{kind}.csv") for kind in (ACTORS, TIMELINE)}


def put(text: str, data: str | bytes, folder: Path, kind: str = ACTORS, name: str = "table.csv") -> Imported:
    """A file with one table put into it."""
    sheet = sheet_of(data, folder, kind, name)
    return with_tables(text, str(BESIDE), **{kind: sheet})


def refusal(text: str, data: str | bytes, folder: Path, kind: str = ACTORS, name: str = "table.csv") -> str:
    """Why a table is refused, without the folder it is in."""
    with pytest.raises(ScenarioError) as raised:
        put(text, data, folder, kind, name)
    return str(raised.value).replace(f"{folder}/", "")


# There and back


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tables_put_back_change_nothing(path: Path, tmp_path: Path) -> None:
    """Not a letter of the file; so a short file stays short, and comments stay."""
    text = path.read_text(encoding="utf-8")
    case = read(path)
    found = with_tables(text, str(path), **sheets_of(case, tmp_path))
    assert found.text == text
    assert digest(found.reading.case) == digest(case)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tables_hold_all_that_their_columns_name(path: Path, tmp_path: Path) -> None:
    """Put into the same file without those numbers, they bring the case back, with no help from the file."""
    case = read(path)
    bare = evolve(case, actors={code: _bare(actor) for code, actor in case.actors.items()})
    found = with_tables(to_yaml(bare), "bare.yaml", **sheets_of(case, tmp_path))
    assert digest(found.reading.case) == digest(case)
    assert digest(read_text(found.text, "bare.yaml")) == digest(case)


def _bare(actor: Actor) -> Actor:
    limit = Limit(at_most=1)
    stances = {
        key: evolve(stance, position=50, salience=50, limit=limit, note="", source=(), claims=())
        for key, stance in actor.stances.items()
    }
    return evolve(actor, stances=stances, priority=1, isolation=1, note="odd", people={}, source=(), claims=())


@settings(max_examples=40, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(case=valid_cases())
def test_any_case_comes_back(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Also one at the edges of what a file may say."""
    found = with_tables(to_yaml(case), "odd.yaml", **sheets_of(case, tmp_path_factory.mktemp("tables")))
    assert digest(found.reading.case) == digest(read_text(found.text, "odd.yaml")) == digest(case)


def test_a_workbook_holds_the_same(tmp_path: Path) -> None:
    """A sheet each; numbers are numbers."""
    case = read(MALI)
    data = workbook({kind: rows(case, kind) for kind in (ACTORS, TIMELINE)}, "tables.xlsx")
    both = {kind: sheet_of(data, tmp_path, kind, "tables.xlsx") for kind in (ACTORS, TIMELINE)}
    assert with_tables(SHORT, str(MALI), **both).text == SHORT
    assert openpyxl.load_workbook(io.BytesIO(data))["actors"]["F2"].value == case.actors["FRA"].priority


@given(st.text(alphabet="'=+-@ \tab\n", max_size=6))
def test_every_text_can_stand_in_a_cell(text: str) -> None:
    """None is a formula there, and each reads back."""
    assert unshielded(shielded(text)) == text
    assert not shielded(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\n"))


def test_a_note_that_looks_like_a_formula_comes_back(tmp_path: Path) -> None:
    """It is written with an apostrophe before it, and read without."""
    note = '=HYPERLINK("x")'
    table = f'code,note\nCHN,"\'{note.replace(chr(34), chr(34) * 2)}"\n'
    assert put(SHORT, table, tmp_path).reading.case.actors["CHN"].note == note


def test_a_cell_has_the_name_that_spreadsheets_give_it() -> None:
    """Letters for the column, from A by way of Z and AA."""
    assert [place(1, 1), place(7, 3), place(2, 26), place(2, 27), place(9, 703)] == ["A1", "C7", "Z2", "AA2", "AAA9"]


# What a table changes


def test_what_differs_is_put_into_the_file_and_nothing_else(tmp_path: Path) -> None:
    """A cell that says what the file has anyway states nothing."""
    case = read(MALI)
    table = [row[:] for row in rows(case, ACTORS)]
    column = table[0].index("form.at_most")
    row = next(row for row in table if row[0] == "CHN")
    row[column] = 50
    found = put(SHORT, csv_of(table), tmp_path)
    assert found.reading.case.actors["CHN"].stances["form"].limit == Limit(at_most=50)
    (stated,) = re.findall(r"^  CHN:\n((?:    .*\n)+)", found.text, re.MULTILINE)
    assert stated.split() == ["affinity:", "25", "stances:", "form:", "limit:", "at_most:", "50"]
    assert "council: 2012-03-21" in found.text


def test_an_actor_without_a_row_and_a_key_without_a_column_stay(tmp_path: Path) -> None:
    """The table may hold what the analyst knows, and no more."""
    case, found = read(MALI), put(SHORT, "code,priority\nFRA,81\n", tmp_path)
    assert found.reading.case == evolve(
        case, actors={code: evolve(each, priority=81) if code == "FRA" else each for code, each in case.actors.items()}
    )
    assert found.actors == ("FRA",)


def test_an_empty_cell_takes_a_key_out_unless_it_must_be_there(tmp_path: Path) -> None:
    """The default holds then: salience 50, no limit; a position stays."""
    found = put(SMALL, "code,legal_force,legal_force.at_most,legal_force.salience\nCHN,,,\n", tmp_path)
    stance = found.reading.case.actors["CHN"].stances["legal_force"]
    assert (stance.position, stance.salience, stance.limit) == (20, 50, None)


def test_none_takes_out_the_limit_that_a_template_gives(tmp_path: Path) -> None:
    """An affinity of 60 sets limits; an analyst who knows better says that there is none."""
    text = SHORT.replace("  RUS: {affinity: 25}", "  RUS: {affinity: 60}")
    assert read_text(text, str(MALI)).actors["RUS"].stances["legal_force"].limit is not None
    found = put(text, "code,legal_force.at_most\nRUS,none\n", tmp_path)
    assert found.reading.case.actors["RUS"].stances["legal_force"].limit is None
    assert read_text(found.text, str(MALI)).actors["RUS"].stances["legal_force"].limit is None


def test_a_table_of_the_timeline_is_the_whole_timeline(tmp_path: Path) -> None:
    """What has no row is gone; times of a short file follow from what is there."""
    table = "id,at,kind,actor,summary,what,source\nseizure,2012-03-22T06:00Z,provocation,MLI,seizes the palace,coup,J\n"
    case = put(SHORT, table, tmp_path, TIMELINE).reading.case
    assert [entry.id for entry in case.timeline] == ["seizure"]
    assert case.clock_from == "seizure"


def test_comments_outside_of_the_sections_stay(tmp_path: Path) -> None:
    """Those before the next key, too."""
    text = SHORT.replace("ties:\n", "# who weighs whose word\nties:\n")
    found = put(text, "code,priority\nFRA,81\n", tmp_path)
    before, behind = text.split("actors:\n")[0], text[text.index("# who") :]
    assert found.text.startswith(before)
    assert found.text.endswith(behind)


def test_a_timeline_that_was_taken_over_becomes_the_file_s_own(tmp_path: Path) -> None:
    """All cells count, not only those that differ from the case that it is like."""
    like = f"id: again\nlike: {MALI.name}\n"
    case = read(MALI)
    same = put(like, csv_of(rows(case, TIMELINE)), tmp_path, TIMELINE)
    assert same.text == like
    table = [row[:] for row in rows(case, TIMELINE)][:-1]
    fewer = put(like, csv_of(table), tmp_path, TIMELINE)
    assert fewer.reading.case.timeline == case.timeline[:-1]


@pytest.mark.parametrize("start", ["﻿", ""])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_spreadsheets_of_all_countries_save_it(start: str, delimiter: str, tmp_path: Path) -> None:
    """With a byte order mark or without, with commas, semicolons or tabs, with either end of line."""
    table = f"{start}code,priority,note\r\nFRA,81,née\r\n".replace(",", delimiter)
    actor = put(SHORT, table, tmp_path).reading.case.actors["FRA"]
    assert (actor.priority, actor.note) == (81, "née")


def test_an_issue_called_like_a_column_has_its_whole_name(tmp_path: Path) -> None:
    """So every issue can be named."""
    text = SMALL.replace("legal_force", "priority")
    case = read_text(text)
    assert "stances.priority" in rows(case, ACTORS)[0]
    found = put(text, "code,priority,stances.priority\nCHN,5,7\n", tmp_path).reading.case.actors["CHN"]
    assert (found.priority, found.stances["priority"].position) == (5, 7)


# What is refused

REFUSED = [
    (
        "code,form\nCHN,forty\n",
        "table.csv: cell B2 (actors.CHN.stances.form.position): 'forty' is text; allowed: a whole",
    ),
    (
        "code,form\nCHN,140\n",
        "cell B2 (actors.CHN.stances.form.position): 140 is out of range; allowed: a whole number",
    ),
    ("code,form\nCHN,40.0\n", "40.0 is a number; allowed: a whole number"),
    ("code,frm\nCHN,4\n", "cell B1: 'frm' is no column of a table of actors"),
    ("code,frm\nCHN,4\n", "did you mean 'form'?"),
    ("form,form.salience\n4,5\n", "cell A1: no column 'code' is in the first row"),
    ("Mali\ncode,form\nCHN,4\n", "cell A1: no column 'code' is in the first row"),
    (
        "code,form,priority\n,points,points\nCHN,4,5\n",
        "cell A2: is a second row of names or explanations; allowed: one",
    ),
    ("code,form\ncode,position\nCHN,4\n", "cell A2: is a second row of names"),
    ("code,form\n,4\n", "cell A2: no code is here"),
    ("code,form\nCHN,4\nCHN,5\n", "cell A3: 'CHN' has a row already, row 2"),
    ("code,form,form\nCHN,4,4\n", "cell C1: the column 'form' is there twice"),
    ("code,form\nCHN,4,5\n", "cell C2: '5' stands in a column without a name"),
    ("code,form\nXXX,4\n", "the almanac knows no state 'XXX'"),
    ("", "table.csv: is empty"),
    ('code,note\nCHN,"open\n', "cannot be read as CSV with commas"),
    ("code,note\nCHN,café\n".encode("cp1252"), "is not UTF-8: the byte 0xe9 in line 2, perhaps 'é' of Windows-1252"),
    ("code,note\nCHN,café\n".encode("cp1252"), "allowed: a file saved as 'CSV UTF-8', or as XLSX"),
    (
        "code,form\nCHN,4\n".encode("utf-16"),
        "is UTF-16, as 'Unicode text' is saved; allowed: a file saved as 'CSV UTF-8'",
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook of the old form, XLS"),
    (b"PK\x03\x04", "is no workbook that can be read"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_wrong_is_said_with_its_cell_and_what_is_allowed(data: str | bytes, said: str, tmp_path: Path) -> None:
    """A sentence each."""
    assert said in refusal(SHORT, data, tmp_path)


def test_a_time_of_another_form_is_refused_in_its_cell(tmp_path: Path) -> None:
    """What a spreadsheet makes of dates."""
    table = "id,at,kind,actor,summary\ncoup,21/03/2012,provocation,MLI,acts\n"
    assert "cell B2 (timeline.coup.at): '21/03/2012' is no such time" in refusal(SHORT, table, tmp_path, TIMELINE)


def book(change: object, folder: Path) -> str:
    """Why a workbook is refused that was changed."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["code", "form"], ["CHN", 40.0], ["RUS", 50]):
        sheet.append(row)
    change(made, sheet)  # type: ignore[operator]
    out = io.BytesIO()
    made.save(out)
    return refusal(SHORT, out.getvalue(), folder, name="book.xlsx")


def test_what_a_workbook_must_not_hold(tmp_path: Path) -> None:
    """Formulas, errors, merged cells, and several sheets of which none has the name."""
    formula = book(lambda made, sheet: sheet.__setitem__("B2", "=1+2"), tmp_path)
    assert "book.xlsx[Sheet]: cell B2: holds a formula; allowed: values" in formula
    assert "cell B3: holds the error #REF!" in book(lambda made, sheet: sheet.__setitem__("B3", "#REF!"), tmp_path)
    merged = book(lambda made, sheet: sheet.merge_cells("A4:B5"), tmp_path)
    assert "cell A4: the cells A4:B5 are merged; allowed: one value a cell; unmerge them" in merged
    assert "has no sheet 'actors', but Sheet, other" in book(lambda made, sheet: made.create_sheet("other"), tmp_path)


def test_a_format_that_reaches_to_the_last_row_does_no_harm(tmp_path: Path) -> None:
    """Spreadsheets put one there easily; a value there is too much."""
    made = openpyxl.Workbook()
    for row in (["code", "priority"], ["CHN", 41]):
        made.active.append(row)
    made.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    made.save(out)
    assert put(SHORT, out.getvalue(), tmp_path, name="book.xlsx").reading.case.actors["CHN"].priority == 41
    said = book(lambda made, sheet: sheet.__setitem__("XFD1048576", 1), tmp_path)
    assert "has 1,048,576 rows and 16,384 columns; allowed: 10,000 rows and 1,000 columns at most" in said


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.binary(max_size=60), start=st.sampled_from((b"", b"code,form\nCHN,", b"PK\x03\x04", b'code;form\n"')))
def test_any_bytes_are_a_table_or_refused(data: bytes, start: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Never anything else."""
    with suppress(ScenarioError):
        assert sheet_of(start + data, tmp_path_factory.getbasetemp()).rows


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_a_table_or_refused(at: int, byte: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Wherever a byte is another one."""
    data = bytearray(workbook({ACTORS: [["code", "form"], ["CHN", 40]]}, "tables.xlsx"))
    data[at % len(data)] = byte
    with suppress(ScenarioError):
        assert sheet_of(bytes(data), tmp_path_factory.getbasetemp(), name="damaged.xlsx").rows


def test_a_workbook_may_hold_dates_and_whole_numbers_with_a_point(tmp_path: Path) -> None:
    """A spreadsheet stores a day as a date, and 40 as 40.0."""
    made = openpyxl.Workbook()
    made.active.append(["id", "at", "kind", "actor", "summary", "severity", "what", "source"])
    day = read(MALI).timeline[0].at.replace(tzinfo=None, hour=0)
    made.active.append(["coup", day, "provocation", "MLI", "acts", 40.0, "coup", "J"])
    out = io.BytesIO()
    made.save(out)
    entry = put(SHORT, out.getvalue(), tmp_path, TIMELINE, "book.xlsx").reading.case.timeline[0]
    assert (entry.severity, entry.precision, entry.at.hour) == (40, "day", 12)


def test_a_file_in_one_line_is_refused(tmp_path: Path) -> None:
    """Its sections cannot be replaced."""
    text = "{id: a, title: b, question: c, like: mali-2012-03.yaml}\n"
    assert "has several keys in one line" in refusal(text, "code,priority\nFRA,1\n", tmp_path)


def test_every_key_of_actors_and_entries_has_a_column() -> None:
    """But for measures, which are a list of an actor, and stay as the file has them."""
    names = {column.steps for column in columns(ACTORS, ["form"]).values()}
    assert ("stances", "form", "limit", "source") in names
    assert ("measures",) not in names
    assert ("text", "form") in {column.steps for column in columns(TIMELINE, ["form"]).values()}
