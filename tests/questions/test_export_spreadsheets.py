"""Tables as spreadsheets read them: no text is a formula, numbers are numbers, and no time names a zone."""

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.frames import Column, events_frame
from sim.questions.export.material import of_run
from sim.questions.export.study import _csv, export
from sim.vocabulary.printable import in_cell
from tests.cases import small_case_text
from tests.cli.conftest import Give, folder, give
from tests.kit import CASES, ROOT, run_of

__all__ = ["folder", "give"]

DANGEROUS = [
    '=HYPERLINK("http://x","y")', "=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1",
    "\r=1+1", "\n=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "\ufeff=1+1", " =1+1", "\x00=1", "-", "=",
]  # fmt: skip
"""Texts that one spreadsheet or another takes for a formula."""

HARMLESS = ["", "JPN-1", "a=b", "1-2", "'=1", "{}", "\u2013 a dash", "CHN:yes", "2006-07-15 19:50:00"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula(text: str, tmp_path: Path) -> None:
    """In a column of words or of names, and as the name of a column; nothing of the text is lost."""
    assert in_cell(text) == f"'{text}"
    columns = [Column("a", "words"), Column("b", "names"), Column(text, "words")]
    _csv(columns, [{"a": text, "b": [text, text], text: text}], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        names, row = list(csv.reader(file))
    assert names == ["a", "b", f"'{text}"]
    assert row == [f"'{text}", f"'{text} {text}", f"'{text}"]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_as_it_is(text: str) -> None:
    """Also where such a letter stands inside."""
    assert in_cell(text) == text


@pytest.mark.parametrize(("kind", "value"), [("integer", -5), ("number", -5.0), ("number", -0.001), ("integer", 0)])
def test_numbers_below_zero_stay_numbers(kind: Any, value: float, tmp_path: Path) -> None:
    """And what has no value is an empty field."""
    _csv([Column("a", kind), Column("b", kind)], [{"a": value, "b": None}], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8") == f"a,b\n{value},\n"


def test_goldstein_scores_below_zero_stay_numbers(tmp_path: Path) -> None:
    """In the events of a real run."""
    export(of_run(run_of()), "csv", tmp_path)
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        scores = [row["goldstein"] for row in csv.DictReader(file) if row["goldstein"]]
    assert min(map(float, scores)) < 0


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text.isprintable()])
def test_what_a_scenario_says_is_no_formula_in_the_log(give: Give, folder: Path, text: str) -> None:
    """`log --csv` prints the words of an event, which may be those of the file."""
    quoted = text.replace("'", "''")
    said = small_case_text().replace("launches a missile", "X").replace("summary: X", f"summary: '{quoted}'")
    assert f"'{quoted}'" in said
    (folder / "odd.yaml").write_text(said, encoding="utf-8")
    assert give("run", "odd.yaml", "--quiet").code == 0
    rows = list(csv.DictReader(io.StringIO(give("log", "last", "--csv").out)))
    assert any(text.strip() in row["words"] for row in rows)
    for row in rows:
        assert all(cell == "" or cell[0] not in "=+-@\uff1d\uff0b\uff0d\uff20" for cell in row.values())


@pytest.mark.parametrize("text", ["a\rb", "a\nb", "a,b", 'a"b', "\r", "a\r\nb"])
def test_a_row_is_one_row(text: str, tmp_path: Path) -> None:
    """Whatever stands in a cell; a carriage return broke it in two."""
    _csv([Column("a", "words"), Column("b", "integer")], [{"a": text, "b": -1}], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], [in_cell(text), "-1"]]


def test_csv_is_written_in_one_place() -> None:
    """So that no table forgets what a spreadsheet makes of it."""
    ours = (ROOT / "sim").rglob("*.py")
    found = [path.relative_to(ROOT).as_posix() for path in ours if "csv.writer(" in path.read_text("utf-8")]
    assert found == ["sim/pages/text.py"]


# Times


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("engine", ["openpyxl", "xlsxwriter"])
def test_excel_takes_what_pandas_reads(form: str, engine: str, tmp_path: Path) -> None:
    """A table that was read is written as it is; the times come back as those of the crisis, in UTC."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl", reason="reads what was written")
    pytest.importorskip(engine)
    run = run_of()
    export(of_run(run), form, tmp_path)
    path = tmp_path / f"events.{form}"
    table = pandas.read_csv(path, parse_dates=["time"]) if form == "csv" else pandas.read_parquet(path)
    assert table["time"].dtype.kind == "M"
    table.to_excel(tmp_path / "a.xlsx", index=False, engine=engine)
    times = list(pandas.read_excel(tmp_path / "a.xlsx")["time"])
    assert times == [run.scenario.clock.utc(event.t).replace(tzinfo=None) for event in run.events]


def test_excel_takes_tables_from_python(tmp_path: Path) -> None:
    """`to_pandas` and `to_polars` give the same times, without a zone."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("polars")
    pytest.importorskip("xlsxwriter")
    frame = events_frame(run_of())
    frame.to_pandas().to_excel(tmp_path / "a.xlsx", index=False, engine="xlsxwriter")
    frame.to_polars().write_excel(tmp_path / "b.xlsx")
    assert frame.to_polars()["time"].dtype.time_zone is None
    assert frame.to_polars()["time"].to_list() == list(pandas.Series(frame["time"]).dt.to_pydatetime())


@pytest.mark.parametrize("case", CASES)
def test_times_in_csv_are_read_as_times(case: str, tmp_path: Path) -> None:
    """The one form that Excel and LibreOffice take in every language: no T, no Z, no offset."""
    export(of_run(run_of(case)), "csv", tmp_path)
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        times = [row["time"] for row in csv.DictReader(file)]
    clock = run_of(case).scenario.clock
    assert times == [clock.utc(event.t).strftime("%Y-%m-%d %H:%M:%S") for event in run_of(case).events]
    assert all(datetime.fromisoformat(time).tzinfo is None for time in times)


def test_the_zone_of_a_log_does_not_reach_its_times(give: Give, folder: Path) -> None:
    """With --tz only the words are local: the column is UTC, whatever was asked for."""
    assert give("run", "small.yaml", "--quiet").code == 0
    for words in ([], ["--tz", "Asia/Tokyo"], ["--tz", "America/New_York"]):
        rows = list(csv.DictReader(io.StringIO(give("log", "last", "--csv", *words).out)))
        assert rows[1]["time"] == "2006-07-04 18:32:00"
