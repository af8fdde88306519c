"""`turtlebay fork`: what if the course of a run were changed at one moment."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from attrs import frozen
from cyclopts import Parameter

from sim.engine.intervention import ForkError, fresh_luck
from sim.engine.intervention import fork as forked
from sim.engine.run import Run
from sim.engine.world import ForkNotReached, NonDeterminism
from sim.experiment.archive import save
from sim.experiment.names import recall
from sim.faces.arguments import label_of, pairs_of, seq_at, zone_of
from sim.faces.forked import fork_object, futures_object, next_of_fork, print_fork, print_futures
from sim.faces.options import WHOLE, Ascii, AsJson, RunName, Sets, StoreAt, Zone
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.progress import Progress
from sim.faces.terminal import standard_output
from sim.runs.store import Store
from sim.scenario.reader import read_entries
from sim.studies.explaining.futures import futures, outcome_shares
from sim.vocabulary.case import Entry
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line

MOST: int = 10_000
"""Futures that one command may ask for: each is kept."""


@frozen
class Changes:
    """What is to differ from event `at` on."""

    at: int
    sets: tuple[tuple[str, str], ...]
    drops: tuple[int, ...]
    inserts: tuple[Entry, ...]
    label: str


def fork(
    name: RunName,
    /,
    *,
    at: Annotated[
        str,
        Parameter(
            metavar="SEQ|TIME",
            help="The event after which the run changes, or a time; with --drop the event before it if left out.",
            show_default=False,
        ),
    ] = "",
    sets: Sets = None,
    drop: Annotated[
        list[int] | None,
        WHOLE,
        Parameter(metavar="SEQ", help="Remove a decision or a later timeline entry; repeatable."),
    ] = None,
    insert: Annotated[
        Path | None, Parameter(metavar="FILE", help="Insert the timeline entries listed in this YAML file.")
    ] = None,
    n: Annotated[
        int,
        WHOLE,
        Parameter(name="-n", help="How many futures to play from there, with --new-luck.", show_default=False),
    ] = 1,
    new_luck: Annotated[
        bool, Parameter(help="Draw new luck from there on, in place of the run's own.", show_default=False)
    ] = False,
    label: Annotated[str, Parameter(help="A name of your own for the fork.", show_default=False)] = "",
    store: StoreAt = STORE,
    quiet: Annotated[bool, Parameter(help="Show the outcomes only.", show_default=False)] = False,
    tz: Zone = "",
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Go back to one moment of a run, change something, and see what happens.

    The run is played again up to that event, byte for byte, then goes its own way with the same luck; what differs
    after it comes from the change alone. The fork is stored beside its parent.

    For example:

      turtlebay fork last --at 80 --set CHN.legal_force.limit=none
      turtlebay fork last --at "12 Jul 18:00" --insert concession.yaml
      turtlebay fork last --drop 81
      turtlebay fork last --at 80 --new-luck -n 50
    """
    zone = zone_of(tz)
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: from 1 to {MOST} futures can be asked for")
    if n > 1 and not new_luck:
        raise BadInput(f"-n {n}: with the run's own luck all would be the same run; add --new-luck")
    with Store(store) as opened:
        parent = recall(opened, name)
        drops = tuple(drop or ())
        seq = seq_at(parent, at, zone) if at else _before(drops)
        case = parent.state_at(seq).setting.case if insert is not None and seq >= 0 else parent.scenario.case
        inserts = read_entries(insert, case) if insert is not None else ()
        changes = Changes(seq, tuple(pairs_of(sets)), drops, inserts, label_of(label))
        made = _made(opened, parent, changes, n, new_luck)
    _show(parent, made, changes.at, n, Labels(parent.scenario.case, parent.scenario.clock, zone), store,
          quiet, as_json, ascii_only)  # fmt: skip


def _before(drops: tuple[int, ...]) -> int:
    if not drops:
        raise BadInput("--at SEQ or --at TIME says where the run is to change; `turtlebay log RUN` numbers its events")
    return min(drops) - 1


def _made(opened: Store, parent: Run, changes: Changes, n: int, new_luck: bool) -> list[Run]:
    """The forks, each kept; nothing is kept where the first cannot be made. Raises BadInput."""
    made = []
    progress = Progress("futures")
    try:
        for run in _forks(parent, changes, n, new_luck):
            if run.id != parent.id:
                save(opened, run)
            made.append(run)
            progress(len(made), n)
    except (ForkError, ForkNotReached) as error:
        raise BadInput(str(error)) from None
    except NonDeterminism as error:
        raise BadInput(
            f"run {parent.id} is not what its recipe gives, so it cannot be continued: {error}\n"
            f"See  {command_line('verify', parent.id, store=opened.path)}"
        ) from None
    return made


def _forks(parent: Run, changes: Changes, n: int, new_luck: bool) -> Iterable[Run]:
    more = {"drops": changes.drops, "inserts": changes.inserts, "label": changes.label}
    if n > 1:
        return futures(parent, changes.at, n, changes.sets, **more)  # type: ignore[arg-type]
    luck = fresh_luck(parent) if new_luck else 0
    return [forked(parent, changes.at, changes.sets, luck=luck, **more)]  # type: ignore[arg-type]


def _show(
    parent: Run, made: list[Run], at: int, n: int, labels: Labels, store: Path, quiet: bool, as_json: bool,
    ascii_only: bool,
) -> None:  # fmt: skip
    table = outcome_shares([run.outcome.form for run in made])
    if as_json:
        print_json(futures_object(parent, made, at, table) if n > 1 else fork_object(parent, made[0], at))
        return
    terminal = standard_output(ascii_only)
    if n > 1:
        print_futures(terminal, labels, parent, made, at, table)
    elif made[0].id == parent.id:
        terminal.line(f"Nothing was changed: the fork is run {parent.id} itself, played again byte for byte.")
        terminal.next(command_line("fork", parent.id, "--at", str(at), "--set", "PATH=VALUE", store=store))
        return
    else:
        print_fork(terminal, labels, parent, made[0], at, quiet)
    terminal.line()
    terminal.next(*next_of_fork(parent, made[0], at, store))
