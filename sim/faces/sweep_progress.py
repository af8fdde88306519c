"""How far a sweep is, on standard error: a picture redrawn on a terminal, a line now and again on a pipe."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sim.experiment.statistics import wilson
from sim.faces.terminal import note, printable, to_ascii
from sim.studies.sweeping.counts import FORMS
from sim.studies.sweeping.sweep import Standing
from sim.words.labels import FORM_WORDS
from sim.words.numbers import percent

QUIET_SECONDS: Final = 2.0
REDRAWS: Final = 4
BAR: Final = 24
MOST_ERRORS: Final = 3

Tell = Callable[[Standing], None]
"""Told how far the sweep is."""


@contextmanager
def sweep_progress(name: str, ascii_only: bool = False) -> Iterator[Tell]:
    """What to tell of a sweep while it lasts. name: its id."""
    if sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb":
        with _drawn(name, ascii_only) as tell:
            yield tell
    else:
        yield _Lines(name)


class _Pace:
    """How fast it goes, runs that were there already left out."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def words(self, standing: Standing) -> str:
        """250 of 2,000 runs, 118 a second, about 15 s to go."""
        finished = standing.done + standing.failed
        said = f"{finished:,} of {standing.total:,} runs"
        fresh = finished - standing.kept
        seconds = time.monotonic() - self._began
        if fresh and seconds > 0:
            rate = fresh / seconds
            left = max(0, standing.total - finished) / rate
            said += f", {rate:.0f} a second, about {_span(left)} to go"
        return said


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


class _Lines:
    """A line after two seconds, then ever more seldom, at least once a minute; failures as they are first seen."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pace = _Pace()
        self._next = time.monotonic() + QUIET_SECONDS
        self._wait = QUIET_SECONDS
        self._named: set[str] = set()

    def __call__(self, standing: Standing) -> None:
        for error in standing.errors:
            if error not in self._named and len(self._named) < MOST_ERRORS:
                note(f"sweep {self._name}: a run failed: {printable(error)}")
            self._named.add(error)
        now = time.monotonic()
        if now < self._next or standing.done + standing.failed >= standing.total:
            return
        self._wait = min(60.0, 1.5 * self._wait)
        self._next = now + self._wait
        failed = f", {standing.failed:,} failed" if standing.failed else ""
        note(f"sweep {self._name}: {self._pace.words(standing)}{failed}")
        sys.stderr.flush()


@contextmanager
def _drawn(name: str, ascii_only: bool) -> Iterator[Tell]:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    pace = _Pace()
    console = Console(stderr=True, no_color=True, highlight=False)
    with Live(console=console, transient=True, refresh_per_second=REDRAWS) as live:

        def tell(standing: Standing) -> None:
            said = "\n".join(_picture(name, pace, standing))
            live.update(Text(to_ascii(said) if ascii_only else said, no_wrap=True, overflow="ellipsis"))

        yield tell


def _picture(name: str, pace: _Pace, standing: Standing) -> Iterator[str]:
    yield f"sweep {name}: {pace.words(standing)}"
    if standing.kept:
        yield f"  {standing.kept:,} of them were played before"
    for form in FORMS:
        if standing.done:
            k = standing.forms[form]
            low, high = wilson(k, standing.done)
            filled = round(BAR * k / standing.done)
            bar = "#" * filled + "." * (BAR - filled)
            share = f"{percent(k / standing.done)} of" if k else "not seen in"
            yield (
                f"  {FORM_WORDS[form]:22} {bar} {share} {standing.done:,} runs so far "
                f"({percent(low)[:-1]}-{percent(high)})"
            )
    for error, count in standing.errors.most_common(MOST_ERRORS):
        yield f"  failed: {count:,} x {printable(error)}"
