"""`turtlebay compare`: two runs or more, side by side."""

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes, zone_of
from sim.cli.options import WHOLE, Jobs, StoreAt, Zone
from sim.cli.output import note
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import runs_each
from sim.engine.run import Run
from sim.experiment.archive import save
from sim.experiment.names import names_a_sweep, recall
from sim.questions.compare.attribution import Attribution, NotAttributable
from sim.questions.compare.attribution import attribute as attributed
from sim.questions.compare.page import comparison_page, next_commands
from sim.questions.compare.study import MOST, NotPaired, paired
from sim.questions.compare.study import compare as compared
from sim.questions.compare.sweeps import compare_sweeps
from sim.questions.compare.sweeps_page import page as sweeps_page
from sim.store.store import Store
from sim.words.phrases import STORE, command_line


def compare(
    name: Annotated[
        str,
        Parameter(
            name="RUN",
            help="A run: its id or the beginning of it, its label, SWEEP:K; or a sweep; `last` is whichever came last.",
        ),
    ],
    other: Annotated[str, Parameter(name="OTHER", help="The run to compare with it; for a sweep, another sweep.")],
    /,
    *more: Annotated[str, Parameter(name="MORE", help="Further ones, each compared with the first.")],
    everything: Annotated[
        bool, Parameter(name="--all", help="Show also what is equal.", show_default=False)
    ] = False,
    pair: Annotated[
        bool,
        Parameter(
            name="--paired", help="Play the second run again on the luck of the first, and compare that.",
            show_default=False,
        ),
    ] = False,
    attribute: Annotated[
        bool, Parameter(help="Say how much of the difference each change accounts for.", show_default=False)
    ] = False,
    n: Annotated[int, WHOLE, Parameter(name="-n", metavar="SEEDS", help="With --attribute: runs of each subset.")] = 20,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    tz: Zone = "",
    shown: Shown = PAGE,
) -> None:  # fmt: skip
    """Show two runs or two sweeps side by side, and where they part.

    For runs: differing inputs, the decision at which the runs part, with its rule and numbers, then outcomes,
    drafts and timelines. Only what differs is shown. --attribute plays every subset of the changes on the same
    seeds: the parts are Shapley values and add up to the whole.

    For sweeps: differing inputs, outcome shares, paired differences on shared seeds, and one seed that shows them.

    For example:

      turtlebay compare 5989 last
      turtlebay compare base "my guess" --all
      turtlebay compare base last --attribute -n 50
      turtlebay compare s354c7b58982 scc964e315cf
      turtlebay compare s354c7b58982:7 scc964e315cf:7
    """
    zone, workers = zone_of(tz), processes(jobs)
    names = (name, other, *more)
    _check(names, pair, attribute, n)
    with Store(store) as opened:
        if _all_sweeps(opened, names):
            _refuse_for_sweeps(names, pair, attribute)
            swept = compare_sweeps(opened, names)
            show(
                sweeps_page(swept, everything, store),
                swept.as_plain(everything),
                shown,
                scenario=swept.tallies[-1].plan.scenario,
            )
            return
        runs = [recall(opened, each) for each in names]
        if pair:
            runs[1] = _paired(opened, runs[0], runs[1])
        try:
            found = compared(*runs)
        except LookupError as error:
            raise BadInput(str(error)) from None
        parts = _attributed(opened, runs[0], runs[1], n, workers, shown.ascii_only) if attribute else None
    following = list(next_commands(found, attribute, store))
    page = comparison_page(found, everything=everything, zone=zone, attribution=parts, following=following)
    told = found.as_plain(everything) | ({} if parts is None else {"attribution": parts.as_plain()})
    show(page, told, shown, scenario=runs[-1].scenario)


def _all_sweeps(opened: Store, names: Sequence[str]) -> bool:
    """Whether the names are those of sweeps, and not of runs. Raises BadInput where they are of both."""
    sweeps = [name for name in names if names_a_sweep(opened, name)]
    others = [name for name in names if name not in sweeps]
    if sweeps and others:
        raise BadInput(
            f"{sweeps[0]} is a sweep, {others[0]} is a run: name two sweeps, or a run of the sweep, "
            f"as in {command_line('compare', f'{sweeps[0]}:1', others[0])}"
        )
    return bool(sweeps)


def _refuse_for_sweeps(names: Sequence[str], pair: bool, attribute: bool) -> None:
    if pair:
        raise BadInput("--paired: is about runs; sweeps are held against each other seed by seed as they are")
    if attribute:
        runs = " ".join(f"{each}:K" for each in names)
        raise BadInput(f"--attribute: is about two runs: name one of each sweep, as in turtlebay compare {runs}")


def _check(names: tuple[str, ...], pair: bool, attribute: bool, n: int) -> None:
    if len(names) > MOST:
        raise BadInput(f"{len(names)} runs: at most {MOST} can be compared at once")
    if len(names) > 2 and (pair or attribute):
        raise BadInput(f"--{'paired' if pair else 'attribute'}: is about two runs, and {len(names)} were named")
    runs_each(n)


def _paired(opened: Store, first: Run, second: Run) -> Run:
    """The second run on the luck of the first, kept so that it can be asked for."""
    try:
        made = paired(first, second)
    except NotPaired as error:
        raise BadInput(f"--paired: {error}") from None
    save(opened, made)
    note(f"Run {second.id} was played again on the luck of {first.id}: that is run {made.id}, now stored.")
    return made


def _attributed(opened: Store, first: Run, second: Run, n: int, jobs: int, ascii_only: bool) -> Attribution:
    try:
        with told("attribution", ascii_only) as watch:
            return attributed(first, second, n, store=opened, jobs=jobs, **watch)
    except NotAttributable as error:
        raise BadInput(f"--attribute: {error}") from None
