"""Replay: a recipe checked against its lines, and interventions after any event of a run."""

from collections import Counter
from typing import Any

import attrs
import pytest

from sim.engine.run import Recipe, Run
from sim.engine.world import ForkNotReached, Intervention, NonDeterminism, World
from sim.rules.crisis import Crisis
from sim.rules.evolve import fold
from sim.scenario.canon import entry_to_plain
from sim.vocabulary import events as e
from tests.kit import CASES, JULY, launches, reached, replay, run_of, scenario

SHORT = "dprk-2009-04"
LIFTED = [["CHN.legal_force.limit", "none"]]


def change(**parts: Any) -> e.InterventionMade:
    """An intervention that changes what is named and nothing else."""
    return e.InterventionMade(**{"sets": [], "drops": [], "inserts": [], "luck": 0, **parts})


def replayed(parent: Run, after: int, made: e.InterventionMade) -> Run:
    """The parent's recipe with an intervention after an event, its prefix checked."""
    intervention = Intervention(after, made)
    return replay(parent.scenario, parent.seed, (intervention,), parent.lines[: after + 1], parent=parent.id)


def check_fork(parent: Run, after: int, made: e.InterventionMade) -> Run:
    """All that must hold of any fork, whatever was changed."""
    fork = replayed(parent, after, made)
    assert list(fork.lines[: after + 1]) == list(parent.lines[: after + 1])
    assert fork.events[after + 1].payload == made
    assert (fork.events[after + 1].t, fork.events[after + 1].origin) == (parent.events[after].t, "intervention")
    assert [event.seq for event in fork.events] == list(range(len(fork.events)))
    assert all(event.cause is None or event.cause < event.seq for event in fork.events)
    assert [event.t for event in fork.events] == sorted(event.t for event in fork.events)
    assert fork.events[-1].type == "RunEnded"
    assert fork.outcome.form in ("resolution", "presidential_statement", "press_statement", "vetoed", "failed", "none")
    counts: Counter[str] = Counter()
    for event in fork.events:
        counts[event.actor] += 1
        assert event.decision == (f"{event.actor}:{counts[event.actor]}" if event.actor else "")
    assert fold(fork.scenario.setting, fork.events).outcome == reached(fork)
    return fork


def every_event(parent: Run, step: int = 1) -> range:
    """After which events to fork."""
    return range(0, len(parent.events), step)


@pytest.mark.slow
def test_a_run_can_change_course_after_any_of_its_events() -> None:
    """Prefix byte for byte, the intervention right after, and an orderly end, for new positions and limits."""
    parent = run_of(SHORT, 1)
    for after in every_event(parent):
        check_fork(parent, after, change(sets=[["CHN.legal_force.limit", "none"], ["RUS.form", "90"]]))


@pytest.mark.slow
def test_a_run_can_take_new_luck_after_any_of_its_events() -> None:
    """The prefix keeps the old one."""
    parent = run_of(SHORT, 1)
    for after in every_event(parent):
        check_fork(parent, after, change(luck=after + 1))


@pytest.mark.slow
def test_something_can_be_put_in_after_any_event() -> None:
    """A nuclear test an hour later, by when the run may have been over, happens once, as an intervention."""
    parent = run_of(SHORT, 1)
    base = parent.scenario.case
    for after in every_event(parent):
        minute = parent.events[after].t + 60
        entry = attrs.evolve(
            base.timeline[0], id="sudden-test", kind="provocation", what="nuclear_test",
            actor=base.provoker[0], to=(), in_answer_to=(), text=None, at=parent.scenario.clock.utc(minute),
            severity=80, summary="tests a nuclear device", claims=(),
        )  # fmt: skip
        fork = check_fork(parent, after, change(inserts=[entry_to_plain(entry)]))
        tests = [event for event in fork.events if getattr(event.payload, "what", "") == "nuclear_test"]
        assert [(event.t, event.origin) for event in tests] == [(minute, "intervention")]


@pytest.mark.slow
def test_lifting_a_limit_after_any_event_of_july_2006_ends_in_order() -> None:
    """The same on the longer case, every seventh event."""
    parent = run_of(JULY, 1)
    for after in every_event(parent, 7):
        check_fork(parent, after, change(sets=LIFTED))


def droppable(run: Run) -> list[e.Event]:
    """Scripted entries, and decisions of actors."""
    return [
        event for event in run.events[1:]
        if event.actor not in ("", "UNSC") and not isinstance(event.payload, e.ActWithheld)
    ]  # fmt: skip


