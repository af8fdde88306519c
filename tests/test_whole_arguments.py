"""Whole numbers have one reading: typed, in a file, and as arguments of Python functions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.scenario import Scenario
from sim.scenario.overrides import set_value
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read_text
from sim.vocabulary.whole import MOST_SEED, WrongNumber, typed_whole, whole
from tests.cases import changed, short_case_text

NEARLY = [
    "0x10", "0X10", "0o17", "0b11", "1_000", "+5", " 5", "5 ", "5.0", "5.", "1e2", "1E2", "007", "-0", "--5", "- 5",
    "\u0665", "\uff15", "\u00b2", "5\u00a0", "5,0", "1 000", "five", "true", "9" * 5000,
]  # fmt: skip
"""What is merely near to a whole number."""


def scenario() -> Scenario:
    return Scenario(read_text(short_case_text()))


@pytest.mark.parametrize("word", NEARLY, ids=[ascii(word)[:20] for word in NEARLY])
def test_only_plain_decimal_digits_are_a_whole_number(word: str) -> None:
    """As an override, and in a file, where what is refused says what is allowed."""
    assert typed_whole(word) is None
    with pytest.raises(ScenarioError, match="allowed: a whole number from 0 to 1000"):
        set_value(scenario().case, "climate.vetoes", word)
    if word == word.strip(" ") and not word.startswith("- "):  # YAML's own
        with pytest.raises(ScenarioError, match="allowed: a whole number from 0 to 1000"):
            read_text(changed("vetoes: 1\n", f"vetoes: {word}\n"))


@pytest.mark.parametrize("word", ["0x10", "0o17", "+5", "-0", "1_0", "\u0665", "007", ".inf", ".nan", "1e999", "ten"])
def test_a_parameter_is_read_in_decimal_digits(word: str) -> None:
    """With a point or an exponent, but in no other base, in a file as in an override."""
    with pytest.raises(ScenarioError, match="allowed: "):
        set_value(scenario().case, "vote_noise", word)
    with pytest.raises(ScenarioError, match="allowed: "):
        read_text(changed("parameters: {}", f"parameters:\n  vote_noise: {word}"))


@pytest.mark.parametrize("word", ["5", "5.5", "5.0", "50e-1"])
def test_a_parameter_may_have_a_point_or_an_exponent(word: str) -> None:
    """It need not be whole."""
    assert 5 <= set_value(scenario().case, "vote_noise", word).parameters["vote_noise"] < 6
    assert 5 <= read_text(changed("parameters: {}", f"parameters:\n  vote_noise: {word}")).parameters["vote_noise"] < 6


def test_digits_are_taken_as_they_stand() -> None:
    """At both ends of what is allowed, and below zero."""
    assert [typed_whole(word) for word in ("0", "7", "-7", "1000")] == [0, 7, -7, 1000]
    assert set_value(scenario().case, "climate.vetoes", "1000").climate.vetoes == 1000
    assert read_text(changed("vetoes: 1\n", "vetoes: 1000\n")).climate.vetoes == 1000


WRONG = ["7", b"7", None, True, False, 1.5, 7.0, float("nan"), -1, 2**63, 10**5000, [1], np.float64(7), np.bool_(True)]
"""What is no seed, nor any other count."""

CALLS: dict[str, Callable[[Scenario, Any], object]] = {
    "run: seed": lambda s, x: sim.run(s, x),
    "Recipe.run: number": lambda s, x: sim.Recipe(s).run(x),
    "play: number": lambda s, x: sim.play([sim.Recipe(s)], [x]),
    "play: numbers of a recipe": lambda s, x: sim.play([sim.Recipe(s)], lambda _: [1, x]),
    "play: jobs": lambda s, x: sim.play([sim.Recipe(s)], [1], jobs=x),
    "Experiment: jobs": lambda s, x: sim.Experiment(jobs=x),
    "sweep: n": lambda s, x: sim.sweep(s, x),
    "sweep: seed": lambda s, x: sim.sweep(s, 3, seed=x),
    "sweep: jobs": lambda s, x: sim.sweep(s, 3, jobs=x),
    "sweep: points": lambda s, x: sim.sweep(s, 3, lhs={"CHN.form": "0:60"}, points=x),
    "tip: n": lambda s, x: sim.tip(s, "CHN.form", n=x),
    "tip: jobs": lambda s, x: sim.tip(s, "CHN.form", n=1, jobs=x),
    "tip_all: n": lambda s, x: sim.tip_all(s, n=x),
    "tip_all: most": lambda s, x: sim.tip_all(s, n=1, most=x),
    "tip_pair: grid": lambda s, x: sim.tip_pair(s, "CHN.form", "RUS.form", n=1, grid=x),
    "tip_against: together": lambda s, x: sim.tip_against(s, n=1, together=x),
    "assumptions: n": lambda s, x: sim.assumptions(s, n=x),
    "levers: n": lambda s, x: sim.levers(s, n=x),
}
"""Every argument of the front door that is a whole number, but for those of a run."""

OF_A_RUN: dict[str, Callable[[sim.Run, Any], object]] = {
    "fork: at": lambda run, x: run.fork(x, luck=1),
    "fork: luck": lambda run, x: run.fork(5, luck=x),
    "fork: drop": lambda run, x: run.fork(5, drop=x),
    "sim.fork: drops": lambda run, x: sim.fork(run, 5, drops=[x]),
    "fork: at, no change": lambda run, x: run.fork(x),
    "what_if: at": lambda run, x: run.what_if(x),
    "state_at: seq": lambda run, x: run.state_at(x),
    "explain: n": lambda run, x: sim.explain(run, n=x),
    "explain: jobs": lambda run, x: sim.explain(run, n=1, matrix=True, jobs=x),
    "futures: at": lambda run, x: sim.futures(run, x, 1),
    "futures: n": lambda run, x: sim.futures(run, 5, x),
    "futures: jobs": lambda run, x: sim.futures(run, 5, 1, jobs=x),
    "attribute: n": lambda run, x: sim.attribute(run, run, x),
    "attribute: orders": lambda run, x: sim.attribute(run, run, orders=x),
}
"""Those of a run."""


@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_whole_number_in_range_is_refused(call: str) -> None:
    """A ValueError in one line that says what is allowed, before anything is played."""
    small = scenario()
    for value in WRONG:
        with pytest.raises(ValueError, match=r"allowed|at least one|needs at least") as refused:
            CALLS[call](small, value)
        assert len(str(refused.value)) < 200


@pytest.mark.parametrize("call", OF_A_RUN)
def test_what_is_no_whole_number_is_refused_of_a_run(call: str) -> None:
    """Also what is no event of the run: by what tells which events there are."""
    run = sim.run(scenario(), 1)
    for value in WRONG:
        if call == "fork: drop" and value == [1]:
            continue  # one seq, or several
        with pytest.raises((ValueError, IndexError)) as refused:
            OF_A_RUN[call](run, value)
        assert "allowed" in str(refused.value) or "it has events 0 to" in str(refused.value)


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint8, np.uint64, int])
def test_whole_numbers_of_numpy_are_whole_numbers(kind: Callable[[int], int]) -> None:
    """The same run, with the same name; and it can be stored and forked."""
    run = sim.run(scenario(), kind(7))
    assert (run.id, run.head, type(run.seed)) == (sim.run(scenario(), 7).id, sim.run(scenario(), 7).head, int)
    assert run.fork(kind(5), luck=kind(1)).id == run.fork(5, luck=1).id
    with sim.open_store(":memory:") as store:
        sim.save(store, run)
        assert sim.recall(store, run.id).seed == 7


def test_the_ends_of_the_range_are_in_it() -> None:
    """Seeds go from 0 to the largest number that a store holds."""
    assert (whole("n", 1, 1, 3), whole("n", 3, 1, 3)) == (1, 3)
    assert sim.run(scenario(), 0).seed == 0
    assert sim.run(scenario(), MOST_SEED).seed == MOST_SEED


@pytest.mark.parametrize("numbers", [[2, 1], [1, 1], [3, 4, 4], range(3, 0, -1), (1, 2, 1)])
def test_numbers_that_do_not_rise_are_refused(numbers: Any) -> None:
    """They would be looked for between the first and the last, and some not found."""
    with pytest.raises(WrongNumber, match="allowed are numbers in rising order, each once"):
        sim.play([sim.Recipe(scenario())], numbers)
