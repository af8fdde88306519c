"""A seat as whoever sits there sees it: the moment, what can be chosen, what is refused, and what it came to."""

import re
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.experiment.verify import verify
from sim.pages import html, terminal
from sim.pages.plain import plain
from sim.questions.explain.page import page as explained
from sim.questions.seat import NoSeat, Refused, Seat, after, after_page, page, sit
from sim.questions.seat.words import ACTS
from sim.rules import seat, seat_choices
from sim.vocabulary import events as e
from sim.vocabulary.parts import Choice
from tests.kit import run_of, scenario


def seated(actor: str, *choices: str, to: str = "", **more: object) -> Seat:
    """A seat in July 2006 after some choices, and then the model's to the first moment whose name begins so."""
    taken = sit(scenario(), actor, 1, choices, **more)  # type: ignore[arg-type]
    while to and not taken.stop.name.startswith(to):
        taken = taken.choose(str(taken.model.number))
    return taken


def to_the_end(taken: Seat) -> Seat:
    """The seat after the model's choices to the end of the run."""
    while not taken.ended:
        taken = taken.choose(str(taken.model.number))
    return taken


def kinds(run: Run, actor: str, kind: type[e.Payload]) -> list[e.Event]:
    """The events of a kind by an actor."""
    return [event for event in run.events if event.actor == actor and isinstance(event.payload, kind)]


@cache
def noes() -> Seat:
    """China's seat in a run in which it votes no on every draft, and else does as the model would."""
    taken = seated("CHN")
    while not taken.ended:
        taken = taken.choose("no" if taken.moment.kind == "vote" else str(taken.model.number))
    return taken


# The moment, and what can be chosen


def test_a_moment_says_when_it_is_what_lies_there_and_who_stands_where() -> None:
    """In both clocks, with the text in words, who is for and against it, and what it is worth to the seat."""
    now = seated("JPN", to="JPN round 5").moment
    assert (now.at, now.local, now.new_york) == ("2006-07-09T13:12:00Z", "09 22:12 JST", "09 09:12 EDT")
    draft = next(lying for lying in now.table if lying.draft == "JPN-1")
    assert draft.wordings["condemnation"] == "condemns"
    assert draft.stands["CHN"] == "opposed"
    assert draft.threats == {"CHN": 1}
    assert draft.yours
    assert draft.gain > 60
    assert any("China threatens to veto JPN-1" in line for line in now.news)


def test_what_others_think_in_numbers_is_not_told() -> None:
    """Nobody in the room knows what a text is worth to another."""
    taken = seated("JPN")
    while not taken.ended:
        told = " ".join((*taken.moment.news, taken.moment.because))
        assert not re.search(r"(gain|worth|below) [+-]?\d", told), told
        taken = taken.choose(str(taken.model.number))


def test_every_option_that_is_listed_can_be_chosen_and_one_is_the_models() -> None:
    """In every seat, at every moment; the model's is marked once."""
    for actor in ("JPN", "CHN", "PER"):
        taken = seated(actor)
        while not taken.ended:
            assert [option.model for option in taken.options].count(True) == 1
            for option in taken.options:
                assert taken.choose(str(option.number)).choices[-1].act == option.act
            taken = taken.choose(str(taken.model.number))


def test_every_kind_of_moment_has_its_words_and_its_acts() -> None:
    """What is asked, what is open, and each act in words."""
    assert set(seat_choices.OPEN) == set(seat._ASKED)
    assert {act for acts in seat_choices.OPEN.values() for act in acts} | {seat_choices.MODEL} == set(ACTS)


def test_a_blind_seat_says_nothing_of_what_the_model_thinks() -> None:
    """No worth, no chance, no mark; what the text is worth to the actor itself stays. The same can be chosen."""
    seeing, blind = seated("JPN", to="JPN round 4"), sit(scenario(), "JPN", 1, seated("JPN", to="JPN round 4").lines,
                                                         blind=True)  # fmt: skip
    assert {(each.worth, each.lacks, each.passing, each.model) for each in blind.options} == {(None,) * 4}
    assert {each.words for each in blind.options} == {each.words for each in seeing.options}
    assert "model's choice" not in terminal(page(blind))
    assert "model's choice" in terminal(page(seeing))


