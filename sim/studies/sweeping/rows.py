"""Runs as a store keeps them: a summary made a row, and a row read back."""

import json
from collections.abc import Sequence
from typing import Final

from sim.runs.store import StoreError, as_json
from sim.runs.sweeps import Failure, Play
from sim.studies.sweeping.batch import Failed, Played, Result, Summary
from sim.vocabulary.texts import Form

_FORMS: Final = frozenset(str(form) for form in Form)


def rows_of(results: Sequence[Result]) -> tuple[list[Play], list[Failure]]:
    """The rows of some runs: those that were finished, and those that raised."""
    plays = [play_of(each.run, each.summary) for each in results if isinstance(each, Played)]
    return plays, [failure_of(each) for each in results if isinstance(each, Failed)]


def play_of(name: str, summary: Summary) -> Play:
    """The row of a run that was finished."""
    text = None if summary.text is None else as_json(summary.text)
    return Play(
        summary.seed, name, summary.form, text, summary.yes, summary.no, summary.abstain, summary.days_m,
        as_json(summary.threats), summary.first_threat_m, summary.amendments, summary.events, summary.head,
    )  # fmt: skip


def failure_of(failed: Failed) -> Failure:
    """The row of a run that raised."""
    return Failure(failed.seed, as_json(failed.sets), failed.error, failed.traceback)


def summary_of(play: Play, issues: int) -> Summary:
    """What a row says of its run. issues: how many a text has. Raises StoreError where it cannot be so."""
    try:
        text = None if play.text is None else tuple(json.loads(play.text))
        threats = tuple(json.loads(play.threats))
    except (TypeError, ValueError):
        raise _changed(play) from None
    if play.form not in _FORMS or (text is not None and len(text) != issues):
        raise _changed(play)
    return Summary(
        play.seed, play.form, text, play.yes, play.no, play.abstain, play.days_m, threats, play.amendments,
        play.events, play.head, play.first_threat_m,
    )  # fmt: skip


def _changed(play: Play) -> StoreError:
    return StoreError(
        f"what is stored of run {play.run} (seed {play.seed}) cannot be: somebody changed it. "
        "Name another store with --store"
    )
