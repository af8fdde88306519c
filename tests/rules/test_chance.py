"""Named draws: what they are for decides them, and nothing else."""

import math
from hashlib import blake2b
from itertools import pairwise
from statistics import fmean, pvariance

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.engine.scenario import Scenario
from sim.rules.chance import Chance
from sim.vocabulary import events as e
from tests.kit import JULY, python, run_of, scenario

WORDS = st.text(max_size=10)
KEYS = [("CHN", "vote", f"vote {n}") for n in range(4000)]


def test_a_draw_has_its_known_value() -> None:
    """A draw that changed would change every run ever stored: this one is written down."""
    bits = int.from_bytes(blake2b(b"1|0|CHN|vote|vote 1 on JPN-1", digest_size=8).digest(), "big")
    draw = Chance(1).uniform("CHN", "vote", "vote 1 on JPN-1")
    assert draw == (bits // 2**11 + 0.5) / 2**53
    assert repr(draw) == "0.6221614150436716"


@given(st.integers(0, 10**9), st.integers(0, 99), WORDS, WORDS, WORDS)
def test_a_draw_lies_strictly_between_0_and_1_and_is_always_the_same(
    seed: int, luck: int, actor: str, purpose: str, occasion: str
) -> None:
    """Whatever was drawn before, and however often it is asked for."""
    chance = Chance(seed, luck)
    first = chance.uniform(actor, purpose, occasion)
    chance.normal("USA", purpose, occasion)
    assert 0.0 < first < 1.0
    assert [chance.uniform(actor, purpose, occasion), Chance(seed, luck).uniform(actor, purpose, occasion)] == [
        first
    ] * 2


@pytest.mark.parametrize("part", ["seed", "luck", "actor", "purpose", "occasion"])
def test_every_part_of_the_key_counts(part: str) -> None:
    """Another seed, luck, actor, purpose or occasion is another draw."""
    key = {"seed": 1, "luck": 0, "actor": "CHN", "purpose": "vote", "occasion": "vote 1"}
    other = {**key, part: 7 if part in ("seed", "luck") else "x"}
    draws = [Chance(k["seed"], k["luck"]).uniform(k["actor"], k["purpose"], k["occasion"]) for k in (key, other)]  # type: ignore[arg-type]
    assert draws[0] != draws[1]


def test_uniform_draws_fill_the_interval_evenly() -> None:
    """4,000 draws over ten bins: chi squared below its 99.9 % point of 27.9."""
    bins = [0] * 10
    for key in KEYS:
        bins[int(10 * Chance(1).uniform(*key))] += 1
    assert sum((n - 400) ** 2 / 400 for n in bins) < 27.9


def test_draws_of_neighbouring_occasions_do_not_hang_together() -> None:
    """The correlation of each draw with the next is that of chance."""
    draws = [Chance(1).uniform(*key) - 0.5 for key in KEYS]
    correlation = fmean(a * b for a, b in pairwise(draws)) * 12
    assert abs(correlation) < 4 / math.sqrt(len(draws))


@pytest.mark.parametrize(
    ("name", "mean", "variance"),
    [("uniform", 0.5, 1 / 12), ("exponential", 1.0, 1.0), ("normal", 0.0, 1.0), ("logistic", 0.0, math.pi**2 / 3)],
)
def test_each_distribution_has_its_mean_and_variance(name: str, mean: float, variance: float) -> None:
    """Over 4,000 draws, within five standard errors of the mean and an eighth of the variance."""
    draws = [getattr(Chance(3), name)(*key) for key in KEYS]
    assert fmean(draws) == pytest.approx(mean, abs=5 * math.sqrt(variance / len(draws)))
    assert pvariance(draws) == pytest.approx(variance, rel=0.125)


def test_something_of_probability_nought_never_happens_and_of_one_always() -> None:
    """And of a third about every third time."""
    happened = {p: sum(Chance(1).happens(p, *key) for key in KEYS) for p in (0.0, 1 / 3, 1.0)}
    assert (happened[0.0], happened[1.0]) == (0, len(KEYS))
    assert happened[1 / 3] == pytest.approx(len(KEYS) / 3, abs=150)


def test_draws_do_not_depend_on_the_hash_seed() -> None:
    """Strings hash differently in every process; draws do not."""
    code = "from sim.rules.chance import Chance; print(repr(Chance(5).normal('RUS', 'signal', 'session 3')))"
    said = {python(code, PYTHONHASHSEED=seed).strip() for seed in ("0", "1", "2")}
    assert said == {repr(Chance(5).normal("RUS", "signal", "session 3"))}


# In whole runs


def noises(run: sim.Run) -> dict[tuple[str, str, int], int]:
    """The noise of every vote cast, by member, draft and number of the vote; who signed the draft votes without."""
    found, number = {}, 0
    for event in run.events:
        if isinstance(event.payload, e.VoteOpened):
            number = event.payload.number
        if isinstance(event.payload, e.VoteCast) and event.payload.terms["noise_m"]:
            found[(event.actor, event.payload.draft, number)] = event.payload.terms["noise_m"]
    return found


@pytest.mark.parametrize("change", [("QAT.sanctions", "20"), ("CHN.dialogue", "60"), ("PER.form", "40")])
def test_changing_one_actors_stance_leaves_the_draws_of_the_votes_as_they_were(change: tuple[str, str]) -> None:
    """Every noise drawn in both worlds for the same vote is the same, the changed actor's too."""
    compared = 0
    for seed in range(1, 11):
        before, after = noises(run_of(seed=seed)), noises(run_of(seed=seed, sets=(change,)))
        common = before.keys() & after.keys()
        assert {key: before[key] for key in common} == {key: after[key] for key in common}
        compared += len(common)
    assert compared >= 30


def signals(run: sim.Run) -> dict[tuple[str, int], int]:
    """What the sponsor read from each member in each session."""
    return {
        (member, event.payload.number): signal
        for event in run.events
        if isinstance(event.payload, e.ConsultationsHeld)
        for member, signal in event.payload.signals_m.items()
    }


def test_changing_one_actors_stance_leaves_the_signals_of_the_others_as_they_were() -> None:
    """With no bluff in them signals are draws alone: the same member in the same session gives the same."""
    base = scenario().case
    plain = Scenario(attrs.evolve(base, parameters={**base.parameters, "bluff": 0}))
    changed = plain.vary([("CHN.dialogue", "60")])
    compared = 0
    for seed in range(1, 6):
        before, after = signals(sim.run(plain, seed)), signals(sim.run(changed, seed))
        common = before.keys() & after.keys()
        assert {key: before[key] for key in common} == {key: after[key] for key in common}
        compared += len(common)
    assert compared >= 40


def test_another_seed_is_another_luck() -> None:
    """Two seeds share no noise."""
    one, two = noises(run_of(JULY, 1)), noises(run_of(JULY, 2))
    assert [key for key in one.keys() & two.keys() if one[key] == two[key]] == []