def test_a_text_of_ones_own_changes_what_is_named_and_keeps_the_rest() -> None:
    """By number, by key of a wording, whole as pages show it, or as a mapping."""
    taken = seated("JPN", to="JPN round 4")
    whole = {"form": 100, "condemnation": 100, "sanctions": 65, "legal_force": 25, "dialogue": 30}
    for chosen in ("amend legal_force=25 sanctions=65", "amend JPN-1 legal-force=special_responsibility,sanctions=65",
                   "amend 100/100/65/25/30", "JPN round 4: amend JPN-1 100/100/65/25/30"):  # fmt: skip
        assert taken.choose(chosen).choices[-1] == Choice("JPN round 4", "amend", "JPN-1", whole)
    assert taken.choose("amend", {"legal_force": 25, "sanctions": 65}).choices[-1].text == whole


# Steering the text's fate


def test_a_penholder_can_have_its_own_text_adopted() -> None:
    """It amends to a text that the model would not have come to, and that is what is adopted."""
    taken = seated("JPN", to="JPN round 4").choose("amend 100/65/45/0/100")
    while not taken.ended:
        wanted = next((o for o in taken.options if o.act in ("put_in_blue", "consult", "yes")), taken.model)
        blue = next((o for o in taken.options if o.act == "put_in_blue"), wanted)
        taken = taken.choose(str(blue.number))
    assert taken.run.outcome.form == "resolution"
    assert tuple((taken.run.outcome.text or {}).values()) == (100, 65, 45, 0, 100)
    assert taken.unplayed.outcome.text != taken.run.outcome.text


def test_a_penholder_can_withdraw_and_the_model_tables_nothing_in_its_name() -> None:
    """Nor does it when it is asked and does nothing."""
    taken = seated("JPN", to="JPN round 4").choose("withdraw")
    while not taken.ended:
        idle = next((o for o in taken.options if o.act in ("hold", "pass")), taken.options[0])
        taken = taken.choose(str(idle.number))
    circulated = kinds(taken.run, "JPN", e.DraftCirculated)
    assert [event.payload.draft for event in circulated if isinstance(event.payload, e.DraftCirculated)] == ["JPN-1"]


def test_a_veto_holder_can_veto_what_the_model_would_let_pass() -> None:
    """China votes no on the text that it voted for."""
    taken = noes()
    assert taken.run.outcome.form == "vetoed"
    assert taken.unplayed.outcome.form == "resolution"


def test_a_veto_holder_can_change_the_text_by_what_it_says() -> None:
    """China threatens where the model would be silent, and Japan gives way sooner or otherwise."""
    taken = to_the_end(seated("CHN", to="CHN seat 2").choose("threaten"))
    threats = kinds(taken.run, "CHN", e.VetoThreatened)
    assert threats[0].origin == "player"
    assert taken.run.lines[100:] != taken.unplayed.lines[100:]


def test_an_elected_member_can_table_a_text_and_offer_a_bridge() -> None:
    """Peru, which the model would never have do either."""
    tabled = to_the_end(seated("PER", to="PER seat 2").choose("table 100/65/45/0/80"))
    assert any(event.origin == "player" for event in kinds(tabled.run, "PER", e.DraftCirculated))
    bridged = seated("PER", to="PER seat 2")
    bridged = to_the_end(bridged.choose("bridge JPN-1 legal_force=25 sanctions=65"))
    assert kinds(bridged.run, "PER", e.BridgingTextOffered)


# Undo


def test_undo_cuts_the_choices_and_plays_again() -> None:
    """The same moment as before, on the same luck; and no more can be taken back than was chosen."""
    before = seated("JPN", to="JPN round 4")
    taken = before.choose("withdraw").undo()
    assert (taken.choices, taken.moment) == (before.choices, before.moment)
    assert before.undo(len(before.choices)).choices == ()
    with pytest.raises(NoSeat, match="cannot be taken back"):
        before.undo(99)


