"""The numbers that can be moved, and what comes of a setting beside a baseline."""

import pytest
from attrs import evolve

from sim.experiment.play import play
from sim.pages import Bars, Paragraph
from sim.questions.event import blocks, event_of
from sim.questions.explore import page
from sim.questions.explore.knobs import ASSUMED, MATTER, MORE, WEIGHTY, knobs, setting
from sim.questions.explore.study import Answer, Asked
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.levers import ASSUMPTION, NOTHING, levers
from sim.scenario.problems import ScenarioError
from sim.vocabulary.outcome import FORMS
from sim.words.labels import FORM_WORDS
from sim.words.phrases import capital
from tests.kit import CASES, run_of, scenario
from tests.kit import JULY as CASE

MOVED = ("china-legal-limit", "75")


def answer(moved: list[tuple[str, str]], base: list[tuple[str, str]], seeds: int = 6, drawn: bool = True) -> Answer:
    found = knobs(scenario())
    asked = Asked(setting(scenario(), found, moved), setting(scenario(), found, base), drawn)
    runs = play([asked.recipe, asked.beside], range(1, seeds + 1))
    return Answer(asked, seeds, runs[asked.recipe], runs[asked.beside])


@pytest.mark.parametrize("case", CASES)
def test_assumptions_come_first_and_every_number_has_words(case: str) -> None:
    """Each once, with words for what it is and for both ends, its evidence or basis, and a place in the address."""
    found = knobs(scenario(case))
    groups = [knob.group for knob in found]
    assert groups == sorted(groups, key=(ASSUMED, WEIGHTY, MORE).index)
    assert [knob.key for knob in found[: groups.count(ASSUMED)]] == [a.id for a in scenario(case).case.assumptions]
    assert len({knob.key for knob in found}) == len(found)
    for knob in found:
        assert knob.words
        assert knob.low <= knob.coded <= knob.high
        assert knob.low_words.startswith(f"{knob.low:g}")
        assert knob.evidence or knob.basis
        assert knob.sets(knob.coded) == ()


def test_those_that_matter_are_those_that_levers_finds() -> None:
    """Where it was asked, what moves the outcome most takes the place of the weightiest positions."""
    small = scenario("dprk-2009-04")
    screened = levers(small, n=1, luck_only=True, jobs=1)
    found = knobs(small, screened)
    moving = [
        row.lever.range.name for row in screened.levers if row.changes != NOTHING and row.lever.kind != ASSUMPTION
    ]
    assert [knob.lever.range.name for knob in found if knob.group == MATTER] == moving[:8]
    assert {knob.key for knob in found} == {knob.key for knob in knobs(small)}


def test_an_assumption_can_be_moved_beyond_what_is_plausible() -> None:
    """What would it take? The plausible range is named beside it."""
    [limit] = [knob for knob in knobs(scenario()) if knob.key == MOVED[0]]
    assert (limit.low, limit.high, limit.plausible) == (0, 100, "25 to 60")
    assert limit.value_words(80) == "80, Chapter VII, Article 41"


def test_a_setting_is_what_differs_from_the_file() -> None:
    """Values as coded are left out, however they are typed; the words name the change."""
    found = knobs(scenario())
    same = setting(scenario(), found, [(knob.key, f"{knob.coded:g}") for knob in found])
    assert (same.values, same.words, same.scenario.sets) == ((), (), ())
    moved = setting(scenario(), found, [MOVED, ("~without", "launch-3"), ("vote_noise", "2.5")])
    assert moved.words[0] == "China's limit on legal force at 75 (as coded 25)"
    assert moved.options[:2] == ("--set", "CHN.legal_force.limit=75")
    assert moved.options[-2:] == ("--without", "launch-3")
    for wrong in (("china-legal-limit", "x"), ("china-legal-limit", "101"), ("nothing", "1"), ("~without", "nothing")):
        with pytest.raises(ScenarioError):
            setting(scenario(), found, [wrong])


def test_what_differs_is_drawn_on_neither_side() -> None:
    """So that nothing else differs between the two on one seed."""
    asked = answer([MOVED], []).asked
    path = "actors.CHN.stances.legal_force.limit"
    assert path not in [draw.path for draw in asked.recipe.draws]
    assert [draw.path for draw in asked.recipe.draws] == [draw.path for draw in asked.beside.draws]
    assert asked.beside.settled(3).scenario.drawn == asked.recipe.settled(3).scenario.drawn
    same = answer([], []).asked
    assert same.alike
    assert same.recipe.key == same.beside.key
    assert path in [draw.path for draw in same.recipe.draws]


