"""`turtlebay scenario`: the scenario a run was made from."""

from sim.cli.options import AsJson, RunName, StoreAt
from sim.cli.output import note, print_json, utf8_output
from sim.experiment.names import recall
from sim.scenario.canon import to_plain
from sim.scenario.writer import to_yaml
from sim.store.store import Store
from sim.words.phrases import STORE, command_line


def scenario(name: RunName, /, *, store: StoreAt = STORE, as_json: AsJson = False) -> None:
    """Print the scenario a run was made from, changes applied.

    The output is a scenario file again, without the comments of the original. --json prints its plain form.

    For example:

      turtlebay scenario last > changed.yaml
    """
    with Store(store) as opened:
        case = recall(opened, name).scenario.case
    if as_json:
        print_json(to_plain(case))
        return
    utf8_output().write(to_yaml(case))
    note(f"Next       {command_line('scenario', name, store=store)} > changed.yaml && turtlebay run changed.yaml")
