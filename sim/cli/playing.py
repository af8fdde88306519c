"""Playing a scenario for a command: the log written as it happens, and what a bug leaves kept aside."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from sim.cli.problems import BadInput
from sim.engine import run as engine
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.scenario import files
from sim.store.record import with_hash
from sim.vocabulary.events import Event


def play(scenario: Scenario, seed: int, label: str = "", log: Path | None = None) -> Run:
    """Play a scenario once. log: where the events go as they happen, one a line.

    A bug passes through with a note of the file that its events were kept in.
    """
    kept: list[str] = []
    with _opened(log) as stream:
        logger = _logger(stream, scenario, seed) if stream is not None else None

        def listen(event: Event, line: str, h: str) -> None:
            kept.append(with_hash(line, h))
            if logger is not None:
                logger(event, h)

        try:
            return engine.run(scenario, seed, label=label, listener=listen)
        except OSError:
            raise  # the log's disk is full
        except Exception as bug:
            bug.add_note(_keep_aside(Path(f"turtlebay-crash-{scenario.base.id}-{seed}.jsonl"), kept))
            raise


@contextmanager
def _opened(log: Path | None) -> Iterator[TextIO | None]:
    """Where the log goes: to its place once it is whole."""
    if log is None:
        yield None
        return
    try:
        with files.writing(log) as text:
            yield text
    except OSError as error:
        raise BadInput(f"--log {log}: cannot be written: {error.strerror or error}") from None


def _logger(stream: TextIO, scenario: Scenario, seed: int) -> Any:
    from sim.store.log import event_logger, log_event

    logger, run = event_logger(stream), engine.Recipe(scenario).run_id(seed)
    return lambda event, h: log_event(logger, event, scenario.case.start, run, h)


def _keep_aside(path: Path, lines: Sequence[str]) -> str:
    """Keep the events that there were before a bug, and say where."""
    try:
        files.write(path, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    except OSError as error:
        return f"The run's {len(lines)} events so far could not be saved in {path}: {error}"
    return f"The run's {len(lines)} events so far are saved in {path}"
