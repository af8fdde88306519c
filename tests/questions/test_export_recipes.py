"""The recipes of docs/export.md for other tools, run as they are printed, and the order that they rely on."""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.cli.main import answer
from sim.experiment.sweep import sweep
from sim.questions.export.material import material_of, of_run
from sim.questions.export.study import FORMATS, export
from sim.store.store import Store
from tests.kit import CASES, PATIENCE, ROOT, run_of, scenario
from tests.questions.exported import VETOED

DOC = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The blocks of the page that are fenced as this."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", DOC, re.DOTALL | re.MULTILINE)


(JQ,) = blocks("sh")
(LNAV,) = blocks("json")
EXCEL, OCEL = blocks("python")


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    """Each of the cases."""
    return str(request.param)


@pytest.fixture(scope="module")
def place(case: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run in `july`, in all formats."""
    folder = tmp_path_factory.mktemp(case)
    for form in FORMATS:
        export(of_run(run_of(case)), form, folder / "july", force=True)
    return folder


def tool(name: str) -> str:
    """The path of a program; a test that needs one is skipped where there is none."""
    return shutil.which(name) or pytest.skip(f"{name} is not on the path")


def given(command: str | list[str], folder: Path) -> str:
    """What a command prints."""
    done = subprocess.run(
        command, shell=isinstance(command, str), cwd=folder, capture_output=True, encoding="utf-8", timeout=PATIENCE,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_three_lines_of_jq_and_short_recipes() -> None:
    """Short enough to be typed."""
    assert len(JQ.splitlines()) == 3
    assert len(LNAV.splitlines()) <= 14
    assert len(OCEL.splitlines()) <= 22


def test_jq_answers_what_the_page_says(place: Path, case: str) -> None:
    """Threats, types, and the causes of the outcome."""
    tool("jq")
    threats, types, causes = (given(line, place) for line in JQ.splitlines())
    run = run_of(case)
    clock = run.scenario.clock
    assert threats.splitlines() == [
        f"{clock.iso(each.t)}\t{each.actor}\t{getattr(each.payload, 'draft', '')}"
        for each in run.events
        if each.type == "VetoThreatened"
    ]
    assert json.loads(types) == Counter(each.type for each in run.events)
    seq: int | None = [each.seq for each in run.events if each.type == "OutcomeReached"][-1]
    chain = []
    while seq is not None:
        chain.append(f"{seq} {run.events[seq].type}")
        seq = run.events[seq].cause
    assert causes.splitlines() == chain
    assert len(chain) > 3


def test_lnav_reads_the_events(place: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the format installed as the page says: a line for each event, and columns to ask."""
    lnav = tool("lnav")
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (place / "turtlebay.json").write_text(LNAV, encoding="utf-8")
    given([lnav, "-i", "turtlebay.json"], place)
    shown = given([lnav, "-n", "july/events.jsonl"], place).splitlines()
    run = run_of(case)
    assert len(shown) == len(run.events)
    assert [line.split()[1] for line in shown] == [str(each.seq) for each in run.events]
    assert [line.split()[-1] for line in shown] == [each.type for each in run.events]
    asked = re.search(r"`;(SELECT [^`]+)`", DOC)
    assert asked is not None
    table = given([lnav, "-n", "-c", f";{asked[1]}", "-c", ":write-csv-to -", "july/events.jsonl"], place)
    counted = {row[0]: int(row[1]) for row in list(csv.reader(table.splitlines()))[1:]}
    assert counted == Counter(each.actor for each in run.events)


def test_pandas_makes_a_spreadsheet(place: Path) -> None:
    """As the page has it."""
    pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    given([sys.executable, "-c", EXCEL], place)
    assert (place / "july" / "events.xlsx").stat().st_size


TEXT = {"type": "string"}
NAMED = {
    "type": "object",
    "required": ["name", "attributes"],
    "properties": {
        "name": TEXT,
        "attributes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "type"],
                "properties": {"name": TEXT, "type": {"enum": ["string", "time", "integer", "float", "boolean"]}},
            },
        },
    },
}


def listed(required: list[str]) -> dict[str, Any]:
    """A list of objects that have these fields, all of them texts."""
    item = {"type": "object", "required": required, "properties": dict.fromkeys(required, TEXT)}
    return {"type": "array", "items": item}


OCEL_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "additionalProperties": False,
    "properties": {
        "eventTypes": {"type": "array", "items": NAMED},
        "objectTypes": {"type": "array", "items": NAMED},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "time"],
                "additionalProperties": False,
                "properties": {
                    "id": TEXT,
                    "type": TEXT,
                    "time": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "attributes": listed(["name", "value"]),
                    "relationships": listed(["objectId", "qualifier"]),
                },
            },
        },
        "objects": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type"],
                "additionalProperties": False,
                "properties": {
                    "id": TEXT,
                    "type": TEXT,
                    "attributes": listed(["name", "value", "time"]),
                    "relationships": listed(["objectId", "qualifier"]),
                },
            },
        },
    },
}
"""What the specification of OCEL 2.0 asks of JSON: its four lists, the fields that must be there, and their types."""


