"""Two runs side by side: inputs that differ, where they part and why, outcomes, timelines."""

import json

import pytest
from attrs import evolve

import sim
from sim.engine.run import Run, fork
from sim.engine.scenario import Scenario
from sim.pages import Courses, Look, terminal
from sim.questions.compare.alignment import Course, aligned, shared_events
from sim.questions.compare.divergence import ACT, NUMBERS, TIMING, divergence_of
from sim.questions.compare.inputs import inputs_of, luck_mixed
from sim.questions.compare.page import comparison_page, term_words
from sim.questions.compare.study import Comparison, NotPaired, compare, paired
from tests.kit import leaves, run_of, scenario

FREE = [("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none")]
LIMIT = "actors.CHN.stances.legal_force.limit"


def first_threat(run: Run) -> int | None:
    """Seq of the first veto threat."""
    return next((event.seq for event in run.events if event.type == "VetoThreatened"), None)


def freed(run: Run, at: int | None = None) -> Run:
    """The run without China's limits from just before the first veto threat on."""
    seq = first_threat(run)
    assert seq is not None
    return fork(run, seq - 1 if at is None else at, FREE)


def differing(a: Run, b: Run) -> dict[str, tuple[object, ...]]:
    """The inputs that differ, path to values."""
    return {each.path: each.values for each in inputs_of((a, b))}


# Where they part


@pytest.mark.parametrize("seed", range(1, 21))
def test_with_chinas_limits_lifted_the_runs_part_at_the_first_veto_threat(seed: int) -> None:
    """The threat, or the decision in its place, by the rule of limits and with both limits among the numbers."""
    run = run_of(seed=seed)
    seq = first_threat(run)
    if seq is None:
        pytest.skip("nobody threatens a veto on this seed")
    found = divergence_of(run, freed(run))
    assert found is not None
    assert (found.a, found.decision, found.kind) == (run.events[seq], run.events[seq].decision, ACT)
    assert found.b is None or found.b != found.a
    if run.events[seq].actor == "CHN":
        assert found.rule == "limit"
        assert {"limit.condemnation", "limit.legal_force"} <= {term.name for term in found.terms}


def test_a_threat_made_in_both_over_other_limits_is_where_they_part() -> None:
    """Same act and same actor, but what it crosses differs: with the limits as numbers."""
    run = run_of(seed=5)
    seq = first_threat(run)
    assert seq is not None
    found = divergence_of(run, freed(run))
    assert found is not None
    assert found.b is not None
    assert (found.b.type, found.b.decision) == ("VetoThreatened", run.events[seq].decision)
    terms = {term.name: (term.a, term.b) for term in found.terms}
    assert terms["limit.legal_force"] == (25, None)


def test_the_order_of_the_runs_only_swaps_the_sides() -> None:
    """B against a parts at the same decision as a against b."""
    run = run_of()
    here, there = divergence_of(run, freed(run)), divergence_of(freed(run), run)
    assert here is not None
    assert there is not None
    assert (here.decision, here.a, here.b) == (there.decision, there.b, there.a)


def test_a_run_does_not_part_from_itself_or_from_its_null_fork() -> None:
    """Nothing differs: no inputs, no parting, all of it shared."""
    run = run_of()
    found = compare(run, fork(run, 40))
    assert (found.inputs, found.divergence, found.luck_mixed) == ((), None, False)
    assert found.timelines.shared == len(found.timelines.rows) == len(run.events)


def test_other_numbers_come_before_the_first_decision_that_comes_out_otherwise() -> None:
    """A limit moved but still crossed: China's objection has another number, and what turns comes later."""
    found = divergence_of(run_of(), run_of(sets=(("CHN.legal_force.limit", "60"),)))
    assert found is not None
    assert found.a is not None
    assert (found.kind, found.rule, found.a.type) == (NUMBERS, "limit", "ObjectionRaised")
    assert ("limit.legal_force", 25, 60) in [(term.name, term.a, term.b) for term in found.terms]
    assert found.turn is not None
    assert found.act is found.turn
    assert found.turn.kind == ACT


