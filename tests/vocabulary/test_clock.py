"""Minutes since the start to the calendar and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.vocabulary.clock import Clock

CLOCK = Clock(datetime(2006, 6, 19, tzinfo=UTC))


@given(st.integers(0, 10**6))
def test_a_minute_comes_back_from_its_moment(t: int) -> None:
    """There and back again."""
    assert CLOCK.minute(CLOCK.utc(t)) == t


def test_moments_are_written_in_utc_with_a_z() -> None:
    """ISO 8601, to the second."""
    assert CLOCK.iso(0) == "2006-06-19T00:00:00Z"
    assert CLOCK.iso(38_630) == "2006-07-15T19:50:00Z"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Tokyo", "2006-07-16 04:50"),
        ("America/New_York", "2006-07-15 15:50"),
        ("Asia/Pyongyang", "2006-07-16 04:50"),
    ],
)
def test_local_time_follows_the_zone_of_that_year(zone: str, expected: str) -> None:
    """Summer time in New York, none in Tokyo, and Pyongyang at nine hours in 2006."""
    assert CLOCK.local(38_630, zone).strftime("%Y-%m-%d %H:%M") == expected


def test_a_moment_in_another_zone_or_in_none_is_understood() -> None:
    """An offset is converted; without one UTC is meant."""
    tokyo = datetime(2006, 6, 19, 10, 30, tzinfo=timezone(timedelta(hours=9)))
    assert CLOCK.minute(tokyo) == 90
    assert CLOCK.minute(datetime(2006, 6, 19, 1, 30)) == 90
