"""Whatever the Council and whoever sits on it: limits that abstain, other bodies, sponsors, provokers, moves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.questions.count import count
from sim.questions.run import match
from sim.rules.crisis import Crisis
from sim.rules.penholder import penholder
from sim.rules.setting import Setting
from sim.scenario.canon import from_plain, to_plain
from sim.scenario.reader import read_text
from sim.scenario.writer import to_yaml
from sim.store.record import data_of, event_of
from sim.vocabulary import events as e
from sim.vocabulary.actors import ActorKind, Limit, OnCrossing, Seat, Stance, Tie
from sim.vocabulary.case import Blocking, Body, Case, Check, Climate, Entry, History, Motive, Presidency
from sim.vocabulary.texts import Role
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.cases import changed, problems_of
from tests.small import CERTAIN, MEMBERS, START, actor, case, form_issue, ladder

ISSUES = (form_issue(), ladder("measures", (0, 30, 65)))
HELD_BACK = ("RUS", "CHN", "GHA", "TZA", "QAT")
WARY = Limit(at_most=30, crossing=OnCrossing.ABSTAIN)


def council(limit: Limit | None = WARY, *, measures: int = 100, **more: Any) -> Case:
    """Fifteen members that all want the strongest text, and five with a limit below it."""
    actors = [
        actor(code, ISSUES, (100, measures), limits={"measures": limit} if limit and code in HELD_BACK else None)
        for code in MEMBERS
    ]
    return attrs.evolve(case(ISSUES, actors, "JPN", {**CERTAIN}), **more)


AT_ONCE = {"rule.drafting": 0, "rule.statements_on_the_spot": 0, "rule.several_products": 0}
"""A text goes round as soon as it is decided on; these tests are about what comes then."""


def run_of(case: Case, seed: int = 1) -> Run:
    """One run of a case, with no time of drafting."""
    return sim.run(Scenario(attrs.evolve(case, parameters={**AT_ONCE, **case.parameters})), seed)


def of(run: Run, *kinds: type[e.Payload]) -> list[e.Event]:
    """The events of a run of these kinds."""
    return [event for event in run.events if isinstance(event.payload, kinds)]


# Limits that abstain


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_text_over_limits_that_abstain_is_adopted_10_0_5(seed: int) -> None:
    """The five cannot support it and do not stand in its way: nobody objects, and nobody threatens."""
    run = run_of(council(), seed)
    assert (run.outcome.form, run.outcome.vote) == ("resolution", (10, 0, 5))
    assert sorted(code for code, vote in run.outcome.votes.items() if vote == "abstain") == sorted(HELD_BACK)
    assert not of(run, e.ObjectionRaised, e.VetoThreatened, e.DraftAmended)


def test_who_abstains_over_a_limit_names_it_when_it_reads_the_text_and_when_it_votes() -> None:
    """In the event and in the log."""
    run = run_of(council())
    labels = Labels(run.scenario.case, run.scenario.clock)
    for kind in (e.PositionDeclared, e.VoteCast):
        (said,) = [event for event in of(run, kind) if event.actor == "GHA"]
        held_back = getattr(said.payload, "cannot_support", None) or said.payload.terms["cannot_support"]  # type: ignore[attr-defined]
        assert [crossing.issue for crossing in held_back] == ["measures"]
        assert "measures 65 is over its limit of 30" in sentence(labels, said)
        assert data_of(event_of(run.lines[said.seq]).payload) == data_of(said.payload)


def test_six_members_that_cannot_support_a_text_leave_it_one_short_and_the_sponsor_gives_way() -> None:
    """It has heard it from each of them, and its estimate of nine yes votes falls by as many."""
    base = council()
    seventh = {
        code: attrs.evolve(
            base.actors[code], stances={**base.actors[code].stances, "measures": attrs.evolve(
                base.actors[code].stances["measures"], limit=WARY)},
        )
        for code in ("PER", "ARG")
    }  # fmt: skip
    run = run_of(attrs.evolve(base, actors={**base.actors, **seventh}))
    assert run.outcome.vote == (15, 0, 0)
    assert run.outcome.text is not None
    assert run.outcome.text["measures"] == 30


def test_a_member_held_back_by_a_limit_lets_a_statement_pass() -> None:
    """A statement needs nobody's support."""
    issues = (form_issue(), attrs.evolve(ISSUES[1], rungs=tuple(attrs.evolve(r, needs={}) for r in ISSUES[1].rungs)))
    counted = count(Scenario(attrs.evolve(council(), issues=issues)), {"form": 25, "measures": 65})
    assert (counted.result, counted.no) == ("press_statement", 0)
    refused = council(attrs.evolve(WARY, crossing=OnCrossing.NO))
    counted = count(Scenario(attrs.evolve(refused, issues=issues)), {"form": 25, "measures": 65})
    assert (counted.result, counted.no) == ("blocked", 5)