def named(event: e.Event) -> dict[str, Any]:
    """What names a dropped act."""
    entry, draft = getattr(event.payload, "entry", ""), getattr(event.payload, "draft", "")
    return {"decision": event.decision, "entry": entry, "actor": event.actor, "act": event.type, "draft": draft}


def withheld(fork: Run) -> list[e.Event]:
    """What was withheld because an analyst dropped it."""
    return [w for w in fork.events if isinstance(w.payload, e.ActWithheld) and w.payload.reason == "dropped"]


def test_a_timeline_entry_that_is_dropped_never_happens() -> None:
    """Its withholding is recorded instead, for every entry of the short case."""
    parent = run_of(SHORT, 1)
    entries = [event for event in droppable(parent) if getattr(event.payload, "entry", "")]
    assert len(entries) >= 10
    for event in entries:
        entry = event.payload.entry  # type: ignore[attr-defined]
        fork = check_fork(parent, event.seq - 1, change(drops=[named(event)]))
        assert [w.payload.entry for w in withheld(fork)] == [entry]  # type: ignore[attr-defined]
        assert entry not in [getattr(x.payload, "entry", "") for x in fork.events if x not in withheld(fork)]


@pytest.mark.slow
@pytest.mark.parametrize("name", [SHORT, JULY])
def test_a_decision_that_is_dropped_is_recorded_as_withheld(name: str) -> None:
    """Each decision of an actor's, dropped right before it: the fork says that it was withheld."""
    parent = run_of(name, 1)
    decisions = [event for event in droppable(parent) if event.origin == e.Origin.EMERGENT]
    lost = []
    for event in decisions:
        fork = check_fork(parent, event.seq - 1, change(drops=[named(event)]))
        if (event.type, event.actor) not in [(w.payload.act, w.actor) for w in withheld(fork)]:  # type: ignore[attr-defined]
            lost.append((event.seq, event.type, event.actor))
    assert lost == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [SHORT, JULY])
def test_dropping_a_decision_changes_nothing_before_its_minute(name: str) -> None:
    """Between the intervention and the moment of the dropped act nobody does what he did not do in the parent."""
    parent = run_of(name, 1)
    early = []
    for event in droppable(parent):
        if event.origin == e.Origin.EMERGENT:
            fork = replayed(parent, event.seq - 1, change(drops=[named(event)]))
            following = fork.events[event.seq + 1]
            if following.t < event.t:
                early.append((event.seq, event.type, event.actor, "but first", following.type, following.actor))
    assert early == []


@pytest.mark.parametrize("name", CASES)
def test_a_replay_without_a_change_is_the_run_itself(name: str) -> None:
    """Same lines, same id, no matter whether the lines are checked."""
    parent = run_of(name, 2)
    for expected in ((), parent.lines):
        again = replay(parent.scenario, 2, (), expected)
        assert (list(again.lines), again.id) == (list(parent.lines), parent.id)


def test_an_intervention_gives_the_run_another_id_by_its_place_and_its_change() -> None:
    """The id is the hash of root recipe and interventions."""
    parent = run_of(SHORT, 1)
    ids = {
        parent.id,
        replayed(parent, 5, change(sets=LIFTED)).id,
        replayed(parent, 6, change(sets=LIFTED)).id,
        replayed(parent, 5, change(sets=[["CHN.legal_force.limit", "60"]])).id,
        replayed(parent, 5, change(luck=1)).id,
    }
    assert len(ids) == 5


def test_the_same_intervention_gives_the_same_bytes() -> None:
    """A fork is as repeatable as a run."""
    parent = run_of(JULY, 1)
    assert replayed(parent, 80, change(sets=LIFTED)).head == replayed(parent, 80, change(sets=LIFTED)).head


def test_two_interventions_land_each_after_its_event() -> None:
    """A fork of a fork: the second after an event that the first has brought about."""
    parent = run_of(JULY, 1)
    first = Intervention(70, change(sets=LIFTED))
    second = Intervention(90, change(luck=5))
    fork = replay(parent.scenario, 1, (first, second))
    places = [event.seq for event in fork.events if isinstance(event.payload, e.InterventionMade)]
    assert places == [71, 91]
    assert list(fork.lines[:91]) == list(replayed(parent, 70, change(sets=LIFTED)).lines[:91])


def test_after_the_last_event_the_crisis_reopens() -> None:
    """Something put in after the end still happens, and the run ends anew, with an outcome."""
    parent = run_of(JULY, 1)
    fork = check_fork(parent, len(parent.events) - 1, change(sets=LIFTED))
    assert len(fork.events) > len(parent.events) + 1
    assert Counter(event.type for event in fork.events)["RunEnded"] == 2


