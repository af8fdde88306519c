"""`turtlebay tip`: where the outcome flips: along one path, any path, two paths, or by a joint change."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from attrs import frozen
from cyclopts import Parameter

from sim.engine.scenario import Scenario
from sim.faces.arguments import scenario_of
from sim.faces.fragile import fragility_object, print_fragility
from sim.faces.frontiers import against_object, frontier_object, print_against, print_frontier
from sim.faces.options import WHOLE, Ascii, AsJson, Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.registry import exists
from sim.faces.studying import OutcomeWord, changes, runs_each, studying
from sim.faces.terminal import Terminal, standard_output
from sim.faces.tipped import print_tip, tip_object
from sim.scenario.paths import brief_path
from sim.scenario.scalars import resolve
from sim.studies.tipping.fragility import MOST as MOST_ITEMS
from sim.studies.tipping.fragility import fragility
from sim.studies.tipping.frontier import frontier
from sim.studies.tipping.joint_change import against
from sim.studies.tipping.shared_seeds import MOST
from sim.studies.tipping.tipping import Tip
from sim.studies.tipping.tipping import tip as tipping
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line

LEVEL = 0.5
"""The share that counts as tipping unless --level says otherwise."""

ALONG, OTHERWISE = 100, 50
"""Runs at each point unless -n says otherwise: along one path, and where many paths are tried."""


@frozen
class _Asked:
    """What was asked for, for the parts of this command."""

    scenario: Scenario
    file: str
    changes: list[str]
    store: Path
    outcome: str
    n: int
    jobs: int
    as_json: bool
    terminal: Terminal

    @property
    def labels(self) -> Labels:
        return Labels(self.scenario.case, self.scenario.clock)

    def again(self, command: str, *words: str) -> str:
        """A next command about the same scenario with the same changes."""
        return command_line(command, self.file, *words, *self.changes, store=self.store)

    def run(self, sets: Sequence[tuple[str, str]]) -> str:
        """One run with more changes."""
        more = [word for path, value in sets for word in ("--set", f"{brief_path(path)}={value}")]
        return command_line("run", self.file, *self.changes, *more, store=self.store)


def tip(
    file: ScenarioFile,
    path: Annotated[
        str, Parameter(name="PATH", help="A number of the scenario, such as climate.vetoes; or the id of an "
                       "assumption, with all its paths.", show_default=False)
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
    most: Annotated[int, WHOLE, Parameter(help="With --all: items to try, the weightiest first.")] = MOST_ITEMS,
    pair: Annotated[
        tuple[str, str] | None,
        Parameter(metavar="A B", help="Two paths at once: the outcome on a grid, and where it flips."),
    ] = None,
    joint: Annotated[
        bool, Parameter(name="--against", help="Look for the smallest joint change of assumptions that flips it.",
                        show_default=False)
    ] = False,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:  # fmt: skip
    """Say where the outcome flips as a number of the scenario changes.

    Along one path: the curve of the outcome's share and where it crosses a level. --all: rank every assumption by
    how small a change flips the most common outcome. --pair: two paths at once. --against: the smallest joint
    change. Every value is played on the same seeds.

    For example:

      turtlebay tip dprk-2006-07 CHN.legal_force.limit
      turtlebay tip dprk-2006-07 CHN.legal_force --outcome "legal_force>=50" --range 0:80
      turtlebay tip dprk-2006-07 --all
      turtlebay tip dprk-2006-07 --pair CHN.legal_force.limit RUS.legal_force
      turtlebay tip dprk-2006-07 --against
    """
    _one_question(path, every, pair, joint)
    if not 0 < level < 1:
        raise BadInput(f"--level {level:g}: it lies between 0 and 1, both left out")
    if most < 1:
        raise BadInput(f"--most {most}: at least 1")
    n = runs_each((ALONG if path else OTHERWISE) if n is None else n)
    asked = _Asked(
        scenario_of(file, sets, without), file, changes(sets, without), store, outcome, n, jobs, as_json,
        standard_output(ascii_only),
    )  # fmt: skip
    if path:
        options = [*(["--level", f"{level:g}"] if level != LEVEL else []), *(["--range", ends] if ends else [])]
        _along(asked, path, level, _ends(ends), options)
    elif every:
        _all(asked, most)
    elif pair is not None:
        _pair(asked, *pair)
    else:
        _against(asked)


def _one_question(path: str, every: bool, pair: tuple[str, str] | None, joint: bool) -> None:
    if sum([bool(path), every, pair is not None, joint]) != 1:
        raise BadInput("tip wants one of these at a time: a PATH, --all, --pair A B, --against")


def _ends(word: str) -> tuple[float, float] | None:
    """LO:HI as numbers. Raises BadInput."""
    if not word:
        return None
    low, colon, high = word.partition(":")
    values = [resolve(each.strip()) for each in (low, high)]
    numbers = [float(value) for value in values if type(value) in (int, float) and isinstance(value, int | float)]
    if not colon or len(numbers) != 2 or any(abs(value) > 1e9 or value != value for value in numbers):
        raise BadInput(f"--range {word}: a range is written LO:HI, as in 25:60")
    return numbers[0], numbers[1]


def _along(asked: _Asked, path: str, level: float, ends: tuple[float, float] | None, options: list[str]) -> None:
    with studying(asked.store, asked.jobs, 7 * asked.n) as means:
        found = tipping(
            asked.scenario, path, outcome=asked.outcome, level=level, n=asked.n, ends=ends, executor=means.executor,
            progress=means.progress, store=means.store,
        )  # fmt: skip
    if asked.as_json:
        print_json(tip_object(found))
        return
    print_tip(asked.terminal, asked.labels, found, bool(asked.changes))
    asked.terminal.line()
    asked.terminal.next(*_next(asked, found, [path, *options]))


def _next(asked: _Asked, found: Tip, again: list[str]) -> list[str]:
    """One run on the far side of the first crossing, or more runs where none is beyond chance; the wider questions."""
    words = []
    clear = [each for each in found.crossings if each.beyond_chance]
    if found.crossings and not clear:
        outcome = ["--outcome", asked.outcome] if asked.outcome else []
        words.append(asked.again("tip", *again, *outcome, "-n", str(min(4 * asked.n, MOST))))
    if clear:
        first, second = clear[0].between
        here = found.span.here
        value = first if here is not None and here >= second else second
        words.append(asked.run(found.span.sets(value)))
    words.append(asked.again("tip", "--all"))
    if exists("assumptions") and asked.scenario.case.assumptions:
        words.append(asked.again("assumptions"))
    return words


def _all(asked: _Asked, most: int) -> None:
    with studying(asked.store, asked.jobs, 40 * asked.n) as means:
        found = fragility(
            asked.scenario,
            outcome=asked.outcome,
            n=asked.n,
            most=most,
            executor=means.executor,
            progress=means.progress,
            store=means.store,
        )
    if asked.as_json:
        print_json(fragility_object(found))
        return
    print_fragility(asked.terminal, asked.labels, found, bool(asked.changes))
    asked.terminal.line()
    names = [brief_path(item.span.name) for item in found.items[:1]]
    asked.terminal.next(
        *(asked.again("tip", name) for name in names),
        *([asked.again("tip", "--against")] if asked.scenario.case.assumptions else []),
    )


def _pair(asked: _Asked, across: str, down: str) -> None:
    with studying(asked.store, asked.jobs, 25 * asked.n) as means:
        found = frontier(
            asked.scenario, across, down, outcome=asked.outcome, n=asked.n, executor=means.executor,
            progress=means.progress, store=means.store,
        )  # fmt: skip
    if asked.as_json:
        print_json(frontier_object(found))
        return
    print_frontier(asked.terminal, asked.labels, found, bool(asked.changes))
    asked.terminal.line()
    asked.terminal.next(*(asked.again("tip", name) for name in (across, down)))


def _against(asked: _Asked) -> None:
    with studying(asked.store, asked.jobs, 40 * asked.n) as means:
        found = against(
            asked.scenario,
            outcome=asked.outcome,
            n=asked.n,
            executor=means.executor,
            progress=means.progress,
            store=means.store,
        )
    if asked.as_json:
        print_json(against_object(found))
        return
    print_against(asked.terminal, asked.labels, found, bool(asked.changes))
    asked.terminal.line()
    best = found.smallest
    run = [asked.run([change for part in best.parts for change in part.sets])] if best is not None else []
    asked.terminal.next(*run, asked.again("assumptions"))
