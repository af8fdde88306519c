"""`turtlebay tip`: where the outcome flips along a path, between two, over all numbers, or jointly."""

from collections.abc import Callable, Sequence
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import scenario_of
from sim.cli.options import WHOLE, EveryRun, Jobs, LuckOnly, ScenarioFile, Sets, StoreAt, Without
from sim.cli.problems import BadInput
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import OutcomeWord, changes, runs_each, studying
from sim.experiment.play import MOST, Means
from sim.pages import Next
from sim.questions.tip.curve import Tip
from sim.questions.tip.curve import tip as along
from sim.questions.tip.page import SHAPES, against_page, curve_page, pair_page, table_page
from sim.questions.tip.table import MOST as MOST_ITEMS
from sim.questions.tip.table import Table, tip_all
from sim.questions.tip.together import Against, Pair, tip_against, tip_pair
from sim.scenario.paths import brief_path
from sim.scenario.ranges import ends_of
from sim.words.phrases import STORE, command_line

LEVEL = 0.5
"""The share that counts as tipping unless --level says otherwise."""

ALONG, OTHERWISE = 100, 50
"""Runs at each point unless -n says otherwise: along one path, and where many paths are tried."""

EITHER_WAY = ("tip", "assumptions")
"""Commands of which every run may be asked for."""

Again = Callable[..., str]
"""A next command about the same scenario with the same changes: its name, then more words."""


