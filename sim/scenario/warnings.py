"""What an analyst should look at: facts without a source, rungs and limits without effect."""

import sys
from collections.abc import Iterator
from typing import Final

from sim.almanac.council import council_on, vetoes_before
from sim.almanac.tables import covered
from sim.scenario import ladders
from sim.scenario.marks import Marks, Report, Steps
from sim.scenario.overrides import get_value
from sim.scenario.problems import Problem, listed
from sim.scenario.provocations import kind_of, table
from sim.scenario.times import day_of
from sim.scenario.trigger import trigger_number
from sim.vocabulary.actors import Actor, Evidence, Limit, Seat
from sim.vocabulary.case import PROVOCATION, Body, Case
from sim.vocabulary.texts import Issue, Role, keys_with

EVIDENCED = (Evidence.WELL_EVIDENCED, Evidence.PARTLY_EVIDENCED)


def warnings(case: Case, marks: Marks | None = None) -> list[Problem]:
    """What to look at in a case, in the order of the file where its marks are given (see reader.reading)."""
    report = Report(marks or _names_alone(case), most=sys.maxsize)  # however many: the file can be run
    for steps, message in _facts_without_source(case):
        report.add(steps, message, at_key=True)
    _answers_at_once(case, report)
    _deadlines_too_late(case, report)
    _history_too_early(case, report)
    _missing_roles(case, report)
    _assumptions(case, report)
    _provoker(case, report)
    _families(case, report)
    for key, rung in ladders.unreachable_rungs(case.issues):
        report.add(
            _rung_steps(case, key, rung),
            f"no text can have the rung '{rung}': its needs are never met together",
        )
    _protectors(case, report)
    _against_the_almanac(case, report)
    for code, actor in case.actors.items():
        _conduct(code, actor, report)
        _limits(code, actor, case, report)
    return report.in_file_order()


def _names_alone(case: Case) -> Marks:
    """Marks of a case without a file: no places, but what its list items go by."""
    names: dict[Steps, str] = {("timeline", number): entry.id for number, entry in enumerate(case.timeline)}
    names.update({("background", number): fact.id for number, fact in enumerate(case.background)})
    for issue in case.issues:
        names.update({("issues", issue.key, "rungs", number): rung.key for number, rung in enumerate(issue.rungs)})
    return Marks(case.id, names=names)


def _facts_without_source(case: Case) -> Iterator[tuple[Steps, str]]:
    for number, entry in enumerate(case.timeline):
        if not entry.source:
            yield ("timeline", number), "a timeline entry without a source"
    for number, fact in enumerate(case.background):
        if not fact.source:
            yield ("background", number), "a background note without a source"
    for number, deadline in enumerate(case.deadlines):
        if not deadline.source:
            yield ("deadlines", number), "a deadline without a source"
    for number, tie in enumerate(case.ties):
        if tie.evidence in EVIDENCED and not tie.source:
            yield ("ties", number), f"a tie called {tie.evidence} without a source"
    for code, actor in case.actors.items():
        if actor.evidence in EVIDENCED and not actor.source:
            yield ("actors", code), f"numbers called {actor.evidence} without a source"
        for key, stance in actor.stances.items():
            if stance.evidence in EVIDENCED and not stance.source:
                yield ("actors", code, "stances", key), f"a stance called {stance.evidence} without a source"


def _deadlines_too_late(case: Case, report: Report) -> None:
    """What lies beyond the horizon hurries nobody."""
    for number, deadline in enumerate(case.deadlines):
        if deadline.at > case.horizon:
            message = f"'{deadline.name}' falls after the run ends, {case.horizon:%Y-%m-%d}, so it changes nothing"
            report.add(("deadlines", number, "at"), message)


def _answers_at_once(case: Case, report: Report) -> None:
    """Within a minute actors act in an order of their own, so that an answer may come before what it answers."""
    at = {entry.id: entry.at for entry in case.timeline}
    for number, entry in enumerate(case.timeline):
        if entry.in_answer_to and all(at.get(name) == entry.at for name in entry.in_answer_to):
            words = listed([f"'{name}'" for name in entry.in_answer_to])
            message = f"answers {words} of the same minute and is withheld if its actor acts first; let it come later"
            report.add(("timeline", number, "at"), message)


def _history_too_early(case: Case, report: Report) -> None:
    """What came of a draft came after it; an earlier day is a slip, or the outcome of something else."""
    drafts = [entry for entry in case.timeline if entry.kind == "draft"]
    if case.history is not None and drafts and case.history.at.date() < drafts[0].at.date():
        first = drafts[0]
        message = f"before the first draft, '{first.id}' of {first.at:%Y-%m-%d}; earlier products go under `products`"
        report.add(("history", "at"), message)


LOST: Final = {
    Role.CENSURE: "an envoy who comes back with nothing draws nobody towards blame",
    Role.COERCION: "an envoy who comes back with nothing draws nobody towards measures",
    Role.LEGAL_BASIS: "no table says how often Chapter VII was invoked",
    Role.ACCOMMODATION: "how much the provoker wants talks is taken as 50",
}
"""What rules and answers do without where no issue has a role."""


