"""Morris and Sobol over the assumptions, on runs made up by rules; skipped where SALib is not installed."""

import sys
from collections.abc import Mapping

import attrs
import pytest

from sim.engine.scenario import Scenario
from sim.questions.sensitivity import SalibMissing, sensitivity
from sim.scenario.problems import ScenarioError
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, Imagined, resolution, spread


def by_limit(sets: Mapping[str, float], seed: int) -> Outcome:
    """Only China's limit counts: each seed has its own threshold."""
    return resolution(seed, 50 if sets.get(CHINA, 25.0) >= 25 + 35 * spread(seed, 10) else 25)


def test_without_salib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALib", "SALib.analyze", "SALib.sample"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SalibMissing, match=r"turtlebay\[sensitivity\]"):
        sensitivity(scenario(), n=1)


@pytest.mark.parametrize("wrong", [{"method": "guess"}, {"size": 1}, {"method": "sobol", "size": 12}])
def test_a_method_or_size_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"method|size"):
        sensitivity(scenario(), **wrong)  # type: ignore[arg-type]


def test_one_assumption_has_nothing_to_be_compared_with() -> None:
    case = scenario().case
    with pytest.raises(ScenarioError, match="it has 1 assumption,"):
        sensitivity(Scenario(attrs.evolve(case, assumptions=case.assumptions[:1])))


@pytest.mark.slow
@pytest.mark.parametrize(("method", "size"), [("morris", 6), ("sobol", 16)])
def test_inputs_that_do_nothing_show_nothing(method: str, size: int) -> None:
    """On shared seeds their effect is nought, and the one that counts has it all."""
    pytest.importorskip("SALib")
    found = sensitivity(scenario(), method=method, size=size, n=10, executor=Imagined(by_limit))
    assert [each.outcome.word for each in found.outcomes] == ["legal_force>=50"]
    first, *others = found.outcomes[0].effects
    assert first.assumption == "china-legal-limit"
    assert first.total > 0.5
    assert first.total_half >= 0
    assert [each.total for each in others] == [0.0] * 11
    assert "resolution" in [outcome.word for outcome in found.steady]


@pytest.mark.slow
def test_the_same_study_gives_the_same_numbers() -> None:
    pytest.importorskip("SALib")
    first, again = (sensitivity(scenario(), size=4, n=10, executor=Imagined(by_limit)) for _ in range(2))
    assert first == again
