"""`turtlebay fork`: what if the course of a run were changed at one moment."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import label_of, pairs_of, processes, seq_at, zone_of
from sim.cli.options import WHOLE, Jobs, RunName, Sets, StoreAt, Zone
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.engine.run import Run, fresh_luck
from sim.engine.world import NonDeterminism
from sim.experiment.archive import save
from sim.experiment.names import recall
from sim.questions.fork import MOST, fork_of, futures, futures_page, page
from sim.scenario.reader import read_entries
from sim.store.store import Store
from sim.vocabulary.case import Entry
from sim.words.phrases import STORE, command_line


def fork(
    name: RunName,
    /,
    *,
    at: Annotated[
        str,
        Parameter(
            metavar="SEQ|TIME",
            help="The event after which the run is to change, or a time; with --drop the one before it if left out.",
            show_default=False,
        ),
    ] = "",
    sets: Sets = None,
    drop: Annotated[
        list[int] | None,
        WHOLE,
        Parameter(metavar="SEQ", help="Take away a decision, or a timeline entry to come; repeatable."),
    ] = None,
    insert: Annotated[
        Path | None, Parameter(metavar="FILE", help="Put in the timeline entries listed in this YAML file.")
    ] = None,
    n: Annotated[
        int,
        WHOLE,
        Parameter(name="-n", help="How many futures to play from there, with --new-luck.", show_default=False),
    ] = 1,
    new_luck: Annotated[
        bool, Parameter(help="Draw new luck from there on, in place of the run's own.", show_default=False)
    ] = False,
    luck: Annotated[
        int, WHOLE, Parameter(metavar="K", help="Draw this luck: one of the futures of -n.", show_default=False)
    ] = 0,
    jobs: Jobs = 0,
    label: Annotated[str, Parameter(help="A name of your own for the fork.", show_default=False)] = "",
    store: StoreAt = STORE,
    quiet: Annotated[bool, Parameter(help="Show the outcomes only.", show_default=False)] = False,
    tz: Zone = "",
    shown: Shown = PAGE,
) -> None:
    """Go back to one moment of a run, change something, and see what happens.

    The run is played again up to that event, byte for byte, then goes its own way with the same luck; what differs
    after it comes from the change alone. The fork is stored beside its parent. With -n the outcomes of all futures are
    stored, and an interrupted command goes on where it was; --luck K stores one of those futures as a run.

    For example:

      turtlebay fork last --at 80 --set CHN.legal_force.limit=none
      turtlebay fork last --at "12 Jul 18:00" --insert concession.yaml
      turtlebay fork last --drop 81
      turtlebay fork last --at 80 --new-luck -n 50
    """
    zone = zone_of(tz)
    _check(n, new_luck, luck)
    workers = processes(jobs)
    with Store(store) as opened:
        parent = recall(opened, name)
        drops = tuple(drop or ())
        seq = seq_at(parent, at, zone) if at else _before(drops)
        inserts = _inserts(parent, seq, insert)
        luck = luck or (fresh_luck(parent) if new_luck else 0)
        pairs = tuple(pairs_of(sets))
        label_of(label)
        try:
            if n > 1:
                with told("futures") as watch:
                    found = futures(
                        parent, seq, n, pairs, drops=drops, inserts=inserts, store=opened, jobs=workers,
                        **watch,
                    )  # fmt: skip
                words = [word for each in sets or () for word in ("--set", each)]
                words += [word for each in drops for word in ("--drop", str(each))]
                words += ["--insert", str(insert)] if insert is not None else []
                words += ["--luck", str(found.runs[0].luck)]
                again = command_line("fork", parent.id, "--at", str(seq), *words, store=store)
                show(futures_page(found, zone, [again]), found, shown, scenario=parent.scenario)
            else:
                made = parent.fork(seq, pairs, drop=drops, insert=inserts, luck=luck, label=label)
                if made.id != parent.id:
                    save(opened, made)
                laid_out = page(parent, made, seq, zone, quiet, _following(parent, made, seq, store))
                show(laid_out, fork_of(parent, made, seq), shown, scenario=made.scenario)
        except NonDeterminism as error:
            raise BadInput(
                f"run {parent.id} is not what its recipe gives, so it cannot be continued: {error}\n"
                f"See  {command_line('verify', parent.id, store=opened.path)}"
            ) from None


def _check(n: int, new_luck: bool, luck: int) -> None:
    """Raise BadInput on numbers that mean nothing, or not together."""
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: from 1 to {MOST} futures can be asked for")
    if n > 1 and not new_luck:
        raise BadInput(f"-n {n}: with the run's own luck all would be the same run; add --new-luck")
    if luck < 0 or luck >= 2**63:
        raise BadInput(f"--luck {luck}: a luck is a whole number from 1 on, as the futures of -n are numbered")
    if luck and new_luck:
        raise BadInput(f"--luck {luck} and --new-luck: one of them at a time")


def _inserts(parent: Run, seq: int, file: Path | None) -> tuple[Entry, ...]:
    """The entries to put in, each from the moment of the fork on. Raises ScenarioError with every problem."""
    if file is None:
        return ()
    if seq < 0:
        return read_entries(file, parent.scenario.case)
    case, now = parent.state_at(seq).setting.case, parent.scenario.clock.utc(parent.events[seq].t)
    return read_entries(file, case, now)


def _before(drops: Sequence[int]) -> int:
    if not drops:
        raise BadInput("--at SEQ or --at TIME says where the run is to change; `turtlebay log RUN` numbers its events")
    return min(drops) - 1


def _following(parent: Run, made: Run, at: int, store: Path) -> list[str]:
    """What is worth asking once a fork is stored, with real ids."""
    if made.id == parent.id:
        return [command_line("fork", parent.id, "--at", str(at), "--set", "PATH=VALUE", store=store)]
    asked = [("compare", parent.id, made.id), ("explain", made.id), ("log", made.id, "--since", str(at + 1)),
             ("verify", made.id), ("runs", "--tree")]  # fmt: skip
    return [command_line(*words, store=store) for words in asked]
