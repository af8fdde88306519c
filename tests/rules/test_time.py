"""Drafting before a text goes to all, statements agreed at the first meeting, several products of one crisis."""

from collections.abc import Sequence

import attrs

from sim.engine.outcome import outcome_of
from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario
from sim.questions.explain.causes import chain_of
from sim.questions.explain.text_history import text_history_of
from sim.questions.state import state_of
from sim.rules.agenda import concerned
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.decide import decide
from sim.rules.evolve import evolve
from sim.rules.families import FAMILIES
from sim.rules.occasions import Occasion
from sim.rules.sessions import wants_more
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.case import Case
from tests.kit import event
from tests.rules.test_edition import council, happens, off, provoked

LAUNCH = e.ProvocationOccurred("", "long_range_missile", 30, "launches again")
SPOT = "statements_on_the_spot"


def drafting(made: Case, seed: int = 1, file: str = "PRK-weapons") -> Crisis:
    """The crisis after Japan, which holds the pen, has begun to draft."""
    state = provoked(attrs.evolve(made, file=file))
    (act,) = decide(state, Occasion("JPN", "become_penholder", 0, None), Chance(seed)).acts
    assert isinstance(act.payload, e.DraftingBegan)
    happens(state, act.payload, "JPN")
    return state


def days_to_draft(made: Case, file: str) -> list[float]:
    """How long drafts of a file take on a hundred seeds, in days, the shortest first."""
    states = [drafting(made, seed, file) for seed in range(1, 101)]
    return sorted((state.drafting.ready - state.t) / 1440 for state in states if state.drafting is not None)


# Drafting


def test_a_resolution_is_drafted_before_it_goes_round_and_a_statement_is_not() -> None:
    """So the first event is its beginning; at a small priority a statement is all that is worth tabling."""
    assert drafting(council()).live_drafts() == []
    for made in (council(priority=5), off(council(), "drafting")):
        (act,) = decide(provoked(made), Occasion("JPN", "become_penholder", 0, None), Chance(1)).acts
        assert isinstance(act.payload, e.DraftCirculated)


def test_half_of_the_drafts_take_so_long_as_the_table_says_for_their_family() -> None:
    """45 days over safeguards, 14 over weapons, 1 over force, at pressure 50; here it is 30: a quarter more."""
    for file, days in (("IRN-safeguards", 45), ("PRK-weapons", 14), ("LBY-force", 1)):
        taken = days_to_draft(council(), file)
        assert 0.6 * days / 0.8 < taken[50] < 1.7 * days / 0.8 + 0.5
        assert taken[90] > 3 * taken[50]


def test_a_higher_pressure_hastens_it_and_a_further_provocation_halves_what_is_left() -> None:
    """As urgency does consultations."""
    calm, hot = (days_to_draft(council(parameters={"urgency_floor": floor}), "PRK-weapons") for floor in (0.2, 1.0))
    assert hot[50] < calm[50]
    state = drafting(council())
    assert state.drafting is not None
    left = state.drafting.ready - state.t - 1
    happens(state, LAUNCH, "PRK")
    assert state.drafting.ready - state.t == round(0.5 * left)
    due = concerned(state, event(LAUNCH, state.seq, state.t, "PRK"), Chance(1))
    assert [each.number for each in due if each.name == "draft_ready"] == [state.drafting.ready]


def test_who_drafts_consults_each_member_that_can_stop_the_text_the_friend_of_the_provoker_first() -> None:
    """On the issue that parts it most from the text; the talk draws both positions."""
    made = council({"CHN": (60, 60, 0)}, near={"CHN": 70, "RUS": 50})
    state = drafting(made)
    began = e.DraftingBegan(state.space.text(0), state.drafting.ready if state.drafting else 0, {})
    talks = [each for each in concerned(state, event(began, state.seq, state.t, "JPN"), Chance(1)) if each.subject]
    assert [each.subject for each in talks] == ["CHN", "RUS", "USA", "GBR", "FRA"]
    assert [each.due for each in talks] == sorted(each.due for each in talks)
    (act,) = decide(state, talks[0], Chance(1)).acts
    assert isinstance(act.payload, e.DraftConsulted)
    assert (act.target, act.payload.issue, act.payload.position) == ("CHN", "means", 0)
    assert {move.actor for move in act.payload.moves} <= {"JPN", "CHN"}


