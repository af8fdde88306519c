"""The log: the stream of events rendered by structlog, one JSON object a line, as they are recorded.

Nothing is ever read back from a log, and a log cannot change a run.
"""

import json
from datetime import datetime
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from sim.store.shape import shape_of
from sim.vocabulary.events import Event


def event_logger(stream: TextIO) -> FilteringBoundLogger:
    """A structlog logger of its own that writes JSON lines to a stream."""
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[_without_message, structlog.processors.JSONRenderer(serializer=as_line)],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        cache_logger_on_first_use=False,
    )
    return logger.bind()


def log_event(logger: FilteringBoundLogger, event: Event, start: datetime, run: str, h: str) -> None:
    """One line: the event in its one shape (sim/store/shape.py)."""
    logger.info(event.type, **shape_of(event, start, run, h))


def as_line(shape: Any, **_: Any) -> str:
    """A JSON object on one line, its keys in their order, letters as themselves."""
    return json.dumps(shape, separators=(",", ":"), ensure_ascii=False)


def _without_message(_: Any, __: str, line: EventDict) -> EventDict:
    """Drop structlog's own key, which says the type once more."""
    return {key: value for key, value in line.items() if key != "event"}
