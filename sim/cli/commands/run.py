"""Playing a scenario once: the log written as it happens, what a bug leaves kept aside, `run` and `demo`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

from cyclopts import Parameter

from sim.cli.arguments import label_of, scenario_of, seed_of, zone_of
from sim.cli.options import Drawn, ScenarioFile, Seed, Sets, StoreAt, Without, Zone
from sim.cli.problems import BadInput, writing
from sim.cli.show import PAGE, Shown, show
from sim.engine.run import Recipe, Run
from sim.experiment.archive import save
from sim.pages import Next, Paragraph
from sim.questions import run as question
from sim.scenario import files
from sim.store.record import with_hash
from sim.store.store import Store
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line


def play(recipe: Recipe, seed: int, label: str = "", log: Path | None = None) -> Run:
    """Play a recipe once. log: where the events go as they happen, one a line.

    A bug passes through with a note of the file that its events were kept in.
    """
    kept: list[str] = []
    with _opened(log) as stream:
        logger = _logger(stream, recipe, seed) if stream is not None else None

        def listen(event: Event, line: str, h: str) -> None:
            kept.append(with_hash(line, h))
            if logger is not None:
                logger(event, h)

        try:
            return recipe.run(seed, label=label, listener=listen)
        except OSError:
            raise  # the log's disk is full
        except Exception as bug:
            bug.add_note(_keep_aside(Path(f"turtlebay-crash-{recipe.scenario.base.id}-{seed}.jsonl"), kept))
            raise


@contextmanager
def _opened(log: Path | None) -> Iterator[TextIO | None]:
    """Where the log goes: to its place once it is whole."""
    if log is None:
        yield None
        return
    with writing(f"--log {log}"), files.writing(log) as text:
        yield text


def _logger(stream: TextIO, recipe: Recipe, seed: int) -> Any:
    from sim.store.log import event_logger, log_event

    logger, run, start = event_logger(stream), recipe.run_id(seed), recipe.scenario.case.start
    return lambda event, h: log_event(logger, event, start, run, h)


def _keep_aside(path: Path, lines: Sequence[str]) -> str:
    """Keep the events that there were before a bug, and say where."""
    try:
        files.write(path, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    except OSError as error:
        return f"The run's {len(lines)} events so far could not be saved in {path}: {error}"
    return f"The run's {len(lines)} events so far are saved in {path}"


CASE: Final = "dprk-2006-07"
"""What `demo` plays."""


def demo(*, seed: Seed = 1, tz: Zone = "", shown: Shown = PAGE) -> None:
    """Play July 2006, with no file and nothing stored.

    North Korea launches seven missiles; from the evening of 6 July on the model decides.

    For example:

      turtlebay demo
      turtlebay demo --seed 7 --tz America/New_York
    """
    zone = zone_of(tz)
    played = play(Recipe(scenario_of(CASE)), seed_of(seed))
    following = (
        f"turtlebay run {CASE} --seed {seed}",
        f"turtlebay new --from {CASE} mine.yaml",
    )
    unstored = Paragraph("This run was not stored; the first of these commands plays the same and stores it.")
    show(
        (*question.page(played, zone), unstored, Next(following)),
        question.card(played),
        shown,
        scenario=played.scenario,
    )


def run(
    file: ScenarioFile,
    /,
    *,
    seed: Seed = 1,
    drawn: Drawn = False,
    sets: Sets = None,
    without: Without = None,
    label: Annotated[str, Parameter(help="A name of your own for the run.", show_default=False)] = "",
    log: Annotated[Path | None, Parameter(help="Write the events to this file, as JSON lines.")] = None,
    store: StoreAt = STORE,
    no_store: Annotated[bool, Parameter(help="Store nothing.", show_default=False)] = False,
    quiet: Annotated[bool, Parameter(help="Show the outcome card only.", show_default=False)] = False,
    tz: Zone = "",
    shown: Shown = PAGE,
) -> None:
    """Play a scenario once, show what happens, and store it.

    The timeline comes first, then the outcome card. The same file, changes and seed give the same run, byte for
    byte; it is stored once. All is as coded, unless --drawn. --json prints one object: run, scenario, seed, drawn,
    head, events, outcome, history, baselines.

    For example:

      turtlebay run dprk-2006-07
      turtlebay run mine.yaml --seed 7 --label "my guess"
      turtlebay run mine.yaml --set CHN.legal_force.limit=none --set penholder=USA
      turtlebay run mine.yaml --without draft-1 --quiet
      turtlebay run mine.yaml --drawn --seed 17
    """
    zone = zone_of(tz)
    scenario = scenario_of(file, sets, without)
    _check(label, log, file, store)
    played = play(Recipe(scenario, drawn=drawn), seed_of(seed), label, log)
    if not no_store:
        with Store(store) as opened:
            save(opened, played, label)
    page = question.page(played, zone, quiet, () if no_store else _following(played, file, store))
    unstored = Paragraph("Nothing was stored: the same command without --no-store stores the run.")
    show((*page, unstored) if no_store else page, question.card(played), shown, scenario=scenario)


def _following(run: Run, file: str, store: Path) -> list[str]:
    """What is worth asking of a stored run, with real ids."""
    at, text = question.turning_seq(run), question.last_text(run)
    found = [
        command_line("explain", run.id, store=store),
        command_line("log", run.id, "--causes", str(question.outcome_seq(run)), store=store),
        command_line("state", run.id, "--at", str(at), store=store),
    ]
    if text is not None:
        words = Labels(run.scenario.case, run.scenario.clock).text(text)
        found.append(command_line("count", file, "--text", words, "--at", f"{run.id}:{at}", store=store))
    return [*found, command_line("sweep", file, "-n", "400"), command_line("verify", run.id, store=store)]


def _check(label: str, log: Path | None, file: str, store: Path) -> None:
    """Refuse a label that could not be asked for again, and a log that would overwrite the scenario or the store."""
    label_of(label)
    for taken in (file, store):
        if log is not None and Path(taken).exists() and log.exists() and log.samefile(taken):
            raise BadInput(f"--log {log}: is the {'scenario' if taken == file else 'store'} itself")
