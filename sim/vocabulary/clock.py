"""Minutes since the start to UTC and to local time, and back."""

from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import frozen

from sim.vocabulary.zones import zone_named

CELL: Final = "%Y-%m-%d %H:%M:%S"
"""How a moment in UTC is written in a cell."""


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

    def cell(self, t: int) -> str:
        """The moment of minute t, UTC, as spreadsheets read one: 2006-07-15 19:50:00. They refuse a zone."""
        return self.utc(t).strftime(CELL)

    def local(self, t: int, zone: str) -> datetime:
        """The moment of minute t in a time zone of that IANA name."""
        return self.utc(t).astimezone(zone_named(zone))

    def minute(self, at: datetime) -> int:
        """Whole minutes from the start to a moment; one without a zone is taken as UTC."""
        aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return int((aware - self.start).total_seconds() // 60)
