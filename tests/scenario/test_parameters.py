"""The parameter table and the values that hold in a case."""

import pytest

from sim.scenario.overrides import apply
from sim.scenario.parameters import effective, parse_table, table
from tests.cases import TABLE_TEXT, small_case, small_table


def test_the_table_is_read_by_name_dots_included() -> None:
    """Numbers, range, unit, meaning and source."""
    parameter = small_table()["severity.nuclear_test"]
    assert (parameter.value, parameter.low, parameter.high) == (60, 30.5, 90)
    assert (parameter.unit, parameter.source) == ("percent", "S1")


def test_the_values_of_a_case_are_the_tables_with_its_overrides() -> None:
    """Every parameter is there."""
    case = apply(small_case(), [("consult_hours", "8.5")], parameters=small_table())
    assert effective(case, small_table()) == {"consult_hours": 8.5, "severity.nuclear_test": 60}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value = 20", "value = true", "value cannot be True"),
        ("value = 20", 'value = "20"', "value cannot be '20'"),
        ("value = 20", "value = nan", "value cannot be nan"),
        ("value = 20", "value = 70", "70 is not between 8 and 60"),
        ('unit = "hours"\n', "", "needs exactly the keys"),
        ('unit = "hours"', 'unit = "hours"\nunits = "h"', "needs exactly the keys"),
        ('unit = "hours"', "unit = 5", "unit cannot be 5"),
    ],
)
def test_a_mistake_in_the_table_names_the_parameter(old: str, new: str, words: str) -> None:
    """The table is ours: a mistake in it is a bug, not bad input."""
    with pytest.raises(ValueError, match="parameter consult_hours") as caught:
        parse_table(TABLE_TEXT.replace(old, new, 1))
    assert words in str(caught.value)


def test_the_table_of_the_package_can_be_read() -> None:
    """Whatever stands in it."""
    assert all(parameter.low <= parameter.value <= parameter.high for parameter in table().values())
