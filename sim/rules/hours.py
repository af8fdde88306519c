"""Local hours: when people can be reached, when the Council meets. Minutes since the start throughout."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime

from sim.vocabulary.zones import Offsets

DAY = 1440
HOUR = 60


class LocalTime:
    """Minutes since the start to local time in one zone. offsets: the zone's, from the start to the horizon."""

    __slots__ = ("_changes", "_offsets", "_weekday", "offsets")

    def __init__(self, start: datetime, offsets: Offsets) -> None:
        self.offsets = offsets
        self._changes = [since for since, _ in offsets]
        self._offsets = [ahead + start.hour * HOUR + start.minute for _, ahead in offsets]
        self._weekday = start.weekday()

    def minute_of_day(self, t: int) -> int:
        """Minutes past local midnight, 0 to 1439."""
        return (t + self._offset(t)) % DAY

    def weekday(self, t: int) -> int:
        """0 for Monday to 6 for Sunday, local."""
        return ((t + self._offset(t)) // DAY + self._weekday) % 7

    def is_weekend(self, t: int) -> bool:
        """Whether it is Saturday or Sunday there."""
        return self.weekday(t) >= 5

    def between(self, t: int, first_hour: int, last_hour: int) -> bool:
        """Whether the local time is at or past first_hour and before last_hour."""
        return first_hour * HOUR <= self.minute_of_day(t) < last_hour * HOUR

    def next_between(self, t: int, first_hour: int, last_hour: int, late: float = 0.0) -> int:
        """The first minute at or after t that lies between the two local hours.

        late: where that is a later opening, by which share (0 to 1) of three hours it is then put off, so that
        not everybody moves on the stroke of eight.
        """
        offset = self._offset(t)
        minute = (t + offset) % DAY
        if first_hour * HOUR <= minute < last_hour * HOUR:
            return t
        opening = t + first_hour * HOUR - minute + (DAY if minute >= last_hour * HOUR else 0)
        # Where the clocks change in the night, the opening lies an hour earlier or later than it seemed.
        return opening + offset - self._offset(opening) + int(180 * late)

    def _offset(self, t: int) -> int:
        offsets = self._offsets
        return offsets[bisect_right(self._changes, t) - 1] if len(offsets) > 1 and t >= 0 else offsets[0]


def next_working(local: LocalTime, t: int, first_hour: int, last_hour: int, days: int, late: float = 0.0) -> int:
    """The first minute at or after t between the two local hours on one of the first days of a week, Monday on.

    days: how many of them, 1 to 7. late: as for `next_between`.
    """
    due = local.next_between(t, first_hour, last_hour, late)
    while local.weekday(due) >= days:
        due = local.next_between(due + DAY - local.minute_of_day(due), first_hour, last_hour, late)
    return due


def last_working(local: LocalTime, t: int, first_hour: int, last_hour: int, days: int) -> int:
    """The last minute at or before t between the two local hours on one of the first days of a week, Monday on."""
    while True:
        minute = local.minute_of_day(t)
        if minute < first_hour * HOUR or local.weekday(t) >= days:
            t -= minute + 1
        elif minute >= last_hour * HOUR:
            t -= minute - last_hour * HOUR + 1
        else:
            return t


def next_common(first: LocalTime, second: LocalTime, t: int, first_hour: int, last_hour: int) -> int:
    """The first minute at or after t at which it is between the two hours in both places, or t + 2 days if never."""
    limit = t + 2 * DAY
    while t < limit:
        later = second.next_between(first.next_between(t, first_hour, last_hour), first_hour, last_hour)
        if later == t or (first.between(later, first_hour, last_hour)):
            return later
        t = later
    return t


def after_working_hours(
    local: LocalTime, t: int, effort: float, office: tuple[int, int], rates: Mapping[tuple[bool, bool], float]
) -> int:
    """The minute by which `effort` expected occurrences have built up under a rate that follows the local clock.

    office: first and last local hour of the working day. rates: occurrences an hour by (workday, in office hours).
    With effort drawn exponential(1) this is the next point of a Poisson process of that rate.
    """
    first, last = office
    remaining = effort
    for _ in range(3 * 400):
        minute = local.minute_of_day(t)
        in_hours = first * HOUR <= minute < last * HOUR
        per_minute = rates[(not local.is_weekend(t), in_hours)] / HOUR
        if minute < first * HOUR:
            left = first * HOUR - minute
        else:
            left = (last * HOUR if in_hours else DAY) - minute
        if per_minute * left >= remaining:
            return t + max(1, round(remaining / per_minute))
        remaining -= per_minute * left
        t += left
    return t
