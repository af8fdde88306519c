"""`turtlebay scenario`: the whole scenario of a run, or of a file with all filled in that it leaves out."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import AsJson, StoreAt
from sim.cli.output import note, print_json, utf8_output
from sim.experiment.names import recall
from sim.scenario.canon import to_plain
from sim.scenario.library import cases
from sim.scenario.reader import reading
from sim.scenario.writer import Origins, to_yaml
from sim.store.store import Store
from sim.vocabulary.case import Case
from sim.words.phrases import STORE, command_line

RunOrFile = Annotated[
    str, Parameter(help="A run (its id or the start of it, or `last`), a scenario file, or the name of a case.")
]


def scenario(name: RunOrFile, /, *, store: StoreAt = STORE, as_json: AsJson = False) -> None:
    """Print the scenario of a run, changes applied, or that of a short file with all filled in.

    The output is a scenario file again, without the comments of the original. Behind each value that a file leaves
    out, it says where it came from. The output makes the same runs as the file. --json prints its plain form.

    For example:

      turtlebay scenario last > changed.yaml
      turtlebay scenario mine.yaml
    """
    case, origins = _case(name, store)
    if as_json:
        print_json(to_plain(case))
        return
    utf8_output().write(to_yaml(case, origins))
    note(f"Next       {command_line('scenario', name, store=store)} > changed.yaml && turtlebay run changed.yaml")


def _case(name: str, store: Path) -> tuple[Case, Origins]:
    """The case of a file, of a packaged case, or else of a run; and where it was filled in from."""
    path = Path(name) if Path(name).is_file() else cases().get(name)
    if path is not None:
        read = reading(path)
        return read.case, read.marks.origins
    with Store(store) as opened:
        return recall(opened, name).scenario.case, {}
