"""`turtlebay tables` and `turtlebay import`: a scenario in a spreadsheet, and back."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

from sim.scenario.canon import digest
from sim.scenario.reader import read
from sim.scenario.tables import ACTORS, TIMELINE, columns
from tests.cli.conftest import Give


def rows_of(path: Path) -> list[dict[str, str]]:
    """A table as another program reads it."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_tables_are_written_with_a_row_for_each_actor_and_entry(give: Give, folder: Path) -> None:
    """As CSV, and as a workbook where that is asked for."""
    done = give("tables", "small.yaml", "-o", "out/t", "--xlsx")
    assert (done.code, done.err) == (0, "")
    assert "16 actors and 4 entries are in out/t/actors.csv, out/t/timeline.csv, out/t/tables.xlsx." in " ".join(
        done.out.split()
    )
    rows = rows_of(folder / "out/t/actors.csv")
    china = next(row for row in rows if row["code"] == "CHN")
    assert (china["seat"], china["legal_force"], china["legal_force.at_most"]) == ("permanent", "20", "50")
    entries = rows_of(folder / "out/t/timeline.csv")
    assert [row["id"] for row in entries] == ["launch-1", "request-meeting", "consultations-1", "draft-1"]
    assert entries[-1]["text.legal_force"] == "95"


@pytest.mark.parametrize("book", [True, False])
def test_import_puts_tables_back(give: Give, folder: Path, book: bool) -> None:
    """What the page of `tables` proposes gives the same case."""
    told = give("tables", "small.yaml", "-o", "t", *(["--xlsx"] if book else [])).out
    (command,) = re.findall(r"turtlebay (import .*)", " ".join(told.split()))
    assert ("tables.xlsx" in command) == book
    done = give(*command.split())
    assert (done.code, done.err) == (0, "")
    assert "mine.yaml has 16 actors from t/" in done.out
    assert digest(read(folder / "mine.yaml")) == digest(read(folder / "small.yaml"))


def test_import_says_which_actors_stayed(give: Give, folder: Path) -> None:
    """So nobody takes a missing row for a deleted actor; JSON says the same."""
    (folder / "a.csv").write_text("code;legal_force\nCHN;35\n", encoding="utf-8")
    done = give("import", "small.yaml", "--actors", "a.csv", "-o", "new.yaml")
    assert "new.yaml has 1 actor from a.csv. As in small.yaml: FRA, GBR" in " ".join(done.out.split())
    assert read(folder / "new.yaml").actors["CHN"].stances["legal_force"].position == 35
    told = json.loads(give("import", "small.yaml", "--actors", "a.csv", "-o", "new.yaml", "--force", "--json").out)
    assert (told["file"], told["actors"], len(told["left"])) == ("new.yaml", ["CHN"], 15)


def test_a_case_can_be_named_in_place_of_a_file(give: Give, folder: Path) -> None:
    """In both commands."""
    assert give("tables", "dprk-2009-04", "-o", "t").code == 0
    assert give("import", "dprk-2009-04", "--actors", "t/actors.csv", "-o", "new.yaml").code == 0
    assert read(folder / "new.yaml").id == "dprk-2009-04"


BAD = [
    (["import", "small.yaml", "-o", "new.yaml"], "name a table, with --actors TABLE or --timeline TABLE"),
    (["import", "small.yaml", "--actors", "gone.csv", "-o", "new.yaml"], "gone.csv:1:1: cannot be read"),
    (
        ["import", "small.yaml", "--actors", "bad.csv", "-o", "new.yaml"],
        "bad.csv: cell B2 (actors.CHN.stances.legal_force",
    ),
    (["import", "small.yaml", "--actors", "cp1252.csv", "-o", "new.yaml"], "perhaps 'é' of Windows-1252"),
    (["import", "small.yaml", "--actors", "good.csv", "-o", "small.yaml"], "--force"),
    (["import", "small.yaml", "--actors", "good.csv", "-o", "gone/new.yaml"], "cannot be written"),
    (["import", "smal", "--actors", "good.csv", "-o", "new.yaml"], "smal"),
    (["tables", "small.yaml", "-o", "small.yaml"], "cannot be written"),
    (["tables", "small.yaml", "-o", "full"], "full/timeline.csv: is there already"),
    (["tables", "bad.csv", "-o", "out"], "bad.csv:"),
]


@pytest.mark.parametrize(("words", "said"), BAD, ids=[said for _, said in BAD])
def test_nothing_is_written_where_something_is_wrong(give: Give, folder: Path, words: list[str], said: str) -> None:
    """A sentence with its place, exit code 2."""
    (folder / "good.csv").write_text("code,legal_force\nCHN,35\n", encoding="utf-8")
    (folder / "bad.csv").write_text("code,legal_force\nCHN,thirty\n", encoding="utf-8")
    (folder / "cp1252.csv").write_bytes("code,note\nCHN,café\n".encode("cp1252"))
    (folder / "full").mkdir()
    (folder / "full" / "timeline.csv").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = give(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_help_names_every_column(give: Give) -> None:
    """The map of columns to keys: those of actors, of stances with ISSUE in front, and of the timeline."""
    shown = " ".join(give("import", "--help").out.split())
    for kind in (ACTORS, TIMELINE):
        for name in columns(kind, ["ISSUE"]):
            assert re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.]*\w)", shown), name


def test_a_workbook_without_the_library_is_refused_with_what_to_install(
    give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSV needs nothing."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = give("tables", "small.yaml", "-o", "t", "--xlsx")
    assert done.code == 2
    assert "XLSX needs openpyxl: pip install 'turtlebay[tables]'" in done.err
    assert give("tables", "small.yaml", "-o", "t").code == 0