def test_a_dropped_decision_is_named_as_the_analysts_hand() -> None:
    """In its place stands the act withheld."""
    run = run_of()
    seq = first_threat(run)
    assert seq is not None
    found = divergence_of(run, fork(run, seq - 1, drops=(seq,)))
    assert found is not None
    assert (found.rule, found.a) == ("dropped by the analyst", run.events[seq])
    assert found.b is not None
    assert found.b.type == "ActWithheld"


def test_a_dropped_act_that_comes_later_has_not_only_other_numbers() -> None:
    """What was dropped parts the runs, not the same act two days on; there is one heading, and nothing named twice."""
    run = run_of()
    seq = next(event.seq for event in run.events if event.type == "CoSponsorJoined" and event.actor == "USA")
    found = divergence_of(run, fork(run, seq - 1, drops=(seq,)))
    assert found is not None
    assert (found.kind, found.turn, found.rule) == (ACT, None, "dropped by the analyst")


def test_a_number_alone_makes_no_counterpart() -> None:
    """An act more shifts the numbers of all that follow: what has the number then is not what came in its place."""
    run = run_of()
    late = next(event for event in run.events if event.type == "OutcomeRejected")
    other = Course(run_of(seed=2))
    assert all(
        found.type == late.type or abs(found.t - late.t) < 24 * 60
        for decision in other.by_decision
        for found in other.counterparts(evolve(late, decision=decision), ("", "", "", 0))
    )


def test_numbers_that_differ_do_not_read_alike() -> None:
    """More digits where one is not enough."""
    assert term_words("passing_m", 998, 1000) == ("0.998", "1.000")
    assert term_words("gain_m", 63600, 70000) == ("63.6", "70.0")
    assert term_words("limit.legal_force", 25, None) == ("25", "none")


def test_the_timelines_of_a_page_are_in_order_of_time() -> None:
    """Whichever run an event is of."""
    run = run_of()
    page = comparison_page(compare(run, freed(run)))
    courses = next(block for block in page if isinstance(block, Courses))
    times = [each.entry.t for each in courses.events]
    assert len(times) > 5
    assert times == sorted(times)


def test_an_entry_left_out_is_where_they_part() -> None:
    """The first run has it, the second has not."""
    found = divergence_of(run_of(), run_of(without=("draft-1",)))
    assert found is not None
    assert found.a is not None
    assert getattr(found.a.payload, "entry", "") == "draft-1"
    assert found.rule == "in the timeline of one run only"


def test_an_act_that_a_changed_stance_withholds_is_named_so() -> None:
    """Japan content with a statement does not circulate its draft: what kept it back is among the numbers."""
    sets = (("JPN.form", "0"), ("JPN.sanctions", "0"), ("JPN.legal_force", "0"), ("JPN.condemnation", "0"))
    found = divergence_of(run_of(), run_of(sets=sets))
    assert found is not None
    turn = found.act
    assert turn.b is not None
    assert (turn.b.type, turn.rule) == ("ActWithheld", "scripted act withheld")


def test_what_was_inserted_is_where_they_part() -> None:
    """An inserted provocation comes before whatever follows from it."""
    from sim.vocabulary.case import Entry

    run = run_of()
    at = run.scenario.clock.utc(run.events[70].t + 30)
    launch = Entry("another", at, "provocation", "PRK", "launches one more", "long_range_missile")
    found = divergence_of(run, fork(run, 70, inserts=[launch]))
    assert found is not None
    assert found.b is not None
    assert (found.rule, found.b.origin) == ("inserted by the analyst", "intervention")
    assert getattr(found.b.payload, "entry", "") == "another"


def test_another_luck_alone_parts_by_chance() -> None:
    """Seeds differ and nothing else: every rule but chance would be a wrong answer."""
    found = divergence_of(run_of(), run_of(seed=2))
    assert found is not None
    assert (found.rule, found.act.rule) == ("chance", "chance")


def test_timing_counts_only_where_nothing_else_differs() -> None:
    """The welcome and the rejection come at other minutes, and that is all."""
    run = run_of()
    late = sim.run(run.scenario.vary([("closing_hours", "90")]), 1)
    found = divergence_of(run, late)
    assert found is not None
    assert (found.kind, found.rule, [term.name for term in found.terms]) == (TIMING, "timing", ["t"])
    assert found.a is not None
    assert found.a.type == "RunEnded"


# Inputs


