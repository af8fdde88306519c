"""`turtlebay compare`: two runs or more, side by side."""

from typing import Annotated, Any

from cyclopts import Parameter

from sim.engine.run import Run
from sim.experiment.archive import save
from sim.experiment.names import recall
from sim.faces.arguments import processes, zone_of
from sim.faces.compared import next_of_comparison, print_comparison
from sim.faces.compared_sweeps import all_sweeps, show_sweeps
from sim.faces.options import WHOLE, Ascii, AsJson, Jobs, StoreAt, Zone
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.progress import Progress
from sim.faces.terminal import note, standard_output
from sim.runs.store import Store
from sim.studies.comparing.compare import MOST, NotPaired, paired
from sim.studies.comparing.compare import compare as compared
from sim.words.labels import Labels
from sim.words.phrases import STORE

MOST_SEEDS = 100_000
"""Runs of each subset that one command may ask for."""


def compare(
    name: Annotated[
        str, Parameter(name="RUN", help="A run: its id or the beginning of it, its label, `last`, SWEEP:K; or a sweep.")
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
    as_json: AsJson = False,
    ascii_only: Ascii = False,
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
    zone = zone_of(tz)
    names = (name, other, *more)
    _check(names, pair, attribute, n)
    with Store(store) as opened:
        if all_sweeps(opened, names):
            _refuse_for_sweeps(names, pair, attribute)
            show_sweeps(opened, names, everything, as_json, ascii_only)
            return
        runs = [recall(opened, each) for each in names]
        if pair:
            runs[1] = _paired(opened, runs[0], runs[1])
    try:
        found = compared(*runs)
    except LookupError as error:
        raise BadInput(str(error)) from None
    parts = _attributed(runs[0], runs[1], n, processes(jobs)) if attribute else None
    if as_json:
        print_json(found.as_plain(everything) | ({} if parts is None else {"attribution": parts.as_plain()}))
        return
    terminal = standard_output(ascii_only)
    all_labels = [Labels(run.scenario.case, run.scenario.clock, zone) for run in runs]
    print_comparison(terminal, all_labels, found, everything, store)
    if parts is not None:
        from sim.faces.attributed import print_attribution

        terminal.line()
        print_attribution(terminal, all_labels[0], parts)
    terminal.line()
    terminal.next(*next_of_comparison(found, attribute, store))


def _refuse_for_sweeps(names: tuple[str, ...], pair: bool, attribute: bool) -> None:
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
    if not 1 <= n <= MOST_SEEDS:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST_SEEDS} runs")


def _paired(opened: Store, first: Run, second: Run) -> Run:
    """The second run on the luck of the first, kept so that it can be asked for."""
    try:
        made = paired(first, second)
    except NotPaired as error:
        raise BadInput(f"--paired: {error}") from None
    save(opened, made)
    note(f"Run {second.id} was played again on the luck of {first.id}: that is run {made.id}, now stored.")
    return made


def _attributed(first: Run, second: Run, n: int, workers: int) -> Any:
    from sim.studies.comparing.attribution import NotAttributable
    from sim.studies.comparing.attribution import attribute as attributed

    try:
        return attributed(first, second, n, jobs=workers, progress=Progress("runs"))
    except NotAttributable as error:
        raise BadInput(f"--attribute: {error}") from None
