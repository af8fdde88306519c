"""The two tables of an export, runs and events: their columns, and a row of each as plain values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import frozen

from sim.engine.run import Run
from sim.runs.record import data_of
from sim.runs.store import as_json
from sim.studies.export.coding import coded
from sim.studies.sweeping.batch import Summary
from sim.vocabulary.events import REGISTRY

Kind = Literal["words", "integer", "number", "time", "names"]
"""What a column holds: text, a whole number, a real number, a moment in UTC, or a list of texts."""

Row = Mapping[str, Any]
"""A row: column name to value, None where there is none."""


@frozen
class Column:
    """A column of a table."""

    name: str
    kind: Kind


EVENTS: Final = (
    Column("run", "words"),
    Column("seq", "integer"),
    Column("t", "integer"),
    Column("time", "time"),
    Column("type", "words"),
    Column("v", "integer"),
    Column("actor", "words"),
    Column("target", "words"),
    Column("origin", "words"),
    Column("cause", "integer"),
    Column("decision", "words"),
    Column("draft", "words"),
    Column("data", "words"),
    Column("source", "words"),
    Column("h", "words"),
    Column("cameo", "words"),
    Column("goldstein", "number"),
    Column("plover", "words"),
    Column("plover_mode", "words"),
)
"""One row an event."""


def run_columns(issues: Sequence[str], points: Sequence[Column]) -> tuple[Column, ...]:
    """The columns of runs: a text rung for each issue, and before the seed the paths that a sweep varied."""
    return (
        Column("run", "words"),
        Column("sweep", "words"),
        Column("number", "integer"),
        Column("scenario", "words"),
        *points,
        Column("seed", "integer"),
        Column("form", "words"),
        *(Column(f"text_{issue}", "integer") for issue in issues),
        Column("yes", "integer"),
        Column("no", "integer"),
        Column("abstain", "integer"),
        Column("days", "number"),
        Column("first_threat_day", "number"),
        Column("threats", "names"),
        Column("amendments", "integer"),
        Column("events", "integer"),
        Column("head", "words"),
        Column("overrides", "words"),
    )


def run_row(run: str, scenario: str, summary: Summary, issues: Sequence[str], overrides: str) -> dict[str, Any]:
    """A run as a row, without sweep and points. overrides: JSON; the vote is None where none was held."""
    voted = summary.yes + summary.no + summary.abstain > 0
    rungs: Sequence[int | None] = summary.text or [None] * len(issues)
    return {
        "run": run,
        "sweep": None,
        "number": None,
        "scenario": scenario,
        "seed": summary.seed,
        "form": summary.form,
        **{f"text_{issue}": rung for issue, rung in zip(issues, rungs, strict=True)},
        "yes": summary.yes if voted else None,
        "no": summary.no if voted else None,
        "abstain": summary.abstain if voted else None,
        "days": _days(summary.days_m),
        "first_threat_day": _days(summary.first_threat_m),
        "threats": list(summary.threats),
        "amendments": summary.amendments,
        "events": summary.events,
        "head": summary.head,
        "overrides": overrides,
    }


def _days(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000


def event_rows(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run as rows."""
    clock = run.scenario.clock
    for event, h in zip(run.events, run.hashes, strict=True):
        codes = coded(event)
        yield {
            "run": run.id,
            "seq": event.seq,
            "t": event.t,
            "time": clock.utc(event.t),
            "type": event.type,
            "v": REGISTRY[event.type].version,
            "actor": event.actor or None,
            "target": event.target or None,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision or None,
            "draft": getattr(event.payload, "draft", "") or None,
            "data": as_json(data_of(event.payload)),
            "source": event.source or None,
            "h": h,
            "cameo": codes.cameo,
            "goldstein": codes.goldstein,
            "plover": codes.plover,
            "plover_mode": codes.mode,
        }
