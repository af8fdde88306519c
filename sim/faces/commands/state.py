"""`turtlebay state`: the crisis as it stood at one moment."""

from typing import Annotated

from cyclopts import Parameter

from sim.experiment.names import recall
from sim.faces.arguments import seq_at, zone_of
from sim.faces.options import Ascii, AsJson, RunName, StoreAt, Zone
from sim.faces.output import print_json
from sim.faces.standing import print_state, state_object
from sim.faces.terminal import standard_output
from sim.runs.store import Store
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line


def state(
    name: RunName,
    /,
    *,
    at: Annotated[
        str,
        Parameter(metavar="SEQ|TIME", help="An event or a time; the end of the run if left out.", show_default=False),
    ] = "",
    store: StoreAt = STORE,
    tz: Zone = "",
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Show the crisis at one moment of a run.

    Pressure, the drafts and the members' positions on them, the limits declared, what the sponsor believes, and
    what every actor wants, right after that event.

    For example:

      turtlebay state last --at 97
      turtlebay state last --at "12 Jul 18:00"
    """
    zone = zone_of(tz)
    with Store(store) as opened:
        run = recall(opened, name)
    seq = seq_at(run, at, zone) if at else len(run.events) - 1
    crisis = run.state_at(seq)
    seen = state_object(run, crisis)
    if as_json:
        print_json(seen)
        return
    terminal = standard_output(ascii_only)
    labels = Labels(crisis.setting.case, run.scenario.clock, zone)
    print_state(terminal, labels, run.events[seq], seen)
    terminal.line()
    terminal.next(command_line("log", run.id, "--causes", str(seq), store=store))
