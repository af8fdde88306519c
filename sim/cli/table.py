"""Events as comma-separated values."""

import json
from collections.abc import Iterable
from typing import Final

from sim.cli.output import utf8_output
from sim.pages.text import csv_row, printable
from sim.store.record import data_of
from sim.vocabulary.events import Event
from sim.vocabulary.printable import in_json
from sim.words.labels import Labels
from sim.words.sentences import predicate

COLUMNS: Final = (
    "seq", "time", "type", "actor", "target", "origin", "cause", "decision", "source", "words", "data",
)  # fmt: skip


def print_csv(labels: Labels, events: Iterable[Event], head: bool = True) -> None:
    """A row an event; data is JSON, the time is in UTC, and no text is a formula. head: name the columns first."""
    out = utf8_output()
    if head:
        out.write(csv_row(COLUMNS))
    for event in events:
        data = in_json(json.dumps(data_of(event.payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False))
        out.write(
            csv_row(
                [
                    event.seq,
                    labels.clock.cell(event.t),
                    event.type,
                    printable(event.actor),
                    printable(event.target),
                    event.origin,
                    event.cause,
                    printable(event.decision),
                    printable(event.source),
                    printable(predicate(labels, event)),
                    data,
                ]
            )
        )
    out.flush()
