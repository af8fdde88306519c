"""What must hold in every run of every case, whatever happens in it: docs/model.md, section 6."""

from collections import Counter

import pytest

from sim.engine.run import Run
from sim.rules.council import vote_of
from sim.rules.gains import crosses
from sim.scenario.ladders import faults
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL, Seat
from sim.vocabulary.case import Case
from sim.vocabulary.texts import PRODUCTS, Form
from tests.kit import CASES, runs_of, scenario

SEEDS = 40

pytestmark = pytest.mark.parametrize("name", CASES)


def case_of(name: str) -> Case:
    """The case as its file has it."""
    return scenario(name).case


def of(run: Run, *kinds: type[e.Payload]) -> list[e.Event]:
    """The events of these kinds."""
    return [event for event in run.events if isinstance(event.payload, kinds)]


def votes_before(run: Run, seq: int) -> dict[str, str]:
    """The votes of the last vote opened before an event."""
    votes: dict[str, str] = {}
    for event in run.events[:seq]:
        if isinstance(event.payload, e.VoteOpened):
            votes = {}
        if isinstance(event.payload, e.VoteCast):
            assert event.actor not in votes, f"{event.actor} votes twice"
            votes[event.actor] = event.payload.vote
    return votes


def standing(case: Case, run: Run, seq: int, member: str) -> dict[str, object]:
    """The limits of a member that no provocation before an event has lifted, by issue."""
    seen = {getattr(event.payload, "provocation", "") for event in run.events[:seq]}
    return {
        issue: stance.limit
        for issue, stance in case.actors[member].stances.items()
        if stance.limit is not None and not seen & set(stance.limit.lifted_by)
    }


def test_no_adopted_resolution_has_a_permanent_members_no(name: str) -> None:
    """Nine yes at least, no permanent no, and the numbers announced are the votes cast."""
    case = case_of(name)
    for run in runs_of(name, SEEDS):
        for event in of(run, e.ResolutionAdopted):
            votes = votes_before(run, event.seq)
            against = [m for m, vote in votes.items() if vote == "no" and case.actors[m].seat is Seat.PERMANENT]
            counts = Counter(votes.values())
            data = event.payload
            assert against == []
            assert counts["yes"] >= 9
            assert (data.yes, data.no, data.abstain) == (counts["yes"], counts["no"], counts["abstain"])  # type: ignore[attr-defined]


def test_no_adopted_text_crosses_a_standing_limit_of_a_permanent_member(name: str) -> None:
    """Neither in a resolution nor, of any member, in a statement."""
    case = case_of(name)
    for run in runs_of(name, SEEDS):
        for event in of(run, e.ResolutionAdopted, e.StatementAgreed):
            statement = isinstance(event.payload, e.StatementAgreed)
            for code, actor in case.actors.items():
                if actor.seat is Seat.PERMANENT or (statement and actor.seat is not Seat.NONE):
                    limits = standing(case, run, event.seq, code)
                    crossed = [k for k, limit in limits.items() if crosses(limit, event.payload.text[k])]  # type: ignore[arg-type, attr-defined]
                    assert crossed == [], f"seed {run.seed}: {code}"


def test_a_member_whose_limit_is_crossed_votes_no(name: str) -> None:
    """Whatever it gains."""
    case = case_of(name)
    for run in runs_of(name, SEEDS):
        text: dict[str, int] = {}
        for event in of(run, e.VoteOpened, e.VoteCast):
            if isinstance(event.payload, e.VoteOpened):
                text = event.payload.text
                continue
            limits = standing(case, run, event.seq, event.actor)
            if any(crosses(limit, text[issue]) for issue, limit in limits.items()):  # type: ignore[arg-type]
                assert event.payload.vote == "no"  # type: ignore[attr-defined]


def test_no_statement_passes_over_an_objection(name: str) -> None:
    """Nobody objected to the draft when it was agreed; where somebody did, it is blocked by those.

    An objection that was lifted before silence ended blocks nothing.
    """
    for run in runs_of(name, SEEDS):
        for event in of(run, e.StatementAgreed, e.StatementBlocked):
            draft = event.payload.draft  # type: ignore[attr-defined]
            said = [o for o in of(run, e.ObjectionRaised, e.PositionDeclared) if o.seq < event.seq]
            last = {o.actor: o for o in said if o.payload.draft == draft}  # type: ignore[attr-defined]
            objected = [member for member, o in last.items() if isinstance(o.payload, e.ObjectionRaised)]
            by = event.payload.by if isinstance(event.payload, e.StatementBlocked) else []
            assert sorted(objected) == sorted(by)


def test_nobody_votes_or_acts_in_the_council_who_is_not_a_member(name: str) -> None:
    """Votes, drafts, objections, threats and names under a draft come from members; threats from permanent ones."""
    case = case_of(name)
    of_members = (
        e.VoteCast,
        e.DraftCirculated,
        e.ObjectionRaised,
        e.CoSponsorJoined,
        e.BridgingTextOffered,
        e.DraftAmended,
    )
    for run in runs_of(name, SEEDS):
        assert {case.actors[event.actor].seat for event in of(run, *of_members)} <= {Seat.PERMANENT, Seat.ELECTED}
        assert {case.actors[event.actor].seat for event in of(run, e.VetoThreatened)} <= {Seat.PERMANENT}


def test_every_member_votes_once_in_every_vote(name: str) -> None:
    """Fifteen votes between the opening of a vote and its result."""
    members = {code for code, actor in case_of(name).actors.items() if actor.seat is not Seat.NONE}
    for run in runs_of(name, SEEDS):
        for event in of(run, e.ResolutionAdopted, e.DraftVetoed, e.DraftFailed):
            assert set(votes_before(run, event.seq)) == members