def test_when_it_is_ready_the_text_goes_round_unless_it_is_no_longer_worth_it() -> None:
    """It is weighed again; while somebody drafts nobody else begins, and an old date is none."""
    state = drafting(council())
    assert state.drafting is not None
    ready = state.drafting.ready
    assert decide(state, Occasion("JPN", "become_penholder", 0, None), Chance(1)).acts == ()
    assert decide(state, Occasion("JPN", "draft_ready", ready, None, "", ready - 1), Chance(1)).acts == ()
    state.t = ready
    (act,) = decide(state, Occasion("JPN", "draft_ready", ready, None, "", ready), Chance(1)).acts
    assert isinstance(act.payload, e.DraftCirculated)
    evolve(state, event(act.payload, state.seq + 1, ready, "JPN"))
    assert state.drafting is None
    assert [draft.name for draft in state.live_drafts()] == ["JPN-1"]


def test_nothing_that_the_file_plans_is_drafted_first() -> None:
    """A planned text is with all members already."""
    kinds = [each.type for each in Recipe(_july()).run(1).events]
    assert "DraftingBegan" not in kinds


def _july() -> Scenario:
    import sim

    return sim.load("dprk-2006-07")


# Statements on the spot


def met(made: Case) -> Crisis:
    """The crisis after the first meeting, in the forenoon of New York, with nothing on the table."""
    state = provoked(made)
    state.t = state.setting.council.next_between(state.setting.emergent_from, 10, 11)
    happens(state, e.ConsultationsHeld("", 1, "", "", [], {}, [], [], 0))
    return state


def reads_out(state: Crisis, member: str = "JPN") -> Sequence[e.Payload]:
    """What a member reads out at the meeting."""
    return [act.payload for act in decide(state, Occasion(member, "spot_statement", state.t, None), Chance(1)).acts]


def test_at_the_first_meeting_a_statement_that_nobody_objects_to_is_read_out() -> None:
    """Where a statement is all that is worth tabling; not at the second meeting, and not with the rule off."""
    small = council(priority=5)
    (said,) = reads_out(met(small))
    assert isinstance(said, e.DraftCirculated)
    assert (said.reason, said.text["form"]) == ("on_the_spot", 25)
    again = met(small)
    happens(again, e.ConsultationsHeld("", 2, "", "", [], {}, [], [], 0))
    assert reads_out(again) == []
    assert reads_out(met(off(small, SPOT))) == []


def test_nothing_is_read_out_that_somebody_would_object_to() -> None:
    """China takes no text at all: the matter goes its usual way."""
    refuses = council(priority=5, limits={"CHN": {"form": Limit(at_most=0)}})
    assert reads_out(met(refuses)) == []


def test_silence_on_it_lasts_four_hours_and_a_day_on_what_somebody_objects_to() -> None:
    """And a day on a statement that comes after another draft."""
    hours = []
    for limits in ({}, {"CHN": {"blame": Limit(at_most=0)}}):
        state = met(council(priority=5, limits=limits))
        said = e.DraftCirculated("", "JPN-1", state.space.text(state.space.row_of[25, 80, 0]), "", "", {})
        happens(state, said, "JPN")
        found = concerned(state, event(said, state.seq, state.t, "JPN"), Chance(1))
        (due,) = [each.due for each in found if each.name == "silence"]
        hours.append((due - state.t) / 60)
    assert hours[0] < 24 <= hours[1]


# Several products


def said_at_once(made: Case) -> Crisis:
    """The crisis after a press statement at the first meeting, by Japan, to which a resolution is worth tabling."""
    state = met(made)
    (said,) = reads_out(state)
    assert isinstance(said, e.DraftCirculated)
    assert said.reason == "at_once"
    happens(state, said, "JPN")
    happens(state, e.StatementAgreed("JPN-1", "press_statement", said.text))
    return state


def test_who_wants_a_resolution_has_a_press_statement_made_at_once_and_goes_on() -> None:
    """But not over safeguards, which are no act of a day, and not with the rule off."""
    state = said_at_once(council())
    decision = decide(state, Occasion("UNSC", "conclude", state.t, None, "JPN-1"), Chance(1))
    assert decision.acts == ()
    assert [each.name for each in decision.again] == ["conclude"]
    assert reads_out(met(attrs.evolve(council(), file="IRN-safeguards"))) == []
    assert reads_out(met(off(council(), "several_products"))) == []
    (act,) = decide(state, Occasion("JPN", "become_penholder", 0, None), Chance(1)).acts
    assert isinstance(act.payload, e.DraftingBegan)


def test_attention_fades_the_sooner_the_smaller_the_act_was() -> None:
    """On half of the seeds it lasts 60 days after an act that raised the pressure to 50."""
    lasting = {}
    for severity in (10, 50, 90):
        state = said_at_once(council())
        state.raised_to = severity
        state.t += 60 * 1440
        lasting[severity] = sum(wants_more(state, Chance(seed)) for seed in range(1, 201))
    assert lasting[10] < 20
    assert 80 <= lasting[50] <= 120
    assert lasting[10] < lasting[50] < lasting[90]


