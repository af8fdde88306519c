"""Futures of one run: forks at one moment, each with a luck of its own, and how often each outcome comes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import frozen

from sim.engine.intervention import fork, fresh_luck
from sim.engine.run import Run
from sim.experiment.statistics import term, wilson
from sim.vocabulary.case import Entry
from sim.vocabulary.texts import Form


@frozen
class OutcomeShare:
    """How often one form came: k of n runs, the ends of the interval, and the words for it."""

    form: str
    k: int
    n: int
    share: float
    low: float
    high: float
    term: str


def futures(
    run: Run,
    at: int,
    n: int,
    sets: Sequence[tuple[str, str]] = (),
    *,
    drops: Sequence[int] = (),
    inserts: Sequence[Entry] = (),
    label: str = "",
) -> Iterator[Run]:
    """As many forks of a run as asked for, at one event, alike but for a luck that the run has not drawn before.

    Raises what sim.engine.intervention.fork raises, before the first is made.
    """
    first = fresh_luck(run)
    for luck in range(first, first + n):
        yield fork(run, at, sets, drops=drops, inserts=inserts, luck=luck, label=label)


def outcome_shares(forms: Sequence[str]) -> tuple[OutcomeShare, ...]:
    """A row for every form there is, in a fixed order, from the forms of some runs. Raises ValueError on none."""
    n, found = len(forms), Counter(forms)
    rows = []
    for form in Form:
        k = found[str(form)]
        low, high = wilson(k, n)
        rows.append(OutcomeShare(str(form), k, n, k / n, low, high, term(k, n)))
    return tuple(rows)
