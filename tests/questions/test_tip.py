"""The curve along a path and its crossings, on runs made up by rules; and July 2006 for real."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

import sim
from sim.questions.tip.crossings import crossings, is_clear
from sim.questions.tip.curve import BOTH, FLAT, RISES, Tip, tip
from sim.rules.chance import Chance
from sim.scenario.problems import ScenarioError
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, RUSSIA, Imagined, nothing, outcome, resolution, spread

N = 40


def rising(sets: Mapping[str, float], seed: int) -> Outcome:
    """Seed s goes beyond special responsibility once China's limit is past 25 + 30 s, s from 0 to 1; half at 40."""
    return resolution(seed, 50 if sets.get(CHINA, 25.0) >= 25 + 30 * spread(seed, N) else 25)


def at_least_50(runs: Imagined, **more: object) -> Tip:
    return tip(scenario(), "CHN.legal_force.limit", outcome="legal_force>=50", n=N, executor=runs, **more)  # type: ignore[arg-type]


def test_a_crossing_is_found_between_neighbouring_whole_numbers() -> None:
    found = at_least_50(Imagined(rising))
    assert [each.between for each in found.crossings] == [(39.0, 40.0)]
    assert (found.course, found.crossings[0].direction, found.nearest) == (RISES, "rises", None)


def test_the_curve_is_refined_where_it_crosses_and_nowhere_else() -> None:
    """A few values from end to end, and then more about the crossing: no even grid."""
    values = [row.value for row in at_least_50(Imagined(rising)).rows]
    assert {25.0, 31.0, 37.0, 43.0, 48.0, 54.0, 60.0} <= set(values)
    assert {39.0, 40.0} <= set(values)
    assert not {26.0, 27.0, 28.0, 56.0, 57.0, 58.0} & set(values)


def test_every_value_is_played_on_the_same_seeds_and_once() -> None:
    """With every run; tests/questions/test_fewer_runs.py says which are spared otherwise."""
    runs = Imagined(rising)
    found = at_least_50(runs, every_run=True)
    points: dict[tuple[tuple[str, float], ...], list[int]] = {}
    for sets, seeds in runs.asked:
        points.setdefault(tuple(sets.items()), []).extend(seeds)
    assert set(map(tuple, points.values())) == {tuple(range(1, N + 1))}
    assert found.asked.runs == N * len(points)


def test_the_row_as_coded_is_marked_and_is_the_scenario_itself() -> None:
    runs = Imagined(rising)
    found = at_least_50(runs)
    assert [row.value for row in found.rows if row.current] == [25.0]
    assert found.asked.base == found.rows[0].share
    assert all(sets.get(CHINA) != 25.0 for sets, _ in runs.asked)


def test_without_the_limit_is_a_row_of_its_own() -> None:
    found = at_least_50(Imagined(rising))
    assert found.without_limit is not None
    assert found.without_limit.k == N
    assert all(row.value is not None for row in found.rows)


def test_the_interval_holds_the_crossing_and_is_the_same_each_time() -> None:
    first, again = at_least_50(Imagined(rising)), at_least_50(Imagined(rising))
    low, high = first.crossings[0].interval
    assert 32 <= low < 39
    assert 40 < high <= 48
    assert first.crossings == again.crossings


def test_a_step_has_an_interval_of_one_step() -> None:
    found = at_least_50(Imagined(lambda sets, seed: resolution(seed, 50 if sets.get(CHINA, 25.0) >= 50 else 25)))
    assert [(each.between, each.interval, each.missing) for each in found.crossings] == [
        ((49.0, 50.0), (49.0, 50.0), 0)
    ]


