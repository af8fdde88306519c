"""How near a decision was to going the other way, whatever its kind: its options, the next best, its lines.

Events record their options (sim/vocabulary/parts.py), so one function reads the margin of all of them. All numbers
are thousandths: of a gain point, or of a point of pressure or priority where that is what was measured.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from sim.vocabulary.events import Payload
from sim.vocabulary.parts import Options


@frozen
class Threshold:
    """A line that a number was held against. name: the line's, without `_m`, or limit.ISSUE for a limit crossed.

    distance_m: by how much the number lies above the line, below 0 where it lies under it.
    """

    name: str
    line_m: int
    distance_m: int


@frozen
class Margin:
    """The options of a decision, best first, and how much better the chosen one was than the next best.

    next_best and margin_m are None where there was no other option.
    """

    chosen: str
    options: tuple[tuple[str, int], ...]
    next_best: str | None
    margin_m: int | None
    thresholds: tuple[Threshold, ...]


def margin_of(payload: Payload, but: str = "") -> Margin | None:
    """The margin of an event's decision; None where it records no options. but: an option that is no other course."""
    recorded: Options = getattr(payload, "options", None)
    if not recorded:
        return None
    chosen: str = payload.chosen  # type: ignore[attr-defined]
    ranked = tuple(sorted(recorded.items(), key=lambda option: (-option[1], option[0] != chosen)))
    others = [option for option in ranked if option[0] not in (chosen, but)]
    next_best = others[0][0] if others else None
    margin = recorded[chosen] - others[0][1] if others else None
    return Margin(chosen, ranked, next_best, margin, thresholds_of(payload))


def thresholds_of(payload: Payload) -> tuple[Threshold, ...]:
    """The lines an event's numbers were held against, nearest first: limits crossed, and the lines of its terms."""
    terms: Mapping[str, Any] = getattr(payload, "terms", None) or {}
    crossed = [
        *(terms.get("crossed") or getattr(payload, "crossed", None) or ()),
        *(terms.get("cannot_support") or getattr(payload, "cannot_support", None) or ()),
    ]
    found = [Threshold(f"limit.{c.issue}", 1000 * c.limit, 1000 * (c.strength - c.limit)) for c in crossed]
    for line, measured in _LINES.items():
        if terms.get(line) is not None:
            found.append(Threshold(line.removesuffix("_m"), terms[line], terms[measured] - terms[line]))
    if "isolation_m" in terms:
        total, no_below = terms["gain_m"] + terms["noise_m"], -terms["isolation_m"]
        found.append(Threshold("no_below", no_below, total - no_below))
        found.append(Threshold("yes_from", no_below + terms["join_m"], total - no_below - terms["join_m"]))
    return tuple(sorted(found, key=lambda threshold: abs(threshold.distance_m)))


_LINES: Final[Mapping[str, str]] = {
    "no_below_m": "gain_m",
    "yes_from_m": "gain_m",
    "co_sponsors_from_m": "gain_m",
    "going_on_m": "gain_m",
    "threatens_below_m": "gain_m",
    "rejects_below_m": "gain_m",
    "taken_from_m": "pressure_m",
}
"""Line in the terms of an event to the number that is held against it."""


def by_lines(value: int, chosen: str, first: str, *others: tuple[str, int]) -> dict[str, int]:
    """The options of a decision by lines, each with what the value lacks to reach it: 0 for the chosen, else below 0.

    first: what is done below all lines. others: (option, line from which it is done), those that go before the others
    last. An option whose range is empty was not open.
    """
    found = {}
    high: int | None = None
    for option, low in reversed(others):
        if high is None or low < high:
            lacks = value - low if high is None else min(value - low, high - value)
            found[option] = 0 if option == chosen or lacks > 0 else lacks
            high = low
        elif option == chosen:
            found[option] = 0
    lacks = 0 if high is None else high - value
    found[first] = 0 if first == chosen or lacks > 0 else lacks
    return found
