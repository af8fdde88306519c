"""`turtlebay runs`: what the store holds."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import StoreAt
from sim.cli.show import PAGE, Shown, show
from sim.questions.runs import Stored, page, stored
from sim.store.store import Store
from sim.words.phrases import STORE, command_line


def runs(
    *,
    tree: Annotated[bool, Parameter(help="Show which run was forked from which.", show_default=False)] = False,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """List the runs in the store.

    For example:

      turtlebay runs
      turtlebay runs --tree --store july.db
    """
    with Store(store) as opened:
        found = stored(opened)
    show(page(found, tree, _following(found, store)), found, shown)


def _following(found: Stored, store: Path) -> list[str]:
    if found.runs:
        newest = found.runs[-1].run
        return [command_line("log", newest, store=store), command_line("verify", newest, store=store)]
    if found.sweeps:
        return [command_line("log", f"{found.sweeps[-1].sweep}:1", store=store)]
    return [command_line("run", "dprk-2006-07", store=store)]
