"""Runs held against each other: what was put in, where they part and why, what came of each, and their timelines."""

from collections.abc import Mapping
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from sim.engine.run import Run, replay, run
from sim.engine.world import Intervention
from sim.studies.comparing.alignment import Row, aligned
from sim.studies.comparing.beside import Outcomes, Version, drafts_of, outcomes_of
from sim.studies.comparing.divergence import Divergence, divergence_of
from sim.studies.comparing.inputs import Input, Uncommon, inputs_of, luck_mixed, uncommon

if TYPE_CHECKING:
    from rich.console import Group

LETTERS: Final = ascii_lowercase
"""What the runs of a comparison are called, in the order they were named."""

MOST: Final = 9
"""Runs that can be compared at once."""


class NotPaired(ValueError):
    """A run whose recipe means nothing on another seed; the message says what can be done instead."""


@frozen
class Timelines:
    """The events of all runs side by side. shared: how many of the rows come before the runs part."""

    shared: int
    rows: tuple[Row, ...]
    drafts: tuple[Version, ...]


@frozen
class Comparison:
    """Two runs or more, side by side: a is the first, b the second, and so on.

    inputs: those that differ. divergences: of each other run from the first, None where nothing that happened
    differs. luck_mixed: they differ in seed or luck too, so not all that differs comes from what was changed.
    uncommon: what only some of their scenarios have.
    """

    runs: tuple[Run, ...]
    inputs: tuple[Input, ...]
    divergences: tuple[Divergence | None, ...]
    outcomes: Outcomes
    timelines: Timelines
    luck_mixed: bool
    uncommon: tuple[Uncommon, ...] = ()

    @property
    def divergence(self) -> Divergence | None:
        """Where the first two runs part."""
        return self.divergences[0]

    @property
    def letters(self) -> str:
        """The names of the runs within this comparison."""
        return LETTERS[: len(self.runs)]

    def as_plain(self, everything: bool = False) -> dict[str, Any]:
        """All of it as dicts, lists and numbers, for JSON. everything: equal votes and wordings as well."""
        from sim.studies.comparing.compared_plain import plain

        return plain(self, everything)

    def __rich__(self) -> "Group":
        """The comparison as rich draws it in a terminal or notebook."""
        from sim.studies.comparing.compared_tables import lines, rich_group, tables

        return rich_group(lines(self), tables(self))

    def _repr_html_(self) -> str:
        """The comparison as a notebook shows it."""
        from sim.studies.comparing.compared_tables import html, lines, tables

        return html(lines(self), tables(self))


def compare(a: Run, b: Run, *more: Run) -> Comparison:
    """Hold runs against each other, the first against each of the others.

    Raises ValueError on more than nine runs, LookupError where a run holds no outcome.
    """
    runs = (a, b, *more)
    if len(runs) > MOST:
        raise ValueError(f"{len(runs)} runs: at most {MOST} can be compared at once")
    rows = aligned(runs)
    return Comparison(
        runs,
        inputs_of(runs),
        tuple(divergence_of(a, other) for other in runs[1:]),
        outcomes_of(runs),
        Timelines(sum(row.shared for row in rows), rows, drafts_of(runs)),
        luck_mixed(runs),
        uncommon([run.scenario.case for run in runs]),
    )


def paired(a: Run, b: Run) -> Run:
    """The second run's recipe on the luck of the first: what differs from the first then comes from the recipe alone.

    Raises NotPaired where it cannot be made: a change made at an event of one seed means nothing on another.
    """
    lucks = {each.after: each.change.luck for each in a.interventions if each.change.luck}
    if a.seed == b.seed:
        return _on_luck(a, b, lucks)
    if b.interventions:
        last = b.interventions[-1]
        raise NotPaired(
            f"run {b.id} was changed after its event {last.after}, a moment that seed {a.seed} has not got: "
            f"fork run {a.id} at a moment of its own, with the same changes, and compare that"
        )
    if lucks:
        raise NotPaired(f"run {a.id} drew a luck of its own after event {min(lucks)}: name the other run first")
    return run(b.scenario, a.seed)


def _on_luck(a: Run, b: Run, lucks: Mapping[int, int]) -> Run:
    """The second run on the luck that the first drew after each event; both have the same seed."""
    after = [each.after for each in b.interventions]
    early = [each for each in b.interventions[:-1] if each.change.luck != lucks.get(each.after, 0)]
    if early or not set(lucks) <= set(after):
        raise NotPaired(f"runs {a.id} and {b.id} drew luck at different events: name the other run first, or fork anew")
    turned = (evolve(x, change=evolve(x.change, luck=lucks.get(x.after, 0))) for x in b.interventions)
    kept = tuple(each for each in turned if each.change.luck or _changes(each))
    return replay(b.scenario, b.seed, kept, parent=b.parent if kept else "")


def _changes(each: Intervention) -> bool:
    return bool(each.change.sets or each.change.drops or each.change.inserts)


__all__ = ["LETTERS", "MOST", "Comparison", "NotPaired", "Timelines", "compare", "paired"]
