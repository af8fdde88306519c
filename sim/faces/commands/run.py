"""`turtlebay run`: play a scenario once."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.engine.run import Run
from sim.experiment.archive import save
from sim.faces.arguments import label_of, scenario_of, seed_of, zone_of
from sim.faces.card import next_commands, print_card
from sim.faces.options import Ascii, AsJson, ScenarioFile, Seed, Sets, StoreAt, Without, Zone
from sim.faces.output import print_json, run_object
from sim.faces.playing import play
from sim.faces.problems import BadInput
from sim.faces.terminal import Terminal, standard_output
from sim.faces.timeline import LEGEND, folded_lines, print_lines, print_text_key
from sim.runs.store import Store
from sim.studies.baselines import baselines
from sim.studies.history import match
from sim.words.labels import Labels
from sim.words.phrases import STORE


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
    as_json: AsJson = False,
    ascii_only: Ascii = False,
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
    if as_json:
        print_json(run_object(played, match(played), baselines(scenario)))
        return
    terminal = standard_output(ascii_only)
    labels = Labels(scenario.case, scenario.clock, zone)
    show(terminal, labels, played, file, quiet)
    if no_store:
        terminal.next("nothing was stored: the same command without --no-store stores the run")
    else:
        terminal.next(*next_commands(labels, played, file, store))


def show(terminal: Terminal, labels: Labels, played: Run, file: str, quiet: bool = False) -> None:
    """The timeline and the card of a run."""
    terminal.line(f"{labels.case.title}  (run {played.id}, seed {played.seed})")
    if not quiet:
        terminal.line(LEGEND)
        terminal.line("Times are in UTC and, in brackets, where the actor is.")
        print_text_key(terminal, labels)
        terminal.line()
        print_lines(terminal, folded_lines(labels, played.events))
    print_card(terminal, labels, played, match(played), baselines(played.scenario), file)


def _check(label: str, log: Path | None, file: str, store: Path) -> None:
    """Refuse a label that could not be asked for again, and a log that would overwrite what is read or kept."""
    label_of(label)
    for taken in (file, store):
        if log is not None and Path(taken).exists() and log.exists() and log.samefile(taken):
            raise BadInput(f"--log {log}: is the {'scenario' if taken == file else 'store'} itself")
