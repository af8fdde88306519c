"""JSON for other programs: one object, floats rounded, keys that do not change."""

import json
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from sim.engine.run import Run
from sim.studies.baselines import Baseline
from sim.studies.history import Match
from sim.vocabulary import events as e


def print_json(value: object) -> None:
    """Print one JSON object, and nothing else, on standard output."""
    out = utf8_output()
    out.write(json.dumps(value, ensure_ascii=False) + "\n")


def utf8_output() -> TextIO:
    """Standard output as other programs expect it: UTF-8, whatever the terminal speaks."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")
    return sys.stdout


def points(thousandths: int) -> float:
    """Thousandths as a number of points."""
    return thousandths / 1000


def run_object(run: Run, match: Match, baselines: Mapping[str, Baseline]) -> dict[str, Any]:
    """What `run --json` prints."""
    return {
        "run": run.id,
        "scenario": run.scenario.base.id,
        "seed": run.seed,
        "head": run.head,
        "events": len(run.events),
        "outcome": outcome_object(run, run.outcome),
        "history": {
            "passed": match.passed,
            "total": match.total,
            "checks": [
                {"id": each.id, "words": each.words, "passed": each.passed, "found": each.found}
                for each in match.checks
            ],
        },
        "baselines": {name: {"form": each.form, "text": each.text} for name, each in baselines.items()},
    }


def outcome_object(run: Run, outcome: e.OutcomeReached) -> dict[str, Any]:
    """The outcome of a run: vote null where none was held, days null where no clock was started."""
    vote = {"yes": outcome.yes, "no": outcome.no, "abstain": outcome.abstain, "by": outcome.votes}
    return {
        "form": outcome.form,
        "text": outcome.text,
        "vote": vote if outcome.votes else None,
        "at": run.scenario.clock.iso(outcome.at),
        "days": None if outcome.days_m is None else round(outcome.days_m / 1000, 3),
        "draft": outcome.draft or None,
    }