def test_no_member_votes_yes_over_a_limit_of_its_own_and_no_adopted_text_crosses_one_that_means_no() -> None:
    """Over seeds, with noise, with limits of both kinds in the same Council."""
    firm = Limit(at_most=30)
    base = council(WARY)
    china = base.actors["CHN"]
    stances = {**china.stances, "measures": attrs.evolve(china.stances["measures"], limit=firm)}
    noisy = {"vote_noise": 6, "delay_cost": 1}
    mixed = attrs.evolve(
        base, actors={**base.actors, "CHN": attrs.evolve(china, stances=stances)}, parameters=noisy
    )  # fmt: skip
    for seed in range(1, 9):
        run = run_of(mixed, seed)
        for vote in of(run, e.VoteCast):
            assert isinstance(vote.payload, e.VoteCast)
            terms = vote.payload.terms
            assert vote.payload.vote != "yes" or not (terms["crossed"] or terms.get("cannot_support"))
        for adopted in of(run, e.ResolutionAdopted):
            assert adopted.payload.text["measures"] <= 30  # type: ignore[attr-defined]


@pytest.mark.parametrize(("crossing", "vote"), [("no", (10, 5, 0)), ("abstain", (10, 0, 5))])
def test_a_count_names_the_limit_behind_each_no_and_each_abstention(crossing: str, vote: tuple[int, ...]) -> None:
    """With what the member does beyond it."""
    counted = count(Scenario(council(Limit(at_most=30, crossing=OnCrossing(crossing)))), {"form": 100, "measures": 65})
    assert (counted.yes, counted.no, counted.abstain) == vote
    for member in counted.members:
        limits = [(each.issue, each.means) for each in member.crossed]
        assert limits == ([("measures", crossing)] if member.actor in HELD_BACK else [])


# Other bodies


def in_1950(case: Case) -> Case:
    """The case moved to June 1950, in a Council of eleven; the timeline moves with it."""
    back = case.start - datetime(1950, 6, 24, tzinfo=UTC)
    eleven = {code: each for code, each in case.actors.items() if code not in MEMBERS[11:]}
    return attrs.evolve(
        case, actors=eleven, start=case.start - back, horizon=case.horizon - back,
        emergent_from=case.emergent_from - back,
        timeline=tuple(attrs.evolve(entry, at=entry.at - back) for entry in case.timeline),
    )  # fmt: skip


def korea(against: Sequence[str], absent: tuple[str, ...] = ()) -> Case:
    """The Council of June 1950; some members want nothing done."""
    base = in_1950(council(None))
    opposed = {
        code: actor(code, ISSUES, (0, 0), [100, 1], isolation=0, join=0) if code in against else base.actors[code]
        for code in base.actors
    }
    return attrs.evolve(base, actors=opposed, absent=absent, penholder="USA")


def test_in_the_council_of_eleven_seven_votes_adopt_a_text_and_who_is_absent_vetoes_nothing() -> None:
    """June 1950: the Soviet Union stayed away. Seven of ten are enough, as the Charter then was."""
    run = run_of(korea(("RUS", "JPN", "DNK", "GRC"), ("RUS",)))
    assert (run.outcome.form, run.outcome.vote) == ("resolution", (7, 3, 0))
    assert "RUS" not in run.outcome.votes
    said = of(run, e.ObjectionRaised, e.VetoThreatened, e.PositionDeclared, e.VoteCast)
    assert "RUS" not in {event.actor for event in said}


def test_the_same_member_in_its_seat_vetoes_the_text() -> None:
    """With the Soviet Union in the room nothing that it opposes is adopted."""
    run = run_of(korea(("RUS",)))
    assert run.outcome.form != "resolution"
    assert count(Scenario(korea(("RUS",))), {"form": 100, "measures": 65}).result == "vetoed"


def test_six_votes_of_eleven_are_too_few_and_the_log_says_seven() -> None:
    """No member has a veto over it; the number of votes decides."""
    short = korea(("JPN", "DNK", "GRC", "SVK", "PER", "ARG"), ("RUS", "FRA"))
    run = run_of(attrs.evolve(short, parameters={**CERTAIN, "failure_cost": 0}))
    assert count(Scenario(short), {"form": 100, "measures": 65}).result == "failed"
    labels = Labels(run.scenario.case, run.scenario.clock)
    assert labels.quota() == "seven"


@pytest.mark.parametrize(
    ("body", "votes", "result"),
    [
        (Body(quota=11), (10, 5, 0), "failed"),
        (Body(quota=10, blocking=Blocking.NONE), (10, 5, 0), "resolution"),
        (Body(quota=3, blocking=Blocking.ALL), (10, 5, 0), "vetoed"),
    ],
)
def test_a_body_may_have_a_quota_and_vetoes_of_its_own(body: Body, votes: tuple[int, ...], result: str) -> None:
    """What the file does not say is as in the Charter."""
    counted = count(Scenario(council(Limit(at_most=30), body=body)), {"form": 100, "measures": 65})
    assert (counted.yes, counted.no, counted.abstain) == votes
    assert counted.result == result


