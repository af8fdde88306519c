"""Near misses: decisions that were within a few gain points of going the other way, nearest first."""

from typing import Final

from attrs import frozen

from sim.engine.run import Run
from sim.vocabulary import events as e
from sim.vocabulary.margins import margin_of
from sim.words.labels import Labels
from sim.words.numbers import amount
from sim.words.sentences import OPTIONS

NEAR_M: Final = 3_000
"""How near counts as near, in thousandths of a gain point: about the noise of a vote."""

_NO_OTHER_COURSE: Final = "consult"
"""To consult for another day puts a choice off, and is not another choice."""


@frozen
class NearMiss:
    """A decision that was close."""

    seq: int
    at: str
    """UTC."""
    actor: str
    type: str
    made: str
    """What was done."""
    instead: str
    """What would have been done."""
    margin_m: int
    """Thousandths of a gain point."""
    words: str


def near_misses(run: Run, within_m: int = NEAR_M) -> tuple[NearMiss, ...]:
    """The decisions up to the outcome that were within a margin of going the other way, nearest first."""
    labels = Labels(run.scenario.case, run.scenario.clock)
    found = []
    for event in run.events:
        data = event.payload
        if isinstance(data, e.OutcomeReached):
            break
        margin = margin_of(data, but=_NO_OTHER_COURSE) if _in_gain_points(data) else None
        if margin is None or margin.next_best is None or margin.margin_m is None:
            continue
        if not 0 <= margin.margin_m <= within_m:
            continue
        of = getattr(data, "draft", "") or getattr(data, "entry", "")
        made, instead = f"{OPTIONS[margin.chosen][0]} {of}", OPTIONS[margin.next_best][1]
        words = f"{labels.subject(event.actor)}: {made}; {amount(margin.margin_m)} points from {instead}"
        at = run.scenario.clock.iso(event.t)
        found.append(NearMiss(event.seq, at, event.actor, event.type, made, instead, margin.margin_m, words))
    return tuple(sorted(found, key=lambda miss: (miss.margin_m, miss.seq)))


def _in_gain_points(data: e.Payload) -> bool:
    """Whether the options are measured in gain points: a measure is by pressure, an act can be by priority."""
    return not (
        isinstance(data, e.NationalMeasureTaken) or (isinstance(data, e.ActWithheld) and data.reason != "unwilling")
    )
