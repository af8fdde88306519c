"""CloudEvents 1.0 in the JSON event format, one a line.

What an event is about stands in `data`; who, why and where it belongs in extension attributes, whose names may hold
small letters and digits only.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.engine.run import Run
from sim.runs.record import data_of
from sim.studies.export.json_lines import as_line, write_lines
from sim.studies.export.material import Material
from sim.vocabulary.events import REGISTRY


def write_events(material: Material, path: Path) -> int:
    """Write the events of all runs; gives how many."""
    return write_lines(path, (as_line(event) for run in material.runs() for event in cloud_events(run)))


def cloud_events(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run as CloudEvents. An attribute without a value is left out, as the specification wants."""
    clock = run.scenario.clock
    source = f"urn:turtlebay:{run.scenario.base.id}"
    for event, h in zip(run.events, run.hashes, strict=True):
        attributes = {
            "specversion": "1.0",
            "id": f"{run.id}/{event.seq}",
            "source": source,
            "type": f"turtlebay.{event.type}.v{REGISTRY[event.type].version}",
            "time": clock.iso(event.t),
            "subject": event.actor or None,
            "datacontenttype": "application/json",
            "run": run.id,
            "sequence": f"{event.seq:09d}",
            "minute": event.t,
            "target": event.target or None,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision or None,
            "cites": event.source or None,
            "hash": h,
        }
        yield {
            **{name: value for name, value in attributes.items() if value is not None},
            "data": data_of(event.payload),
        }