def test_a_file_says_what_body_it_is_and_who_stays_away() -> None:
    """Read, checked, and written out again."""
    away = "absent: [TZA]\nbody:\n  quota: 8\n"
    text = changed("climate:\n", f"{away}climate:\n").replace("    yes: 15\n", "    yes: 14\n")
    read = read_text(text)
    assert (read.absent, read.body) == (("TZA",), Body(quota=8))
    assert read_text(to_yaml(read)) == read
    assert Scenario(read).setting.voting.quota == 8
    assert "TZA" not in Scenario(read).setting.members


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("body:\n  quota: 16\n", "a resolution needs 16 yes votes, and 15 members take part"),
        ("body:\n  seats: 11\n", "5 permanent and 10 elected members make no Council"),
        ("body:\n  permanent: 16\n", "16 of 15 seats are permanent"),
        ("absent: [PRK]\n", "PRK has no seat in the Council"),
    ],
)
def test_a_body_that_cannot_be_is_refused(written: str, said: str) -> None:
    """With what would fit."""
    problem = problems_of(changed("climate:\n", f"{written}climate:\n"))[0]
    assert said in problem.message
    assert problem.allowed


# Provokers: none, one, several, no state, a member


RESTLESS = {"relaunch_chance": 0.3, "concession_chance": 0.2, "provoker_threat_chance": 0.5, "vote_noise": 6}
OF_PROVOKERS = (e.ThreatIssued, e.ConcessionMade, e.EnvoySent, e.MediationProposed, e.OutcomeRejected)


def test_without_a_provoker_nobody_threatens_gives_way_mediates_or_rejects() -> None:
    """A mandate runs out: the Council's own date is what happens, and nothing of a provoker's comes."""
    base = council(None, measures=60, provoker=())
    ends = Entry("mandate-ends", base.timeline[0].at, "provocation", "UNSC", "the mandate ends", "mandate_ends")
    calm = attrs.evolve(base, timeline=(ends, *base.timeline[1:]), parameters=RESTLESS)
    for seed in range(1, 6):
        run = run_of(calm, seed)
        assert not of(run, *OF_PROVOKERS)
        assert len(of(run, e.ProvocationOccurred)) == 1
    assert run.outcome.form == "resolution"


def at_war(*, second: str = "SSD", **more: Any) -> Case:
    """Two provokers that nobody loves, each of which strikes on the first day."""
    base = council(Limit(at_most=30), provoker=("PRK", second), parameters=RESTLESS)
    strikes = Entry("strike-1", base.timeline[0].at, "provocation", second, "strikes back", "air_strike")
    other = actor(second, ISSUES, (0, 0), **more)
    return attrs.evolve(base, actors={**base.actors, second: other}, timeline=(strikes, *base.timeline))


def test_of_two_provokers_each_has_its_own_day_and_does_again_what_it_did_itself() -> None:
    """Both sides of a war threaten, strike again, and reject; neither does what the other did."""
    done: set[tuple[str, str]] = set()
    rejected: set[str] = set()
    for seed in range(1, 13):
        run = run_of(at_war(), seed)
        done |= {(event.actor, event.payload.what) for event in of(run, e.ProvocationOccurred)
                 if event.origin == "emergent"}  # type: ignore[attr-defined]  # fmt: skip
        rejected |= {event.actor for event in of(run, e.OutcomeRejected)}
        assert not [event for event in of(run, e.CallHeld) if {event.actor, event.target} & {"PRK", "SSD"}]
    assert done == {("PRK", "long_range_missile"), ("SSD", "air_strike")}
    assert rejected == {"PRK", "SSD"}


def test_an_envoy_goes_to_the_provoker_that_the_mediator_knows_best() -> None:
    """With two of them, by the tie; a provoker mediates for nobody."""
    war = attrs.evolve(at_war(), ties=(Tie(("CHN", "SSD"), 90), Tie(("CHN", "PRK"), 40)))
    setting = Scenario(war).setting
    assert setting.provoker_near("CHN") == "SSD"
    assert setting.provoker_near("PRK") == ""


def test_a_provoker_may_be_no_state() -> None:
    """An armed group: a code of its own, no seat, and all that other provokers do."""
    base = council(None, measures=60)
    group = attrs.evolve(actor("M23", ISSUES, (0, 0)), kind=ActorKind.PARTY)
    actors = {**base.actors, "M23": group}
    timeline = (attrs.evolve(base.timeline[0], actor="M23", what="armed_attack"), *base.timeline[1:])
    run = run_of(attrs.evolve(base, actors=actors, provoker=("M23",), timeline=timeline))
    assert {event.actor for event in of(run, e.OutcomeRejected)} == {"M23"}


def by_a_member(**more: Any) -> Case:
    """Russia is the provoker, permanent, in the chair, and against any text."""
    base = council(None, measures=60, provoker="RUS", penholder=None)
    opposed = attrs.evolve(actor("RUS", ISSUES, (0, 0), [100, 50], isolation=0, join=0), **more)
    timeline = (attrs.evolve(base.timeline[0], actor="RUS", what="invasion"), *base.timeline[1:])
    chair = (Presidency(base.start, "RUS"),)
    return attrs.evolve(base, actors={**base.actors, "RUS": opposed}, timeline=timeline, presidency=chair)


