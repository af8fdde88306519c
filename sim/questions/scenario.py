"""A scenario at a glance: the question, what texts can say, and what every actor wants."""

from sim.engine.scenario import Scenario
from sim.pages import Block, Column, Fact, Facts, Page, Row, Table, Title
from sim.vocabulary.actors import OnCrossing, Seat, Stance
from sim.vocabulary.case import PROVOCATION, Case, Deadline
from sim.words.labels import Labels

_SEATS = {
    Seat.PERMANENT: "Permanent members",
    Seat.ELECTED: "Elected members",
    Seat.NONE: "Without a seat",
}


def page(scenario: Scenario) -> Page:
    """The case as overrides leave it."""
    case = scenario.case
    labels = Labels(case, scenario.clock)
    provocations = sum(entry.kind == PROVOCATION for entry in case.timeline)
    facts = [
        Fact("Question", (case.question,)),
        Fact("Time", (f"{case.start:%d %b %Y %H:%M} to {case.horizon:%d %b %Y %H:%M} UTC; the model decides from "
                      f"{case.emergent_from:%d %b %Y %H:%M} on",)),
        Fact("Timeline", (f"{len(case.timeline)} entries, {provocations} of them provocations",)),
    ]  # fmt: skip
    facts += [Fact("Deadlines", tuple(map(_deadline, case.deadlines)))] if case.deadlines else []
    changed = [f"{scenario.drawn} values drawn: what the coding may be wrong about"] if scenario.drawn else []
    changed += [f"{path}={value}" for path, value in scenario.changes]
    changed += [f"without {entry}" for entry in scenario.without]
    facts += [Fact("Changed", tuple(changed))] if changed else []
    facts += [Fact("In reality", (case.history.summary,))] if case.history is not None else []
    blocks: list[Block] = [Title(case.title, case.id), Facts(tuple(facts)), _ladders(case, labels)]
    return (*blocks, _stances(case, labels))


def _deadline(each: Deadline) -> str:
    known = "" if each.known_from is None else f"; known from {each.known_from:%d %b %Y} on"
    return f"{each.at:%d %b %Y %H:%M} UTC: {each.name}{known}"


def _ladders(case: Case, labels: Labels) -> Table:
    rows = []
    for issue in case.issues:
        rows.append(Row((labels.issue(issue.key),), "group"))
        rows += [Row((str(rung.strength), rung.words)) for rung in issue.rungs]
    return Table((Column("strength", "number"), Column("wording", "words")), rows, "What a text can say")


def _stances(case: Case, labels: Labels) -> Table:
    columns = (Column("actor"), *(Column(labels.issue(issue.key), "number") for issue in case.issues))
    rows = []
    for seat, head in _SEATS.items():
        actors = [code for code, actor in case.actors.items() if actor.seat == seat]
        rows += [Row((head,), "group")] if actors else []
        for code in actors:
            stances = case.actors[code].stances
            rows.append(Row((labels.short(code), *(_stance(stances[issue.key]) for issue in case.issues))))
    note = "A position from 0 to 100, and behind it the red line: at most (<=) or at least (>=) that strength."
    if any(stance.limit and stance.limit.crossing is OnCrossing.ABSTAIN for stance in _all_stances(case)):
        note += " (a): beyond it the member abstains at best; beyond the others it votes no."
    return Table(columns, rows, "What every actor wants", note)


def _all_stances(case: Case) -> list[Stance]:
    return [stance for actor in case.actors.values() for stance in actor.stances.values()]


def _stance(stance: Stance) -> str:
    limit = stance.limit
    said = [str(stance.position)]
    if limit is not None:
        said += [f"<={limit.at_most}"] if limit.at_most is not None else []
        said += [f">={limit.at_least}"] if limit.at_least is not None else []
        said += ["(a)"] if limit.crossing is OnCrossing.ABSTAIN else []
    return " ".join(said)