def test_the_lines_of_a_seat_take_it_up_where_it_was() -> None:
    """Whatever shows it need remember no more; the order of choices counts, and each names its moment."""
    taken = seated("JPN", to="JPN round 4").choose("amend legal_force=25 sanctions=65")
    assert sit(scenario(), "JPN", 1, taken.lines).moment == taken.moment
    with pytest.raises(NoSeat, match=r"choice 1, JPN entry request-meeting: .* waits at 'JPN entry request-meeting'"):
        sit(scenario(), "JPN", 1, taken.lines[1:])
    ended = to_the_end(taken)
    with pytest.raises(NoSeat, match="has ended"):
        sit(scenario(), "JPN", 1, [*ended.lines, "hold"])
    with pytest.raises(NoSeat, match="has ended"):
        ended.choose("hold")


# What is refused


REFUSED = [
    ("KOR", "KOR entry", "yes", "KOR is no member of the Council: it has no vote"),
    ("JPN", "JPN round 4", "amend legal_force=25", "85 .binding. needs legal_force at 75 or more, and it is 25"),
    ("JPN", "JPN round 4", "amend", "has this text already"),
    ("JPN", "JPN round 4", "amend 50/65/0/0/50", "cannot become a presidential statement by an amendment"),
    ("JPN", "JPN round 4", "amend legal_force=26", "26 is no rung of 'legal_force'"),
    ("JPN", "JPN round 4", "amend legal_farce=25", "did you mean 'legal_force'"),
    ("JPN", "JPN round 4", "amend legal_force=weak", "'weak' is no strength; allowed: 0 .none."),
    ("JPN", "JPN round 4", "amend 100/80", "has 2 strengths, and a text has 5"),
    ("JPN", "JPN round 4", "put_in_blue", "has promised CHN to wait for its envoy"),
    ("JPN", "JPN round 4", "statement 100/80/65/25/50", "a statement is no resolution"),
    ("JPN", "JPN round 4", "yes", "'yes' cannot be done at this moment"),
    ("JPN", "JPN round 4", "amnd", "did you mean 'amend'"),
    ("JPN", "JPN round 4", "99", "there is no option 99"),
    ("JPN", "JPN round 4", "", "nothing was chosen"),
    ("JPN", "JPN round 4", "withdraw CHN-1", "cannot be done to 'CHN-1'; it can be done to JPN-1"),
    ("JPN", "JPN round 4", "withdraw JPN-1 now", "'now' is too much"),
    ("JPN", "JPN round 4", "withdraw legal_force=25", "writes no text"),
    ("PER", "PER seat 2", "threaten", "PER cannot veto: its no stops no resolution"),
    ("PER", "PER seat 2", "send_envoy", "PER can send no envoy"),
    ("PER", "PER seat 4", "table 100/65/45/0/80", "the name of PER is on JPN-1"),
    ("CHN", "CHN after_session 5", "table 100/65/45/0/80", "CHN-1 is on the table: CHN withdraws it"),
    ("CHN", "CHN after_session 5", "bridge CHN-1 dialogue=80", "cannot be done to 'CHN-1'"),
]


@pytest.mark.parametrize(("actor", "at", "chosen", "words"), REFUSED)
def test_what_the_rules_do_not_allow_is_refused_with_their_words(actor: str, at: str, chosen: str, words: str) -> None:
    """And the seat is as it was."""
    taken = seated(actor, to=at)
    with pytest.raises(Refused, match=words):
        taken.choose(chosen)
    assert not taken.ended


def test_a_party_to_the_dispute_must_abstain() -> None:
    """On a text that does not rest on Chapter VII it has no vote (Charter, Article 27 (3))."""
    case = scenario().base
    china = evolve(case.actors["CHN"], party_to_dispute=True)
    taken = sit(Scenario(evolve(case, actors={**case.actors, "CHN": china})), "CHN")
    while not taken.stop.name.startswith("CHN vote"):
        taken = taken.choose(str(taken.model.number))
    with pytest.raises(Refused, match=r"must abstain \(Charter, Article 27 \(3\)\)"):
        taken.choose("no")
    assert taken.choose("abstain").ended


def test_nobody_sits_for_who_is_not_there() -> None:
    """The message names who is."""
    with pytest.raises(NoSeat, match="nobody can sit for 'UNSC': the actors are JPN"):
        sit(scenario(), "UNSC")


# A played run is a run


