"""`turtlebay run`: play a scenario once."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import label_of, scenario_of, seed_of, zone_of
from sim.cli.options import ScenarioFile, Seed, Sets, StoreAt, Without, Zone
from sim.cli.playing import play
from sim.cli.problems import BadInput
from sim.cli.show import PAGE, Shown, show
from sim.engine.run import Run
from sim.experiment.archive import save
from sim.pages import Paragraph
from sim.questions import run as question
from sim.store.store import Store
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line


def run(
    file: ScenarioFile,
    /,
    *,
    seed: Seed = 1,
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
    byte; it is stored once. --json prints one object: run, scenario, seed, head, events, outcome, history,
    baselines.

    For example:

      turtlebay run dprk-2006-07
      turtlebay run mine.yaml --seed 7 --label "my guess"
      turtlebay run mine.yaml --set CHN.legal_force.limit=none --set penholder=USA
      turtlebay run mine.yaml --without draft-1 --quiet
    """
    zone = zone_of(tz)
    scenario = scenario_of(file, sets, without)
    _check(label, log, file, store)
    played = play(scenario, seed_of(seed), label, log)
    if not no_store:
        with Store(store) as opened:
            save(opened, played, label)
    page = question.page(played, zone, quiet, () if no_store else _following(played, file, store))
    unstored = Paragraph("Nothing was stored: the same command without --no-store stores the run.")
    show((*page, unstored) if no_store else page, question.card(played), shown)


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
