"""`turtlebay report`: one file to send, about a scenario, a run or a sweep, or two of them side by side."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from sim.cli.arguments import processes, scenario_of
from sim.cli.options import WHOLE, Ascii, AsJson, Jobs, StoreAt
from sim.cli.output import note, print_json
from sim.cli.problems import BadInput, writing
from sim.cli.progress import span, told
from sim.cli.show import HTML_ENDS, MARKDOWN_ENDS, Shown, page_file, print_page
from sim.cli.studying import runs_each
from sim.experiment.names import names_a_sweep
from sim.experiment.plan import Plan
from sim.experiment.play import Means
from sim.pages import Fact, Facts, Next, Page, html, markdown
from sim.questions.report.page import following as next_of
from sim.questions.report.page import page as report_page
from sim.questions.report.sides import Sides, sides
from sim.questions.report.sides import page as sides_page
from sim.questions.report.study import Missing, N, Report
from sim.questions.report.study import report as reported
from sim.questions.tip.page import runs_words
from sim.scenario import files
from sim.scenario.library import cases
from sim.store.store import Store
from sim.words.phrases import STORE, command_line

ENDS: Final = (*HTML_ENDS, *MARKDOWN_ENDS)


def report(
    name: Annotated[
        str,
        Parameter(
            name="NAME",
            help="A run or a sweep: its id or the beginning of it, its label, SWEEP:K, `last`; or a scenario file.",
        ),
    ],
    other: Annotated[
        str,
        Parameter(name="OTHER", show_default=False, help="For a comparison: another run; for a sweep, another sweep."),
    ] = "",
    /,
    *,
    out: Annotated[
        Path | None,
        Parameter(
            name=("-o", "--out"),
            metavar="FILE",
            show_default=False,
            validator=page_file("-o", ENDS),
            help="The file to write; report-ID.html in the working directory if left out.",
        ),
    ] = None,
    md: Annotated[bool, Parameter(name="--md", help="Write Markdown.", show_default=False)] = False,
    n: Annotated[
        int, WHOLE, Parameter(name="-n", help="Runs, where no sweep is named; of a link or an assumption 100 at most.")
    ] = N,
    sliders: Annotated[
        list[str] | None,
        Parameter(
            name="--sliders",
            metavar="PATH[=VALUES]",
            consume_multiple=True,
            negative="",
            help="Up to three numbers that can be moved on the page, played beforehand: PATH takes five values of its "
            "range, or PATH=LO:HI, PATH=LO:HI:STEP, PATH=A,B,C.",
        ),
    ] = None,
    stored: Annotated[bool, Parameter(help="Play nothing: say what the store lacks.", show_default=False)] = False,
    force: Annotated[bool, Parameter(help="Replace a file that is there.", show_default=False)] = False,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Write one file to send: all that a run, a sweep or a scenario says.

    It is HTML without a script, asks nothing of the network, is under 100 KB, and prints on two or three sheets. With
    --sliders it has a script of some twenty lines; without it the page still says all the rest.

    The question, the answer, every outcome with its interval, when, the typical run to scale, why, what would change
    the judgement, alternatives, how far to trust it, sources, limits, and how it was made. For two names: the change,
    what differed first, outcomes on shared luck, and both timelines from where they part.

    Runs that the store lacks are played and stored: an interrupted report goes on with the same command. The same
    store and command give the same bytes.

    For example:

      turtlebay report dprk-2006-07
      turtlebay report last --stored -o july.html
      turtlebay report dprk-2006-07 --sliders CHN.legal_force.limit RUS.legal_force=0:40
      turtlebay report 5989 last --md
    """  # fmt: skip
    runs_each(n)
    workers = processes(jobs)
    as_markdown = md or (out is not None and out.suffix.lower() in MARKDOWN_ENDS)
    if md and out is not None and out.suffix.lower() not in MARKDOWN_ENDS:
        raise BadInput(f"--md and -o {out}: Markdown goes into a file that ends in {' or '.join(MARKDOWN_ENDS)}")
    _refuse(out, force)

    @contextmanager
    def watch(what: str) -> Iterator[Means]:
        with told(what, ascii_only) as watched:
            yield {"jobs": workers, "progress": watched["progress"], "stop": watched["stop"]}

    with Store(store) as opened:
        found: Report | Sides
        following: list[tuple[str, ...]]
        if other:
            if sliders:
                raise BadInput("--sliders: go with one name; a comparison has none")
            found = sides(opened, name, other, _many(opened, name, other), n, stored, watch)
            page, following = sides_page(found), [("compare", name, other)]
        else:
            about = scenario_of(name) if _is_file(opened, name) else name
            before = partial(_said_beforehand, workers=workers)
            found = reported(
                opened, about, name=name, n=n, stored=stored, sliders=sliders or (), before=before, watch=watch
            )
            page, following = report_page(found), next_of(found)
            if not stored:
                opened.note_asked(found.id)
    target = out or Path(f"report-{found.id}{'.md' if as_markdown else '.html'}")
    _refuse(target, force)
    size = _written(target, page, as_markdown)
    if as_json:
        print_json({**found.as_plain(), "file": str(target), "bytes": size})
        return
    print_page(_done(target, size, found.missing, [command_line(*words, store=store) for words in following]),
               Shown(ascii_only=ascii_only))  # fmt: skip


def _said_beforehand(plan: Plan, missing: int, workers: int) -> None:
    """How many runs the sliders take, and about how long: a run is played twice, and the second one timed."""
    said = f"sliders: {plan.points} combinations of values, {runs_words(plan.n)} at each"
    if missing:
        recipe = plan.recipe(0)
        recipe.run(plan.seed)
        began = time.perf_counter()
        recipe.run(plan.seed)
        seconds = missing * (time.perf_counter() - began) / workers
        note(f"{said}: {missing:,} runs are still to be played, about {span(seconds)}; Ctrl-C keeps what is done.")
    else:
        note(f"{said}: the store has all of them.")


def _is_file(opened: Store, name: str) -> bool:
    """Whether a name is that of a scenario: a file, or a case that travels with the package; else it is stored."""
    if name == "last" or ":" in name:
        return False
    return Path(name).is_file() or name in cases() or Path(name).suffix in (".yaml", ".yml")


def _many(opened: Store, first: str, second: str) -> bool:
    """Whether both names are those of sweeps. Raises BadInput where one only is."""
    found = [name for name in (first, second) if names_a_sweep(opened, name)]
    if len(found) == 1:
        raise BadInput(f"{found[0]} is a sweep and the other is not: name two sweeps, or two runs, as in {found[0]}:1")
    return bool(found)


def _refuse(out: Path | None, force: bool) -> None:
    """Raise BadInput where a file is there, and may not be replaced."""
    if out is not None and out.exists() and not force:
        raise BadInput(f"{out} is there already; name another file with -o, or say --force to replace it")


def _written(target: Path, page: Page, as_markdown: bool) -> int:
    text = (markdown(page) if as_markdown else html(page)).encode("utf-8")
    with writing(f"-o {target}"):
        files.write(target, text)
    return len(text)


def _done(target: Path, size: int, missing: tuple[Missing, ...], following: list[str]) -> Page:
    facts = [Fact("Report", (f"{target}, {size / 1000:.0f} KB",))]
    if missing:
        facts.append(Fact("Missing", tuple(f"{each.part}: {command_line(*each.command)}" for each in missing)))
    return (Facts(tuple(facts)), Next(tuple(following)))
