"""Events as comma-separated values."""

import csv
import json
from collections.abc import Iterable
from typing import Final

from sim.cli.output import utf8_output
from sim.pages.text import printable
from sim.store.record import data_of
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.sentences import predicate

COLUMNS: Final = (
    "seq", "time", "type", "actor", "target", "origin", "cause", "decision", "source", "words", "data",
)  # fmt: skip


def print_csv(labels: Labels, events: Iterable[Event], head: bool = True) -> None:
    """A row an event; data is JSON. head: name the columns first."""
    out = utf8_output()
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(COLUMNS)
    for event in events:
        data = json.dumps(data_of(event.payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        writer.writerow(
            [
                event.seq,
                labels.clock.iso(event.t),
                event.type,
                event.actor,
                event.target,
                event.origin,
                "" if event.cause is None else event.cause,
                event.decision,
                event.source,
                printable(predicate(labels, event)),
                data,
            ]
        )
    out.flush()
