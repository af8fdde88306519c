"""Minutes since the start to UTC and to local time, and back."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from attrs import frozen


@cache
def zones() -> frozenset[str]:
    """The names of all time zones, the same on every machine.

    A machine's own files know more: `localtime` is another zone on each, and zones below `right` count leap seconds.
    """
    listed = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return frozenset(listed) - {"Factory"}  # the zone of a machine that was never told where it is


@frozen
class Clock:
    """The calendar of one scenario. start: UTC, the moment of minute 0."""

    start: datetime

    def utc(self, t: int) -> datetime:
        """The moment of minute t, UTC."""
        return self.start + timedelta(minutes=t)

    def iso(self, t: int) -> str:
        """The moment of minute t as ISO 8601, such as 2006-07-15T19:50:00Z."""
        return self.utc(t).strftime("%Y-%m-%dT%H:%M:%SZ")

    def local(self, t: int, zone: str) -> datetime:
        """The moment of minute t in an IANA time zone."""
        return self.utc(t).astimezone(ZoneInfo(zone))

    def minute(self, at: datetime) -> int:
        """Whole minutes from the start to a moment; one without a zone is taken as UTC."""
        aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return int((aware - self.start).total_seconds() // 60)