def test_only_inputs_that_differ_are_named_by_their_full_paths() -> None:
    """Values, entries, parameters, the seed; what both share is not there."""
    sets = (("CHN.legal_force.limit.at_most", "60"), ("vote_noise", "1"), ("ties.USA-JPN.strength", "10"))
    other = run_of(seed=2, sets=sets, without=("draft-1",))
    found = differing(run_of(), other)
    assert found == {
        "seed": (1, 2),
        LIMIT: (25, 60),
        "timeline.draft-1": ("draft by JPN, 2006-07-05T20:00:00Z", None),
        "ties.JPN-USA.strength": (85, 10),
        "parameters.vote_noise": (3, 1),
    }


def test_two_ways_to_write_the_same_change_are_the_same_input() -> None:
    """Short or full, twice or once: the effective cases are compared."""
    long = run_of(sets=(("actors.CHN.stances.legal_force.position", "10"), ("CHN.legal_force", "60")))
    assert differing(run_of(sets=(("CHN.legal_force", "60"),)), long) == {}


def test_what_an_intervention_set_names_the_event_it_held_from() -> None:
    """At the same value but from another moment on it still differs."""
    run = run_of()
    early, late = freed(run, 60), freed(run, 80)
    assert {each.path: each.after for each in inputs_of((run, early))}[LIMIT] == (None, 60)
    both = inputs_of((early, late))
    assert {each.path: (each.values, each.after) for each in both}[LIMIT] == ((None, None), (60, 80))


def test_mended_prose_is_another_digest_and_no_other_input() -> None:
    """What cannot change the course of a run is not held against another wording of it."""
    case = run_of().scenario.base
    first, *others = case.timeline
    mended = evolve(case, title="July", timeline=(evolve(first, summary="Something else", note="Mended"), *others))
    found = compare(run_of(), sim.run(Scenario(mended), 1))
    assert [each.path for each in found.inputs] == ["scenario.digest"]


def test_luck_and_drops_are_inputs() -> None:
    """New luck by its number, a dropped act by its name."""
    run = run_of()
    seq = first_threat(run)
    assert seq is not None
    assert differing(run, fork(run, 60, luck=3)) == {"luck": (0, 3)}
    assert luck_mixed((run, fork(run, 60, luck=3)))
    dropped = fork(run, seq - 1, drops=(seq,))
    assert differing(run, dropped) == {"dropped.CHN:10": (None, "VetoThreatened by CHN on JPN-1")}
    assert not luck_mixed((run, dropped))


def test_runs_of_two_scenarios_are_compared_where_they_have_something_in_common() -> None:
    """Issues and actors by key; timelines are not inputs, and prose is none at all."""
    found = compare(run_of(), run_of("dprk-2006-10"))
    paths = [each.path for each in found.inputs]
    assert "scenario" in paths
    assert not [path for path in paths if path.startswith("timeline.") or path.endswith((".note", ".words"))]
    assert found.divergence is not None


# Side by side


def test_outcomes_stand_beside_one_another_rung_by_rung() -> None:
    """With the words of each rung, and every member's vote."""
    found = compare(run_of(), freed(run_of())).outcomes
    legal = next(each for each in found.text if each.issue == "legal_force")
    assert legal.values[0] == 25
    assert legal.words["a"] == "special responsibility for peace"
    assert len(found.votes) == 15
    assert found.days["a"] == run_of().outcome.days


def test_every_event_of_every_run_stands_in_one_row() -> None:
    """Nothing is lost and nothing stands twice; shared rows come first and hold the same events."""
    runs = (run_of(), freed(run_of()), run_of(seed=2))
    rows = aligned(runs)
    for number, run in enumerate(runs):
        seqs = [row.values[number] for row in rows]
        assert sorted(seq for seq in seqs if seq is not None) == list(range(len(run.events)))
    assert shared_events(runs[:2]) == first_threat(runs[0]) or shared_events(runs[:2]) > 0
    for row in aligned(runs[:2]):
        if row.shared:
            a, b = row.values
            assert a is not None
            assert b is not None
            assert runs[0].lines[a] == runs[1].lines[b]


def test_drafts_are_laid_side_by_side_version_by_version() -> None:
    """Each version with its text in each run; shared ones are known as such."""
    drafts = compare(run_of(), freed(run_of())).timelines.drafts
    first = next(version for version in drafts if (version.draft, version.version) == ("JPN-1", 1))
    assert first.kept
    assert any(not version.kept for version in drafts)
    assert all(len(version.values) == 2 for version in drafts)


