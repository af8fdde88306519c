"""Exports: every file says what the run says, in types that DuckDB reads, coded as the ontologies have it."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.questions.export import study as exporting
from sim.questions.export.folder import ExportError
from sim.questions.export.material import of_run
from sim.questions.export.study import FORMATS, export
from sim.store.log import as_line
from sim.store.record import GENESIS, line_of, link
from sim.store.shape import shape_of
from sim.store.store import as_json
from sim.vocabulary import events as e
from sim.vocabulary.events import REGISTRY
from tests.kit import JULY, PATIENCE, child_environment, run_of
from tests.questions.exported import VETOED, asked, left, types

# Parquet


def test_parquet_has_typed_columns(tmp_path: Path) -> None:
    """A text rung is an integer, a day a double, a moment a timestamp without a zone, the threats a list."""
    export(of_run(run_of()), "parquet", tmp_path)
    rungs = {f"text_{key}": "BIGINT" for key in ("form", "condemnation", "sanctions", "legal_force", "dialogue")}
    assert types(tmp_path / "runs.parquet") == {
        "run": "VARCHAR", "sweep": "VARCHAR", "number": "BIGINT", "scenario": "VARCHAR", "seed": "BIGINT",
        "form": "VARCHAR", **rungs,
        "yes": "BIGINT", "no": "BIGINT", "abstain": "BIGINT", "votes": "VARCHAR[]",
        "days": "DOUBLE", "first_threat_day": "DOUBLE",
        "threats": "VARCHAR[]", "amendments": "BIGINT", "events": "BIGINT", "head": "VARCHAR",
        "products": "VARCHAR[]", "overrides": "VARCHAR",
    }  # fmt: skip
    assert types(tmp_path / "events.parquet") == {
        "run": "VARCHAR", "seq": "BIGINT", "t": "BIGINT", "time": "TIMESTAMP", "type": "VARCHAR",
        "v": "BIGINT", "actor": "VARCHAR", "target": "VARCHAR", "origin": "VARCHAR", "cause": "BIGINT",
        "decision": "VARCHAR", "draft": "VARCHAR", "data": "VARCHAR", "source": "VARCHAR", "h": "VARCHAR",
        "cameo": "VARCHAR", "goldstein": "DOUBLE", "plover": "VARCHAR", "plover_mode": "VARCHAR",
    }  # fmt: skip


@pytest.mark.parametrize("case", [JULY, VETOED])
def test_the_row_of_a_run_is_its_outcome(case: str, tmp_path: Path) -> None:
    """Form, vote, day, head and first threat, as the run has them."""
    run = run_of(case)
    export(of_run(run), "parquet", tmp_path)
    found = asked(
        "SELECT run, scenario, seed, form, yes, no, abstain, days, amendments, events, head, overrides FROM t",
        t=tmp_path / "runs.parquet",
    )
    outcome = run.outcome
    assert outcome.days_m is not None
    amended = sum(isinstance(each.payload, e.DraftAmended) for each in run.events)
    assert found == [
        (
            run.id, case, 1, outcome.form, outcome.yes, outcome.no, outcome.abstain, outcome.days_m / 1000, amended,
            len(run.events), run.head, as_json({"sets": [], "without": [], "interventions": []}),
        )
    ]  # fmt: skip


def test_the_events_of_a_run_come_back_whole(tmp_path: Path) -> None:
    """Their columns make the canonical lines again, hash by hash, and the time is that of the crisis."""
    run = run_of()
    export(of_run(run), "parquet", tmp_path)
    columns = "seq, t, type, v, actor, target, origin, cause, decision, source, data, h"
    rows = asked(f"SELECT {columns} FROM t ORDER BY seq", t=tmp_path / "events.parquet")
    head = GENESIS
    for row, line in zip(rows, run.lines, strict=True):
        plain = dict(zip(columns.split(", "), row, strict=True))
        h = plain.pop("h")
        plain["data"] = json.loads(plain["data"])
        empty = {name: "" for name in ("actor", "target", "decision", "source") if plain[name] is None}
        assert json.loads(line) == {**plain, **empty}
        head = link(head, line)
        assert h == head
    (first,) = asked("SELECT strftime(min(time), '%Y-%m-%d %H:%M') FROM t", t=tmp_path / "events.parquet")
    assert first == ("2006-06-19 00:00",)


def test_the_first_threat_day_is_on_the_clock_of_days(tmp_path: Path) -> None:
    """It is what one finds in the events, counted from the entry that days are counted from."""
    run = run_of(VETOED)
    export(of_run(run), "parquet", tmp_path)
    (day,) = asked("SELECT first_threat_day FROM t", t=tmp_path / "runs.parquet")[0]
    (minute,) = asked("SELECT min(t) FROM t WHERE type = 'VetoThreatened'", t=tmp_path / "events.parquet")[0]
    assert day == round((minute - run.scenario.setting.clock_from) / 1440, 3)


def test_no_vote_and_no_text_are_null(tmp_path: Path) -> None:
    """Zero votes and a vote that was never held are not the same."""
    run = run_of(JULY, without=tuple(entry.id for entry in run_of().scenario.case.timeline))
    export(of_run(run), "parquet", tmp_path)
    found = asked("SELECT form, yes, text_form, days, first_threat_day, threats FROM t", t=tmp_path / "runs.parquet")
    assert found[0][:3] == ("none", None, None)
    assert found[0][4:] == (None, [])


def test_the_same_export_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the machine or the moment stands in a file."""
    for form in FORMATS:
        export(of_run(run_of()), form, tmp_path / "a", force=True)
        export(of_run(run_of()), form, tmp_path / "b", force=True)
    assert left(tmp_path / "a") == left(tmp_path / "b")


