"""What the sponsor believes: the scalar Kalman filter by hand, and the bounds of what may clear the line."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.beliefs import Belief, clears, logit


@pytest.mark.parametrize(
    ("mean", "variance", "signal", "noise", "after"),
    [
        (12.0, 144.0, 0.0, 144.0, (6.0, 72.0)),
        (12.0, 144.0, -12.0, 48.0, (-6.0, 36.0)),
        (0.0, 100.0, 50.0, 300.0, (12.5, 75.0)),
        (5.0, 0.0, 40.0, 9.0, (5.0, 0.0)),
        (5.0, 16.0, 40.0, 0.0, (40.0, 0.0)),
    ],
)
def test_a_signal_moves_a_belief_as_kalman_has_it(
    mean: float, variance: float, signal: float, noise: float, after: tuple[float, float]
) -> None:
    """Weight = variance / (variance + noise); worked by hand."""
    belief = Belief(mean, variance).after(signal, noise)
    assert (belief.mean, belief.variance) == pytest.approx(after)


@given(
    st.floats(-100, 100),
    st.floats(0.01, 1000),
    st.lists(st.floats(-100, 100), min_size=1, max_size=8),
    st.floats(0.01, 1000),
)
def test_many_signals_give_the_mean_weighted_by_precision(
    mean: float, variance: float, signals: list[float], noise: float
) -> None:
    """One after the other is the same as all at once: precisions add up."""
    belief = Belief(mean, variance)
    for signal in signals:
        belief = belief.after(signal, noise)
    precision = 1 / variance + len(signals) / noise
    assert belief.variance == pytest.approx(1 / precision, rel=1e-9)
    assert belief.mean == pytest.approx((mean / variance + sum(signals) / noise) / precision, rel=1e-6, abs=1e-6)


@given(st.floats(-50, 50), st.floats(0, 500), st.floats(0.1, 500))
def test_what_can_be_learnt_is_what_the_variance_will_lose(mean: float, variance: float, noise: float) -> None:
    """The variance before is that after plus that of the mean's expected move; nothing is learnt of what is known."""
    belief = Belief(mean, variance)
    learnt = belief.learnable(noise)
    assert learnt**2 + belief.after(mean, noise).variance == pytest.approx(variance, abs=1e-9)
    assert 0.0 <= learnt <= math.sqrt(variance) + 1e-12


@given(st.floats(0, 30), st.floats(0, 900))
def test_the_scale_joins_noise_and_doubt(noise: float, variance: float) -> None:
    """A logistic of scale s has variance s^2 pi^2 / 3: variances add up."""
    scale = Belief(0.0, variance).scale(noise)
    assert scale**2 * math.pi**2 / 3 == pytest.approx(noise**2 * math.pi**2 / 3 + variance)


GAPS = st.lists(st.floats(-140, 140), min_size=1, max_size=20)


@given(GAPS, st.floats(1, 30))
def test_what_may_clear_the_line_is_a_probability_and_grows_with_the_gap(gaps: list[float], scale: float) -> None:
    """Between 0 and 1, the more the further above; a half on the line."""
    likely = clears(np.array([sorted(gaps)]), np.array([[scale]]))[0]
    assert ((likely >= 0) & (likely <= 1)).all()
    assert (np.diff(likely) >= 0).all()
    assert clears(np.array([[0.0]]), np.array([[scale]]))[0, 0] == 0.5


@given(st.floats(0, 140), st.floats(1, 30))
def test_clearing_and_not_clearing_are_mirror_images(gap: float, scale: float) -> None:
    """As far above the line as below it: the two probabilities add up to one."""
    above, below = clears(np.array([[gap, -gap]]), np.array([[scale]]))[0]
    assert above + below == pytest.approx(1.0)


def test_each_member_is_weighed_by_its_own_scale() -> None:
    """One row a member: the known by plain comparison, the unknown by the logistic."""
    likely = clears(np.array([[3.0, -3.0], [3.0, -3.0]]), np.array([[0.0], [3.0]]))
    sure = 1 / (1 + math.exp(-1))
    assert likely == pytest.approx(np.array([[1.0, 0.0], [sure, 1 - sure]]))


@given(GAPS)
def test_with_nothing_unknown_the_line_itself_is_cleared(gaps: list[float]) -> None:
    """Scale 0 is a plain comparison."""
    gap = np.array([gaps])
    assert (clears(gap, np.zeros((1, 1))) == (gap >= 0.0)).all()


def test_within_doubt_it_is_the_logistic_function() -> None:
    """L(gap / scale) by hand for one gap."""
    assert clears(np.array([[6.0]]), np.array([[3.0]]))[0, 0] == pytest.approx(1 / (1 + math.exp(-2)))


@given(st.floats(0.001, 0.999))
def test_log_odds_lead_back_to_the_probability(probability: float) -> None:
    """The inverse of the logistic function."""
    assert 1 / (1 + math.exp(-logit(probability))) == pytest.approx(probability)
