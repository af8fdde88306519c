"""Pinned heads: the same recipe gives the same bytes, in seeds, in what-ifs and in forks of all four cases."""

import json

import pytest

from tests.golden import heads
from tests.kit import CASES

HOW_TO_RENEW = (
    "The same recipe has stopped giving the same bytes. If that is meant: raise MODEL in sim/engine/run.py, say "
    "why in CHANGELOG.md, and renew the golden files with `python -m tests.golden.renew`."
)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_pinned_recipe_gives_its_head(case: str) -> None:
    """The run id and the head, which stands for all events; every recipe that differs is named at once."""
    pins = [pin for pin in heads.pins() if pin["case"] == case]
    now = [heads.renewed(pin) for pin in pins]
    parted = [json.dumps(pin) for pin, again in zip(pins, now, strict=True) if pin != again]
    assert not parted, "\n".join([f"{len(parted)} of {len(pins)} recipes of {case} differ:", *parted, HOW_TO_RENEW])


def test_seeds_forks_and_what_ifs_of_every_case_are_pinned() -> None:
    """Fifty seeds of each case, ten forks and more, chained ones among them, and every kind of change."""
    pins = heads.pins()
    plain = [(pin["case"], pin["seed"]) for pin in pins if not (pin["sets"] or pin["without"] or pin["interventions"])]
    assert set(plain) >= {(case, seed) for case in CASES for seed in range(1, 51)}
    forks = [pin for pin in pins if pin["interventions"]]
    assert len(forks) >= 10
    assert {pin["case"] for pin in forks} == set(CASES)
    assert sum(len(pin["interventions"]) > 1 for pin in forks) >= 2
    changes = [each for pin in forks for each in pin["interventions"]]
    assert all(any(each[kind] for each in changes) for kind in (1, 2, 3, 4))
