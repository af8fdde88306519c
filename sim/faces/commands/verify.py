"""`turtlebay verify`: whether stored runs are what their recipes give."""

from typing import Annotated

import attrs
from cyclopts import Parameter

from sim.faces.card import told
from sim.faces.options import STORE, Ascii, AsJson, StoreAt
from sim.faces.output import print_json
from sim.faces.terminal import printable, standard_output
from sim.runs.store import Store, StoreError
from sim.studies import archive
from sim.studies.archive import Verdict


def verify(
    name: Annotated[str, Parameter(help="A run: id, label or `last`; all runs if none is named.")] = "",
    /,
    *,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> int:
    """Check stored runs and play them again, byte for byte.

    Follows the chain of hashes over the stored events, then plays the recipe again
    and compares each line. Exit code 1 if anything differs; the first event that
    does is named.

    For example:

      turtlebay verify last
      turtlebay verify --store july.db
    """
    with Store(store) as opened:
        verdicts = [archive.verify(opened, name)] if name else [_of(opened, run.id) for run in opened.runs()]
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
        terminal.next(told("run", "dprk-2006-07", store=store))
    elif ok:
        terminal.next(told("log", verdicts[-1].run_id, store=store))
    else:
        terminal.line("A run that differs cannot be trusted: make it again with `turtlebay run` into another store.")
        terminal.next(told("runs", store=store))
    return 0 if ok else 1


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