def _missing_roles(case: Case, report: Report) -> None:
    for role, lost in LOST.items():
        if not keys_with(case.issues, role):
            report.add(("issues",), f"no issue has the role {role}: {lost}", at_key=True)


def _assumptions(case: Case, report: Report) -> None:
    """A range is where the truth may lie, so what the file itself holds lies in it."""
    for number, assumption in enumerate(case.assumptions):
        low, high = assumption.range
        for path in assumption.paths:
            value = get_value(case, path)
            if isinstance(value, int | float) and not low <= value <= high:
                message = f"{low} to {high} leaves out what the file has at {path}: {value:g}"
                report.add(("assumptions", number, "range"), message, at_key=True)


def _families(case: Case, report: Report) -> None:
    """Memory and base rates go by class and family; a class of no family says nothing to either."""
    for number, past in enumerate(case.memory):
        if not kind_of(case, past.act).family and past.act not in table():
            message = f"no family of '{past.act}' is known: no other crisis counts as one of its class"
            report.add(("memory", number, "act"), message, past.act)
    first = trigger_number([entry.kind for entry in case.timeline])
    if first is None or case.file or not case.provoker:
        return
    what = case.timeline[first].what
    if what and not kind_of(case, what).family:
        message = f"no family of '{what}' is known, so the case has no file and no memory: state `file`"
        report.add(("timeline", first, "what"), message, what)


def _provoker(case: Case, report: Report) -> None:
    """A provoker repeats only what it did itself; of a kind that nobody repeats, such as a report, that matters not."""
    done = [entry for entry in case.timeline if entry.kind == PROVOCATION]
    acting = {entry.actor for entry in done if kind_of(case, entry.what).again}
    if acting and case.provoker and not acting.intersection(case.provoker):
        named = listed(case.provoker)
        message = f"no provocation of the timeline is one of {named}: they are of {listed(sorted(acting))}"
        report.add(("provoker",), message, named)


def _rung_steps(case: Case, key: str, rung: str) -> Steps:
    issue = next(issue for issue in case.issues if issue.key == key)
    return ("issues", key, "rungs", [one.key for one in issue.rungs].index(rung))


def _conduct(code: str, actor: Actor, report: Report) -> None:
    if actor.join < actor.isolation:
        message = f"join {actor.join} is less than isolation {actor.isolation}: it votes yes at a loss"
        report.add(("actors", code, "join"), message, actor.join)


def _protectors(case: Case, report: Report) -> None:
    """Red lines carry the answer: what a permanent member does not let pass cannot be left to a rule alone."""
    for code, actor in case.actors.items():
        held = actor.stances.items()
        silent = actor.affinity is None and all(stance.limit is None for _, stance in held)
        if actor.seat is Seat.PERMANENT and code not in case.provoker and silent and held:
            origins = [report.marks.origins.get(("actors", code, "stances", key, "position")) for key, _ in held]
            if all(origin is not None and origin.by_rule for origin in origins):
                message = "a permanent member of which the file says nothing: state its affinity, a limit or a position"
                report.add(("actors", code), message, at_key=True)


def _against_the_almanac(case: Case, report: Report) -> None:
    """Seats and vetoes that differ from the facts: a slip, or something that the analyst knows better."""
    day = case.start.date()
    council = council_on(day)
    if not council.gap and case.body == Body():
        seats = {member.code: member.seat for member in council.members}
        for code, actor in case.actors.items():
            known = seats.get(code, Seat.NONE)
            if actor.seat is not known and (actor.joins is None or actor.joins <= case.start):
                message = f"the seat is {actor.seat}, and by the almanac {known} on {day}"
                report.add(("actors", code, "seat"), message, actor.seat)
        for code in sorted(seats.keys() - case.actors.keys()):
            report.add(
                ("actors",), f"{code} is on the Council of {day} by the almanac, and not in the file", at_key=True
            )
    counted = day_of(case.climate.as_of) or day
    cast = len(vetoes_before(counted))
    if covered("vetoes", counted) and cast != case.climate.vetoes:
        message = f"{case.climate.vetoes} vetoes, and by the almanac {cast} in the 24 months before {counted}"
        report.add(("climate", "vetoes"), message, case.climate.vetoes)


def _limits(code: str, actor: Actor, case: Case, report: Report) -> None:
    for issue in case.issues:
        limit = actor.stances[issue.key].limit
        if limit is not None and not _can_be_crossed(limit, issue):
            steps: Steps = ("actors", code, "stances", issue.key, "limit")
            report.add(steps, "no rung crosses this limit, so it changes nothing", at_key=True)


def _can_be_crossed(limit: Limit, issue: Issue) -> bool:
    strengths = [rung.strength for rung in issue.rungs]
    above = limit.at_most is not None and max(strengths) > limit.at_most
    below = limit.at_least is not None and min(strengths) < limit.at_least
    return above or below
