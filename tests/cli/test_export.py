"""`turtlebay export`, as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.questions.export import page
from tests.cli.conftest import Give
from tests.kit import PATIENCE, child_environment


@pytest.fixture
def played(give: Give) -> Give:
    """The same, with a run of the small case in the store."""
    assert give("run", "small.yaml", "--label", "mine", "--quiet").code == 0
    return give


def test_export_names_the_files_it_wrote_and_what_to_do_with_them(played: Give, folder: Path) -> None:
    """Rows and bytes as they are, and a query that can be typed."""
    done = played("export", "mine", "--out", "july")
    assert done.code == 0
    for table in ("runs", "events"):
        size = (folder / "july" / f"{table}.parquet").stat().st_size
        assert f"{size:,}" in next(line for line in done.out.splitlines() if f"{table}.parquet " in line)
    assert "turtlebay log " in done.out


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_the_query_named_next_can_be_typed_as_it_stands(played: Give, folder: Path, form: str) -> None:
    """With what `pip install duckdb` brings; it counts the one run there is."""
    said = played("export", "mine", "--out", "july", "--format", form).out
    query = next(line.removeprefix("Next").strip() for line in said.splitlines() if "duckdb" in line)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    asked = subprocess.run(
        query, shell=True, cwd=folder, env=child_environment(PATH=path), capture_output=True, encoding="utf-8",
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert "runs" in asked.stdout
    assert " 1 " in asked.stdout


def test_no_query_is_named_that_cannot_be_asked(played: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where DuckDB is not installed, or the folder's name would have to be quoted twice."""
    assert "duckdb" not in played("export", "mine", "--out", "it's here").out
    monkeypatch.setattr(page, "find_spec", lambda name: None)
    assert "duckdb" not in played("export", "mine", "--out", "july").out


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("parquet", ["runs.parquet", "events.parquet"]),
        ("csv", ["runs.csv", "events.csv"]),
        ("jsonl", ["runs.jsonl", "events.jsonl"]),
        ("cloudevents", ["cloudevents.jsonl"]),
        ("plover", ["plover.jsonl"]),
    ],
)
def test_export_prints_one_json_object(played: Give, folder: Path, form: str, names: list[str]) -> None:
    """The run, the format, and each file with its rows and bytes."""
    done = played("export", "last", "--format", form, "--out", "july", "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert list(told) == ["run", "format", "files"]
    assert told["format"] == form
    assert [file["path"] for file in told["files"]] == [str(Path("july") / name) for name in names]
    assert {path.name for path in (folder / "july").iterdir()} == set(names)
    for file in told["files"]:
        assert file["bytes"] == (folder / file["path"]).stat().st_size
        if file["path"].endswith(".jsonl"):
            assert file["rows"] == len((folder / file["path"]).read_text("utf-8").splitlines())


def test_the_exported_lines_are_those_that_log_prints(played: Give, folder: Path) -> None:
    """Byte for byte."""
    played("export", "last", "--format", "jsonl", "--out", "july")
    assert (folder / "july" / "events.jsonl").read_text("utf-8") == played("log", "last", "--json").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nope", "--out", "x"), "no run 'nope'"),
        (("export", "last", "--out", "small.yaml"), "small.yaml: cannot be written"),
        (("export", "last", "--out", "x", "--format", "xlsx"), '"parquet"'),
        (("export", "last"), "--out"),
        (("export", "last", "--out", "x", "--store", "none.db"), "no store at none.db"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_written(
    played: Give, folder: Path, words: tuple[str, ...], said: str
) -> None:
    """Exit code 2, and words on standard error only."""
    before = {path.name for path in folder.iterdir()}
    done = played(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert {path.name for path in folder.iterdir()} == before


def test_an_export_is_not_overwritten_without_force(played: Give) -> None:
    """The second time it says what to do."""
    assert played("export", "last", "--format", "csv", "--out", "july").code == 0
    again = played("export", "last", "--format", "csv", "--out", "july")
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err
    assert played("export", "last", "--format", "csv", "--out", "july", "--force").code == 0


def test_exports_in_two_formats_are_not_mixed_without_force(played: Give, folder: Path) -> None:
    """The second could be of something else; with --force it stands beside the first."""
    assert played("export", "last", "--format", "csv", "--out", "july").code == 0
    before = {path.name: path.read_bytes() for path in (folder / "july").iterdir()}
    for form in ("parquet", "plover"):
        done = played("export", "last", "--format", form, "--out", "july")
        assert (done.code, done.out) == (2, "")
        assert f"{Path('july') / 'runs.csv'} is there already, an export in another format" in done.err
        assert "--force" in done.err
    assert {path.name: path.read_bytes() for path in (folder / "july").iterdir()} == before
    assert played("export", "last", "--format", "plover", "--out", "july", "--force").code == 0
    assert {path.name for path in (folder / "july").iterdir()} == {*before, "plover.jsonl"}


def test_a_sweep_is_exported_by_its_name(give: Give, folder: Path) -> None:
    """Its runs, and their events where they are asked for; and any one run of it."""
    assert give("sweep", "small.yaml", "-n", "3", "--vary", "CHN.legal_force.limit=40:60:20").code == 0
    done = give("export", "last", "--format", "csv", "--out", "july", "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert list(told) == ["sweep", "format", "files"]
    assert [(file["path"], file["rows"]) for file in told["files"]] == [(str(Path("july") / "runs.csv"), 6)]
    more = give("export", told["sweep"], "--format", "csv", "--out", "july", "--events", "--force")
    assert more.code == 0
    assert {path.name for path in (folder / "july").iterdir()} == {"runs.csv", "events.csv"}
    refused = give("export", "last", "--format", "plover", "--out", "coded")
    assert (refused.code, refused.out) == (2, "")
    assert "--events" in refused.err
    one = give("export", f"{told['sweep']}:4", "--format", "plover", "--out", "coded")
    assert one.code == 0
    assert f"turtlebay log {told['sweep']}:4" in one.out
