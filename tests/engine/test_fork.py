"""Forks: any run, at any event, with any change that can be made; and those that cannot, in words."""

import random
from datetime import timedelta

import attrs
import pytest

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Run, fork, fresh_luck
from sim.engine.scenario import Scenario
from sim.rules.evolve import fold
from sim.scenario.problems import ScenarioError
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL, Limit
from sim.vocabulary.case import Entry
from tests import small
from tests.kit import CASES, JULY, replay, run_of

LIFTED = (("CHN.legal_force.limit", "none"),)


def random_run(number: int) -> Run:
    """A run of a small case with random positions, limits and sponsor."""
    rng = random.Random(number)
    issues = [small.form_issue(), small.ladder("legal_force", (0, 25, 50, 75)), small.ladder("dialogue", (0, 30, 80))]
    actors = [
        small.actor(
            code, issues, [rng.randint(20, 100) for _ in issues], priority=rng.randint(20, 90),
            limits={"legal_force": Limit(at_most=rng.choice((0, 25, 50)))} if rng.random() < 0.3 else None,
        )
        for code in small.MEMBERS
    ]  # fmt: skip
    return sim.run(Scenario(small.case(issues, actors, rng.choice(small.MEMBERS))), number)


def check(parent: Run, made: Run, at: int) -> None:
    """What holds of every fork: the prefix, the intervention right after it, and a chain that folds."""
    assert list(made.lines[: at + 1]) == list(parent.lines[: at + 1])
    assert list(made.hashes[: at + 1]) == list(parent.hashes[: at + 1])
    event = made.events[at + 1]
    assert (event.type, event.origin, event.t) == ("InterventionMade", "intervention", parent.events[at].t)
    assert made.forked_after == at
    assert fold(made.scenario.setting, made.events).ended
    assert made.events[-1].type == "RunEnded"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(5))
def test_random_runs_fork_at_every_event(number: int) -> None:
    """Prefix equal, the intervention right after it, the rest folded without error, the same again."""
    parent = random_run(number)
    for at in range(len(parent.events)):
        made = fork(parent, at, [("CHN.legal_force", "40")])
        check(parent, made, at)
        assert replay(made.scenario, made.seed, made.interventions, made.lines).head == made.head


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_a_fork_that_changes_nothing_is_the_run_itself(number: int) -> None:
    """At every event; in a fork too."""
    parent = random_run(number)
    for at in range(len(parent.events)):
        same = fork(parent, at)
        assert (same.id, same.head, same.parent, same.interventions) == (parent.id, parent.head, parent.parent, ())
    child = fork(parent, 3, [("CHN.legal_force", "40")], label="bent")
    for at in range(0, len(child.events), 5):
        same = fork(child, at)
        assert (same.id, same.head, same.parent, same.label) == (child.id, child.head, parent.id, "bent")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2))
def test_forks_of_forks_hold_before_at_and_after_the_first_intervention(number: int) -> None:
    """Before it the first change is gone, after it both stand."""
    parent = random_run(number)
    child = fork(parent, 5, [("CHN.legal_force", "40")])
    for at in range(len(child.events)):
        grandchild = fork(child, at, [("RUS.legal_force", "30")])
        check(child, grandchild, at)
        assert grandchild.parent == child.id
        assert len(grandchild.interventions) == (2 if at > 5 else 1)
        assert replay(grandchild.scenario, grandchild.seed, grandchild.interventions, grandchild.lines)


@pytest.mark.parametrize("number", range(4))
def test_a_dropped_decision_is_withheld_in_its_place(number: int) -> None:
    """The first thing of that kind that its actor would do is recorded as withheld, when it was due at the latest.

    The second half of one decision is discarded with it: a text withdrawn for a statement whose statement is dropped.
    """
    parent = random_run(number)
    for event in parent.events:
        if not event.actor or event.actor == COUNCIL or getattr(event.payload, "entry", ""):
            continue
        made = fork(parent, event.seq - 1, drops=[event.seq])
        kind, draft = event.type, getattr(event.payload, "draft", "")
        mine = [x for x in made.events[event.seq :] if x.actor == event.actor and _is(x, kind, draft)]
        before = parent.events[event.seq - 1]
        if before.type == "DraftWithdrawn" and (before.actor, before.t) == (event.actor, event.t):
            assert not any(x.type == kind and x.t == event.t for x in mine)
            continue
        first = mine[0]
        assert isinstance(first.payload, e.ActWithheld), f"{event.seq} {kind}"
        assert (first.payload.reason, first.payload.act) == ("dropped", kind)
        assert parent.events[event.seq - 1].t <= first.t <= event.t