def test_a_member_that_provokes_neither_drafts_nor_mediates_but_votes() -> None:
    """Its no is a veto like any other; from its chair it tries no statement."""
    for seed in range(1, 5):
        run = run_of(by_a_member(), seed)
        assert not [event for event in of(run, e.MediationProposed) if event.actor == "RUS"]
        drafts = [event.payload for event in of(run, e.DraftCirculated) if event.actor == "RUS"]
        assert all(draft.reason == "counter_draft" for draft in drafts)  # type: ignore[attr-defined]
        assert run.outcome.form != "resolution"


def test_a_party_to_the_dispute_has_no_vote_on_a_text_that_does_not_rest_on_chapter_vii() -> None:
    """Article 27 (3): its no stops nothing there, and it is a veto as soon as the text rests on Chapter VII."""
    basis = attrs.evolve(ladder("basis", (0, 95)), role=Role.LEGAL_BASIS, chapter_vii_from=95)
    issues = (*ISSUES, basis)
    actors = {
        code: attrs.evolve(each, stances={**each.stances, "basis": Stance(0, 50)})
        for code, each in by_a_member(party_to_dispute=True).actors.items()
    }
    case = attrs.evolve(by_a_member(), issues=issues, actors=actors, motive=Motive.TEXT)
    soft = count(Scenario(case), {"form": 100, "measures": 65, "basis": 0})
    hard = count(Scenario(case), {"form": 100, "measures": 65, "basis": 95})
    assert (soft.result, soft.no, soft.abstain) == ("resolution", 0, 1)
    assert [member.actor for member in soft.members if member.must_abstain] == ["RUS"]
    assert hard.result == "vetoed"
    run = run_of(case)
    assert run.outcome.form == "resolution"
    assert run.outcome.votes["RUS"] == "abstain"
    assert not of(run, e.VetoThreatened)


@pytest.mark.parametrize(
    ("written", "read"), [("none", ()), ("PRK", ("PRK",)), ("[PRK, USA]", ("PRK", "USA")), ("[PRK]", ("PRK",))]
)
def test_a_file_names_one_provoker_several_or_none(written: str, read: tuple[str, ...]) -> None:
    """A word, a list, or none; written out as it is said shortest, and the store holds one as it always did."""
    case = read_text(changed("provoker: PRK", f"provoker: {written}"))
    assert case.provoker == read
    assert read_text(to_yaml(case)) == case
    assert from_plain(to_plain(case)) == case
    assert to_plain(case)["provoker"] == (read[0] if len(read) == 1 else list(read) or "none")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("provoker: PRK", "provoker: [PRK, PRK]", "PRK is named twice"),
        ("provoker: PRK", "provoker: [PRK, IRN]", "no actor has the code IRN"),
        ("  PRK:\n", "  M23:\n", "M23 is no code of a state"),
    ],
)
def test_provokers_and_codes_that_cannot_be_are_refused(old: str, new: str, said: str) -> None:
    """Each with its place."""
    assert said in [problem.message for problem in problems_of(changed(old, new))]


# Sponsors


def co_sponsors(run: Run, draft: str) -> list[str]:
    """Who put its name to a draft, in order."""
    return [event.actor for event in of(run, e.CoSponsorJoined) if event.payload.draft == draft]  # type: ignore[attr-defined]


def test_the_sponsors_table_the_first_draft_together() -> None:
    """In the minute in which it goes round, each in an event of its own, and the sponsor counts on them."""
    run = run_of(council(None, sponsors=("JPN", "GBR", "FRA", "PER")))
    (first, *_) = of(run, e.DraftCirculated)
    assert co_sponsors(run, "JPN-1") == ["GBR", "FRA", "PER"]
    assert {event.t for event in of(run, e.CoSponsorJoined)} == {first.t}


def test_a_sponsor_that_a_text_hurts_or_whose_limit_it_crosses_does_not_put_its_name_to_it() -> None:
    """An event says so, with what the text is worth to it."""
    base = council(WARY, sponsors=("GHA", "PER"))
    loses = attrs.evolve(actor("PER", ISSUES, (0, 0), [100, 50]))
    run = run_of(attrs.evolve(base, actors={**base.actors, "PER": loses}))
    assert co_sponsors(run, "JPN-1") == []
    kept = {event.actor: event.payload.reason for event in of(run, e.ActWithheld)}  # type: ignore[attr-defined]
    assert kept == {"GHA": "own_limit", "PER": "worth_too_little"}
    labels = Labels(run.scenario.case, run.scenario.clock)
    said = {event.actor: sentence(labels, event) for event in of(run, e.ActWithheld)}
    assert said["PER"] == "PER withholds its name among the co-sponsors: JPN-1 would be worth too little to it (-88.3)"
    assert said["GHA"] == "GHA withholds its name among the co-sponsors: JPN-1 would cross a limit of its own"