def tip(
    file: ScenarioFile,
    path: Annotated[
        str, Parameter(name="PATH", help="A number of the scenario, such as climate.vetoes; PATH=LO:HI for a range of "
                       "one's own; or the id of an assumption, with all its paths.", show_default=False)
    ] = "",
    /,
    *,
    level: Annotated[float, Parameter(help="The share that counts as tipping.")] = LEVEL,
    outcome: OutcomeWord = "",
    n: Annotated[
        int | None,
        WHOLE,
        Parameter(name="-n", help="Runs at each point, on seeds 1 to n: 100, or 50 where many paths are tried."),
    ] = None,
    ends: Annotated[
        str,
        Parameter(name="--range", metavar="LO:HI", help="Values to look at; otherwise the plausible range.",
                  allow_leading_hyphen=True, show_default=False),
    ] = "",
    every: Annotated[
        bool, Parameter(name="--all", help="Try every assumption and judged stance instead.", show_default=False)
    ] = False,
    most: Annotated[
        int, WHOLE,
        Parameter(help="With --all: numbers to try, assumptions first, then those whose first step changes most."),
    ] = MOST_ITEMS,
    pair: Annotated[
        tuple[str, str] | None,
        Parameter(metavar="A B", help="Two paths at once: the outcome on a grid, and where it flips."),
    ] = None,
    joint: Annotated[
        bool, Parameter(name="--against", help="Look for the smallest joint change of assumptions that flips it.",
                        show_default=False)
    ] = False,
    luck_only: LuckOnly = False,
    every_run: EveryRun = False,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:  # fmt: skip
    """Say where the outcome flips as a number of the scenario changes.

    Along one path: the curve of the outcome's share and where it crosses a level. --all: rank every assumption and
    judged stance by how small a change flips the most common outcome. --pair: two paths at once. --against: the
    smallest joint change. Every value is played on the same seeds, each of which draws what the coding may be wrong
    about, but for the numbers asked about; with --luck-only all is as coded. Seeds are spared where they come to the
    same at the values on both sides; with --every-run none is.

    For example:

      turtlebay tip dprk-2006-07 CHN.legal_force.limit
      turtlebay tip dprk-2006-07 CHN.legal_force=0:80 --outcome "legal_force>=50"
      turtlebay tip dprk-2006-07 CHN.isolation --every-run
      turtlebay tip dprk-2006-07 --all
      turtlebay tip dprk-2006-07 --pair CHN.legal_force.limit RUS.legal_force
      turtlebay tip dprk-2006-07 --against
    """
    path, ends = _placed(path, ends)
    if sum([bool(path), every, pair is not None, joint]) != 1:
        raise BadInput("tip wants one of these at a time: a PATH, --all, --pair A B, --against")
    if not 0 < level < 1:
        raise BadInput(f"--level {level:g}: it lies between 0 and 1, both left out")
    if most < 1:
        raise BadInput(f"--most {most}: at least 1")
    n = runs_each((ALONG if path else OTHERWISE) if n is None else n)
    scenario = scenario_of(file, sets, without)
    limits = ends_of(path, ends) if ends else None

    def again(command: str, *words: str) -> str:
        same = changes(sets, without, luck_only and command != "run", every_run and command in EITHER_WAY)
        return command_line(command, file, *words, *same, store=store)

    def ask(means: Means) -> Tip | Table | Pair | Against:
        if path:
            return along(
                scenario, path, outcome=outcome, level=level, n=n, ends=limits, luck_only=luck_only,
                every_run=every_run, **means,
            )  # fmt: skip
        if every:
            return tip_all(scenario, outcome=outcome, n=n, most=most, luck_only=luck_only, every_run=every_run, **means)
        if pair is not None:
            return tip_pair(scenario, *pair, outcome=outcome, n=n, luck_only=luck_only, every_run=every_run, **means)
        return tip_against(scenario, outcome=outcome, n=n, luck_only=luck_only, every_run=every_run, **means)

    with studying(store, jobs, shown) as means:
        found = ask(means)
    declared = bool(scenario.case.assumptions)
    if isinstance(found, Tip):
        options = [path, *(["--level", f"{level:g}"] if level != LEVEL else []), *(["--range", ends] if ends else [])]
        options += ["--outcome", outcome] if outcome else []
        show((*curve_page(found), Next(_after_curve(again, found, options, declared))), found, shown, SHAPES)
    elif isinstance(found, Table):
        names = [again("tip", brief_path(row.name)) for row in found.items[:1]]
        joint_too = [again("tip", "--against")] if declared else []
        show((*table_page(found), Next((*names, *joint_too, again("levers")))), found, shown, SHAPES)
    elif isinstance(found, Pair):
        alone = tuple(again("tip", name) for name in pair or ())
        show((*pair_page(found), Next(alone)), found, shown, SHAPES)
    else:
        best = found.smallest
        run = [_run(again, [change for part in best.parts for change in part.sets])] if best is not None else []
        show((*against_page(found), Next((*run, again("assumptions")))), found, shown, SHAPES)


def _placed(path: str, ends: str) -> tuple[str, str]:
    """A path and the range that --range gives it, as LO:HI or as PATH=LO:HI. Raises BadInput where it is of no path."""
    named, equals, word = ends.partition("=")
    if equals and path in ("", named):
        path, ends = named, word
    elif equals:
        raise BadInput(f"--range {ends}: is the range of another path than {path}")
    if ends and not path:
        raise BadInput(f"--range {ends}: goes with one PATH, as in CHN.isolation --range {ends}")
    if ends and "=" in path:
        raise BadInput(f"--range {ends}: {path} has a range of its own; one of them at a time")
    return path, ends


def _after_curve(again: Again, found: Tip, options: Sequence[str], declared: bool) -> tuple[str, ...]:
    """One run on the far side of the first crossing, or more runs where none is beyond chance; the wider questions."""
    words = []
    clear = [each for each in found.crossings if each.beyond_chance]
    if found.crossings and not clear:
        words.append(again("tip", *options, "-n", str(min(4 * found.asked.n, MOST))))
    if clear:
        first, second = clear[0].between
        here = found.range.here
        words.append(_run(again, found.range.sets(first if here is not None and here >= second else second)))
    words.append(again("tip", "--all"))
    return (*words, again("assumptions")) if declared else tuple(words)


def _run(again: Again, sets: Sequence[tuple[str, str]]) -> str:
    """One run with more changes."""
    return again("run", *(word for path, value in sets for word in ("--set", f"{brief_path(path)}={value}")))
