"""`turtlebay verify`: whether stored runs are what their recipes give."""

from typing import Annotated

import attrs
from cyclopts import Parameter

from sim.experiment.archive import Verdict
from sim.experiment.workers import WorkLost
from sim.faces.arguments import processes
from sim.faces.options import Ascii, AsJson, Jobs, StoreAt
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.progress import Progress
from sim.faces.terminal import printable, standard_output
from sim.faces.verified import print_swept_verdict, swept_verdict_object
from sim.runs.store import Store, StoreError
from sim.runs.sweeps import Sweeps
from sim.studies import archive
from sim.studies.sweeping.batch import OtherModel
from sim.studies.sweeping.swept import names_a_sweep
from sim.studies.sweeping.verified import verify_sweep, verify_swept
from sim.words.phrases import STORE, command_line


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
    as_json: AsJson = False,
    ascii_only: Ascii = False,
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
    with Store(store) as opened:
        if name and names_a_sweep(opened, name):
            return _sweep(opened, name, workers, as_json, ascii_only)
        verdicts = [_one(opened, name)] if name else [_of(opened, run.id) for run in opened.runs()]
        sweeps = [] if name else [command_line("verify", each.id, store=store) for each in Sweeps(opened).sweeps()[-1:]]
    ok = all(verdict.ok for verdict in verdicts)
    if as_json:
        runs = [{"run": verdict.run_id, **_without_id(verdict)} for verdict in verdicts]
        print_json({"ok": ok, "runs": runs})
        return 0 if ok else 1
    terminal = standard_output(ascii_only)
    for verdict in verdicts:
        mark = "ok " if verdict.ok else "NO "
        terminal.line(f"{mark} {verdict.run_id}  {_named(verdict)}")
    if not verdicts:
        terminal.line(f"{store} holds no run.")
        terminal.next(*sweeps, command_line("run", "dprk-2006-07", store=store))
    elif ok:
        terminal.next(command_line("log", verdicts[-1].run_id, store=store), *sweeps)
    else:
        sweep, swept, _ = verdicts[0].run_id.partition(":")
        made = "sweep" if swept else "run"
        terminal.line(f"A run that differs cannot be trusted: `turtlebay {made}` makes it again, into another store.")
        terminal.next(command_line("verify", sweep, store=store) if swept else command_line("runs", store=store))
    return 0 if ok else 1


def _sweep(opened: Store, name: str, workers: int, as_json: bool, ascii_only: bool) -> int:
    try:
        found = verify_sweep(opened, name, workers, Progress("runs"))
    except (OtherModel, WorkLost) as error:
        raise BadInput(str(error)) from None
    if as_json:
        print_json(swept_verdict_object(found))
    else:
        print_swept_verdict(standard_output(ascii_only), found, opened.path)
    return 0 if found.ok else 1


def _one(opened: Store, name: str) -> Verdict:
    return verify_swept(opened, name) if ":" in name else archive.verify(opened, name)


def _of(opened: Store, name: str) -> Verdict:
    """The verdict on one of many: what cannot even be read is a no, not the end of the list."""
    try:
        return archive.verify(opened, name)
    except StoreError as error:
        return Verdict(name, 0, False, None, str(error))


def _without_id(verdict: Verdict) -> dict[str, object]:
    return {key: value for key, value in attrs.asdict(verdict).items() if key != "run_id"}


def _named(verdict: Verdict) -> str:
    message = printable(verdict.message)
    if verdict.seq is None or f"event {verdict.seq}" in message:
        return message
    return f"event {verdict.seq}: {message}"