def test_a_joint_pen_passes_to_the_next_sponsor() -> None:
    """The first that has not laid it down."""
    setting = Setting(council(None, penholder=None, sponsors=("GBR", "FRA")))
    state = Crisis(setting)
    assert (setting.pen, penholder(state)) == (("GBR", "FRA"), "GBR")
    state.pen_refused.add("GBR")
    assert penholder(state) == "FRA"
    assert Setting(council(None, sponsors=("FRA", "JPN"))).pen == ("JPN", "FRA")


def drafted_by_a_stranger(**more: Any) -> Case:
    """Germany, which has no seat, holds the pen; Peru is its closest friend."""
    base = council(None, measures=60, penholder="DEU", ties=(Tie(("DEU", "PER"), 90), Tie(("DEU", "GHA"), 60)), **more)
    return attrs.evolve(base, actors={**base.actors, "DEU": actor("DEU", ISSUES, (100, 30))})


def test_the_text_of_a_drafter_that_is_no_member_is_tabled_by_a_friend() -> None:
    """The first member among the sponsors, else the one with the strongest tie; it is the drafter's text."""
    (first, *_) = of(run_of(drafted_by_a_stranger()), e.DraftCirculated)
    assert (first.actor, first.payload.drafter) == ("PER", "DEU")  # type: ignore[attr-defined]
    assert first.payload.text["measures"] == 30  # type: ignore[attr-defined]
    (first, *_) = of(run_of(drafted_by_a_stranger(sponsors=("GHA",))), e.DraftCirculated)
    assert (first.actor, first.payload.drafter) == ("GHA", "DEU")  # type: ignore[attr-defined]


def test_a_planned_text_of_somebody_who_is_no_member_is_tabled_by_a_friend_or_withheld_by_it() -> None:
    """By the friend's own stance: it must be worth something to it."""
    base = drafted_by_a_stranger()
    text = {"form": 100, "measures": 65}
    at = base.timeline[-1].at
    planned = Entry("draft-1", at, "draft", "DEU", "circulates a draft resolution", text=text)
    run = run_of(attrs.evolve(base, timeline=(*base.timeline, planned)))
    (first, *_) = of(run, e.DraftCirculated)
    assert (first.actor, first.payload.draft, first.payload.drafter) == ("PER", "PER-1", "DEU")  # type: ignore[attr-defined]
    labels = Labels(run.scenario.case, run.scenario.clock)
    assert sentence(labels, first) == "PER circulates a draft resolution for DEU (PER-1): 100/65"
    unloved = attrs.evolve(base.actors["PER"], stances=actor("PER", ISSUES, (0, 0)).stances)
    run = run_of(attrs.evolve(base, actors={**base.actors, "PER": unloved}, timeline=(*base.timeline, planned)))
    assert next((event.actor, event.payload.entry) for event in of(run, e.ActWithheld)) == ("PER", "draft-1")  # type: ignore[attr-defined]


def test_a_body_speaks_and_its_call_lifts_a_limit() -> None:
    """A code that the file made up, without a seat; `lifted_by` names the entry."""
    firm = Limit(at_most=30, crossing=OnCrossing.ABSTAIN, lifted_by=("call-of-the-league",))
    base = council(firm)
    league = attrs.evolve(actor("LAS", ISSUES, (100, 100)), kind=ActorKind.BODY)
    calls = Entry("call-of-the-league", base.timeline[-1].at, "statement", "LAS", "calls on the Council to act")
    case = attrs.evolve(base, actors={**base.actors, "LAS": league}, timeline=(*base.timeline, calls))
    assert run_of(case).outcome.vote == (15, 0, 0)
    assert run_of(base).outcome.vote == (10, 0, 5)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sponsors: [PRK]", "PRK is the provoker: it does not sponsor the answer"),
        ("sponsors: [GBR, GBR]", "GBR is named twice"),
        ("sponsors: [IRN]", "no actor has the code IRN"),
    ],
)
def test_sponsors_that_cannot_be_are_refused(written: str, said: str) -> None:
    """Each with its place."""
    problems = problems_of(changed("penholder: JPN\n", f"penholder: JPN\n{written}\n"))
    assert said in [problem.message for problem in problems]


# Seats that begin and end


NEW_YEAR = START + timedelta(days=5)


def over_new_year(leaves: str, **more: Any) -> Case:
    """South Africa takes the seat of an elected member while a draft is on the table."""
    base = council(None, measures=60, **more)
    goes = attrs.evolve(base.actors[leaves], leaves=NEW_YEAR)
    comes = attrs.evolve(actor("ZAF", ISSUES, (100, 60)), seat=Seat.ELECTED, joins=NEW_YEAR)
    return attrs.evolve(
        base, actors={**base.actors, leaves: goes, "ZAF": comes}, parameters={**CERTAIN, "consult_hours": 60}
    )


