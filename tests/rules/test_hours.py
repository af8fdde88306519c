"""Local time against zoneinfo, windows of hours, and points of a Poisson process that follows the clock."""

from datetime import UTC, datetime, timedelta
from math import log
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.hours import LocalTime, after_working_hours, next_common
from sim.vocabulary import events as e
from sim.vocabulary.clock import Clock
from sim.vocabulary.zones import offsets
from tests.kit import CASES, runs_of, scenario

NEW_YORK, SEOUL, TEHRAN = "America/New_York", "Asia/Seoul", "Asia/Tehran"
AUTUMN = datetime(2006, 10, 3, tzinfo=UTC)
"""In New York summer time ended on Sunday 29 October 2006, at 06:00 UTC."""

SPRING = datetime(2006, 3, 20, tzinfo=UTC)
"""Summer time began in New York on 2 April 2006, at 07:00 UTC."""

DAYS = 60
MINUTE = st.integers(0, DAYS * 1440 - 1)
STARTS = st.sampled_from([AUTUMN, SPRING, AUTUMN + timedelta(hours=7), SPRING + timedelta(hours=23)])
ZONES = st.sampled_from([NEW_YORK, SEOUL, TEHRAN, "Asia/Kathmandu", "Etc/UTC", "Europe/Paris", "America/Lima"])


def local(start: datetime, zone: str) -> LocalTime:
    """Local time from a start over the days that are looked at."""
    return LocalTime(start, offsets(start, start + timedelta(days=DAYS), zone))


def truth(start: datetime, zone: str, t: int) -> datetime:
    """What zoneinfo says the time is there."""
    return (start + timedelta(minutes=t)).astimezone(ZoneInfo(zone))


@given(STARTS, ZONES, MINUTE)
def test_local_time_is_what_zoneinfo_says(start: datetime, zone: str, t: int) -> None:
    """Minute of the day, weekday and weekend, on any minute of two months that hold a change of the clock."""
    there, then = local(start, zone), truth(start, zone, t)
    assert there.minute_of_day(t) == then.hour * 60 + then.minute
    assert there.weekday(t) == then.weekday()
    assert there.is_weekend(t) == (then.weekday() in (5, 6))


@pytest.mark.parametrize("change", [AUTUMN.replace(day=29, hour=6), SPRING.replace(month=4, day=2, hour=7)])
@pytest.mark.parametrize("late", [0, 1, 30, 59])
def test_local_time_is_right_on_every_minute_around_a_change_of_the_clock(change: datetime, late: int) -> None:
    """Also where the scenario does not start on the hour."""
    start = change - timedelta(days=9, minutes=late)
    there = local(start, NEW_YORK)
    around = range(9 * 1440 + late - 90, 9 * 1440 + late + 90)
    wrong = [t for t in around if there.minute_of_day(t) != (then := truth(start, NEW_YORK, t)).hour * 60 + then.minute]
    assert wrong == []


HOURS = st.tuples(st.integers(0, 20), st.integers(4, 24)).filter(lambda pair: pair[1] - pair[0] >= 4)


@given(STARTS, ZONES, MINUTE, HOURS, st.floats(0, 1))
def test_the_next_minute_between_two_hours_lies_between_them(
    start: datetime, zone: str, t: int, hours: tuple[int, int], late: float
) -> None:
    """Never before t, inside the window by zoneinfo's clock, and t itself where t is inside."""
    first, last = hours
    there = local(start, zone)
    due = there.next_between(t, first, last, late)
    then = truth(start, zone, due)
    assert due >= t
    assert first * 60 <= then.hour * 60 + then.minute < last * 60
    assert there.between(due, first, last)
    assert (due == t) == there.between(t, first, last)
    assert due - t < 1440 + 180 + 60


