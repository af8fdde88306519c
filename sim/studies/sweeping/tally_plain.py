"""A sweep as one plain object for other programs: what `sweep --json` prints."""

from typing import Any

import attrs

from sim.experiment.shares import OutcomeShare
from sim.studies.sweeping.counts import Difference, RungDifference
from sim.studies.sweeping.tally import Days, PointTally, RungShare, Tally, stopped


def tally_object(found: Tally) -> dict[str, Any]:
    """The sweep as one plain object: the same for the same recipe, whenever and wherever it was played."""
    plan = found.plan
    return {
        "sweep": plan.id,
        "scenario": plan.scenario.base.id,
        "n": found.seeds * plan.points,
        "done": found.done,
        "failed": found.failed,
        "seeds": [plan.seed, plan.seed + found.seeds - 1],
        "until": float(plan.until) if plan.until else None,
        "stopped": stopped(found),
        "outcomes": [share_object(row) for row in found.outcomes],
        "rungs": [share_object(row) for row in found.rungs],
        "days": days_object(found.days),
        "texts": [{"form": form, "text": list(text), "k": k} for form, text, k in found.texts],
        "votes": [{"vote": vote, "k": k} for vote, k in found.votes],
        "threats": [{"actor": actor, "k": k} for actor, k in found.threats],
        "reference": found.reference,
        "points": [_point_object(point) for point in found.points],
        "failures": [
            {"run": f"{plan.id}:{each.number}", "seed": each.seed, "set": dict(each.sets), "error": each.error}
            for each in found.failures
        ],
    }


def share_object(row: OutcomeShare | RungShare) -> dict[str, Any]:
    """How often a form or a wording came, for JSON; the share is null where there was no run."""
    share = round(row.share, 4) if row.n else None
    return attrs.asdict(row) | {"share": share, "low": round(row.low, 4), "high": round(row.high, 4)}


def days_object(days: Days) -> dict[str, Any]:
    """When the outcome came, for JSON: days at q05, q25, q50, q75, q95."""
    quantiles = {f"q{each:02d}": None if m is None else round(m / 1000, 3) for each, m in days.quantiles.items()}
    return {"n": days.n, **quantiles}


def _point_object(point: PointTally) -> dict[str, Any]:
    return {
        "point": point.number,
        "set": dict(point.sets),
        "done": point.done,
        "failed": point.failed,
        "outcomes": [share_object(row) for row in point.outcomes],
        "rungs": [share_object(row) for row in point.rungs],
        "days": days_object(point.days),
        "differences": [rounded_object(each) for each in point.differences],
        "rung_differences": [rounded_object(each) for each in point.rung_differences],
    }


def rounded_object(row: Difference | RungDifference) -> dict[str, Any]:
    """A difference of shares, for JSON."""
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in attrs.asdict(row).items()}
