"""All that must hold between the parts of a scenario: the list of checks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sim.scenario import check_actors, check_memory, check_references, check_texts, check_timeline
from sim.scenario.marks import Report
from sim.scenario.parameters import Parameter
from sim.scenario.times import LONGEST_DAYS, moment

Plain = dict[str, Any]
"""A case in its plain form, wrong values left out."""

CHECKS: Final[Sequence[Callable[[Plain, Report], None]]] = (
    check_actors.kinds,
    check_actors.stances,
    check_actors.limits,
    check_actors.council,
    check_actors.measures,
    check_actors.timezones,
    check_actors.ties,
    check_actors.roles,
    check_actors.affinities,
    check_texts.issues,
    check_texts.roles,
    check_texts.needs,
    check_texts.size,
    check_texts.texts,
    check_timeline.span,
    check_timeline.ids,
    check_timeline.entries,
    check_timeline.clock,
    check_timeline.kinds,
    check_timeline.deadlines,
    check_references.lifted_by,
    check_references.sources,
    check_references.assumptions,
    check_references.history,
    check_memory.memory,
)
"""Each looks at the whole case and reports what does not fit."""


def check(plain: Plain, report: Report, table: Mapping[str, Parameter]) -> None:
    """Report everything that does not fit together in a case. table: the parameters there are."""
    for one in CHECKS:
        one(plain, report)
    duration(plain, report)
    check_references.parameters(plain, report, table)


def duration(plain: Plain, report: Report) -> None:
    """The horizon comes after the start, and not years after it."""
    start, horizon = moment(plain.get("start", "")), moment(plain.get("horizon", ""))
    if start is None or horizon is None:
        return
    if not start < horizon <= start + timedelta(days=LONGEST_DAYS):
        report.add(
            ("horizon",),
            "does not fit the start",
            plain["horizon"],
            f"after the start, by {LONGEST_DAYS} days at most",
        )