def test_who_leaves_in_mid_crisis_takes_its_word_with_it_and_who_comes_reads_and_votes() -> None:
    """An event at that minute; fifteen votes before and after it; a fork from later on gives the same run."""
    seen = 0
    for seed in range(1, 9):
        run = run_of(over_new_year("DNK"), seed)
        (change,) = of(run, e.CouncilChanged)
        assert change.t == int((NEW_YEAR - START).total_seconds()) // 60
        assert data_of(change.payload) == {"leaves": ["DNK"], "comes": ["ZAF"], "passed_on": {}}
        state = run.state_at(change.seq)
        assert "DNK" not in state.setting.members
        assert len(state.setting.members) == 15
        assert not any("DNK" in draft.declared for draft in state.live_drafts())
        spoken = of(run, e.PositionDeclared, e.ObjectionRaised, e.CoSponsorJoined, e.VoteCast)
        assert not [event for event in spoken if event.actor == "DNK" and event.t > change.t]
        if of(run, e.VoteOpened)[0].t > change.t:
            seen += 1
            assert "ZAF" in run.outcome.votes
            assert len(run.outcome.votes) == 15
            assert "ZAF" in {event.actor for event in spoken}
        assert run.fork(change.seq).head == run.head
        labels = Labels(run.scenario.case, run.scenario.clock)
        assert sentence(labels, change) == "the Council changes its members: DNK leaves; ZAF joins"
    assert seen


def test_a_draft_of_who_leaves_passes_to_a_co_sponsor_or_lapses() -> None:
    """The first co-sponsor that stays is its sponsor then, and takes it to the vote."""
    passed, lapsed = set(), set()
    for seed in range(1, 9):
        run = run_of(over_new_year("JPN", sponsors=("GBR",)), seed)
        (change,) = of(run, e.CouncilChanged)
        passed |= set(change.payload.passed_on.items())  # type: ignore[attr-defined]
        if change.payload.passed_on:  # type: ignore[attr-defined]
            later = of(run, e.DraftPutInBlue, e.DraftAmended, e.ConsultationsContinued)
            assert {event.actor for event in later if event.seq > change.seq} <= {"GBR"}
            assert run.outcome.form == "resolution"
        (change,) = of(run_of(over_new_year("JPN"), seed), e.CouncilChanged)
        lapsed |= set(change.payload.passed_on.items())  # type: ignore[attr-defined]
    assert passed == {("JPN-1", "GBR")}
    assert lapsed == {("JPN-1", "")}


SEAT = "    seat: elected\n"


def test_seats_of_a_file_must_be_taken_after_every_change() -> None:
    """Who leaves without somebody who comes leaves a seat empty; the message says when."""
    text = changed(SEAT, f"{SEAT}    leaves: 2006-08-01T00:00:00Z\n")
    assert "5 permanent and 9 elected members make no Council on 2006-08-01T00:00:00Z" in [
        problem.message for problem in problems_of(text)
    ]
    text = changed(SEAT, f"{SEAT}    joins: 2006-08-02T00:00:00Z\n    leaves: 2006-08-01T00:00:00Z\n")
    assert any("before it joins" in problem.message for problem in problems_of(text))


# History


def past() -> History:
    """A veto of Russia's, with what was checked."""
    checks = tuple(
        Check(f"{kind}-{code}", kind, "as it was", code)
        for kind in ("threat", "veto") for code in ("RUS", "FRA", "")
    )  # fmt: skip
    votes = {code: "no" if code == "RUS" else "yes" for code in MEMBERS}
    checks += (Check("who", "votes", "as they voted"),)
    return History("vetoed", START + timedelta(days=9), "Russia vetoes", checks, votes=votes)


def test_a_check_may_name_who_threatened_and_who_cast_the_veto() -> None:
    """Russia's veto is not met by a French one, nor by its threat."""
    base = council(None, history=past(), climate=Climate(40))
    firm = actor("RUS", ISSUES, (0, 0), [100, 50], isolation=0, join=0)
    hurried = {**CERTAIN, "record_value": 1, "polarisation_per_veto": 0.2, "rule.climate_of_file": 0}
    run = run_of(attrs.evolve(base, actors={**base.actors, "RUS": firm}, parameters=hurried))
    found = {check.id: (check.passed, check.found) for check in match(run).checks}
    vetoed = run.outcome.form == "vetoed"
    assert vetoed
    assert {name for name, (passed, _) in found.items() if passed} == {
        "threat-RUS",
        "threat-",
        "veto-RUS",
        "veto-",
        "who",
    }
    assert found["veto-FRA"][1] == "veto of RUS"
    assert found["who"][1] == "15 of 15 members as they voted"


VOTED = "  vote:\n    yes: 15\n    no: 0\n    abstain: 0\n"
ALL_YES = "".join(f"    {code}: yes\n" for code in sorted(MEMBERS))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    yes: 15\n    no: 0\n", "    yes: 14\n    no: 0\n", "14 votes of 15 members"),
        ("    yes: 15\n    no: 0\n", "    yes: 8\n    no: 7\n", "8 yes votes carry nothing"),
        (VOTED, f"{VOTED}  votes:\n{ALL_YES.replace('USA: yes', 'USA: no')}",
         "USA is permanent: its no is a veto, no resolution"),
        (VOTED, f"{VOTED}  votes:\n{ALL_YES.replace('TZA: yes', 'TZA: abstain')}",
         "14 yes, 0 no and 1 abstentions are not this tally"),
        (VOTED, f"{VOTED}  votes:\n{ALL_YES.replace('TZA', 'PRK')}", "no vote of TZA"),
    ],
)  # fmt: skip
def test_votes_that_do_not_add_up_are_refused(old: str, new: str, said: str) -> None:
    """Against the seats, against the tally, and against what they came to."""
    assert said in [problem.message for problem in problems_of(changed(old, new))]


