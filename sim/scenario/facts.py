"""What the almanac says of a case: who sits on the Council, who presides, what was vetoed, what states are called,
and what became of earlier crises of the same file.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from sim.almanac.council import Council, changes_between, presidency, unknown_vetoes, vetoes_before
from sim.almanac.memory import memory_of
from sim.almanac.states import state_on
from sim.almanac.tables import NotInAlmanac, covered, covers
from sim.scenario.marks import Origin, Report, Spot
from sim.scenario.nodes import Node, Series, Table, Word
from sim.scenario.overlay import file_of, fill, is_nothing, said, series_at, spot_of, table_at, tables_in
from sim.scenario.provocations import table as kinds
from sim.scenario.shapes import COUNCIL_DAY
from sim.scenario.times import time_of
from sim.scenario.trigger import council_day, trigger_number
from sim.vocabulary.actors import Seat
from sim.vocabulary.case import NOBODY, PastCrisis

FACTS: Final = ("name", "seat", "timezone", "capital", "joins", "leaves")
"""Keys of an actor that the almanac fills in."""

Note = Callable[[str], None]
"""Takes a sentence for the analyst; an empty one says nothing."""


def fill_council(whole: Table, council: Council, report: Report, note: Note) -> None:
    """Members and changes of members, the presidency, and the vetoes before."""
    spot, origin = spot_of(whole, COUNCIL_DAY), Origin(f"almanac: Council of {council.day}")
    _check_gap(whole, council, report)
    actors = table_at(whole, "actors")
    for member in council.members:
        _seat(actors, member.code, member.seat, origin, whole)
    start, horizon = time_of(said(whole, "start")), time_of(said(whole, "horizon"))
    if start is not None and horizon is not None:
        _check_start(whole, council, start.date(), report)
        _fill_changes(whole, start.date(), horizon.date(), origin)
        _fill_presidency(whole, start.date(), horizon.date(), note)
    climate = table_at(whole, "climate")
    if "vetoes" not in climate.items:
        cast = vetoes_before(council.day)
        counted = Origin(f"almanac: vetoes in the 24 months before {council.day}")
        days = ", ".join(f"{veto.day} {veto.subject} ({' '.join(veto.by)})" for veto in cast)
        fill(climate, "vetoes", len(cast), spot, counted)
        fill(climate, "as_of", str(council.day), spot, counted)
        fill(climate, "basis", f"drafts vetoed in the 24 months before: {days or 'none'}", spot, counted)
        note(unknown_vetoes(council.day))


def provokers_of(whole: Table) -> list[Word]:
    """The codes of those who provoke; none where nobody does."""
    node = whole.items.get("provoker")
    words = node.items if isinstance(node, Series) else [node]
    return [word for word in words if isinstance(word, Word) and not is_nothing(word) and word.text != NOBODY]


def held(table: str) -> str:
    """The days that a table of the almanac covers, such as from 1990-01-01 to 2026-12-31."""
    return " and ".join(f"from {each.since} to {each.until}" for each in covers() if each.table == table)


def _check_gap(whole: Table, council: Council, report: Report) -> None:
    """Elected members that the almanac lacks are named by the file."""
    named = sum(said(actor, "seat") == Seat.ELECTED for actor in tables_in(whole, "actors").values())
    if named < council.missing:
        allowed = "under actors each of them by its code, with seat: elected"
        report.note(spot_of(whole, COUNCIL_DAY), COUNCIL_DAY, council.gap, str(council.day), allowed)


def _check_start(whole: Table, council: Council, start: date, report: Report) -> None:
    """The Council that is filled in is that of the first day of the run."""
    if changes_between(min(start, council.day), max(start, council.day)):
        message = f"between {council.day} and the start of the run, {start}, the Council changes"
        report.note(
            spot_of(whole, COUNCIL_DAY), COUNCIL_DAY, message, str(council.day), f"the day of the start, {start}"
        )


def _seat(actors: Table, code: str, seat: Seat, origin: Origin, whole: Table) -> None:
    """A member with its seat; one that the file does not name comes after those that it does."""
    spot = spot_of(whole, COUNCIL_DAY)
    if code not in actors.items:
        actors.put(code, Table(spot, origin=origin))
    fill(table_at(actors, code), "seat", str(seat), spot, origin)


def _fill_changes(whole: Table, after: date, until: date, origin: Origin) -> None:
    actors, spot = table_at(whole, "actors"), spot_of(whole, COUNCIL_DAY)
    for change in changes_between(after, until):
        since = f"{change.day}T00:00:00Z"
        for code in change.comes:
            _seat(actors, code, Seat.ELECTED, origin, whole)
            if said(table_at(actors, code), "seat") == Seat.ELECTED:
                fill(table_at(actors, code), "joins", since, spot, origin)
        for code in change.leaves:
            if said(table_at(actors, code), "seat") == Seat.ELECTED:
                fill(table_at(actors, code), "leaves", since, spot, origin)


def _fill_presidency(whole: Table, start: date, horizon: date, note: Note) -> None:
    if "presidency" in whole.items:
        return
    spot, origin = spot_of(whole, COUNCIL_DAY), Origin("almanac: presidencies")
    rows = Series(spot, origin=origin)
    for turn in presidency(start, horizon):
        row = Table(spot, origin=origin)
        fill(row, "since", f"{turn.since}T00:00:00Z", spot, origin)
        fill(row, "actor", turn.code, spot, origin)
        rows.items.append(row)
    whole.put("presidency", rows)
    if not covered("presidencies", horizon):
        note(f"the almanac holds presidencies {held('presidencies')}; nobody is named for other months")


def fill_states(whole: Table, day: date, report: Report) -> None:
    """Name, capital and time zone of every state that takes part, as of the day; who has no seat yet has none.

    A provoker takes part, whether or not it stands under the actors.
    """
    actors = table_at(whole, "actors")
    for provoker in provokers_of(whole):
        if provoker.text not in actors.items:
            actors.put(provoker.text, Table(provoker.spot, origin=provoker.origin or Origin("the provoker")))
    for code, actor in tables_in(whole, "actors").items():
        origin = Origin(f"almanac: states on {day}", file_of(actor))
        fill(actor, "seat", str(Seat.NONE), actor.spot, Origin("not on the Council", file_of(actor)))
        if said(actor, "kind") not in ("", "state") or ("name" in actor.items and "timezone" in actor.items):
            continue
        joins = time_of(said(actor, "joins"))
        try:
            state = state_on(code, joins.date() if joins else day)
        except NotInAlmanac as unknown:
            allowed = "a state of that day; or its name and timezone, and kind where it is no state"
            report.note(actors.keys[code], f"actors.{code}", str(unknown), code, allowed, file=file_of(actor))
            continue
        for key, value in (("name", state.name), ("capital", state.capital), ("timezone", state.zone)):
            fill(actor, key, value, actor.spot, origin)


def fill_memory(whole: Table) -> None:
    """The file of the crisis, from provoker and trigger, and what the almanac knows of earlier crises of that file.

    A row that the case states takes the place of the almanac's row of the same id.
    """
    timeline = series_at(whole, "timeline")
    number = trigger_number([said(entry, "kind") for entry in timeline])
    if number is None:
        return
    trigger = timeline[number]
    _fill_file(whole, said(trigger, "what"))
    at, own = time_of(said(trigger, "at"), 12), whole.items.get("memory")
    if at is None or not (own is None or isinstance(own, Series)):
        return
    file, stated = said(whole, "file"), {said(row, "id") for row in series_at(whole, "memory")}
    origin = Origin(f"almanac: memory of {file}")
    known: list[Node] = [
        _past(past, whole.spot, origin) for past in memory_of(file, council_day(at)) if past.id not in stated
    ]
    if known and own is None:
        whole.put("memory", Series(whole.spot, known, origin))
    elif known and isinstance(own, Series):
        own.items = sorted([*known, *own.items], key=_closing)


def _fill_file(whole: Table, what: str) -> None:
    stated = tables_in(whole, "provocations").get(what)
    family = said(stated, "family") if stated is not None else ""
    family = family or (kinds()[what].family if what in kinds() else "")
    provokers = provokers_of(whole)
    if family and provokers:
        origin = Origin("the provoker, and the family of what it did")
        fill(whole, "file", f"{provokers[0].text}-{family}", whole.spot, origin)


def _past(past: PastCrisis, spot: Spot, origin: Origin) -> Table:
    """A row of the almanac as a row of the case: without the file, and without sources, which it keys by its own."""
    row = Table(spot, origin=origin)
    for key in ("id", "began", "closed", "act", "product"):
        fill(row, key, str(getattr(past, key)), spot, origin)
    if past.vetoed_by:
        row.put("vetoed_by", Series(spot, [Word(code, False, spot, origin) for code in past.vetoed_by], origin))
    if past.warned:
        fill(row, "warned", True, spot, origin)
    return row


def _closing(row: Node) -> tuple[str, ...]:
    """A sort key of rows by the day on which they closed."""
    return tuple(said(row, key) for key in ("closed", "began", "id")) if isinstance(row, Table) else ()