# The other formats


def test_csv_holds_what_parquet_holds(tmp_path: Path) -> None:
    """The same columns in the same order, and the same values but for how they are written."""
    for form in ("parquet", "csv"):
        export(of_run(run_of(VETOED)), form, tmp_path, force=True)
    for table in ("runs", "events"):
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            names, *rows = list(csv.reader(file))
        assert names == list(types(tmp_path / f"{table}.parquet"))
        assert len(rows) == asked("SELECT count(*) FROM t", t=tmp_path / f"{table}.parquet")[0][0]
    same = "SELECT seq, type, actor, cause, data, cameo, goldstein FROM {} ORDER BY seq::INT"
    read = f"read_csv('{tmp_path / 'events.csv'}', all_varchar = true)"
    text = asked(same.format(read))
    typed = asked(same.format("t"), t=tmp_path / "events.parquet")
    assert text == [tuple(None if value is None else str(value) for value in row) for row in typed]


def test_json_lines_are_the_events_in_their_one_shape(tmp_path: Path) -> None:
    """What `log --json` prints, byte for byte."""
    run = run_of()
    export(of_run(run), "jsonl", tmp_path)
    lines = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    start = run.scenario.case.start
    events = zip(run.events, run.hashes, strict=True)
    assert lines == [as_line(shape_of(event, start, run.id, h)) for event, h in events]
    (row,) = (tmp_path / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row)["head"] == run.head


def test_cloud_events_have_what_the_specification_asks_for(tmp_path: Path) -> None:
    """Four attributes that must be there, names of small letters and digits, no nulls, a time in RFC 3339."""
    run = run_of()
    export(of_run(run), "cloudevents", tmp_path)
    events = [json.loads(line) for line in (tmp_path / "cloudevents.jsonl").read_text("utf-8").splitlines()]
    assert [x["id"] for x in events] == [f"{run.id}/{seq}" for seq in range(len(run.events))]
    for cloud, own in zip(events, run.events, strict=True):
        assert (cloud["specversion"], cloud["source"]) == ("1.0", f"urn:turtlebay:{JULY}")
        assert cloud["type"] == f"turtlebay.{own.type}.v{REGISTRY[own.type].version}"
        assert cloud.get("subject", "") == own.actor
        assert all(name.isalnum() and name == name.lower() and len(name) <= 20 for name in cloud)
        attributes = {name: value for name, value in cloud.items() if name != "data"}
        assert all(value != "" and isinstance(value, str | int) for value in attributes.values())
        assert datetime.fromisoformat(cloud["time"]).tzinfo == UTC
        assert cloud["data"] == json.loads(line_of(own))["data"]


