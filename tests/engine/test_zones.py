"""Time zones: the packaged data and no other, written into the recipe."""

import zoneinfo
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Recipe
from sim.rules import setting
from sim.vocabulary.actors import COUNCIL_ZONE
from sim.vocabulary.zones import Offsets, offsets, zone_named, zone_names
from tests.kit import CASES, SCENARIOS, python, run_of, scenario

HEAD = "import sim; print(sim.run(sim.load({path!r}), 1).head)"


@pytest.mark.parametrize("name", CASES)
def test_a_recipe_takes_on_the_clocks_of_every_zone_it_uses(name: str) -> None:
    """Headquarters' and every actor's, from minute 0, each change within the horizon."""
    case, started = scenario(name).case, Recipe(scenario(name)).started(1)
    used = {COUNCIL_ZONE, *(actor.timezone for actor in case.actors.values())}
    assert {each.zone for each in started.zones} == used
    last = int((case.horizon - case.start).total_seconds()) // 60
    for zone in used:
        mine = [(each.since, each.offset) for each in started.zones if each.zone == zone]
        assert mine[0][0] == 0
        assert all(0 < since <= last for since, _ in mine[1:])
        assert all(before[1] != after[1] for before, after in pairwise(mine))


def test_a_change_of_the_clock_is_found_to_the_minute() -> None:
    """New York put its clocks back on 29 October 2006 at 06:00 UTC, in the horizon of October 2006."""
    begin, end = datetime.fromisoformat("2006-10-01T00:00+00:00"), datetime.fromisoformat("2006-11-30T00:00+00:00")
    assert offsets(begin, end, COUNCIL_ZONE) == ((0, -240), (28 * 1440 + 360, -300))
    assert offsets(begin, datetime.fromisoformat("2006-10-29T05:59+00:00"), COUNCIL_ZONE) == ((0, -240),)


def test_other_zone_data_give_another_run_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Had a zone been an hour off, the run would have another id and another key, and a stored run is not continued."""
    run = run_of()
    former = run.recipe

    def shifted(start: datetime, horizon: datetime, name: str) -> Offsets:
        real = offsets(start, horizon, name)
        return tuple((since, ahead + 60) for since, ahead in real) if name == "Asia/Tokyo" else real

    monkeypatch.setattr(setting, "offsets", shifted)
    moved = sim.load(SCENARIOS / "dprk-2006-07.yaml")
    assert Recipe(moved).run_id(1) != former.run_id(1)
    assert Recipe(moved).key != former.key
    assert sim.run(moved, 1).head != run.head
    stored = sim.Run(Recipe(moved), run.seed, run.events, run.lines, run.hashes)
    with pytest.raises(ForkError, match="another edition of time zone data"):
        stored.fork(20, luck=1)


def test_the_zone_data_of_the_system_do_not_count(tmp_path: Path) -> None:
    """A machine whose own Tokyo is London gives the same head: a run reads the package only."""
    path = str(SCENARIOS / "dprk-2006-07.yaml")
    false = tmp_path / "Asia" / "Tokyo"
    false.parent.mkdir()
    with (zone_file("Europe/London")).open("rb") as london:
        false.write_bytes(london.read())
    lying = python(HEAD.format(path=path), PYTHONTZPATH=str(tmp_path)).strip()
    assert lying == run_of().head


def zone_file(name: str) -> Path:
    """A zone's file in the packaged data."""
    import tzdata

    return Path(tzdata.__file__).parent / "zoneinfo" / name


@pytest.mark.parametrize("word", ["localtime", "Asia/Atlantis", "", "../zones", "posixrules"])
def test_what_is_no_zone_of_the_package_is_refused(word: str) -> None:
    """Also `localtime`, which is another zone on each machine."""
    assert word not in zone_names()
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        zone_named(word)