def test_several_runs_are_each_held_against_the_first() -> None:
    """One divergence for each other run; at most nine at once."""
    run = run_of()
    found = compare(run, freed(run), run_of(seed=2))
    assert len(found.divergences) == 2
    plain = found.as_plain()
    assert list(plain["divergences"]) == ["b", "c"]
    assert plain["divergences"]["b"] == plain["divergence"]
    with pytest.raises(ValueError, match="at most 9"):
        compare(run, *[run] * 9)


def test_the_plain_form_is_json_without_floats_but_days() -> None:
    """Stable keys, and values that JSON keeps."""
    plain = compare(run_of(), freed(run_of())).as_plain()
    assert list(plain) == ["runs", "luck_mixed", "inputs", "divergence", "outcomes", "timelines"]
    assert list(plain["divergence"]) == ["decision", "a", "b", "kind", "rule", "terms", "turn"]
    assert json.loads(json.dumps(plain)) == plain
    assert {type(leaf) for leaf in leaves(plain)} <= {str, int, bool, float, type(None)}


def shown(found: Comparison) -> str:
    """A comparison on a page of 100 columns."""
    return terminal(comparison_page(found), Look(100))


def test_a_notebook_shows_what_differs() -> None:
    """In one line and as HTML, with nothing of a label left unescaped."""
    run = run_of()
    named = fork(run, 92, FREE, label="<b>bold</b>")
    found = compare(run, named)
    assert len(repr(found)) < 200
    html = found._repr_html_() or ""
    assert "legal_force" in html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert "LUCK IS MIXED IN" not in shown(found)
    assert "LUCK IS MIXED IN" in shown(compare(run, run_of(seed=2)))


def test_identical_runs_are_said_to_be_so_and_nothing_else_is_shown() -> None:
    """No table of equal outcomes, no timelines."""
    page = shown(compare(run_of(), run_of()))
    assert f"The runs are identical: the same {len(run_of().events)} events" in page
    assert "Outcome" not in page
    assert len(page.splitlines()) <= 12  # with how far to trust it


def test_the_same_outcome_takes_a_line_and_no_table() -> None:
    """Another closing time changes when the run ends and nothing that came of it."""
    late = sim.run(run_of().scenario.vary([("closing_hours", "90")]), 1)
    page = shown(compare(run_of(), late))
    assert "Outcome    the same: resolution" in page
    assert "Votes" not in page


def test_many_runs_have_a_row_each() -> None:
    """Nine columns of words would not fit: strengths, with the wordings of those that differ below."""
    page = shown(compare(*(run_of(seed=seed) for seed in range(1, 10))))
    assert "a  resolution  15-0     9.1   100            80" in page
    assert "dialogue: 50 talks and pressure together; 80 urges return" in page


# The same luck


def test_paired_plays_the_second_recipe_on_the_first_seed() -> None:
    """It is the very run that this seed gives."""
    sets = (("CHN.legal_force.limit", "60"),)
    assert paired(run_of(), run_of(seed=2, sets=sets)).lines == run_of(sets=sets).lines


def test_paired_takes_back_new_luck_and_keeps_the_changes() -> None:
    """A fork with new luck against its parent: the fork with the parent's luck."""
    run = run_of()
    assert paired(run, fork(run, 60, FREE, luck=2)).id == fork(run, 60, FREE).id
    assert paired(run, fork(run, 60, luck=2)).id == run.id
    assert paired(fork(run, 60, luck=2), fork(run, 60, FREE, luck=3)).id == fork(run, 60, FREE, luck=2).id


def test_a_change_made_at_an_event_of_another_seed_cannot_be_paired() -> None:
    """It says what can be done instead."""
    with pytest.raises(NotPaired, match="fork run"):
        paired(run_of(seed=2), freed(run_of()))
    with pytest.raises(NotPaired, match="other run first"):
        paired(fork(run_of(), 60, luck=2), run_of(seed=2))


def test_compare_is_public() -> None:
    """sim.compare(a, b)."""
    found = sim.compare(run_of(), run_of())
    assert isinstance(found, Comparison)
    assert scenario().base.id == found.runs[0].scenario.base.id