def test_history_says_who_voted_how_who_tabled_it_and_what_came_before() -> None:
    """Read, and written out again."""
    before = (
        f"  votes:\n{ALL_YES}  co_sponsors: [JPN, USA]\n  products:\n    - form: press_statement\n"
        "      at: 2006-07-10T00:00:00Z\n      summary: a statement to the press\n      text:\n"
        "        form: 25\n        condemnation: 80\n        legal_force: 0\n"
    )
    case = read_text(changed(VOTED, f"{VOTED}{before}"))
    assert case.history is not None
    assert (case.history.votes["JPN"], case.history.co_sponsors) == ("yes", ("JPN", "USA"))
    assert case.history.products[0].form == "press_statement"
    assert read_text(to_yaml(case)) == case


# Moves that the timeline holds


STRONG, MILD = {"form": 100, "measures": 65}, {"form": 100, "measures": 30}
STATEMENT = {"form": 25, "measures": 0}


def entry(name: str, kind: str, code: str, hours: int, **more: Any) -> Entry:
    """An entry so many hours after the consultations."""
    return Entry(name, START + timedelta(days=1, hours=hours), kind, code, f"{kind} as planned", **more)


def played(*moves: Entry, base: Case | None = None, until: int = 6, text: Mapping[str, int] = STRONG) -> Run:
    """A run in which Japan's draft goes round as planned, and then these moves come; the model takes over later."""
    case = base or council(None, measures=60)
    draft = entry("draft-1", "draft", "JPN", 1, text=text)
    return run_of(
        attrs.evolve(case, timeline=(*case.timeline, draft, *moves), emergent_from=START + timedelta(days=until))
    )  # fmt: skip


def kept_back(run: Run) -> dict[str, str]:
    """What was withheld, by entry, and why."""
    return {event.payload.entry: event.payload.reason for event in of(run, e.ActWithheld)}  # type: ignore[attr-defined]


