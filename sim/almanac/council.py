"""The Security Council on a day: who sits on it and who is in the chair; and the vetoes before."""

from datetime import date, timedelta

from attrs import frozen

from sim.almanac.states import State, state_on
from sim.almanac.tables import Turn, Veto, covered, covers, terms, turns, vetoes
from sim.vocabulary.actors import Seat
from sim.vocabulary.charter import body_on


@frozen
class Member:
    """A member of the Council and its seat."""

    state: State
    seat: Seat

    @property
    def code(self) -> str:
        """The state's code."""
        return self.state.code


@frozen
class Council:
    """The Council on a day.

    members: permanent ones first, each kind by code. president: code of the member in the chair, None where the almanac
    does not know. missing: seats of which the almanac does not know the holder.
    """

    day: date
    members: tuple[Member, ...]
    president: str | None
    missing: int

    @property
    def gap(self) -> str:
        """What is missing and what to do, as a sentence; empty if the almanac knows every seat."""
        if not self.missing:
            return ""
        return (
            f"the almanac holds all members of the Council {_spans('seats')}; on {self.day} it lacks {self.missing} "
            f"elected {'member' if self.missing == 1 else 'members'}, to be named in the file"
        )


@frozen
class Change:
    """Who leaves the Council and who comes, by code. day: the first one in the new composition."""

    day: date
    leaves: tuple[str, ...]
    comes: tuple[str, ...]


def council_on(day: date) -> Council:
    """The Council on a day; outside the years covered, the members that are known, and before 1946 none."""
    sitting = [term for term in terms() if term.since <= day <= term.until]
    members = tuple(
        Member(state_on(term.code, day), term.seat)
        for term in sorted(sitting, key=lambda term: (term.seat != Seat.PERMANENT, term.code))
    )
    president = next((turn.code for turn in turns() if turn.since <= day <= turn.until), None)
    return Council(day, members, president, max(0, (body_on(day).seats or 0) - len(members)))


def changes_between(start: date, end: date) -> tuple[Change, ...]:
    """Who leaves and who comes after the first day and until the last one, as far as the almanac knows."""
    days = {term.since for term in terms()} | {_next(term.until) for term in terms() if term.until < date.max}
    return tuple(
        Change(
            day,
            tuple(sorted(term.code for term in terms() if term.until < date.max and _next(term.until) == day)),
            tuple(sorted(term.code for term in terms() if term.since == day)),
        )
        for day in sorted(days)
        if start < day <= end
    )


def presidency(start: date, end: date) -> tuple[Turn, ...]:
    """Who is in the chair from a day to another, by whole months; months the almanac does not know are left out."""
    return tuple(turn for turn in turns() if turn.since <= end and turn.until >= start)


def vetoes_before(day: date, years: int = 2) -> tuple[Veto, ...]:
    """Drafts and amendments vetoed in the years before a day, the day itself not counted, oldest first.

    From the same day of the year on: two years before 9 October 2006 begin on 9 October 2004.
    """
    since = _years_before(day, years)
    return tuple(veto for veto in vetoes() if since <= veto.day < day)


def unknown_vetoes(day: date) -> str:
    """What the count of vetoes before a day does not hold, as a sentence; empty if it is complete."""
    if covered("vetoes", day - timedelta(days=1)):
        return ""
    return f"the almanac holds all vetoes {_spans('vetoes')}; later ones are not counted"


def _spans(table: str) -> str:
    """From 1990-01-01 to 2026-12-31."""
    return " and ".join(f"from {each.since} to {each.until}" for each in covers() if each.table == table)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