def test_a_statement_that_was_all_its_author_wanted_ends_the_crisis() -> None:
    """So does one that came instead of a draft."""
    state = met(council(priority=5))
    (said,) = reads_out(state)
    assert isinstance(said, e.DraftCirculated)
    happens(state, said, "JPN")
    happens(state, e.StatementAgreed("JPN-1", "press_statement", said.text))
    (act,) = decide(state, Occasion("UNSC", "conclude", state.t, None, "JPN-1"), Chance(1)).acts
    assert isinstance(act.payload, e.OutcomeReached)


def test_a_further_provocation_opens_the_crisis_again_and_it_is_not_closed_at_the_old_time() -> None:
    """The statement stays a product; with the rule off the outcome stays."""
    for made, is_open in ((council(), True), (off(council(), "several_products"), False)):
        state = met(off(made, SPOT))
        text = state.space.text(state.space.row_of[25, 80, 0])
        happens(state, e.DraftCirculated("", "JPN-1", text, "", "", {}), "JPN")
        happens(state, e.StatementAgreed("JPN-1", "press_statement", text))
        happens(state, e.OutcomeReached("press_statement", "JPN-1", text, 0, 0, 0, {}, state.t, 0))
        reached = state.seq
        happens(state, LAUNCH, "PRK")
        assert (state.outcome is None) is is_open
        assert [name for name, _ in state.products] == ["JPN-1"]
        if is_open:
            happens(state, e.OutcomeReached("press_statement", "JPN-1", text, 0, 0, 0, {}, state.t, 0))
            assert decide(state, Occasion("UNSC", "close", state.t, reached), Chance(1)).acts == ()
            assert decide(state, Occasion("UNSC", "close", state.t, state.seq), Chance(1)).acts


def test_a_veto_stays_the_outcome_after_a_statement_made_at_once() -> None:
    """The statement came before; only what follows can take the place of a veto."""
    state = said_at_once(council())
    text = state.space.text(state.space.row_of[100, 80, 65])
    happens(state, e.DraftCirculated("", "JPN-2", text, "", "", {}), "JPN")
    happens(state, e.VoteOpened("JPN-2", 1, text, 1, ""))
    happens(state, e.DraftVetoed("JPN-2", text, 14, 1, 0, ["CHN"]))
    assert state.veto_stays()


def test_the_outcome_is_the_strongest_product_and_holds_all_of_them_with_their_days() -> None:
    """In their order; the strongest is the last here, and the other is told besides."""
    run = _both()
    forms = [form for form, _ in run.outcome.products]
    assert forms == ["press_statement", "resolution"]
    assert run.outcome.form == "resolution"
    days = [days_m for _, days_m in run.outcome.products]
    assert days == sorted(days)
    assert days[-1] == run.outcome.days_m
    again = outcome_of(run.events, run=run.id, number=1, head=run.head, issues=run.scenario.issues,
                       clock_from=run.scenario.unchanged.clock_from)  # fmt: skip
    assert again.products == run.outcome.products


def _both() -> Run:
    """The first run of a small council in which a statement and a resolution come of the launch."""
    recipe = Recipe(Scenario(attrs.evolve(council(), file="LBY-force")))
    return next(run for run in map(recipe.run, range(1, 40)) if len(run.outcome.products) == 2)


def test_with_the_three_rules_off_nothing_of_them_is_left() -> None:
    """No event of theirs, in cases where there are some with them on."""
    made = attrs.evolve(council(), file="LBY-force")
    kinds = [each.type for each in Recipe(Scenario(made)).run(1).events]
    assert "DraftingBegan" in kinds
    without = off(made, "drafting", SPOT, "several_products")
    left = Recipe(Scenario(without)).run(1)
    assert not {"DraftingBegan", "DraftConsulted"} & {each.type for each in left.events}
    assert len(left.outcome.products) == 1
    assert Setting(without).family is FAMILIES["force"]


def test_state_says_who_is_writing_and_explain_goes_from_the_text_to_its_drafting() -> None:
    """Between the two events; and from there to the launch."""
    run = _both()
    began = next(each for each in run.events if each.type == "DraftingBegan")
    texts = [each for each in run.events if isinstance(each.payload, e.DraftCirculated)]
    text = next(each for each in texts if getattr(each.payload, "reason", "") == "takes_pen")
    drafting = state_of(run.state_at(began.seq)).drafting
    assert drafting is not None
    assert drafting.by == began.actor == text.actor
    assert state_of(run.state_at(text.seq)).drafting is None
    behind = {link.seq: link.because for link in chain_of(run, text_history_of(run))}
    assert behind[text.seq] == (began.seq,)
    assert {run.events[seq].type for seq in behind[began.seq]} == {"ProvocationOccurred"}