def _is(event: e.Event, kind: str, draft: str) -> bool:
    """Whether an event is such an act, or the withholding of one."""
    if isinstance(event.payload, e.ActWithheld):
        return (event.payload.act, event.payload.terms and event.payload.terms["draft"]) == (kind, draft)
    return (event.type, getattr(event.payload, "draft", "")) == (kind, draft)


def test_a_dropped_entry_is_withheld_when_it_is_due() -> None:
    """From any event before it."""
    parent = run_of()
    for event in [each for each in parent.events if getattr(each.payload, "entry", "")][::5]:
        made = fork(parent, event.seq - 1 if event.seq < 20 else 12, drops=[event.seq])
        entry = event.payload.entry  # type: ignore[attr-defined]
        withheld = [x for x in made.events if isinstance(x.payload, e.ActWithheld) and x.payload.entry == entry]
        assert [(x.t, x.payload.reason) for x in withheld] == [(event.t, "dropped")]  # type: ignore[attr-defined]


def test_between_two_votes_of_one_minute_the_rest_votes_anew() -> None:
    """A fork inside a roll call keeps the votes cast and lets the others vote as they now stand."""
    parent = run_of()
    votes = [event.seq for event in parent.events if event.type == "VoteCast"]
    at = votes[3]
    made = fork(parent, at, [(f"{parent.events[votes[-1]].actor}.legal_force.limit", "0")])
    check(parent, made, at)
    cast = [x for x in made.events if isinstance(x.payload, e.VoteCast)]
    assert [x.actor for x in cast] == [parent.events[seq].actor for seq in votes]
    assert cast[-1].payload.vote == "no"  # type: ignore[attr-defined]
    assert len({x.t for x in cast}) == 1


@pytest.mark.parametrize("name", CASES)
def test_every_case_forks_at_its_end_and_reopens(name: str) -> None:
    """After the last event the crisis goes on until the horizon."""
    parent = run_of(name)
    made = fork(parent, len(parent.events) - 1, luck=1)
    check(parent, made, len(parent.events) - 1)
    assert len(made.events) > len(parent.events) + 1


def entry(parent: Run, at: int, kind: str, **more: object) -> Entry:
    """An entry an hour after an event."""
    when = parent.scenario.clock.utc(parent.events[at].t + 60)
    fields = {"id": "put-in", "at": when, "kind": kind, "actor": "PRK", "summary": "put in", **more}
    return Entry(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "more", "became"),
    [
        ("concession", {}, "ConcessionMade"),
        ("provocation", {"what": "nuclear_test"}, "ProvocationOccurred"),
        ("statement", {"actor": "CHN"}, "StatementMade"),
        ("call", {"actor": "JPN", "to": ("CHN",), "minutes": 10}, "CallHeld"),
        ("draft", {"actor": "CHN"}, "DraftCirculated"),
    ],
)
def test_what_is_put_in_happens_at_its_time(kind: str, more: dict[str, object], became: str) -> None:
    """A provocation, a call, a statement, a draft, a concession."""
    parent = run_of()
    if kind == "draft":
        more = {**more, "text": {"form": 50, "condemnation": 65, "sanctions": 0, "legal_force": 0, "dialogue": 80}}
    put = entry(parent, 70, kind, **more)
    made = fork(parent, 70, inserts=[put])
    check(parent, made, 70)
    came = next(x for x in made.events if getattr(x.payload, "entry", "") == "put-in")
    assert (came.type, came.t, came.origin) == (became, parent.events[70].t + 60, "intervention")


def test_new_luck_is_new_each_time_and_the_same_again() -> None:
    """Two lucks differ; the same luck gives the same run; a future's own future draws a luck of its own."""
    parent = run_of()
    first, second = fork(parent, 60, luck=1), fork(parent, 60, luck=2)
    assert first.head != second.head
    assert fork(parent, 60, luck=1).head == first.head
    assert (fresh_luck(parent), fresh_luck(first), fresh_luck(second)) == (1, 2, 3)


def test_the_same_fork_again_keeps_its_parent() -> None:
    """A fork of a fork that repeats its change is that fork, not a child of itself."""
    parent = run_of()
    child = fork(parent, 60, LIFTED)
    again = fork(child, 60, LIFTED)
    assert (again.id, again.parent, again.head) == (child.id, parent.id, child.head)