# Whole or not at all


def test_an_export_that_is_there_is_refused_and_replaced_only_by_force(tmp_path: Path) -> None:
    """What stood there stands there still, byte for byte; other formats and other files are not touched."""
    (tmp_path / "notes.txt").write_text("mine")
    export(of_run(run_of()), "csv", tmp_path)
    export(of_run(run_of()), "plover", tmp_path, force=True)
    before = left(tmp_path)
    with pytest.raises(ExportError, match=r"is there already.*--force"):
        export(of_run(run_of(seed=2)), "csv", tmp_path)
    assert left(tmp_path) == before
    export(of_run(run_of(seed=2)), "csv", tmp_path, force=True)
    after = left(tmp_path)
    assert set(after) == set(before)
    assert {name for name in after if after[name] != before[name]} == {"runs.csv", "events.csv"}


def test_by_force_no_file_of_the_former_export_is_left_beside_the_new(tmp_path: Path) -> None:
    """Events of one run beside the row of another would be worse than none."""
    export(of_run(run_of()), "csv", tmp_path)
    export(of_run(run_of(seed=2)), "csv", tmp_path, events=False, force=True)
    assert set(left(tmp_path)) == {"runs.csv"}


def test_an_export_that_fails_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the file that was done, not the folder, not those above it; and by force, the former export as it was."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    files = {**FORMATS["csv"], "events.csv": full}
    monkeypatch.setattr(exporting, "FORMATS", {**FORMATS, "csv": files})
    with pytest.raises(ExportError, match="No space left on device; nothing was exported"):
        export(of_run(run_of()), "csv", tmp_path / "a" / "b")
    assert left(tmp_path) == {}
    monkeypatch.undo()
    export(of_run(run_of()), "csv", tmp_path)
    before = left(tmp_path)
    monkeypatch.setattr(exporting, "FORMATS", {**FORMATS, "csv": files})
    with pytest.raises(ExportError):
        export(of_run(run_of(seed=2)), "csv", tmp_path, force=True)
    assert left(tmp_path) == before


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits are set the way of Unix")
@pytest.mark.parametrize("form", FORMATS)
def test_a_disk_that_takes_no_more_leaves_nothing(form: str, tmp_path: Path) -> None:
    """The system itself refuses to write past so many bytes, at several places of the file."""
    code = """
import resource, sys
from pathlib import Path
import sim
from sim.questions.export.study import export
from sim.questions.export.folder import ExportError
from sim.questions.export.material import of_run
material = of_run(sim.run(sim.load("dprk-2022-05")))
if sys.argv[1] == "parquet":
    import pyarrow.parquet
for most in (0, 100, 5000, 12000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        export(material, sys.argv[1], Path(sys.argv[2]))
    except ExportError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, form, str(tmp_path / "out")],
        env=child_environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("cannot be written: File too large; nothing was exported") == 4
    assert left(tmp_path) == {}


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """A file where the folder, or a folder above it, should be; a folder where a file should be."""
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ExportError, match="cannot be written"):
            export(of_run(run_of()), "csv", out)
    (tmp_path / "out" / "runs.csv").mkdir(parents=True)
    with pytest.raises(ExportError, match="is a folder"):
        export(of_run(run_of()), "csv", tmp_path / "out", force=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the other formats need none."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install turtlebay\[analysis\]"):
        export(of_run(run_of()), "parquet", tmp_path / "out")
    assert left(tmp_path) == {}
    for form in FORMATS:
        if form != "parquet":
            export(of_run(run_of()), form, tmp_path / form)


@pytest.mark.parametrize(("form", "out", "words"), [("xlsx", "out", "allowed: parquet, csv"), ("csv", "a\0b", "a NUL")])
def test_a_format_or_a_folder_that_cannot_be_is_refused(form: str, out: str, words: str, tmp_path: Path) -> None:
    """In Python as on the command line, in a sentence; nothing is written."""
    with pytest.raises(ExportError, match=words):
        export(of_run(run_of()), form, tmp_path / out)
    assert list(tmp_path.iterdir()) == []
