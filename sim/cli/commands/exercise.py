"""`turtlebay exercise`: sheets for a class, a lever for each group."""

from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Final

from attrs import frozen
from cyclopts import Parameter

from sim.cli.arguments import processes, scenario_of
from sim.cli.options import WHOLE, Ascii, AsJson, Jobs, ScenarioFile, StoreAt
from sim.cli.output import print_json
from sim.cli.problems import BadInput, writing
from sim.cli.progress import told
from sim.cli.show import Shown, print_page
from sim.engine.scenario import Scenario
from sim.experiment.plan import Plan
from sim.pages import Column, Fact, Facts, Next, Page, Table, Title, html, plain
from sim.questions.exercise.page import answers, commands, group_name, sheet
from sim.questions.exercise.study import MOST_GROUPS, Exercise, N
from sim.questions.exercise.study import exercise as made
from sim.questions.tip.page import SHAPES
from sim.scenario import files
from sim.scenario.paths import brief_path
from sim.store.store import Store
from sim.words.phrases import STORE, command_line

ANSWERS: Final = "answers.html"
TIMED: Final = 3
"""Runs by which it is told how long a class needs."""

LEAST, MOST = 20, 10_000


def exercise(
    file: ScenarioFile,
    /,
    *,
    groups: Annotated[int, WHOLE, Parameter(help=f"Groups, 1 to {MOST_GROUPS}.")] = 6,
    out: Annotated[
        Path, Parameter(name=("-o", "--out"), metavar="DIR", help="The folder to write to; made where there is none.")
    ] = Path("exercise"),
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs of each sweep that a group plays.")] = N,
    force: Annotated[bool, Parameter(help="Replace sheets that are there.", show_default=False)] = False,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Write sheets for a class: a lever for each group, and the answers.

    Levers are chosen so that each group has something to find. Each group gets a page: the case, its lever in plain
    words, what to predict, the commands to type, questions. The answer sheet says what each should find, with
    intervals, where it tips, why, and what really happened. Levers are found by playing: one that moves no outcome by
    more than chance is given to nobody. Where fewer do than there are groups, the others get two levers together, or a
    run to explain.

    The sheets are HTML without a script. What is played is stored: an interrupted exercise goes on with the same
    command, and the same store and command give the same bytes. It says how long a group's commands take.

    For example:

      turtlebay exercise dprk-2006-07 --groups 6 -o july
      turtlebay exercise mine.yaml --groups 3 -n 60 -o sheets
    """
    if not 1 <= groups <= MOST_GROUPS:
        raise BadInput(f"--groups {groups}: allowed are 1 to {MOST_GROUPS}")
    if not LEAST <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are {LEAST} to {MOST:,} runs")
    workers = processes(jobs)
    names = [*(f"{group_name(group)}.html" for group in range(1, groups + 1)), ANSWERS]
    _refuse(out, names, force)
    scenario = scenario_of(file)
    with Store(store) as opened, told("runs", ascii_only) as watch:
        found = made(
            scenario, groups, n=n, file=file, store=opened, jobs=workers, progress=watch["progress"], stop=watch["stop"]
        )
    pages = [*(sheet(found, group) for group in range(1, groups + 1)), answers(found)]
    for name, page in zip(names, pages, strict=True):
        _write(out, name, page)
    each = _seconds(scenario)
    if as_json:
        print_json(_told(found, out, names, each))
        return
    print_page(_page(found, out, each), Shown(ascii_only=ascii_only))


def _refuse(out: Path, names: list[str], force: bool) -> None:
    """Raise BadInput where sheets are there and may not be replaced, or the folder is a file."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"-o {out}: is a file; name a folder")
    there = [name for name in names if (out / name).exists()]
    if there and not force:
        raise BadInput(f"-o {out}: {there[0]} is there already; name another folder, or say --force to replace it")


def _write(out: Path, name: str, page: Page) -> None:
    with writing(f"-o {out}"):
        out.mkdir(parents=True, exist_ok=True)
        files.write(out / name, html(page).encode("utf-8"))


def _seconds(scenario: Scenario) -> float:
    """How long a run takes on this machine, now: some are played and forgotten."""
    recipe = Plan(scenario, TIMED).recipe(0)
    recipe.run(1)
    begun = monotonic()
    for seed in range(1, TIMED + 1):
        recipe.run(seed)
    return (monotonic() - begun) / TIMED


def _minutes(seconds: float) -> str:
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def _page(found: Exercise, out: Path, each: float) -> Page:
    columns = (Column("group"), Column("task", "words"), Column("runs", "number"), Column("one process", "number"))
    rows = []
    for group, task in enumerate(found.tasks, 1):
        sets = [
            f"{brief_path(path)}={value}"
            for path, value in (task.finding.change.sets if task.finding is not None else ())
        ]
        runs = found.runs(task)
        said = ", ".join(sets) or f"explains run {task.run}"
        rows.append((str(group), said, f"{runs:,}", _minutes(runs * each)))
    longest = max(found.runs(task) for task in found.tasks) * each
    time = f"{_minutes(longest)} for the slowest group on a machine like this with one process, less with more"
    facts = (
        Fact("Sheets", (f"{out}/group-1.html to group-{len(rows)}.html, one a group",)),
        Fact("Answers", (f"{out}/{ANSWERS}, for the teacher",)),
        Fact("Time", (time, "each group plays in a store of its own; reading and writing come on top")),
        Fact("Found", (f"{found.looked_at} numbers tried, {found.played:,} runs",)),
    )
    merge = command_line(
        "merge", *(f"{group_name(group)}.db" for group in range(1, len(rows) + 1)), "--into", "class.db"
    )
    return (Title(found.scenario.case.title, "exercise"), Facts(facts), Table(columns, rows), Next((merge,)))


@frozen
class _Sheet:
    group: int
    file: str
    commands: tuple[str, ...]
    runs: int
    seconds: float


def _told(found: Exercise, out: Path, names: list[str], each: float) -> dict[str, Any]:
    sheets = [
        _Sheet(group, str(out / names[group - 1]), tuple(commands(found, group)), found.runs(task),
               round(found.runs(task) * each, 1))
        for group, task in enumerate(found.tasks, 1)
    ]  # fmt: skip
    told = plain(found, SHAPES)
    return {"scenario": found.scenario.base.id, **told, "sheets": plain(sheets), "answers": str(out / ANSWERS)}
