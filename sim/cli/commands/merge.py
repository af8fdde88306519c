"""`turtlebay merge`: stores of several people brought into one."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from sim.cli.problems import BadInput
from sim.cli.show import PAGE, Shown, show
from sim.questions.merge import page
from sim.store.merge import merge as merged
from sim.words.phrases import STORE, command_line

NO: Final = 1
"""Exit code where two stores say different things of the same run."""


def merge(
    store: Annotated[Path, Parameter(name="STORE", help="A store to bring in.")],
    /,
    *others: Annotated[Path, Parameter(name="STORE", help="More of them.")],
    into: Annotated[
        Path,
        Parameter(
            name=("-o", "--into"), metavar="FILE", help="The store that they are brought into; made where none is."
        ),
    ] = STORE,
    shown: Shown = PAGE,
) -> int:
    """Bring the stores of several people into one.

    A run is the same run wherever it was played: it is stored once. Runs, sweeps, outcomes and labels come along; a
    label that names something else already is kept with the store's name behind it. Merging again changes nothing.

    Every store is checked first: where one is damaged, or no store, nothing is written. Exit code 1 if stores say
    different things of the same run; what was there first stays. --json prints one object: into, stores, relabelled,
    different.

    For example:

      turtlebay merge group-1.db group-2.db group-3.db --into class.db
      turtlebay runs --store class.db
    """
    stores = (store, *others)
    for path in stores:
        if not path.is_file():
            raise BadInput(f"{path}: there is no such store")
    found = merged(into, stores)
    following = [command_line(name, store=into) for name in ("runs", "verify")]
    show(page(found, following), found, shown)
    return NO if found.different else 0
