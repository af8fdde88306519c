"""Near misses: decisions that stood within a few gain points of going the other way, nearest first."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.studies.explaining.numbers import numbers_of
from sim.studies.explaining.sentences import CHOICES, Names, points
from sim.vocabulary import events as e
from sim.vocabulary.events import Event

NEAR_M: Final = 3_000
"""How near counts as near, in thousandths of a gain point: about the noise of a vote."""


@frozen
class NearMiss:
    """A decision that was close: what was done, and what would have been. margin_m: thousandths of a gain point."""

    seq: int
    at: str
    actor: str
    type: str
    made: str
    instead: str
    margin_m: int
    words: str


Close = tuple[int, str, str]
"""Margin in thousandths, what was done, and what would have been done."""


def near_misses(run: Run, within_m: int = NEAR_M) -> tuple[NearMiss, ...]:
    """The decisions up to the outcome that were within a margin of going the other way, nearest first."""
    names = Names(run.scenario.case)
    found = []
    for event in run.events:
        if isinstance(event.payload, e.OutcomeReached):
            break
        close = min(_close(event), default=None)
        if close is not None and 0 <= close[0] <= within_m:
            margin, made, instead = close
            words = f"{names.actor(event.actor)}: {made}; {points(margin)[1:]} points from {instead}"
            at = run.scenario.clock.iso(event.t)
            found.append(NearMiss(event.seq, at, event.actor, event.type, made, instead, margin, words))
    return tuple(sorted(found, key=lambda miss: (miss.margin_m, miss.seq)))


def _close(event: Event) -> Iterator[Close]:
    rule = _CLOSE.get(type(event.payload))
    if rule is not None:
        yield from rule(event.payload, numbers_of(event.payload))


def _vote(data: e.VoteCast, numbers: Mapping[str, Any]) -> Iterator[Close]:
    """Gain and the day's luck against both lines; a limit crossed, or a friend's draft, is not a matter of margin."""
    if "margin_m" not in numbers or "withheld_for" in numbers:
        return
    total = numbers["gain_m"] + numbers.get("noise_m", 0)
    no_below, yes_from = numbers["no_below_m"], numbers["yes_from_m"]
    made = f"voted {data.vote} on {data.draft}"
    if data.vote == "yes":
        yield total - yes_from, made, "an abstention" if yes_from > no_below else "a no"
    elif data.vote == "no":
        yield no_below - total, made, "an abstention" if yes_from > no_below else "a yes"
    else:
        yield total - no_below, made, "a no"
        yield yes_from - total, made, "a yes"


def _choice(data: Any, numbers: Mapping[str, Any]) -> Iterator[Close]:
    """The sponsor's best choice against the next best course; to consult for another day is none, but if chosen."""
    worth = numbers.get("worth_m", {})
    if not worth:
        return
    best = max(worth, key=lambda name: worth[name])
    others = [name for name in worth if name not in (best, "consult")]
    if others:
        second = max(others, key=lambda name: worth[name])
        made = f"chose {CHOICES.get(best, best)} ({data.draft})"
        yield worth[best] - worth[second], made, CHOICES.get(second, second)


def _joined(data: e.CoSponsorJoined, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "co_sponsors_from_m" in numbers:
        margin = numbers["gain_m"] - numbers["co_sponsors_from_m"]
        yield margin, f"co-sponsored {data.draft}", "support without its name"


def _declared(data: e.PositionDeclared, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "gain_m" not in numbers or "yes_from_m" not in numbers:
        return
    gain, no_below, yes_from = numbers["gain_m"], numbers["no_below_m"], numbers["yes_from_m"]
    if data.stance == "support":
        yield gain - yes_from, f"supported {data.draft}", "keeping its position open"
    elif data.stance == "reserved":
        yield gain - no_below, f"kept its position on {data.draft} open", "an objection"
        yield yes_from - gain, f"kept its position on {data.draft} open", "support"


def _objected(data: e.ObjectionRaised, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "margin_m" in numbers:
        instead = "letting the statement pass" if data.grounds == "going_on" else "no objection"
        yield numbers["margin_m"], f"objected to {data.draft}", instead


def _threatened(data: e.VetoThreatened, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "margin_m" in numbers:
        yield numbers["margin_m"], f"threatened to veto {data.draft}", "no threat"


def _planned(data: e.DraftCirculated, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "margin_m" in numbers:
        yield numbers["margin_m"], f"circulated {data.draft} as planned", "holding the text back"


def _held_back(data: e.ActWithheld, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "margin_m" in numbers and data.reason == "unwilling":
        yield numbers["margin_m"], f"held back {data.entry}", "circulating it"


def _granted(data: Any, numbers: Mapping[str, Any]) -> Iterator[Close]:
    if "margin_m" in numbers:
        granted = isinstance(data, e.MediationGranted)
        made, instead = ("granted", "refusing it") if granted else ("refused", "granting it")
        yield numbers["margin_m"], f"{made} time for mediation", instead


_CLOSE: Final[Mapping[type[e.Payload], Callable[[Any, Mapping[str, Any]], Iterator[Close]]]] = {
    e.VoteCast: _vote,
    e.DraftAmended: _choice,
    e.ConsultationsContinued: _choice,
    e.DraftPutInBlue: _choice,
    e.DraftWithdrawn: _choice,
    e.CoSponsorJoined: _joined,
    e.PositionDeclared: _declared,
    e.ObjectionRaised: _objected,
    e.VetoThreatened: _threatened,
    e.DraftCirculated: _planned,
    e.ActWithheld: _held_back,
    e.MediationGranted: _granted,
    e.MediationRefused: _granted,
}
"""Event kind to how close it was. A new kind of decision is a line here."""
