"""Valid cases at the edges of what a file may say, and overrides of all that it names: strategies for hypothesis."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.scenario.canon import stamp
from sim.scenario.ladders import all_texts
from sim.scenario.parameters import table
from sim.scenario.paths import Bound, Place, place_of
from sim.scenario.provocations import table as known_kinds
from sim.scenario.shapes import Moment, Number, Quantity
from sim.vocabulary.actors import Actor, Limit, Measure, Seat, Stance, Tie
from sim.vocabulary.case import NOBODY, PLANNED_ACTS, PROVOCATION, Case, Climate, Deadline, Entry, Presidency
from sim.vocabulary.texts import PRODUCTS, Issue, Role, Rung

PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")
ELECTED = ("ARG", "COG", "DNK", "GHA", "GRC", "JPN", "PER", "QAT", "SVK", "TZA")
MEMBERS = PERMANENT + ELECTED
OUTSIDER = "PRK"
FORM = "form"
WHATS = tuple(known_kinds())
MOVES = ("amend", "withdraw", "put_in_blue", "vote", "adopt", "co_sponsor", "object", "threaten")
"""Acts on a draft that must be on the table: tests of their own build what each needs."""
ACTS = tuple(kind for kind in PLANNED_ACTS if kind not in MOVES)
START = datetime(2006, 7, 1, tzinfo=UTC)

Sets = tuple[tuple[str, str], ...]


def percents() -> st.SearchStrategy[int]:
    """0 to 100, its ends more often than the rest."""
    return st.sampled_from((0, 100, 1, 99, 50)) | st.integers(0, 100)


@st.composite
def ladders(draw: st.DrawFn, key: str, others: tuple[str, ...]) -> Issue:
    """An issue of one to three wordings; of the form, any of the products. others: issues that a wording may need."""
    names = [str(product) for product in PRODUCTS] if key == FORM else ["low", "middle", "high"]
    kept = draw(
        st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(lambda x: sorted(x, key=names.index))
    )
    strengths = sorted(draw(st.lists(percents(), min_size=len(kept), max_size=len(kept), unique=True)))
    rungs = []
    for name, strength in zip(kept, strengths, strict=True):
        needed = draw(st.lists(st.sampled_from(others), max_size=1)) if others else []
        rungs.append(Rung(name, name, strength, {other: draw(percents()) for other in needed}))
    role = (
        Role.FORM
        if key == FORM
        else draw(st.none() | st.sampled_from([each for each in Role if each is not Role.FORM]))
    )
    return Issue(key, key, tuple(rungs), role, draw(percents()), headline=draw(st.booleans()))


@st.composite
def issues(draw: st.DrawFn) -> tuple[Issue, ...]:
    """One to five issues, the form among them; needs may be such that few texts can be written, or none."""
    keys = (FORM, *(f"issue_{number}" for number in range(draw(st.integers(0, 4)))))
    needy = draw(st.booleans())
    made = [draw(ladders(key, tuple(other for other in keys if other != key and needy))) for key in keys]
    tops = {issue.key: issue.rungs[-1].strength for issue in made}
    return tuple(
        evolve(
            issue,
            rungs=tuple(
                evolve(rung, needs={key: min(least, tops[key]) for key, least in rung.needs.items()})
                for rung in issue.rungs
            ),
        )
        for issue in made
    )


@st.composite
def limits(draw: st.DrawFn) -> Limit | None:
    """No limit, or one of either side, lifted by nothing or by some provocation."""
    side = draw(st.sampled_from(("", "at_most", "at_least")))
    if not side:
        return None
    return Limit(lifted_by=tuple(draw(st.lists(st.sampled_from(WHATS), max_size=1))), **{side: draw(percents())})


@st.composite
def kinds_of_actor(draw: st.DrawFn, ladder: tuple[Issue, ...]) -> dict[str, Any]:
    """What an actor wants and how it acts; a case has a few kinds, each of several actors."""
    stances = {
        issue.key: Stance(draw(percents()), draw(percents()), draw(limits()), draw(st.sampled_from((0, -100, 100))))
        for issue in ladder
    }
    if not any(stance.salience for stance in stances.values()):
        stances[FORM] = evolve(stances[FORM], salience=1)
    measures = tuple(Measure(f"measure-{at}", "acts", at) for at in draw(st.lists(percents(), max_size=2, unique=True)))
    numbers = {name: draw(percents()) for name in ("priority", "isolation", "join", "openness")}
    return {"stances": stances, "measures": measures, **numbers}


@st.composite
def entries(draw: st.DrawFn, case: Case) -> tuple[Entry, ...]:
    """A timeline: one entry, from which the clock runs, or a few of any kind, some answering others."""
    texts, keys = all_texts(case.issues), [issue.key for issue in case.issues]
    kinds = [kind for kind in (PROVOCATION, *ACTS) if kind != "draft" or texts]
    made: list[Entry] = []
    scripted = int((case.emergent_from - case.start).total_seconds()) // 60
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(kinds))
        at = case.start + timedelta(minutes=draw(st.integers(0, scripted)))
        actor = draw(st.sampled_from(MEMBERS if kind == "draft" else tuple(case.actors)))
        others = [code for code in case.actors if code != actor]
        to = (draw(st.sampled_from(others)),) if kind in ("call", "visit") else ()
        more: dict[str, Any] = {"to": to}
        if kind == "draft":
            more["text"] = dict(zip(keys, draw(st.sampled_from(texts)), strict=True))
        if kind == PROVOCATION:
            more["what"] = draw(st.sampled_from(WHATS))
        if kind in (PROVOCATION, "concession"):
            more["severity"] = draw(st.none() | percents())
        made.append(Entry(f"entry-{number}", at, kind, actor, "does this", **more))
    made.sort(key=lambda entry: entry.at)
    answered = []
    for number, entry in enumerate(made):
        before = [other.id for other in made[:number]]
        named = draw(st.lists(st.sampled_from(before), max_size=1)) if before else []
        answered.append(evolve(entry, in_answer_to=tuple(named)))
    return tuple(answered)


@st.composite
def valid_cases(draw: st.DrawFn) -> Case:
    """A case that can be read, as small or as odd as a file may make it; of a few days, so that it is soon played."""
    ladder = draw(issues())
    kinds = [draw(kinds_of_actor(ladder)) for _ in range(draw(st.integers(1, 3)))]
    codes = (*MEMBERS, OUTSIDER) if draw(st.booleans()) else MEMBERS
    of_kind = draw(st.lists(st.integers(0, len(kinds) - 1), min_size=len(codes), max_size=len(codes)))
    actors = {
        code: Actor(code, code, _seat(code), "Etc/UTC", **kinds[number])
        for code, number in zip(codes, of_kind, strict=True)
    }
    hours = draw(st.sampled_from((1, 24, 10 * 24)))
    horizon = START + timedelta(hours=hours)
    emergent = START + timedelta(hours=draw(st.sampled_from((0, hours // 2, hours))))
    known = table()
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=2, unique=True))
    days = draw(st.lists(st.integers(1, hours), max_size=1))
    parameters = {name: draw(st.sampled_from((known[name].low, known[name].high))) for name in sorted(names)}
    bare = Case(
        "odd", "An odd case", "?", START, horizon, emergent, "entry-0", codes[-1], ladder, actors,
        Climate(draw(st.sampled_from((0, 1, 1000)))), (),
        penholder=draw(st.none() | st.just(NOBODY) | st.sampled_from([code for code in MEMBERS if code != codes[-1]])),
        presidency=tuple(Presidency(START, code) for code in draw(st.lists(st.sampled_from(MEMBERS), max_size=1))),
        ties=tuple(Tie(("CHN", "USA"), strength) for strength in draw(st.lists(percents(), max_size=1))),
        parameters=parameters,
        deadlines=tuple(Deadline("a day", START + timedelta(hours=each)) for each in days),
    )  # fmt: skip
    return evolve(bare, timeline=draw(entries(bare)))


def _seat(code: str) -> Seat:
    return Seat.PERMANENT if code in PERMANENT else Seat.ELECTED if code in ELECTED else Seat.NONE


def paths_of(case: Case) -> Iterator[str]:
    """Every path that a case names, in full."""
    for code, actor in case.actors.items():
        yield from (f"actors.{code}.{name}" for name in ("priority", "isolation", "join", "openness"))
        yield from (f"actors.{code}.measures.{each.id}.at_pressure" for each in actor.measures)
        for key in actor.stances:
            stance = f"actors.{code}.stances.{key}"
            yield from (f"{stance}.{name}" for name in ("position", "salience", "responsiveness"))
            yield from (f"{stance}.limit.{side}" for side in ("at_most", "at_least"))
    yield from (f"ties.{'-'.join(tie.between)}.strength" for tie in case.ties)
    for entry in case.timeline:
        yield f"timeline.{entry.id}.at"
        yield from (f"timeline.{entry.id}.text.{key}" for key in entry.text or ())
        yield from (f"timeline.{entry.id}.severity" for _ in [0] if entry.kind in (PROVOCATION, "concession"))
        yield f"timeline.{entry.id}.minutes"
    yield from (f"issues.{issue.key}.law_in_force" for issue in case.issues)
    yield from ("climate.vetoes", "penholder", "horizon")
    yield from (f"parameters.{name}" for name in table())


def ends_of(case: Case, path: str) -> list[str]:
    """What may stand at a path, at both ends of its range; some of it may not fit the rest of the case."""
    place: Place = place_of(case, path, table())
    leaf = place.leaf
    if isinstance(leaf, Number):
        found = [str(leaf.low), str(leaf.high)]
    elif isinstance(leaf, Bound):
        found = ["0", "100"]
    elif isinstance(leaf, Quantity):
        parameter = table()[str(place.steps[1])]
        found = [f"{parameter.low:g}", f"{parameter.high:g}"]
    elif isinstance(leaf, Moment):
        found = [stamp(case.start), stamp(case.emergent_from), stamp(case.horizon)]
    else:
        found = [NOBODY, MEMBERS[0], MEMBERS[-1]]
    return [*found, "none"] if place.clearable else found


@st.composite
def overrides_of(draw: st.DrawFn, case: Case) -> Sets:
    """One override of a case, or two, each at an end of its range."""
    paths = draw(st.lists(st.sampled_from(list(paths_of(case))), min_size=1, max_size=2, unique=True))
    return tuple((path, draw(st.sampled_from(ends_of(case, path)))) for path in paths)


@frozen
class Played:
    """What was asked of a case."""

    run: Run
    fork: Run


def played_through(scenario: Scenario, seed: int = 1) -> Played:
    """Play a scenario to its end, and ask of it what can be asked of every run."""
    run = sim.run(scenario, seed)
    made = run.fork(len(run.events) // 2, luck=1)
    texts = all_texts(scenario.case.issues)
    keys = [issue.key for issue in scenario.case.issues]
    for strengths in (*texts[:1], *texts[-1:]):
        text = dict(zip(keys, strengths, strict=True))
        for state in (None, run.state_at(0), run.state_at(len(run.events) - 1)):
            assert len(sim.count(scenario, text, state).members) == 15
    sim.match(run)
    sim.baselines(scenario)
    for each in (run, made):
        assert sim.explain(each).outcome == each.outcome
    return Played(run, made)
