"""PLOVER event data as JSON Lines: the events that PLOVER has a category for, with CAMEO code and Goldstein score."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sim.engine.run import Run
from sim.studies.export.coding import coded
from sim.studies.export.json_lines import as_line, write_lines
from sim.studies.export.material import Material
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.events import Event

_OF_ALL_MEMBERS: Final = (e.ConsultationsHeld, e.VoteOpened)
"""Meetings of the Council: PLOVER lists all who take part as actors, and no recipient."""

_OF_SOME_MEMBERS: Final = (e.DraftVetoed, e.StatementBlocked)
"""What some members did to a draft: they are the actors, and its sponsor is the recipient."""


def write_events(material: Material, path: Path) -> int:
    """Write the coded events of all runs; gives how many."""
    return write_lines(path, (as_line(event) for run in material.runs() for event in plover_events(run)))


def plover_events(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run that have a PLOVER category, as PLOVER records."""
    for event in run.events:
        codes = coded(event)
        if codes.plover is None:
            continue
        actors, recipients = _parties(run, event)
        yield {
            "id": f"{run.id}/{event.seq}",
            "date": run.scenario.clock.utc(event.t).strftime("%Y-%m-%d"),
            "time": run.scenario.clock.utc(event.t).strftime("%H:%M"),
            "actor": [_entity(run, code) for code in actors],
            "recipient": [_entity(run, code) for code in recipients],
            "event": [codes.plover],
            "mode": [] if codes.mode is None else [codes.mode],
            "context": list(codes.contexts),
            "quad_code": codes.quad,
            "event_scale": codes.score,
            "link": [] if event.cause is None else [f"{run.id}/{event.cause}"],
            "comment": event.type,
            "cameo": codes.cameo,
            "goldstein": codes.goldstein,
        }


def _parties(run: Run, event: Event) -> tuple[Sequence[str], Sequence[str]]:
    """Who did it, and to whom."""
    payload = event.payload
    if isinstance(payload, _OF_ALL_MEMBERS):
        return run.scenario.setting.members, ()
    if isinstance(payload, _OF_SOME_MEMBERS):
        return payload.by, (payload.draft.partition("-")[0],)
    return _some(event.actor), _some(event.target)


def _some(code: str) -> Sequence[str]:
    return (code,) if code else ()


def _entity(run: Run, code: str) -> dict[str, str]:
    """A state speaks through its government; the Council is the United Nations."""
    if code == COUNCIL:
        return {"code": "UNO", "sector": "", "entity_text": "United Nations Security Council"}
    actor = run.scenario.case.actors.get(code)
    return {"code": code, "sector": "GOV", "entity_text": code if actor is None else actor.name}
