"""The pressure: raised by provocations, lowered by concessions, fading; and how it moves stances and lifts limits."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import pressure
from sim.rules.crisis import Crisis
from sim.rules.evolve import evolve
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit, Stance
from tests.kit import event, run_of, scenario

SHARE = st.integers(0, 100)


def test_each_provocation_takes_its_share_of_what_is_left() -> None:
    """30 and 30 give 51, not 60; a concession of a third leaves 34."""
    raised = pressure.raised(pressure.raised(0.0, 30), 30)
    assert raised == pytest.approx(51.0)
    assert pressure.lowered(raised, 100 / 3) == pytest.approx(34.0)


@given(st.lists(SHARE, max_size=10))
def test_pressure_stays_between_0_and_100_and_only_rises_by_provocations(shares: list[int]) -> None:
    """However many there are."""
    value = 0.0
    for share in shares:
        more = pressure.raised(value, share)
        assert value <= more <= 100.0
        value = more


def test_pressure_halves_every_half_life() -> None:
    """80 after 30 days of a half-life of 30 days is 40."""
    assert pressure.faded(80.0, 30 * 1440, 30) == pytest.approx(40.0)
    assert pressure.after([(0, 80), (60 * 1440, 50)], 30 * 1440, 30) == pytest.approx(40.0)


def test_the_file_as_written_starts_from_its_coded_stances() -> None:
    """After the scripted provocations the positions are those that the file states, before any call has pulled."""
    setting = scenario().setting
    launches = [each for each in run_of().events if type(each.payload) is e.ProvocationOccurred and each.payload.entry]
    state = Crisis(setting)
    for launch in launches:
        evolve(state, launch)
    state.t = setting.emergent_from
    assert state.pressure == pytest.approx(setting.pressure_reference)
    assert [state.positions(actor) for actor in setting.actors] == [setting.coded_positions(a) for a in setting.actors]


def moved(responsiveness: int, severity: int) -> int:
    """Where China stands on sanctions, coded at 50, after the reference pressure and a provocation of this severity."""
    base = scenario().case
    china = base.actors["CHN"]
    stances = {**china.stances, "sanctions": Stance(50, responsiveness=responsiveness)}
    setting = Setting(attrs.evolve(base, actors={**base.actors, "CHN": attrs.evolve(china, stances=stances)}))
    state = Crisis(setting)
    state._pressure = setting.pressure_reference
    if severity:
        evolve(state, event(e.ProvocationOccurred("", "long_range_missile", severity, ""), 1, 0, "PRK"))
    return state.positions("CHN")[setting.space.keys.index("sanctions")]


@pytest.mark.parametrize("responsiveness", [-100, -40, 0, 40, 100])
def test_pressure_above_the_reference_moves_a_position_by_its_responsiveness(responsiveness: int) -> None:
    """Y = position + responsiveness * (pressure - reference) / 100, to whole points, within 0 and 100."""
    rise = (100 - scenario().setting.pressure_reference) * 0.5
    expected = round(50 + responsiveness * rise / 100)
    assert moved(responsiveness, 50) == min(100, max(0, expected))
    assert moved(responsiveness, 0) == 50


def test_a_provocation_that_a_limit_names_lifts_it_and_no_other_does() -> None:
    """A nuclear test lifts "no Chapter VII"; a missile does not."""
    base = scenario().case
    china = base.actors["CHN"]
    limit = Limit(at_most=25, lifted_by=("nuclear_test",))
    stances = {**china.stances, "legal_force": Stance(0, limit=limit)}
    setting = Setting(attrs.evolve(base, actors={**base.actors, "CHN": attrs.evolve(china, stances=stances)}))
    row = setting.space.row_of[(100, 80, 85, 75, 80)]
    state = Crisis(setting)
    crossed = [[issue for issue, _, _ in state.crossed("CHN", row)]]
    for seq, kind in enumerate(("long_range_missile", "nuclear_test")):
        evolve(state, event(e.ProvocationOccurred("", kind, 30, ""), seq, 0, "PRK"))
        crossed.append([issue for issue, _, _ in state.crossed("CHN", row)])
    assert crossed == [["legal_force"], ["legal_force"], []]


def test_a_concession_lowers_the_pressure() -> None:
    """By its share of what there is."""
    state = Crisis(scenario().setting)
    evolve(state, event(e.ProvocationOccurred("", "long_range_missile", 60, ""), 0, 0, "PRK"))
    evolve(state, event(e.ConcessionMade("", 50, "gives way"), 1, 0, "PRK"))
    assert state.pressure == pytest.approx(30.0)