def test_bars_are_marked_at_the_baseline() -> None:
    """Every form and wording, seen or not, with its share there; without a change there is no mark."""
    found = answer([MOVED], [])
    bars = [block for block in page.bars(found) if isinstance(block, Bars)]
    labels = {row.label: row for row in bars[0].rows}
    assert len(labels) == len(FORMS)
    [force] = [issue for issue in scenario().case.issues if issue.key == "legal_force"]
    assert [row.label.split()[0] for row in bars[1].rows] == [str(rung.strength) for rung in force.rungs]
    assert labels["resolution"].mark == sum(each.form == "resolution" for each in found.beside) / len(found.beside)
    same = answer([], [])
    assert {row.mark for block in page.bars(same) if isinstance(block, Bars) for row in block.rows} == {None}


def test_an_outcome_of_one_s_own_choice_is_asked_about() -> None:
    """Headline, share, difference and votes are of it; its row leads nowhere, all others ask about theirs."""
    found = answer([MOVED], [])
    form = found.outcomes[0].form
    chosen = evolve(found, asked=evolve(found.asked, outcome=OutcomeKind(form)))
    came = [each.form == form for each in found.outcomes]
    assert (chosen.share.k, chosen.share.n) == (sum(came), 6)
    assert page.headline(chosen).startswith(capital(FORM_WORDS[form]))
    first, *_ = page.bars(chosen, "/?~of={outcome}")
    assert isinstance(first, Bars)
    assert first.links == {FORM_WORDS[each]: f"/?~of={each}" for each in FORMS if each != form}
    never = evolve(found, asked=evolve(found.asked, outcome=OutcomeKind("failed")))
    assert "not seen in 6 runs" in page.headline(never)
    assert [*page.seats(never)] == [Paragraph("No vote led to it in 6 runs.")]


def test_a_baseline_says_what_is_held() -> None:
    """What was changed is drawn on neither side, so the baseline is not what the page says without a change."""
    said = {row.label: row.lines for row in page.said(answer([MOVED], [])).rows}
    assert said["Held"][0].startswith("China's limit on legal force has one value in every run")
    assert said["Baseline"][0] == "as the file has it"
    for none in (answer([], []), answer([MOVED], [], drawn=False)):
        assert "Held" not in {row.label for row in page.said(none).rows}


def test_a_headline_waits_for_ten_runs() -> None:
    """Else it would jump; where fewer are asked for it waits for those."""
    found = answer([], [], seeds=6)
    assert page.headline(found).startswith("Most often (")
    assert page.headline(evolve(found, n=100)) == "6 runs so far: too few for a headline"


def test_numbers_that_move_together_have_one_name() -> None:
    """The same above the slider and above the headline, with what the file assumes beside it."""
    found = {knob.key: knob for knob in knobs(scenario())}
    assert found["statement-enough"].words == "Position on form of China and Russia"
    assert found["statement-enough"].assumed.startswith("China and Russia would rather have")
    assert found["statement-enough"].low_words == "0, short of: press statement"
    [words] = setting(scenario(), [*found.values()], [("statement-enough", "0")]).words
    assert words.startswith("position on form of China and Russia at 0")


def test_what_is_said_fits_the_runs() -> None:
    """Headline, count and the sentence for who listens."""
    found = answer([MOVED], [])
    assert page.runs_words(found) == "from 6 seeds"
    assert f"in {found.share.k} of 6 runs" in page.spoken(found)
    assert "baseline" in page.spoken(found)
    assert "baseline" not in page.spoken(answer([], []))
    assert page.title_words(answer([], [])) == "As the file has it"


def test_an_event_tells_its_numbers_causes_and_effects() -> None:
    """What it chose among with the chosen option, what brought it about, and what followed."""
    run = run_of(CASE)
    seq = next(event.seq for event in run.events if event.type == "DraftAmended")
    told = event_of(run, seq)
    assert [each.seq for each in told.causes][:1] == [run.events[seq].cause]
    assert all(each.seq > seq for each in told.effects)
    shown = tuple(blocks(told))
    assert any(getattr(block, "title", "") == "What it chose among" for block in shown)
    for wrong in (-1, len(run.events)):
        with pytest.raises(IndexError):
            event_of(run, wrong)
