"""`turtlebay verify`: whether stored runs are what their recipes give."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes
from sim.cli.options import Jobs, StoreAt
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.experiment.names import names_a_sweep
from sim.experiment.verify import Verdict, unreadable, verify_all, verify_sweep
from sim.experiment.verify import verify as verified
from sim.questions.verify import Verdicts, runs_page, sweep_page
from sim.store.damage import Damaged
from sim.store.store import Store
from sim.store.sweeps import Sweeps
from sim.words.phrases import STORE


def verify(
    name: Annotated[
        str,
        Parameter(
            help="A run: its id, its label, SWEEP:K; or a sweep; `last` is whichever came last. Every run if left out.",
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
                with told(ascii_only=shown.ascii_only, kept=False) as watch:
                    swept = verify_sweep(opened, name, jobs=workers, **watch)
                show(sweep_page(swept, store), swept, shown)
                return 0 if swept.ok else 1
            if name:
                verdicts: tuple[Verdict, ...] = (verified(opened, name),)
            else:
                with told(ascii_only=shown.ascii_only, kept=False) as watch:
                    verdicts = verify_all(opened, **watch)
            sweeps = [] if name else [each.id for each in Sweeps(opened).sweeps()[-1:]]
        except Damaged as damage:
            verdicts = (unreadable(damage, name or store.name),)
    found = Verdicts(all(verdict.ok for verdict in verdicts), verdicts)
    show(runs_page(found, store, sweeps), found, shown)
    return 0 if found.ok else 1
