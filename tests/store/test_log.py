"""The log: lines that other programs can read, and that change nothing."""

import io
import json
import logging

import pytest

import sim
from sim.engine.recorder import Listener
from sim.store.log import event_logger, log_event
from sim.store.shape import shape_of
from sim.vocabulary.events import Event
from tests.kit import run_of, scenario


def logged(seed: int = 1) -> tuple[sim.Run, list[str]]:
    """A run with its log, line by line."""
    stream = io.StringIO()
    logger = event_logger(stream)
    start = scenario().case.start

    def listen(event: Event, line: str, h: str) -> None:
        log_event(logger, event, start, "abc", h)

    return sim.run(scenario(), seed, listener=listen), stream.getvalue().splitlines()


def test_each_event_is_one_line_of_json_in_the_one_shape_of_events() -> None:
    """As many lines as events, in their order, each with its keys in their order."""
    run, lines = logged()
    start = scenario().case.start
    shapes = [shape_of(event, start, "abc", h) for event, h in zip(run.events, run.hashes, strict=True)]
    assert [list(json.loads(line).items()) for line in lines] == [list(shape.items()) for shape in shapes]


def test_the_time_is_the_calendar_time_of_the_crisis() -> None:
    """The first launch of July 2006 stands at its minute of record, in UTC."""
    _, lines = logged()
    launch = next(line for line in map(json.loads, lines) if line["type"] == "ProvocationOccurred")
    entry = next(each for each in scenario().case.timeline if each.id == launch["data"]["entry"])
    assert launch["time"] == entry.at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING, logging.CRITICAL])
def test_a_run_with_a_log_is_the_run_without_one(level: int) -> None:
    """Same head hash, whatever the standard library's logging is set to."""
    before = logging.getLogger().level
    logging.getLogger().setLevel(level)
    try:
        heads = {logged(seed)[0].head == run_of(seed=seed).head for seed in (1, 2)}
    finally:
        logging.getLogger().setLevel(before)
    assert heads == {True}


def test_a_listener_is_told_the_line_and_hash_of_each_event_as_it_is_recorded() -> None:
    """Nothing is told twice, late, or otherwise than it is kept."""
    told: list[tuple[int, str, str]] = []
    listen: Listener = lambda event, line, h: told.append((event.seq, line, h))  # noqa: E731
    run = sim.run(scenario(), 3, listener=listen)
    assert told == list(zip(range(len(run.lines)), run.lines, run.hashes, strict=True))