def test_a_forks_path_may_begin_like_one_that_is_fixed() -> None:
    """A parameter of the provoker's can change, the provoker cannot."""
    assert fork(run_of(), 60, [("provoker_threat_chance", "0.4")]).forked_after == 60


@pytest.mark.parametrize(
    ("at", "changes", "said"),
    [
        (-1, {"sets": LIFTED}, "it has events 0 to"),
        (10_000, {"sets": LIFTED}, "it has events 0 to"),
        (-1, {"drops": [0]}, "the recipe that the run started from"),
        (60, {"drops": [9]}, "has happened by event 60: fork at 8 or before"),
        (10, {"drops": [60]}, "can only be dropped right before it: fork at 59"),
        (60, {"drops": [10_000]}, "it has events 0 to"),
        (60, {"sets": [("provoker", "CHN")]}, "cannot change once a run has begun"),
        (60, {"sets": [("timeline.draft-1.text.form", "50")]}, "cannot change once a run has begun"),
    ],
)
def test_a_fork_that_cannot_be_made_says_why(at: int, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ForkError, match=said):
        fork(run_of(), at, **changes)  # type: ignore[arg-type]


def test_what_the_council_does_cannot_be_dropped() -> None:
    """Neither tallies nor outcomes, nor what was withheld, nor what the analyst did."""
    parent = run_of()
    child = fork(parent, 60, drops=[61] if parent.events[61].actor not in ("", COUNCIL) else (), sets=LIFTED)
    for run in (parent, child):
        for event in run.events[1:]:
            if event.type in ("ResolutionAdopted", "OutcomeReached", "RunEnded", "InterventionMade", "VoteOpened"):
                with pytest.raises(ForkError, match="no decision of an actor's"):
                    fork(run, event.seq - 1, drops=[event.seq])
            if event.type == "ActWithheld":
                with pytest.raises(ForkError, match="nothing to drop"):
                    fork(run, event.seq - 1, drops=[event.seq])


def test_a_path_or_value_that_does_not_fit_is_a_scenario_error() -> None:
    with pytest.raises(ScenarioError, match="did you mean"):
        fork(run_of(), 60, [("CHN.legal_forc", "4")])
    with pytest.raises(ScenarioError, match="out of range"):
        fork(run_of(), 60, [("CHN.legal_force", "400")])


def test_what_is_put_in_must_be_new_and_still_to_come() -> None:
    parent = run_of()
    put = entry(parent, 70, "concession")
    for wrong, said in (
        (attrs.evolve(put, at=parent.scenario.clock.utc(parent.events[70].t - 60)), "before the fork"),
        (attrs.evolve(put, at=parent.scenario.case.horizon + timedelta(days=1)), "past the horizon"),
        (attrs.evolve(put, id="draft-1"), "is in the run already"),
        (attrs.evolve(put, actor="XYZ"), "no actor XYZ"),
    ):
        with pytest.raises(ForkError, match=said):
            fork(parent, 70, inserts=[wrong])
    with pytest.raises(ForkError, match="is in the run already"):
        fork(parent, 70, inserts=[put, put])
    child = fork(parent, 70, inserts=[put])
    with pytest.raises(ForkError, match="is in the run already"):
        fork(child, 80, inserts=[attrs.evolve(put, at=parent.scenario.case.horizon)])


def test_a_run_of_another_model_or_table_is_refused() -> None:
    """With what to do about it."""
    parent = run_of()
    for changed, said in (({"model": 0}, "made by model 0"), ({"parameters_digest": "0" * 64}, "table of parameters")):
        first = attrs.evolve(parent.events[0], payload=attrs.evolve(parent.events[0].payload, **changed))
        old = attrs.evolve(parent, events=[first, *parent.events[1:]])
        with pytest.raises(ForkError, match=said) as caught:
            fork(old, 60, LIFTED)
        assert "turtlebay scenario" in str(caught.value)


def test_chinas_limits_lifted_before_the_first_threat_change_the_final_text_in_most_runs() -> None:
    """July 2006: what the static model says of China's limits holds in the runs."""
    changed = tried = 0
    for seed in range(1, 26):
        parent = run_of(JULY, seed)
        threat = next((event.seq for event in parent.events if event.type == "VetoThreatened"), None)
        if threat is None:
            continue
        tried += 1
        made = parent.fork(threat - 1, {"CHN.legal_force.limit": "none", "CHN.condemnation.limit": "none"})
        changed += made.outcome.text != parent.outcome.text
    assert tried >= 15
    assert changed > tried / 2
