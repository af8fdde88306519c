"""What the store holds: its runs and sweeps, whether they are what their recipes give, the scenario of each."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes
from sim.cli.options import AsJson, Jobs, RunName, StoreAt
from sim.cli.output import note, print_json, utf8_output
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.experiment.names import names_a_sweep, recall
from sim.experiment.verify import unreadable, verify_all, verify_sweep
from sim.experiment.verify import verify as verified
from sim.questions.runs import Stored, Verdicts, page, stored, sweep_verdict_page, verdicts_page
from sim.scenario.canon import to_plain
from sim.scenario.writer import to_yaml
from sim.store.damage import Damaged
from sim.store.store import Store
from sim.store.sweeps import Sweeps
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


def verify(
    name: Annotated[
        str,
        Parameter(
            help="A run: its id, its label, SWEEP:K or `last`; or a sweep. Every single run if left out.",
            show_default=False,
        ),
    ] = "",
    /,
    *,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> int:
    """Check stored runs and sweeps: play them again, byte for byte.

    Follows the chain of hashes over the stored events, then plays the recipe again and compares each line. Exit
    code 1 if anything differs; the first event that differs is named. For a sweep every stored run is played again;
    its outcome and its head, which stands for all its events, are compared.

    For example:

      turtlebay verify last
      turtlebay verify --store july.db
      turtlebay verify s354c7b58982:12
      turtlebay verify s354c7b58982 --jobs 2
    """
    workers = processes(jobs)
    sweeps: list[str] = []
    with Store(store) as opened:
        try:
            if name and names_a_sweep(opened, name):
                with told(ascii_only=shown.ascii_only) as tell:
                    swept = verify_sweep(opened, name, jobs=workers, progress=tell)
                show(sweep_verdict_page(swept, store), swept, shown)
                return 0 if swept.ok else 1
            verdicts = (verified(opened, name),) if name else verify_all(opened)
            sweeps = [] if name else [each.id for each in Sweeps(opened).sweeps()[-1:]]
        except Damaged as damage:
            verdicts = (unreadable(damage, name or store.name),)
    found = Verdicts(all(verdict.ok for verdict in verdicts), verdicts)
    show(verdicts_page(found, store, sweeps), found, shown)
    return 0 if found.ok else 1


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
