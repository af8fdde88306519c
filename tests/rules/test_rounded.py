"""Numbers that numpy's fast exponential may work out, because its last digits cannot decide what they round to."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.rules import counter_drafts, prospects
from sim.rules.exact import MARGIN, Exponential, exps, rounded
from sim.rules.gains import Gains
from tests.golden import heads
from tests.rules.test_exact import DIGITS, off_by

ERROR = 1e-14
"""How far an exponential may lie from the true value, relatively; numpy promises a tenth of it."""

REAL = np.exp
CASES = ("dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05")


def low(x: Gains) -> Gains:
    """An exponential that is always too small."""
    return REAL(x) * (1.0 - ERROR)


def high(x: Gains) -> Gains:
    """An exponential that is always too large."""
    return REAL(x) * (1.0 + ERROR)


def scattered(x: Gains) -> Gains:
    """An exponential that is too large for one number and too small for the next."""
    return REAL(x) * (1.0 + ERROR * np.sign(np.sin(1e6 * x)))


CROOKED = (low, high, scattered)


@given(st.floats(-700.0, 700.0))
def test_numpy_keeps_its_promise_here(x: float) -> None:
    """Its exponential lies within the error that the margin was made for."""
    assert off_by(float(REAL(np.array([x]))[0]), DIGITS.exp(Decimal(x))) < Decimal(ERROR)


@pytest.mark.parametrize("crooked", CROOKED)
def test_a_number_next_to_a_tie_is_worked_out_exactly(monkeypatch: pytest.MonkeyPatch, crooked: Exponential) -> None:
    """Numbers that an error in the exponential would round another way round as `exps` has them."""
    monkeypatch.setattr(np, "exp", crooked)
    found = []
    for number in range(1, 200):
        x = np.log(np.array([number + 0.5]))

        def worked_out(exp: Exponential, x: Gains = x) -> Gains:
            return exp(x)

        assert rounded(worked_out).tolist() == np.rint(exps(x)).tolist()
        found.append(np.rint(crooked(x)).tolist() == np.rint(exps(x)).tolist())
    assert not all(found), "the error would never have mattered"


@pytest.mark.parametrize("name", CASES)
def test_errors_of_the_exponential_stay_far_within_the_margin(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Over all numbers of some runs: errors of whatever sign move none by a tenth of the margin."""
    moved = [0.0]

    def watched(worked_out: Callable[[Exponential], Gains]) -> Gains:
        true = worked_out(exps)
        moved.extend(float(np.abs(worked_out(crooked) - true).max(initial=0.0)) for crooked in CROOKED)
        return rounded(worked_out)

    for module in (prospects, counter_drafts):
        monkeypatch.setattr(module, "rounded", watched)
    scenario = sim.load(name).vary([("closed", "false")])
    for seed in range(1, 9):
        sim.run(scenario, seed)
    assert 0.0 < max(moved) < MARGIN / 10


@pytest.mark.parametrize("crooked", CROOKED)
def test_a_crooked_exponential_gives_the_pinned_heads(monkeypatch: pytest.MonkeyPatch, crooked: Exponential) -> None:
    """Whole runs come out the same to the byte where numpy's exponential is off."""
    monkeypatch.setattr(np, "exp", crooked)
    for pin in heads.pins()[::24]:
        assert heads.renewed(pin) == pin