def test_a_stored_played_run_verifies_and_is_recalled_with_its_choices(tmp_path: Path) -> None:
    """Byte for byte; damaged choices are found."""
    run = to_the_end(seated("JPN", to="JPN round 4").choose("amend legal_force=25 sanctions=65")).run
    with sim.open_store(tmp_path / "runs.db") as store:
        sim.save(store, run)
        assert verify(store, run.id).ok
        again = sim.recall(store, run.id)
        assert (again.id, again.head, again.recipe.choices) == (run.id, run.head, run.recipe.choices)
        fork = again.fork(90, {"CHN.legal_force.limit": "none"})
        sim.save(store, fork)
        assert verify(store, fork.id).ok
        assert next(each.changes for each in sim.stored(store).runs).startswith("JPN played, ")


def test_a_played_run_is_compared_and_explained_as_any_other() -> None:
    """What was chosen is an input that differs, and where the runs part it says so."""
    run = to_the_end(seated("JPN", to="JPN round 4").choose("amend legal_force=25 sanctions=65")).run
    for pair in ((run_of(), run), (run, run_of())):
        found = sim.compare(*pair)
        assert {each.path.split(" ")[0] for each in found.inputs} == {"choice.JPN"}
        assert found.divergences[0] is not None
        assert found.divergences[0].act.rule == "chosen by who sat there"
    assert "JPN-1" in terminal(explained(sim.explain(run)))
    with pytest.raises(sim.TurtlebayError, match="only changes to one scenario"):
        sim.attribute(run_of(), run, n=1)


# What it came to


def test_what_each_choice_cost_or_won_is_tried_on_shared_luck() -> None:
    """Choices that were not the model's: this run without the last, new lucks from that moment with it and without."""
    taken = noes()
    found = after(taken, n=4)
    departure = found.departures[-1]
    assert (departure.yours, departure.models) == ("vote no", "vote yes")
    assert departure.instead.form == "resolution"
    assert not departure.same
    assert {row.form: row.k for row in departure.with_it if row.k} == {"vetoed": 4}
    assert {row.form: row.k for row in departure.without_it if row.k} == {"resolution": 4}
    assert (departure.came.k, departure.came_without.k) == (4, 0)
    assert departure.worth is not None
    assert departure.worth.difference < 0
    assert departure.worth.verdict == "cost"
    assert found.unplayed.form == "resolution"
    assert found.left == len(taken.choices) - len(found.departures)
    shown = terminal(after_page(found))
    assert "vote no" in shown
    assert "resolution 1695" in shown
    assert "matches history on" in shown


def test_a_seat_that_never_left_the_model_is_told_so() -> None:
    """And a choice of leaving it to the model is none of its own."""
    taken = to_the_end(seated("PER", to="PER seat 4").leave())
    found = after(taken, n=0)
    assert found.departures == ()
    assert "Nowhere" in terminal(after_page(found))


def test_answers_are_laid_out_for_every_reader() -> None:
    """The moment and the end, as HTML and as JSON."""
    taken = seated("JPN", to="JPN round 4")
    assert "JPN-1" in html(page(taken))
    assert plain(taken.moment)["name"] == "JPN round 4"
    assert plain(taken.options)[0]["model"] is True
    found = after(taken.choose("withdraw"), n=2)
    assert plain(found)["departures"][0]["yours"] == "withdraw JPN-1"
    assert "<table" in html(after_page(found))


# Whatever is typed


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_is_chosen_the_run_ends_and_verifies(data: st.DataObject) -> None:
    """No choice brings an error that is not in words, and the same lines give the same head."""
    actor = data.draw(st.sampled_from(["JPN", "CHN", "USA", "PER", "QAT", "PRK", "KOR"]))
    seed = data.draw(st.integers(1, 30))
    taken = sit(scenario(), actor, seed)
    words = st.sampled_from([*ACTS, *(f"{act} dialogue=80" for act in ACTS), *(f"{act} JPN-1" for act in ACTS)])
    for _ in range(12):
        if taken.ended:
            break
        chosen = data.draw(st.integers(1, len(taken.options)).map(str) | words | st.text(max_size=12))
        try:
            taken = taken.choose(chosen)
        except (Refused, NoSeat):
            taken = taken.choose(str(taken.model.number))
    run = taken.run
    run.recipe.run(seed, expected=run.lines)
    assert sit(scenario(), actor, seed, taken.lines).run.head == run.head
