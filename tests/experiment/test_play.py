"""Playing recipes by numbers: what is stored is not played again, whoever asks; every question gets the same rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from sim.engine.run import Recipe, Run
from sim.experiment.archive import save
from sim.experiment.play import Progress, RunFailed, play
from sim.scenario.problems import ScenarioError
from sim.store.outcomes import Outcomes
from sim.store.store import Store
from sim.vocabulary.outcome import columns, flat
from tests.kit import run_of, scenario

SHORT = "dprk-2009-04"
FREE = (("JPN.priority", "40"),)


@frozen
class Calls:
    """An observer: how many calls were held."""

    key: str = "calls"

    def __call__(self, run: Run) -> Any:
        """The answer."""
        return sum(event.type == "CallHeld" for event in run.events)


def recipe() -> Recipe:
    return Recipe(scenario(SHORT))


def told(seen: list[tuple[int, int, int]]) -> Any:
    def progress(now: Progress) -> None:
        seen.append((now.asked, now.done, now.stored))

    return progress


def test_every_recipe_is_played_with_every_number_in_order() -> None:
    """Outcomes come in the order of the numbers, equal to those of single runs."""
    other = recipe().vary(FREE)
    runs = play([recipe(), other], range(3, 6))
    for each in (recipe(), other):
        assert list(runs[each]) == [each.run(number).outcome for number in (3, 4, 5)]
    assert [outcome.number for outcome in runs[other]] == [3, 4, 5]


def test_what_the_store_has_is_not_played_again(tmp_path: Path) -> None:
    """A second question with more numbers finds the rows of the first, and counts them as stored."""
    store, seen = tmp_path / "s.db", []  # type: tuple[Path, list[tuple[int, int, int]]]
    first = play([recipe()], range(1, 4), store=store)
    again = play([recipe()], range(1, 6), store=store, progress=told(seen))
    assert list(again[recipe()])[:3] == list(first[recipe()])
    assert (seen[0], seen[-1]) == ((5, 3, 3), (5, 5, 3))


def test_a_run_that_was_saved_is_taken_over(tmp_path: Path) -> None:
    """`turtlebay run` saved it: its outcome is stored without playing, also for a fork."""
    seen: list[tuple[int, int, int]] = []
    run = run_of(SHORT, 2)
    what_if = run.what_if(20, FREE)
    with Store(tmp_path / "s.db") as store:
        save(store, run)
        save(store, what_if.run(1, parent=run.id))
        runs = play([recipe()], [2], store=store, progress=told(seen))
        futures = play([what_if], [1], store=store, progress=told(seen))
    assert {done for _, done, _ in seen} == {1}
    assert runs[recipe()][0] == run.outcome
    assert futures[what_if][0] == what_if.run(1).outcome


def test_an_answer_is_stored_beside_the_outcome(tmp_path: Path) -> None:
    """A first question plays without an observer; one that asks more plays again and is then answered."""
    store = tmp_path / "s.db"
    play([recipe()], range(1, 4), store=store)
    expected = [Calls()(run_of(SHORT, seed)) for seed in (1, 2, 3)]
    for _ in range(2):
        assert list(play([recipe()], range(1, 4), Calls(), store=store).observed(recipe())) == expected
    key, numbers = recipe().key, {1, 2, 3}
    assert Outcomes(Store(store)).numbers(key, 1, 3, "calls") == numbers
    assert Outcomes(Store(store)).numbers(key, 1, 3, "another question") == set()


def test_numbers_of_a_fork_are_lucks_and_zero_is_the_runs_own() -> None:
    """The future of luck 0 without a change is the run itself; others share its events up to the fork."""
    run = run_of(SHORT, 1)
    what_if = run.what_if(20, FREE)
    own, other = what_if.run(0), what_if.run(7)
    assert own.seed == other.seed == run.seed
    assert own.lines[:21] == other.lines[:21] == run.lines[:21]
    assert own.head == run.fork(20, FREE).head
    assert [outcome.number for outcome in play([what_if], [0, 7])[what_if]] == [0, 7]


def test_an_override_that_does_not_fit_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    """ScenarioError, as for a single run; no store is made."""
    wrong = recipe().vary((("JPN.priority", "4000"),))
    with pytest.raises(ScenarioError):
        play([recipe(), wrong], [1], store=tmp_path / "s.db")
    assert not (tmp_path / "s.db").exists()


def test_a_run_that_raises_is_named_and_those_beside_it_are_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RunFailed says which command shows it; the batch's other outcomes are there afterwards."""
    real = Recipe.run

    def run(self: Recipe, number: int = 1, **options: Any) -> Run:
        if number == 2:
            raise ZeroDivisionError("two")
        return real(self, number, **options)

    monkeypatch.setattr(Recipe, "run", run)
    with pytest.raises(RunFailed, match=r"ZeroDivisionError: two: turtlebay run dprk-2009-04 --seed 2"):
        play([recipe()], [1, 2, 3], store=tmp_path / "s.db")
    assert Outcomes(Store(tmp_path / "s.db")).numbers(recipe().key, 1, 3) == {1, 3}


@pytest.mark.slow
def test_two_processes_play_what_one_plays() -> None:
    """The same outcomes in the same order."""
    numbers: Sequence[int] = range(1, 71)
    assert play([recipe()], numbers, jobs=2)[recipe()] == play([recipe()], numbers)[recipe()]


def test_a_vote_that_was_never_held_is_missing() -> None:
    """Neither 0 nor empty words: None, in the outcome and in every flat column."""
    outcome = run_of(SHORT, 1).outcome
    assert outcome.form in ("presidential_statement", "press_statement")
    assert (outcome.yes, outcome.no, outcome.abstain, outcome.vote) == (None, None, None, None)
    issues = scenario(SHORT).issues
    row = flat(outcome, issues)
    assert tuple(row) == columns(issues)
    assert (row["yes"], row["no"], row["abstain"]) == (None, None, None)