def test_every_vote_follows_from_the_numbers_in_its_event(name: str) -> None:
    """Gain, noise, isolation, join and limits give the vote again, unless it was withheld for a rival draft."""
    for run in runs_of(name, SEEDS):
        for event in of(run, e.VoteCast):
            terms = event.payload.terms  # type: ignore[attr-defined]
            gain = (terms["gain_m"] + terms["noise_m"]) / 1000
            vote = vote_of(gain, bool(terms["crossed"]), terms["isolation_m"] / 1000, terms["join_m"] / 1000)
            assert event.payload.vote == ("abstain" if terms["withheld_for"] else vote)  # type: ignore[attr-defined]


def test_no_text_breaks_a_need(name: str) -> None:
    """Every text in every event is one rung of each issue, needs satisfied."""
    issues = case_of(name).issues
    seen: set[tuple[tuple[str, int], ...]] = set()
    for run in runs_of(name, SEEDS):
        texts = (getattr(event.payload, "text", None) for event in run.events)
        seen.update(tuple(text.items()) for text in texts if text)
    assert seen
    assert [text for text in seen if faults(issues, dict(text))] == []


def test_every_cause_comes_before_its_effect(name: str) -> None:
    """A cause is the seq of an earlier event; only provocations, the root and the first planned acts have none."""
    for run in runs_of(name, SEEDS):
        assert [event.seq for event in run.events] == list(range(len(run.events)))
        late = [event.seq for event in run.events if event.cause is not None and not 0 <= event.cause < event.seq]
        assert late == []


def test_time_never_goes_back_nor_past_the_horizon(name: str) -> None:
    """Whole minutes from 0 on."""
    for run in runs_of(name, SEEDS):
        times = [event.t for event in run.events]
        assert times == sorted(times)
        assert times[0] == 0
        assert times[-1] <= run.scenario.setting.horizon
        assert {type(t) for t in times} == {int}


def test_decisions_of_each_actor_count_1_2_3(name: str) -> None:
    """The name of a decision is the actor and its own count, without a gap."""
    for run in runs_of(name, SEEDS):
        counts: Counter[str] = Counter()
        for event in run.events:
            counts[event.actor] += 1
            assert event.decision == (f"{event.actor}:{counts[event.actor]}" if event.actor else "")


def test_every_event_is_by_an_actor_of_the_case_or_by_the_council(name: str) -> None:
    """And addressed to one, or to nobody."""
    known = {*case_of(name).actors, COUNCIL, ""}
    for run in runs_of(name, SEEDS):
        assert {event.actor for event in run.events} | {event.target for event in run.events} <= known


def test_a_run_begins_with_its_recipe_and_ends_with_one_outcome_and_its_end(name: str) -> None:
    """One RunStarted, one OutcomeReached, one RunEnded, the last of all."""
    for run in runs_of(name, SEEDS):
        kinds = Counter(event.type for event in run.events)
        assert (kinds["RunStarted"], kinds["OutcomeReached"], kinds["RunEnded"]) == (1, 1, 1)
        assert (run.events[0].type, run.events[-1].type) == ("RunStarted", "RunEnded")


def test_the_outcome_is_what_the_events_say(name: str) -> None:
    """Its form, text, votes and minute are those of the event that decided.

    After a veto that is a resolution, or a statement with half the blame of the text that fell.
    """
    for run in runs_of(name, SEEDS):
        outcome = run.outcome
        products = of(run, e.ResolutionAdopted, e.StatementAgreed)
        failures = of(run, e.DraftVetoed, e.DraftFailed)
        fell = [event.payload.text["condemnation"] for event in failures]  # type: ignore[attr-defined]
        products = [
            event for event in products
            if not fell or isinstance(event.payload, e.ResolutionAdopted)
            or 2 * event.payload.text["condemnation"] >= fell[-1]  # type: ignore[attr-defined]
        ]  # fmt: skip
        if products:
            forms = [getattr(event.payload, "form", "resolution") for event in products]
            decided = products[forms.index(max(forms, key=PRODUCTS.index))]  # the strongest, the first of several alike
            form = getattr(decided.payload, "form", "resolution")
            assert (outcome.form, outcome.text) == (form, decided.payload.text)  # type: ignore[attr-defined]
        elif failures:
            decided = failures[-1]
            form = Form.VETOED if isinstance(decided.payload, e.DraftVetoed) else Form.FAILED
            assert (outcome.form, outcome.text, outcome.product) == (form, decided.payload.text, None)  # type: ignore[attr-defined]
        else:
            assert (outcome.form, outcome.text, outcome.days_m) == ("none", None, None)
            continue
        assert outcome.at == decided.t
        assert outcome.days_m == round(1000 * (decided.t - run.scenario.setting.clock_from) / 1440)
        if outcome.form in ("resolution", "vetoed", "failed"):
            assert outcome.votes == votes_before(run, decided.seq)


def test_the_scripted_part_is_the_timeline_and_ends_where_the_model_takes_over(name: str) -> None:
    """Every timeline entry happens or is withheld, at its minute; nothing emergent stands before."""
    setting = scenario(name).setting
    for run in runs_of(name, 3):
        scripted = [event for event in run.events if event.origin == e.Origin.SCRIPTED and event.seq > 0]
        at = {event.payload.entry: event.t for event in scripted}  # type: ignore[attr-defined]
        assert at == {entry.id: setting.minute(entry.at) for entry in setting.case.timeline if entry.id in at}
        assert set(at) == {entry.id for entry in setting.case.timeline if setting.minute(entry.at) <= run.events[-1].t}
        emergent = [event.t for event in run.events if event.origin == e.Origin.EMERGENT]
        assert min(emergent, default=setting.emergent_from) >= setting.emergent_from
