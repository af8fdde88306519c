"""What-ifs of July 2006 that must come out as anyone who knows the case would expect."""

from collections import Counter

import attrs
import pytest

import sim
from sim.engine.scenario import Scenario
from sim.scenario.parameters import table
from sim.vocabulary import events as e
from tests.kit import JULY, Sets, launches, run_of, runs_of, scenario

SEEDS = 25

WILLING: Sets = (
    ("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none"),
    ("CHN.legal_force", "75"), ("RUS.legal_force", "75"),
)  # fmt: skip
"""China and Russia as friends of Chapter VII."""

MEEK: Sets = (("JPN.sanctions", "10"), ("JPN.legal_force", "10"), ("JPN.form", "50"))
"""Japan wants little."""


def chapter_vii(runs: list[sim.Run]) -> int:
    """How many runs ended with a text under Chapter VII."""
    return sum((run.outcome.text or {}).get("legal_force", 0) >= 75 for run in runs)


def test_as_coded_texts_do_not_rest_on_chapter_vii() -> None:
    """At most one in ten of the adopted texts goes past special responsibility."""
    texts = [run.outcome.text for run in runs_of(JULY, SEEDS) if run.outcome.text]
    assert sum(text["legal_force"] > 25 for text in texts) <= len(texts) / 10


def test_with_china_and_russia_willing_chapter_vii_is_the_majority() -> None:
    """China's two limits lifted, both at 75 on the legal basis."""
    assert chapter_vii(runs_of(JULY, SEEDS, WILLING)) > SEEDS / 2


def test_with_nobody_to_draft_there_is_a_statement_or_nothing() -> None:
    """In at least four runs of five."""
    forms = Counter(run.outcome.form for run in runs_of(JULY, SEEDS, (("penholder", "none"),)))
    meek = forms["presidential_statement"] + forms["press_statement"] + forms["none"]
    assert meek >= 0.8 * SEEDS


def test_with_nobody_to_draft_the_planned_draft_is_withheld() -> None:
    """And says why."""
    for run in runs_of(JULY, 3, (("penholder", "none"),)):
        withheld = [event.payload for event in run.events if isinstance(event.payload, e.ActWithheld)]
        assert [(w.entry, w.reason) for w in withheld if w.act == "draft"] == [("draft-1", "no_penholder")]


def test_a_japan_that_wants_little_withholds_its_draft_with_the_terms() -> None:
    """Worth less than the set share of its best text: the three numbers stand in the event."""
    for run in runs_of(JULY, SEEDS, MEEK):
        withheld = [
            event.payload for event in run.events
            if isinstance(event.payload, e.ActWithheld) and event.payload.entry == "draft-1"
        ]  # fmt: skip
        assert [(w.act, w.reason) for w in withheld] == [("draft", "unwilling")]
        terms = withheld[0].terms
        assert terms["gain_m"] <= 0 or 1000 * terms["gain_m"] < terms["share_m"] * terms["best_m"]


def test_when_japan_withholds_its_draft_another_may_take_the_pen() -> None:
    """In some runs at least, somebody else does; nobody drafts in Japan's name what Japan does not want."""
    sponsors = Counter(
        event.actor
        for run in runs_of(JULY, SEEDS, MEEK)
        for event in run.events
        if isinstance(event.payload, e.DraftCirculated)
    )
    assert set(sponsors) - {"JPN"}


def test_without_the_launches_nothing_happens() -> None:
    """No meeting, no call, no draft, no outcome: what was planned in answer to them is withheld."""
    assert len(launches()) == 7
    for run in runs_of(JULY, SEEDS, without=launches()):
        kinds = Counter(event.type for event in run.events)
        silent = ("ConsultationsHeld", "CallHeld", "DraftCirculated", "VisitMade", "MeetingRequested", "VoteOpened")
        assert {kind: kinds[kind] for kind in silent if kinds[kind]} == {}
        assert run.outcome.form == "none"
        reasons = {event.payload.reason for event in run.events if isinstance(event.payload, e.ActWithheld)}
        assert reasons == {"nothing_to_answer"}


def test_a_nuclear_test_in_july_2006_raises_the_share_of_chapter_vii() -> None:
    """Put into the timeline on 8 July, nothing else changed."""
    base = scenario().case
    launch = next(entry for entry in base.timeline if entry.id == launches()[0])
    test = attrs.evolve(
        launch,
        id="sudden-test",
        kind="provocation",
        what="nuclear_test",
        at=base.emergent_from,
        severity=None,
        summary="tests a nuclear device",
    )
    tested = Scenario(attrs.evolve(base, timeline=tuple(sorted((*base.timeline, test), key=lambda entry: entry.at))))
    after = [sim.run(tested, seed) for seed in range(1, SEEDS + 1)]
    assert chapter_vii(after) > chapter_vii(runs_of(JULY, SEEDS))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "factor"), [("dprk-2006-10", 0.5), ("dprk-2009-04", 2.0)])
def test_with_any_parameter_halved_or_doubled_runs_still_come_to_an_orderly_end(name: str, factor: float) -> None:
    """One at a time, as far as its range goes: an outcome, and the end."""
    base = scenario(name).case
    for key, parameter in table().items():
        value = min(parameter.high, max(parameter.low, parameter.value * factor))
        changed = Scenario(attrs.evolve(base, parameters={**base.parameters, key: value}))
        run = sim.run(changed, 1)
        assert run.events[-1].type == "RunEnded", key
        assert run.outcome.form, key


@pytest.mark.parametrize("end", ["low", "high"])
def test_with_all_parameters_at_one_end_of_their_ranges_runs_come_to_an_orderly_end(end: str) -> None:
    """The corners of what an ensemble may draw."""
    base = scenario().case
    corner = {name: getattr(parameter, end) for name, parameter in table().items()}
    for seed in (1, 2, 3):
        run = sim.run(Scenario(attrs.evolve(base, parameters=corner)), seed)
        assert run.events[-1].type == "RunEnded"


def test_a_withheld_call_is_not_answered() -> None:
    """Without the call of Bush and Roh the statements that report it are withheld."""
    run = run_of(JULY, 1, without=("call-bush-roh",))
    withheld = {event.payload.entry for event in run.events if isinstance(event.payload, e.ActWithheld)}
    assert withheld == {"statement-roh-office", "statement-lee"}