@pytest.mark.parametrize(("first", "last"), [(9, 21), (8, 22), (10, 18), (8, 12)])
@pytest.mark.parametrize("evening", [AUTUMN.replace(day=29, hour=3, minute=20), SPRING.replace(month=4, day=2, hour=4)])
def test_the_next_morning_opens_on_time_also_when_the_clock_is_changed_in_the_night(
    evening: datetime, first: int, last: int
) -> None:
    """A night of 25 or of 23 hours ends at the same hour of the morning as any other."""
    start = AUTUMN if evening > AUTUMN else SPRING
    t = int((evening - start).total_seconds() // 60)
    due = local(start, NEW_YORK).next_between(t, first, last)
    then = truth(start, NEW_YORK, due)
    assert (then.hour, then.minute) == (first, 0)


@given(STARTS, MINUTE, st.floats(0, 1))
def test_a_later_opening_is_put_off_by_at_most_three_hours(start: datetime, t: int, late: float) -> None:
    """Not everybody moves on the stroke of eight."""
    there = local(start, SEOUL)
    assert there.next_between(t, 8, 22, late) - there.next_between(t, 8, 22) in range(181)


@given(STARTS, ZONES, ZONES, MINUTE)
def test_common_hours_are_hours_in_both_places(start: datetime, one: str, other: str, t: int) -> None:
    """Two ministers are both awake at the minute found, or none was found within two days."""
    first, second = local(start, one), local(start, other)
    due = next_common(first, second, t, 8, 21)
    assert due >= t
    if due < t + 2 * 1440:
        for zone in (one, other):
            assert 8 <= truth(start, zone, due).hour < 21


# Points of a Poisson process

OFFICE = (10, 18)
RATES = {(True, True): 0.5, (True, False): 0.05, (False, True): 0.1, (False, False): 0.02}


@given(STARTS, st.sampled_from([NEW_YORK, SEOUL]), MINUTE, st.floats(0.001, 12))
def test_the_next_point_comes_when_the_rate_has_built_up_to_the_effort(
    start: datetime, zone: str, t: int, effort: float
) -> None:
    """Adding up the rate minute by minute from t reaches the effort at the minute found, but for a minute or two."""
    there = local(start, zone)
    due = after_working_hours(there, t, effort, OFFICE, RATES)
    built = sum(rate_at(there, minute) for minute in range(t, due))
    assert due > t
    assert built == pytest.approx(effort, abs=0.5 + 0.51 if crosses_a_change(start, zone, t, due) else 2 * 0.5 / 60)


def rate_at(there: LocalTime, minute: int) -> float:
    """Occurrences a minute, by the clock."""
    return RATES[(not there.is_weekend(minute), there.between(minute, *OFFICE))] / 60


def crosses_a_change(start: datetime, zone: str, t: int, due: int) -> bool:
    """Whether the clock was changed between two minutes."""
    return truth(start, zone, t).utcoffset() != truth(start, zone, due).utcoffset()


def test_at_a_constant_rate_the_mean_wait_is_one_over_the_rate() -> None:
    """Over 2,000 evenly spread draws of an exponential, at 0.25 an hour: four hours."""
    flat = dict.fromkeys(RATES, 0.25)
    there = local(AUTUMN, SEOUL)
    waits = [after_working_hours(there, 600, -log((n + 0.5) / 2000), OFFICE, flat) - 600 for n in range(2000)]
    assert fmean(waits) == pytest.approx(240, rel=0.01)


def test_points_fall_into_hours_in_proportion_to_their_rates() -> None:
    """A long chain of points: per hour of each kind as many as its rate says."""
    there = LocalTime(AUTUMN, offsets(AUTUMN, AUTUMN + timedelta(days=3650), SEOUL))
    t, points = 0, []
    for n in range(4000):
        t = after_working_hours(there, t, -log(((n * 617) % 4000 + 0.5) / 4000), OFFICE, RATES)
        points.append(t)
    for kind, rate in RATES.items():
        hours = sum((not there.is_weekend(m), there.between(m, *OFFICE)) == kind for m in range(0, t, 60))
        found = sum((not there.is_weekend(m), there.between(m, *OFFICE)) == kind for m in points)
        assert found / hours == pytest.approx(rate, rel=0.2), kind


# In whole runs


@pytest.mark.parametrize("name", CASES)
def test_nobody_is_rung_at_night(name: str) -> None:
    """Every call that the model made falls between 8 and 22 in both capitals."""
    case = scenario(name).case
    clock, calls = Clock(case.start), 0
    for run in runs_of(name, 15):
        for event in run.events:
            if isinstance(event.payload, e.CallHeld) and event.origin == e.Origin.EMERGENT:
                calls += 1
                for party in (event.actor, event.target):
                    hour = clock.local(event.t, case.actors[party].timezone).hour
                    assert 8 <= hour < 22, f"{party} at {hour} in event {event.seq} of seed {run.seed}"
    assert calls >= 15


@pytest.mark.parametrize("name", CASES)
def test_the_council_votes_in_the_day_of_new_york(name: str) -> None:
    """No draft is put to the vote before nine or after ten at night there."""
    clock = Clock(scenario(name).case.start)
    for run in runs_of(name, 15):
        for event in run.events:
            if isinstance(event.payload, e.VoteOpened):
                assert 9 <= clock.local(event.t, NEW_YORK).hour < 22


def test_the_council_meets_at_weekends_less_readily_than_on_working_days() -> None:
    """Over 40 seeds: sessions a day on working days against Saturdays and Sundays; both happen."""
    clock = Clock(scenario().case.start)
    found = {True: 0, False: 0}
    for run in runs_of("dprk-2006-07", 40):
        for event in run.events:
            if isinstance(event.payload, e.ConsultationsHeld) and event.origin == e.Origin.EMERGENT:
                found[clock.local(event.t, NEW_YORK).weekday() >= 5] += 1
    assert 0 < found[True] / 2 < found[False] / 5
