"""How far many runs are, on standard error: a picture redrawn on a terminal, a line now and again on a pipe."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypedDict

from sim.cli.interrupts import stoppable
from sim.cli.output import note
from sim.cli.problems import BadInput
from sim.experiment.play import Progress
from sim.experiment.statistics import wilson
from sim.experiment.workers import OtherModel, Stop, WorkLost
from sim.pages.text import printable, to_ascii
from sim.store.damage import Damaged, StoreError
from sim.vocabulary.outcome import FORMS
from sim.words.labels import FORM_WORDS

QUIET_SECONDS: Final = 2.0
REDRAWS: Final = 4
BAR: Final = 24
MOST_ERRORS: Final = 3

Tell = Callable[[Progress], None]
"""Told how far the runs are."""


class Watch(TypedDict):
    """What an experiment is watched with, and stopped."""

    progress: Tell
    stop: Stop


@contextmanager
def told(what: str = "runs", ascii_only: bool = False, outcomes: bool = False, kept: bool = True) -> Iterator[Watch]:
    """What an experiment tells its progress, and asks whether to stop. what: is played, such as a sweep.

    outcomes: draw how often each came. kept: whether the runs are stored. Ctrl-C stops after the runs in hand, a
    second one at once, and it is said how many runs are stored. Raises BadInput or StoreError, which say so too, where
    the workers are lost or the store cannot be written.
    """
    told = _Told(what, kept)
    try:
        with stoppable() as stop:
            if sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb":
                with _drawn(told, ascii_only, outcomes) as tell:
                    yield {"progress": tell, "stop": stop}
            else:
                yield {"progress": _Lines(told), "stop": stop}
    except (WorkLost, OtherModel) as error:
        raise BadInput(f"{error}\n{told.stored()}; the same command goes on.") from None
    except StoreError as error:
        if told.progress is None or isinstance(error, Damaged):
            raise
        raise StoreError(f"{error}\n{told.stored()}; once that is mended, the same command goes on.") from error
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"{told.stored()}{', and it goes on with' if kept else '; begin again with'}:"
        ) from None


class _Told:
    """What was told last, and how fast it goes, runs that were there already left out."""

    def __init__(self, what: str, kept: bool) -> None:
        self.what = what
        self.kept = kept
        self.progress: Progress | None = None
        self._began = time.monotonic()

    def words(self, now: Progress) -> str:
        """250 of 2,000 runs, 118 a second, about 15 s to go; or 250 of 300 runs and at most 1,700 more, ..."""
        finished = now.done + now.failed
        said = f"{finished:,} of {_asked(now)}"
        fresh, seconds = finished - now.stored, time.monotonic() - self._began
        if fresh and seconds > 0:
            each, left = seconds / fresh, max(0, now.asked - finished)
            said += f", {1 / each:.0f} a second, about {span(left * each)} {'for those' if now.more != 0 else 'to go'}"
            said += f", at most {span((left + now.more) * each)} for all" if now.more else ""
        return said

    def stored(self) -> str:
        """250 of 2,000 runs are stored."""
        now = self.progress
        if not self.kept:
            done = 0 if now is None else now.done + now.failed
            return f"{done:,} runs were played, and this command stores none"
        if now is None or not now.done:
            return "no run of it is stored yet"
        return f"{now.done:,} of {'' if now.more == 0 else 'at least '}{now.asked:,} runs are stored"


def _asked(now: Progress) -> str:
    """2,000 runs; 300 runs and at most 1,700 more; at least 300 runs."""
    if now.more is None:
        return f"at least {now.asked:,} runs"
    return f"{now.asked:,} runs" + (f" and at most {now.more:,} more" if now.more else "")


def span(seconds: float) -> str:
    """A time to wait: 40 s, 12 min, 1.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


class _Lines:
    """A line after two seconds, then ever more seldom, at least once a minute; failures as they are first seen."""

    def __init__(self, told: _Told) -> None:
        self._told = told
        self._next = time.monotonic() + QUIET_SECONDS
        self._wait = QUIET_SECONDS
        self._named: set[str] = set()
        self._said = ""

    def __call__(self, now: Progress) -> None:
        self._told.progress = now
        for error in now.errors:
            if error not in self._named and len(self._named) < MOST_ERRORS:
                note(f"{self._told.what}: a run failed: {printable(error)}")
            self._named.add(error)
        at = time.monotonic()
        if at < self._next or now.done + now.failed >= now.asked:
            return
        self._wait = min(60.0, 1.5 * self._wait)
        self._next = at + self._wait
        failed = f", {now.failed:,} failed" if now.failed else ""
        said = f"{self._told.what}: {self._told.words(now)}{failed}"
        if said != self._said:  # of several parts of a question each tells how far it is
            note(said)
        self._said = said
        sys.stderr.flush()


@contextmanager
def _drawn(told: _Told, ascii_only: bool, outcomes: bool) -> Iterator[Tell]:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True, no_color=True, highlight=False)
    with Live(console=console, transient=True, refresh_per_second=REDRAWS) as live:

        def tell(now: Progress) -> None:
            told.progress = now
            said = "\n".join(_picture(told, now, outcomes))
            live.update(Text(to_ascii(said) if ascii_only else said, no_wrap=True, overflow="ellipsis"))

        yield tell


def _picture(told: _Told, now: Progress, outcomes: bool) -> Iterator[str]:
    yield f"{told.what}: {told.words(now)}"
    if now.stored:
        yield f"  {now.stored:,} of them were played before"
    for form in FORMS if outcomes and now.done else ():
        k = now.forms[form]
        low, high = wilson(k, now.done)
        filled = round(BAR * k / now.done)
        share = f"{100 * k / now.done:.0f}% of" if k else "not seen in"
        yield (
            f"  {FORM_WORDS[form]:22} {'#' * filled}{'.' * (BAR - filled)} {share} {now.done:,} runs so far "
            f"({100 * low:.0f}-{100 * high:.0f}%)"
        )
    for error, count in now.errors.most_common(MOST_ERRORS):
        yield f"  failed: {count:,} x {printable(error)}"
