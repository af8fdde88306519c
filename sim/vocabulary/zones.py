"""Time zones by the data of the packaged `tzdata`, never the machine's: two machines give the same run."""

import importlib.resources
from bisect import bisect_left
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAY = 1440

Offsets = tuple[tuple[int, int], ...]
"""(minute since the start, minutes ahead of UTC from then on), the first at minute 0."""


@cache
def zone_names() -> frozenset[str]:
    """The IANA names of all zones that can be used."""
    listed = (importlib.resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return frozenset(listed) - {"Factory"}  # the zone of a machine that was never told where it is


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ZoneInfoNotFoundError for any other word, `localtime` among them."""
    if name not in zone_names():
        raise ZoneInfoNotFoundError(f"no time zone {name!r} in the packaged tzdata")
    with importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def offsets(start: datetime, horizon: datetime, name: str) -> Offsets:
    """By how many minutes a zone's clocks are ahead of UTC from the start to the horizon, and where that changes."""
    tz, last = zone_named(name), int((horizon - start).total_seconds()) // 60

    def offset(t: int) -> int:
        there = (start + timedelta(minutes=t)).astimezone(tz).utcoffset() or timedelta()
        return int(there.total_seconds()) // 60

    found = [(0, offset(0))]
    for day in range(0, last, _DAY):
        until = min(day + _DAY, last)
        if offset(until) != found[-1][1]:
            change = bisect_left(range(day, until), True, key=lambda t: offset(t) != found[-1][1])
            found.append((day + change, offset(day + change)))
    return tuple(found)
