"""`turtlebay sweep`: a scenario many times."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated, Any, Final

from cyclopts import Parameter

from sim.cli.arguments import label_of, processes, scenario_of, seed_of
from sim.cli.clusters import cluster
from sim.cli.options import WHOLE, Jobs, LuckOnly, ScenarioFile, Sets, StoreAt, Without
from sim.cli.output import note
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.experiment.designs import SAMPLES
from sim.experiment.plan import UNCERTAIN, Plan, planned
from sim.experiment.sweep import Sweep
from sim.experiment.workers import Stopped
from sim.questions.sweep import page
from sim.store.store import Store
from sim.words.phrases import STORE

FAILED: Final = 3
"""Exit code where runs failed: a bug, but the others count."""

MANY: Final = 200_000
"""Runs above which the command asks first."""

N: Final = 400
MOST_UNTIL: Final = 20_000
"""Seeds at most under a stopping rule, where no number is given."""

Paths = list[str] | None


def sweep(
    file: ScenarioFile,
    /,
    *,
    n: Annotated[
        int | None, WHOLE, Parameter(name="-n", help="Runs; with a design, at each of its points. 400 if left out.")
    ] = None,
    seed: Annotated[int, WHOLE, Parameter(help="The first seed; the others follow it, the same at every point.")] = 1,
    vary: Annotated[
        Paths,
        Parameter(metavar="PATH=LO:HI:STEP", help="A grid over this path, or PATH=A,B,C; repeatable."),
    ] = None,
    lhs: Annotated[
        Paths, Parameter(metavar="PATH=LO:HI", help="Sample this range, a Latin hypercube; repeatable.")
    ] = None,
    ranges: Annotated[
        Paths,
        Parameter(
            name="--range",
            metavar="PATH=LO:HI",
            allow_leading_hyphen=True,
            help="The same as --lhs; or LO:HI alone, for a path that --lhs names without a range.",
        ),
    ] = None,
    points: Annotated[int | None, WHOLE, Parameter(help="Samples of the Latin hypercube; 20 if left out.")] = None,
    luck_only: LuckOnly = False,
    uncertain: Annotated[bool, Parameter(show=False, negative="")] = False,
    until: Annotated[
        str,
        Parameter(
            metavar="HALFWIDTH", help="Stop once every share's interval is within this, as in 0.02.", show_default=False
        ),
    ] = "",
    jobs: Jobs = 0,
    scheduler: Annotated[
        str | None, Parameter(metavar="ADDRESS", help="Play on the Dask cluster at this address.")
    ] = None,
    sets: Sets = None,
    without: Without = None,
    label: Annotated[str, Parameter(help="A name of your own for the sweep.", show_default=False)] = "",
    yes: Annotated[bool, Parameter(help="Do not ask before very many runs.", show_default=False)] = False,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> int:
    """Play a scenario many times: estimate how likely each outcome is and what it depends on.

    Each seed draws what the coding may be wrong about: positions, limits, judged parameters. So a share is of runs,
    with what the coding may be wrong about. What is set or varied is not drawn. With --luck-only all is as coded, and
    luck alone differs from seed to seed. `turtlebay run FILE --drawn --seed K` is the run of seed K.

    Every finished run is stored: the same command continues where it stopped, and a larger -n adds to a smaller
    one. Points of a design share their seeds. A label names the sweep wherever its id does; given again, it goes to the
    new one. --json prints one object: sweep, scenario, n, done, failed, outcomes,
    rungs, days, points with their differences, ... `turtlebay log SWEEP:K` shows the k-th run. Exit code 3 if runs
    failed. --scheduler needs pip install turtlebay[cluster].

    For example:

      turtlebay sweep dprk-2006-07 -n 400
      turtlebay sweep mine.yaml -n 200 --vary CHN.legal_force.limit=0:100:25
      turtlebay sweep mine.yaml -n 100 --lhs RUS.legal_force=0:60 --lhs vote_noise=2:8
      turtlebay sweep mine.yaml --luck-only --until 0.02 --jobs 2
    """
    if uncertain:
        raise BadInput(f"--uncertain: {UNCERTAIN}; leave it out, or ask for luck alone with --luck-only")
    label_of(label)
    lhs = _with_ranges(lhs or [], ranges or [])
    if points is not None and not lhs:
        raise BadInput(f"--points {points}: goes with --lhs, of which it is the number of samples")
    wanted = n if n is not None else MOST_UNTIL if until else N
    varied, sampled = _pairs("--vary", vary), _pairs("--lhs", lhs)
    scenario = scenario_of(file, sets, without)
    both = {path for path, _ in scenario.sets}
    both &= {path for path, _ in scenario.spelled([(path, "") for path in (*varied, *sampled)])}
    if both:
        raise BadInput(f"{', '.join(sorted(both))}: set and varied at once; one of them at a time")
    plan = planned(
        scenario, wanted, seed=seed_of(seed), vary=varied, lhs=sampled, points=SAMPLES if points is None else points,
        luck_only=luck_only, until=until or None,
    )  # fmt: skip
    _confirm(plan, yes)
    with ExitStack() as held:
        opened = held.enter_context(Store(store))
        made = Sweep(plan, opened, *_workers(held, scheduler, jobs), label)
        with told(f"sweep {made.id}", shown.ascii_only, outcomes=True) as watch:
            if not made.play(**watch).finished:
                raise Stopped
        found = made.tally
        show(page(found, file, store), found, shown, scenario=scenario)
    return FAILED if found.failed else 0


def _with_ranges(lhs: Sequence[str], ranges: Sequence[str]) -> list[str]:
    """The ranges to sample, each with its path: the bare paths of --lhs take the bare ranges of --range in turn."""
    paths = [word for word in lhs if "=" not in word]
    ends = [word for word in ranges if "=" not in word]
    if len(paths) < len(ends):
        raise BadInput(f"--range {ends[-1]}: is of no path; write PATH={ends[-1]}")
    if len(paths) > len(ends):
        raise BadInput(f"--lhs {paths[-1]}: is written PATH=LO:HI, or takes LO:HI from --range")
    placed = [f"{path}={word}" for path, word in zip(paths, ends, strict=True)]
    return [*(word for word in lhs if "=" in word), *placed, *(word for word in ranges if "=" in word)]


def _pairs(option: str, words: Sequence[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words or ():
        path, equals, values = word.partition("=")
        if not equals or not path.strip() or not values.strip():
            shape = "PATH=LO:HI:STEP or PATH=A,B,C" if option == "--vary" else "PATH=LO:HI"
            raise BadInput(f"{option} {word}: is written {shape}")
        if path.strip() in found:
            raise BadInput(f"{option} {word}: {path.strip()} is named twice")
        found[path.strip()] = values.strip()
    return found


def _confirm(plan: Plan, yes: bool) -> None:
    """Ask before very many runs, on a terminal; elsewhere have it said on the command line."""
    if plan.runs <= MANY or yes:
        return
    said = f"{plan.runs:,} runs ({plan.points:,} points, {plan.n:,} seeds at each)"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput(f"{said}: say --yes if you mean it, or widen the steps")
    sys.stderr.write(f"{said}: go on? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise BadInput("nothing was played")


def _workers(held: ExitStack, scheduler: str | None, jobs: int) -> tuple[Any, int]:
    """Who plays, and how many they are."""
    workers = processes(jobs)
    if scheduler is None:
        return None, workers
    if jobs:
        raise BadInput("--jobs and --scheduler: one of them at a time")
    client = held.enter_context(cluster(scheduler))
    threads = sum(client.nthreads().values())
    if not threads:
        note(f"{scheduler} has no worker yet: waiting for one.")
    return client, max(threads, 8)
