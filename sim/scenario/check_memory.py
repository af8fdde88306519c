"""Checks on the memory of a file: earlier crises, each whole, of this file, and over before this one began."""

from typing import Any

from sim.scenario.check_actors import unique_ids
from sim.scenario.marks import Report, Steps
from sim.scenario.problems import listed
from sim.scenario.times import moment
from sim.scenario.trigger import council_day, trigger_number
from sim.vocabulary.case import NOBODY

Plain = dict[str, Any]


def memory(plain: Plain, report: Report) -> None:
    """Every row is of this file, and ended before the day of the trigger."""
    rows = plain.get("memory", [])
    unique_ids(rows, ("memory",), report)
    day = _trigger_day(plain)
    for number, row in enumerate(rows):
        if row:
            _days(row, day, ("memory", number), report)
            _file(row, plain.get("file", ""), ("memory", number), report)
    named, known = plain.get("precedent"), [row.get("id", "") for row in rows if row]
    if named and named not in (*known, NOBODY):
        message = f"the memory of the file holds no crisis '{named}'"
        report.add(("precedent",), message, named, listed([*known, NOBODY]), choices=[*known, NOBODY])


def _trigger_day(plain: Plain) -> str:
    """The day of the trigger in New York; one after all others where it cannot be read."""
    timeline = [entry or {} for entry in plain.get("timeline", [])]
    number = trigger_number([entry.get("kind", "") for entry in timeline])
    at = moment(timeline[number].get("at", "")) if number is not None else None
    return str(council_day(at)) if at else "9"


def _days(row: Plain, day: str, steps: Steps, report: Report) -> None:
    began, closed = row.get("began", ""), row.get("closed", "")
    if closed and began > closed:
        report.add((*steps, "began"), f"{began} is after {closed}, when it closed", began, f"{closed} or earlier")
    if closed >= day:
        message = f"{closed} is not before the day of the trigger, {day}"
        report.add((*steps, "closed"), message, closed, "crises that were over by then; take the row out")


def _file(row: Plain, file: str, steps: Steps, report: Report) -> None:
    other = row.get("file", "")
    if other and other != file:
        message = f"'{other}' is another file than the case's" if file else "the case does not say of which file it is"
        report.add((*steps, "file"), message, other, f"rows of {file}" if file else "file: at the top as well")