def test_the_event_table_makes_an_object_centric_log(place: Path, case: str) -> None:
    """Of the form that OCEL 2.0 asks for, and whole: ids are unique, and all that is named is declared."""
    given([sys.executable, "-c", OCEL], place)
    log = json.loads((place / "july" / "ocel.json").read_text("utf-8"))
    jsonschema.validate(log, OCEL_SCHEMA)
    for kind in ("event", "object"):
        ids = [each["id"] for each in log[f"{kind}s"]]
        assert len(ids) == len(set(ids))
        declared = {each["name"]: {own["name"] for own in each["attributes"]} for each in log[f"{kind}Types"]}
        assert len(declared) == len(log[f"{kind}Types"])
        for each in log[f"{kind}s"]:
            assert {own["name"] for own in each.get("attributes", ())} <= declared[each["type"]]
    objects = {each["id"]: each["type"] for each in log["objects"]}
    related = {link["objectId"] for each in log["events"] for link in each["relationships"]}
    assert related == set(objects)
    assert set(objects.values()) == {"run", "actor", "draft"}
    run = run_of(case)
    assert [each["id"] for each in log["events"]] == [f"{run.id}/{each.seq}" for each in run.events]
    assert [each["time"] for each in log["events"]] == [run.scenario.clock.iso(each.t) for each in run.events]
    for each, own in zip(log["events"], run.events, strict=True):
        found = {link["qualifier"]: link["objectId"] for link in each["relationships"]}
        assert (found["run"], found.get("actor", ""), found.get("target", "")) == (run.id, own.actor, own.target)


# Links


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_link_of_plover_leads_to_a_line(case: str, seed: int, tmp_path: Path) -> None:
    """In each of the cases, in the file; what caused an event without having a line itself is left out."""
    run = run_of(case, seed)
    export(of_run(run), "plover", tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "plover.jsonl").read_text("utf-8").splitlines()]
    ids = {line["id"] for line in lines}
    links = [(line["id"], link) for line in lines for link in line["link"]]
    assert [link for _, link in links if link not in ids] == []
    causes = {f"{run.id}/{each.seq}": f"{run.id}/{each.cause}" for each in run.events if each.cause is not None}
    assert links == [(line["id"], causes[line["id"]]) for line in lines if causes.get(line["id"]) in ids]
    assert links


# Order


def test_times_that_tie_are_ordered_by_run_and_seq(place: Path, case: str) -> None:
    """In every format; and some do tie."""
    run = run_of(case)
    seqs = list(range(len(run.events)))
    ties = [len(list(same)) for _, same in groupby(each.t for each in run.events)]
    assert max(ties) > 1
    july = place / "july"
    with (july / "events.csv").open(encoding="utf-8", newline="") as file:
        assert [int(row["seq"]) for row in csv.DictReader(file)] == seqs
    for name, key in (("events", "seq"), ("cloudevents", "sequence")):
        rows = map(json.loads, (july / f"{name}.jsonl").read_text("utf-8").splitlines())
        assert [int(row[key]) for row in rows] == seqs
    coded = [json.loads(line)["id"] for line in (july / "plover.jsonl").read_text("utf-8").splitlines()]
    assert [int(each.split("/")[1]) for each in coded] == sorted(int(each.split("/")[1]) for each in coded)


def test_sorting_by_time_run_and_seq_changes_no_run(tmp_path: Path) -> None:
    """In a sweep the runs follow each other; sorted as the page says, each keeps its order."""
    with Store(tmp_path / "runs.db") as store:
        sweep(scenario(VETOED), 3, store=store).play()
        export(material_of(store, "last"), "jsonl", tmp_path / "out")
    rows = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()]
    runs = [run for run, _ in groupby(row["run"] for row in rows)]
    assert len(runs) == len(set(runs)) == 3
    rows.sort(key=lambda row: (datetime.fromisoformat(row["time"]), row["run"], row["seq"]))
    for run in runs:
        seqs = [row["seq"] for row in rows if row["run"] == run]
        assert seqs == list(range(len(seqs)))


def test_the_order_is_said_where_exports_are_described(capsys: pytest.CaptureFixture[str]) -> None:
    """On the page, and in the help."""
    assert answer(["export", "--help"]) == 0
    assert "Times that tie are ordered by run and seq." in " ".join(capsys.readouterr().out.split())
    assert "Events are ordered by run and seq in every format" in " ".join(DOC.split())
