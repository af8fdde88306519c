"""What the Council made of earlier crises, file by file."""

from datetime import date

import pytest

from sim.almanac.memory import memory_of
from sim.almanac.tables import memories
from sim.scenario.provocations import table
from sim.vocabulary.case import FAMILIES, PastCrisis
from sim.vocabulary.texts import Form


def test_a_crisis_is_remembered_from_the_day_after_it_closed() -> None:
    """That of July 2006 closed on the fifteenth; crises come in the order of closing."""
    found = memory_of("PRK-weapons", date(2006, 7, 16))
    assert [past.id for past in found][-1] == "dprk-2006-07"
    assert (found[-1].act, found[-1].product, found[-1].warned) == ("long_range_missile", "resolution", False)
    assert "dprk-2006-07" not in {past.id for past in memory_of("PRK-weapons", date(2006, 7, 15))}
    assert [past.closed for past in found] == sorted(past.closed for past in found)


def test_a_file_that_nobody_knows_has_no_memory() -> None:
    """No row, and no error."""
    assert memory_of("XYZ-weapons", date(2030, 1, 1)) == ()


@pytest.mark.parametrize("past", memories(), ids=lambda past: past.id)
def test_every_row_is_whole(past: PastCrisis) -> None:
    """Known act, product and family; it began before it closed; who vetoed is named where a draft was vetoed."""
    assert past.act in table()
    assert past.product in list(Form)
    assert past.file.partition("-")[2] in FAMILIES
    assert past.began <= past.closed
    assert past.vetoed_by or past.product != Form.VETOED
    assert set(past.vetoed_by) <= {"CHN", "FRA", "GBR", "RUS", "USA"}


def test_no_crisis_stands_twice_in_a_file() -> None:
    """Ids are those of episodes, or country-year-month."""
    names = [(past.file, past.id) for past in memories()]
    assert len(names) == len(set(names))
