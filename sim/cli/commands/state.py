"""`turtlebay state`: the crisis at one moment of a run."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import seq_at, zone_of
from sim.cli.options import RunName, StoreAt, Zone
from sim.cli.show import PAGE, Shown, show
from sim.experiment.names import recall
from sim.questions.state import page_at, state_of
from sim.store.store import Store
from sim.words.phrases import STORE, command_line


def state(
    name: RunName,
    /,
    *,
    at: Annotated[str, Parameter(metavar="SEQ|TIME", help="An event, or a time; the end of the run if left out.")] = "",
    store: StoreAt = STORE,
    tz: Zone = "",
    shown: Shown = PAGE,
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
    following = [command_line("log", run.id, "--causes", str(seq), store=store)]
    show(page_at(run, seq, zone, following), state_of(run.state_at(seq), run.id), shown)