@pytest.mark.parametrize("n", [12, 28, 60, 88, 100])
def test_an_interval_lies_within_what_was_played(n: int) -> None:
    """Also where a share comes to the level itself at the last value, which rounding may put a hair below it."""
    came = {0: [False] * n, 66: [seed <= n // 2 for seed in range(n)]}
    (found,) = crossings(came, 0.5)
    assert (found.before, found.after) == (0, 66)
    assert 0 <= found.low <= found.high <= 66


@pytest.mark.slow
def test_intervals_of_crossings_cover_as_often_as_they_say() -> None:
    """Seeds whose thresholds are drawn from a known distribution: 90 %, give or take what 150 trials allow."""
    covered = 0
    for trial in range(150):
        thresholds = [100 * Chance(trial).uniform("", "threshold", str(seed)) for seed in range(N)]
        came = {at: [at >= each for each in thresholds] for at in range(0, 101, 2)}
        widest = [each for each in crossings(came, 0.5) if each.direction == "rises"]
        covered += any(each.low <= 50 <= each.high for each in widest)
    assert 0.83 <= covered / 150 <= 1.0


def test_several_crossings_are_all_found_and_the_curve_is_said_to_go_both_ways() -> None:
    def hill(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if 35 <= sets.get(CHINA, 25.0) < 52 else 25)

    found = at_least_50(Imagined(hill))
    assert [(each.between, each.direction) for each in found.crossings] == [((34, 35), "rises"), ((51, 52), "falls")]
    assert found.course == BOTH


def test_a_curve_that_never_crosses_says_where_it_comes_nearest() -> None:
    def low(sets: Mapping[str, float], seed: int) -> Outcome:
        near = 0.4 - abs(sets.get(CHINA, 25.0) - 45) / 100
        return resolution(seed, 50 if spread(seed, N) < near else 25)

    found = at_least_50(Imagined(low))
    assert found.crossings == ()
    assert found.nearest is not None
    assert found.nearest.value in (44.0, 45.0, 46.0)
    assert found.nearest.share.k < N / 2


def test_chance_alone_is_called_flat_and_comes_nearest_nowhere() -> None:
    found = at_least_50(Imagined(lambda sets, seed: resolution(seed, 50 if seed % 10 == 0 else 25)))
    assert (found.course, found.crossings, found.nearest) == (FLAT, (), None)


def test_a_crossing_is_beyond_chance_where_values_on_its_two_sides_differ_clearly() -> None:
    """Forty seeds tell a step from chance, two do not; nor does a ripple about one half."""
    runs = Imagined(lambda sets, seed: resolution(seed, 50 if sets.get(CHINA, 25.0) >= 50 else 25))
    many, few = (
        tip(scenario(), CHINA, outcome="legal_force>=50", n=n, executor=runs).crossings[0].beyond_chance
        for n in (40, 2)
    )
    assert (many, few) == (True, False)

    def ripple(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if seed <= 19 + 2 * (int(sets.get(CHINA, 25.0)) % 2) else 25)

    found = at_least_50(Imagined(ripple))
    assert found.crossings
    assert not any(each.beyond_chance for each in found.crossings)
    assert found.course == FLAT


def test_of_a_rise_that_ripples_only_what_rises_is_beyond_chance() -> None:
    """4, 12, 21, 19, 22, 30, 38 of 40: the dip crosses one half too, by chance."""
    counts = (4, 12, 21, 19, 22, 30, 38)
    came = {at: [seed < count for seed in range(N)] for at, count in enumerate(counts)}
    found = crossings(came, 0.5)
    told = [(each.before, each.direction, is_clear(came, found, at)) for at, each in enumerate(found)]
    assert told == [(1, "rises", True), (2, "falls", False), (3, "rises", True)]


def test_the_level_can_be_another() -> None:
    found = at_least_50(Imagined(rising), level=0.9)
    assert found.crossings[0].between[1] > 50


def test_the_form_is_asked_about_where_it_varies() -> None:
    runs = Imagined(lambda sets, seed: nothing(seed) if sets.get(CHINA, 25.0) >= 40 else resolution(seed))
    found = tip(scenario(), CHINA, n=N, executor=runs)
    assert (found.asked.outcome.word, found.asked.why) == ("resolution", "the most common form")
    assert found.crossings[0].direction == "falls"


def test_a_headline_wording_is_asked_about_where_the_form_does_not_vary() -> None:
    found = tip(scenario(), CHINA, n=N, executor=Imagined(rising))
    assert found.asked.outcome.word == "legal_force>=50"
    assert "headline wording" in found.asked.why


def test_wordings_count_in_agreed_texts_only() -> None:
    """A vetoed draft under Chapter VII is no text under Chapter VII."""

    def vetoed(sets: Mapping[str, float], seed: int) -> Outcome:
        return outcome(seed, "vetoed", 95)

    assert at_least_50(Imagined(vetoed)).asked.base.k == 0


def test_a_parameter_is_found_to_one_step_of_its_range() -> None:
    runs = Imagined(
        lambda sets, seed: nothing(seed) if sets.get("parameters.vote_noise", 3.0) > 5.5 else resolution(seed)
    )
    found = tip(scenario(), "vote_noise", n=10, executor=runs)
    first, second = found.crossings[0].between
    assert first <= 5.5 < second
    assert second - first <= (found.range.high - found.range.low) / 100
    assert [row.value for row in found.rows if row.current] == [scenario().setting.parameters["vote_noise"]]


def test_an_assumption_moves_all_its_paths_together() -> None:
    runs = Imagined(lambda sets, seed: resolution(seed))
    found = tip(scenario(), "statement-enough", n=5, executor=runs)
    assert found.range.paths == ("actors.CHN.stances.form.position", "actors.RUS.stances.form.position")
    assert all(len(set(sets.values())) <= 1 and len(sets) in (0, 2) for sets, _ in runs.asked)


def test_the_plausible_range_is_the_assumption_s_then_the_table_s_then_the_field_s() -> None:
    runs = Imagined(lambda sets, seed: resolution(seed))
    spans = [
        tip(scenario(), path, n=2, executor=runs).range for path in ("CHN.isolation", "vote_noise", "CHN.sanctions")
    ]
    assert [(span.low, span.high) for span in spans] == [(0, 16), (1, 8), (0, 100)]
    assert [span.origin.split()[0] for span in spans] == ["assumption", "the", "all"]
    assert tip(scenario(), RUSSIA, n=2, ends=(3, 9), executor=runs).range.values == (3, 4, 5, 6, 7, 8, 9)


def test_a_draft_s_text_takes_the_rungs_of_its_ladder_only() -> None:
    runs = Imagined(lambda sets, seed: resolution(seed))
    found = tip(scenario(), "timeline.draft-1.text.dialogue", n=2, executor=runs)
    assert found.range.values == (0, 30, 50, 80, 100)


@pytest.mark.parametrize(
    ("path", "ends", "said"),
    [
        ("CHN.legal_forse", None, "did you mean 'CHN.legal_force'"),
        ("china-legal-limitt", None, "did you mean 'china-legal-limit'"),
        ("penholder", None, "no number"),
        ("horizon", None, "no number"),
        ("CHN.isolation", (9, 3), "LO is not below HI"),
        ("CHN.isolation", (3, 3), "LO is not below HI"),
        ("CHN.isolation", (0, 300), "300 is out of range"),
        ("CHN.isolation", (0.5, 3), "whole numbers"),
        ("CHN.dialogue.responsiveness", (-300, 3), "-300 is out of range"),
        ("vote_noise", (0, 99), "0 is out of range"),
    ],
)
def test_a_path_or_range_that_does_not_fit_is_refused(path: str, ends: tuple[float, float] | None, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        tip(scenario(), path, ends=ends, n=2)


@pytest.mark.parametrize("wrong", [{"level": 0.0}, {"level": 1.0}, {"n": 0}, {"n": 10_000_000}])
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"level|n=\d+: allowed is a whole number from 1"):
        tip(scenario(), "CHN.isolation", **wrong)  # type: ignore[arg-type]


def test_july_2006_goes_beyond_special_responsibility_once_china_s_limit_reaches_article_40() -> None:
    """For real: at 49 not one text, at 50 most of them."""
    found = sim.tip(scenario(), "CHN.legal_force.limit", n=8, ends=(45, 52))
    assert found.asked.outcome.word == "legal_force>=50"
    assert [each.between for each in found.crossings] == [(49.0, 50.0)]
    assert all(row.share.k == 0 for row in found.rows if row.value is not None and row.value < 50)


def test_it_does_not_matter_who_plays() -> None:
    with ThreadPoolExecutor(2) as threads:
        there = tip(scenario(), "CHN.legal_force.limit", n=3, ends=(48, 51), executor=threads)
    assert there == tip(scenario(), "CHN.legal_force.limit", n=3, ends=(48, 51))
