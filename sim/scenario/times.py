"""Days and times as files and the plain form write them."""

import re
from datetime import UTC, date, datetime
from typing import Final

FIRST_YEAR: Final = 1946
LAST_YEAR: Final = 2100

LONGEST_DAYS: Final = 730
"""Days a run may last at most."""

MOMENT: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):00Z", re.ASCII)
NO_SECONDS: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
NO_HOUR: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def moment(word: str) -> datetime | None:
    """The time a word states in UTC, to the minute; None if it states none from FIRST_YEAR to LAST_YEAR."""
    match = MOMENT.fullmatch(word)
    if not match:
        return None
    try:
        at = datetime(*(int(part) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return at if FIRST_YEAR <= at.year <= LAST_YEAR else None


def full_time(word: str, hour: int = 0) -> str:
    """A time as the plain form writes it, from a file that may leave out the seconds, or the whole time of the day."""
    if NO_SECONDS.fullmatch(word):
        return f"{word[:-1]}:00Z"
    return f"{word}T{hour:02}:00:00Z" if NO_HOUR.fullmatch(word) else word


def time_of(word: str, hour: int = 0) -> datetime | None:
    """The time that a word of a file states; hour: which one is meant where it states a day only."""
    return moment(full_time(word, hour))


def day_of(word: str) -> date | None:
    """The day that a word of a file states; None if it states none, or a time as well."""
    at = time_of(word) if NO_HOUR.fullmatch(word) else None
    return at.date() if at else None