def test_after_the_end_at_the_horizon_a_change_still_ends_in_order() -> None:
    """A run that ran to its horizon has no time left: the change is recorded and the run ends again."""
    parent = run_of(JULY, 1, without=launches())
    assert parent.events[-1].payload == e.RunEnded("horizon")
    check_fork(parent, len(parent.events) - 1, change(sets=LIFTED))


@pytest.mark.parametrize("seq", [0, 1, 40, 100])
def test_a_line_that_differs_is_named(seq: int) -> None:
    """Replay stops at the first event that is not the recorded one."""
    parent = run_of()
    lines = [*parent.lines[:seq], parent.lines[seq].replace('"t":', '"t":9'), *parent.lines[seq + 1 :]]
    with pytest.raises(NonDeterminism) as caught:
        replay(parent.scenario, 1, (), lines)
    assert (caught.value.seq, caught.value.actual) == (seq, parent.lines[seq])
    assert str(caught.value).startswith(f"event {seq} differs from the recorded one")


def test_an_event_that_never_comes_cannot_be_forked_after() -> None:
    """The error says how far the run goes."""
    parent = run_of(SHORT, 1)
    with pytest.raises(ForkNotReached) as caught:
        replay(parent.scenario, 1, (Intervention(9999, change(luck=1)),))
    assert (caught.value.seq, caught.value.last) == (9999, len(parent.events) - 1)


# State


def picture(state: Crisis) -> dict[str, Any]:
    """What a state says, in values that can be compared."""
    setting = state.setting
    return {
        "t": state.t, "seq": state.seq, "pressure": state.pressure, "outcome": state.outcome, "ended": state.ended,
        "decisions": dict(state.decisions), "happened": dict(state.happened), "withheld": dict(state.withheld),
        "drafts": {name: attrs.asdict(draft, recurse=False) for name, draft in state.drafts.items()},
        "positions": {actor: state.positions(actor) for actor in setting.actors},
        "beliefs": {member: state.belief(member) for member in setting.members},
        "real": {key: state.probability_real(*key) for key in state.declared_limits},
        "limits": {a: state.crossed(a, len(state.space.texts) - 1) for a in setting.actors},
        "bars": dict(state.bars), "luck": state.luck, "sessions": state.sessions, "mediation": state.mediation,
    }  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_live_state_at_the_end_is_the_fold_of_the_events(name: str) -> None:
    """What the rules saw is what anybody gets who folds the events again."""
    scenario_ = scenario(name)
    world = World(scenario_.setting, Recipe(scenario_).started(4))
    world.play()
    events = world.recorder.events
    assert picture(world.state) == picture(fold(scenario_.setting, events))


def test_the_live_state_of_a_fork_is_the_fold_of_its_events() -> None:
    """Sets, drops, inserts and luck are all in the events."""
    parent = run_of(JULY, 1)
    acts = droppable(parent)
    dropped = next(event for event in acts if event.seq > 80)
    drop = {
        "decision": dropped.decision, "entry": "", "actor": dropped.actor, "act": dropped.type,
        "draft": getattr(dropped.payload, "draft", ""),
    }  # fmt: skip
    made = change(sets=LIFTED, drops=[drop], luck=3)
    world = World(parent.scenario.setting, Recipe(parent.scenario).started(1))
    world.play(dropped.seq - 1)
    world.change(made)
    world.play()
    events = world.recorder.events
    assert picture(world.state) == picture(fold(parent.scenario.setting, events))


def test_state_at_an_event_is_the_state_right_after_it() -> None:
    """It has that seq and minute, and knows nothing of what came later."""
    run = run_of()
    drafts = [event for event in run.events if isinstance(event.payload, e.DraftCirculated)]
    before, after = run.state_at(drafts[0].seq - 1), run.state_at(drafts[0].seq)
    assert (after.seq, after.t) == (drafts[0].seq, drafts[0].t)
    assert list(before.drafts) == []
    assert list(after.drafts) == [drafts[0].payload.draft]  # type: ignore[attr-defined]
    assert after.outcome is None
    assert run.state_at(len(run.events) - 1).outcome == reached(run)


@pytest.mark.parametrize("seq", [-1, 10_000])
def test_there_is_no_state_at_an_event_that_is_not_there(seq: int) -> None:
    """Not even by counting from the end."""
    with pytest.raises(IndexError, match=f"event {seq} is not in this run"):
        run_of().state_at(seq)
