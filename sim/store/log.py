"""The log: the stream of events rendered by structlog, one JSON object a line, as they are recorded.

Nothing is ever read back from a log, and a log cannot change a run.
"""

import json
from datetime import datetime, timedelta
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from sim.store.record import data_of
from sim.vocabulary.events import Event


def event_logger(stream: TextIO, **bound: Any) -> FilteringBoundLogger:
    """A structlog logger of its own that writes JSON lines to a stream; what is bound stands in every line."""
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[_ordered, structlog.processors.JSONRenderer(serializer=_compact)],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    return logger.bind(**bound)


def log_event(logger: FilteringBoundLogger, start: datetime, event: Event, h: str) -> None:
    """One line: `event` is the type, `timestamp` the calendar time of the crisis, then who, why and the terms."""
    logger.info(
        event.type,
        timestamp=(start + timedelta(minutes=event.t)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        seq=event.seq,
        actor=event.actor,
        target=event.target,
        origin=event.origin,
        cause=event.cause,
        decision=event.decision,
        source=event.source,
        h=h,
        data=data_of(event.payload),
    )


_FIRST = ("timestamp", "event", "run", "seq", "actor", "target")


def _ordered(_: Any, __: str, line: EventDict) -> EventDict:
    """What is read first comes first."""
    return {**{key: line[key] for key in _FIRST if key in line}, **line}


def _compact(line: Any, **_: Any) -> str:
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False)