def test_the_record_is_played_from_a_draft_to_its_adoption() -> None:
    """Co-sponsored, amended, put in blue and voted on at the minutes of the timeline, before the model takes over."""
    run = played(
        entry("joins", "co_sponsor", "GBR", 2),
        entry("amends", "amend", "JPN", 3, text=MILD, draft="draft-1"),
        entry("blue", "put_in_blue", "JPN", 4),
        entry("votes", "vote", "UNSC", 20),
    )
    made = of(run, e.CoSponsorJoined, e.DraftAmended, e.DraftPutInBlue, e.VoteOpened)
    assert [event.payload.entry for event in made] == ["joins", "amends", "blue", "votes"]  # type: ignore[attr-defined]
    assert [event.origin for event in made] == ["scripted"] * 4
    assert [(event.t - 1440) // 60 for event in made] == [2, 3, 4, 20]
    assert (run.outcome.form, run.outcome.vote, run.outcome.text) == ("resolution", (15, 0, 0), MILD)
    assert run.outcome.at == made[-1].t
    assert kept_back(run) == {}
    for event in run.events:
        assert data_of(event_of(run.lines[event.seq]).payload) == data_of(event.payload)


def opposed(code: str, **more: Any) -> Case:
    """The Council with one member that wants nothing done."""
    base = council(None, measures=60, **more)
    against = actor(code, ISSUES, (0, 0), [100, 50], isolation=0, join=0)
    return attrs.evolve(base, actors={**base.actors, code: against})


def test_objection_and_threat_go_ahead_where_the_member_would_make_them_and_are_withheld_where_not() -> None:
    """The same timeline, with a Russia that would veto and with one that would not."""
    said = (entry("objects", "object", "RUS", 2), entry("threatens", "threaten", "RUS", 3))
    run = played(*said, base=opposed("RUS"))
    made = [event for event in of(run, e.ObjectionRaised, e.VetoThreatened) if event.origin == "scripted"]
    assert [event.payload.entry for event in made] == ["objects", "threatens"]  # type: ignore[attr-defined]
    run = played(*said)
    assert kept_back(run) == {"objects": "no_objection", "threatens": "no_threat"}
    labels = Labels(run.scenario.case, run.scenario.clock)
    words = [sentence(labels, event) for event in of(run, e.ActWithheld)]
    assert words[0].startswith("RUS withholds its objection (objects): it does not object to JPN-1 (+")


def test_a_sponsor_goes_to_the_vote_withdraws_or_amends_only_where_that_pays() -> None:
    """It takes no text to a veto that costs it, nor off the table what would pass, and writes none that hurts it."""
    run = played(entry("blue", "put_in_blue", "JPN", 3), entry("votes", "vote", "UNSC", 20), base=opposed("RUS"))
    assert kept_back(run) == {"blue": "vote_worth_nothing", "votes": "vote_worth_nothing"}
    run = played(entry("gone", "withdraw", "JPN", 3), base=opposed("RUS"))
    assert kept_back(run) == {}
    assert next(event.payload.reason for event in of(run, e.DraftWithdrawn)) == "planned"  # type: ignore[attr-defined]
    run = played(entry("gone", "withdraw", "JPN", 3))
    assert kept_back(run) == {"gone": "vote_worth_more"}
    run = played(
        entry("amends", "amend", "JPN", 3, text=MILD),
        base=attrs.evolve(council(None), actors={
            **council(None).actors, "JPN": actor("JPN", ISSUES, (100, 100), limits={"measures": Limit(at_least=65)})}),
    )  # fmt: skip
    assert kept_back(run) == {"amends": "own_limit"}


def test_a_statement_agreed_on_the_way_is_no_end_and_counts_if_nothing_stronger_follows() -> None:
    """The Council goes on to its resolution; where it gets none, the statement is what came of it."""
    agreed, modest = entry("agreed", "adopt", "UNSC", 3), {**CERTAIN, "draft_share": 0}
    run = played(agreed, text=STATEMENT, base=council(None, measures=60, parameters=modest))
    (statement,) = of(run, e.StatementAgreed)
    assert (statement.origin, statement.actor) == ("scripted", "UNSC")
    assert run.outcome.form == "resolution"
    tired = council(None, measures=60, parameters={**modest, "retry_worth": 100})
    run = played(agreed, text=STATEMENT, base=tired)
    assert (run.outcome.form, run.outcome.at) == ("press_statement", statement.t)
    blocked = played(agreed, text=STATEMENT, base=attrs.evolve(opposed("RUS"), parameters=modest))
    assert kept_back(blocked) == {"agreed": "objections"}
    labels = Labels(blocked.scenario.case, blocked.scenario.clock)
    (why,) = [sentence(labels, event) for event in of(blocked, e.ActWithheld)]
    assert why == "the Council withholds the adoption of the statement (agreed): RUS would object to JPN-1"


def test_a_move_about_no_draft_is_withheld_and_no_member_backs_two_drafts_at_once() -> None:
    """Its own text, or its name on a second one, is withheld while its name stands on another's."""
    run = played(
        entry("joins", "co_sponsor", "GBR", 2),
        entry("draft-2", "draft", "FRA", 3, text=MILD),
        entry("joins-too", "co_sponsor", "GBR", 4, draft="draft-2"),
        entry("own", "draft", "GBR", 5, text=MILD),
        entry("gone", "withdraw", "PER", 6),
    )
    assert kept_back(run) == {"joins-too": "backs_another", "own": "backs_another", "gone": "no_draft"}
    state = run.state_at(of(run, e.ActWithheld)[-1].seq)
    for member in MEMBERS:
        assert sum(state.backs(member, draft) for draft in state.live_drafts()) <= 1


def test_a_text_put_in_blue_by_the_timeline_is_voted_on_when_the_model_takes_over() -> None:
    """Not before: until then the timeline alone acts."""
    run = played(entry("blue", "put_in_blue", "JPN", 2), until=6)
    (vote,) = of(run, e.VoteOpened)
    assert vote.t >= 6 * 1440
    assert vote.origin == "emergent"
    assert run.fork(of(run, e.DraftPutInBlue)[0].seq).head == run.head


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("kind: vote\n    actor: USA", "USA alone cannot vote"),
        ("kind: object\n    actor: PRK", "PRK has no seat in the Council"),
        ("kind: amend\n    actor: JPN", "an amend without text"),
        ("kind: withdraw\n    actor: JPN\n    draft: draft-9", "no entry of kind draft has the id 'draft-9'"),
        ("kind: alert\n    actor: JPN\n    draft: draft-1", "alert is not about a draft"),
    ],
)
def test_moves_that_nobody_can_make_are_refused(lines: str, said: str) -> None:
    """By kind, actor and draft."""
    move = f"  - id: move-1\n    at: 2006-07-06T08:00:00Z\n    {lines}\n    summary: moves\n    source: [S1]\n"
    assert said in [problem.message for problem in problems_of(changed("assumptions:\n", f"{move}assumptions:\n"))]


def test_a_file_holds_moves_and_is_written_out_again() -> None:
    """With the draft that each is about."""
    move = (
        "  - id: move-1\n    at: 2006-07-06T08:00:00Z\n    kind: withdraw\n    actor: JPN\n    draft: draft-1\n"
        "    summary: withdraws its draft\n    source: [S1]\n"
    )
    case = read_text(changed("assumptions:\n", f"{move}assumptions:\n"))
    assert (case.timeline[-1].kind, case.timeline[-1].draft) == ("withdraw", "draft-1")
    assert read_text(to_yaml(case)) == case
