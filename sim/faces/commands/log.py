"""`turtlebay log`: the events of a run."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from sim.engine.run import Run
from sim.faces.arguments import actor_of, seq_at, seq_from, zone_of
from sim.faces.card import name_of, told
from sim.faces.chosen import Wanted, chosen
from sim.faces.options import STORE, WHOLE, Ascii, AsJson, RunName, StoreAt, Zone
from sim.faces.output import utf8_output
from sim.faces.problems import BadInput, unknown
from sim.faces.table import print_csv
from sim.faces.telling import Telling
from sim.faces.terminal import note, standard_output
from sim.faces.timeline import all_lines, print_lines
from sim.runs.log import as_line
from sim.runs.shape import shape_of
from sim.runs.store import Store
from sim.studies.archive import recall
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.events import REGISTRY, Event

POLL_SECONDS: Final = 0.5

Many = list[str] | None


def log(
    name: RunName,
    /,
    *,
    actor: Annotated[Many, Parameter(help="Only this actor's events, by code or name; repeatable.")] = None,
    kinds: Annotated[Many, Parameter(name="--type", help="Only this type, such as VetoThreatened; repeatable.")] = None,
    origin: Annotated[
        Literal["scripted", "emergent", "intervention"] | None, Parameter(help="Only what comes from there.")
    ] = None,
    since: Annotated[str, Parameter(metavar="TIME|SEQ", help="From this moment on.", show_default=False)] = "",
    until: Annotated[str, Parameter(metavar="TIME|SEQ", help="Up to this moment.", show_default=False)] = "",
    grep: Annotated[
        str, Parameter(metavar="RE", help="Only events whose words or stored line match this.", show_default=False)
    ] = "",
    causes: Annotated[
        int | None, WHOLE, Parameter(metavar="SEQ", help="The chain of causes back from this event.")
    ] = None,
    effects: Annotated[int | None, WHOLE, Parameter(metavar="SEQ", help="All that followed from this event.")] = None,
    follow: Annotated[
        bool,
        Parameter(
            name=["--follow", "-f"], help="Then wait for new runs in the store, and show each.", show_default=False
        ),
    ] = False,
    store: StoreAt = STORE,
    tz: Zone = "",
    csv: Annotated[bool, Parameter(help="Print comma-separated values.", show_default=False)] = False,
    raw: Annotated[bool, Parameter(help="Print the stored canonical lines, untouched.", show_default=False)] = False,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Show the events of a run, all or some.

    With --json one object a line, of the shape that `turtlebay schema --events`
    describes; with --raw the lines as they are stored and hashed.
    Runs are stored whole, so --follow waits for further runs, not for the rest of
    this one.

    For example:

      turtlebay log last
      turtlebay log last --type VetoThreatened --type DraftAmended
      turtlebay log last --actor China --since "10 Jul" --grep "legal"
      turtlebay log last --causes 97 --json
    """
    if as_json + csv + raw > 1:
        raise BadInput("--json, --csv and --raw: one of them at a time")
    zone = zone_of(tz)
    with Store(store) as opened:
        for number, run in enumerate(_runs(opened, name, follow)):
            wanted = Wanted(
                _codes(run, actor), _types(kinds), origin, seq_from(run, since, zone) if since else None,
                seq_at(run, until, zone) if until else None, grep, causes, effects,
            )  # fmt: skip
            telling = Telling(run.scenario.case, run.scenario.clock, zone)
            events = chosen(run, telling, wanted)
            if as_json:
                _print_lines(as_line(shape_of(e, run.scenario.case.start, run.id, run.hashes[e.seq])) for e in events)
            elif raw:
                _print_lines(run.lines[event.seq] for event in events)
            elif csv:
                print_csv(telling, events, head=number == 0)
            else:
                _print(telling, run, events, ascii_only, store, causes)


def _runs(opened: Store, name: str, follow: bool) -> Iterator[Run]:
    """The run named, and with follow every run stored from then on."""
    seen = {run.id for run in opened.runs()}
    yield recall(opened, name)
    if follow:
        note("Waiting for the next run; Ctrl-C ends it.")
    while follow:
        time.sleep(POLL_SECONDS)
        for run in opened.runs():
            if run.id not in seen:
                seen.add(run.id)
                yield recall(opened, run.id)


def _codes(run: Run, actors: Many) -> frozenset[str]:
    names = {code: actor.name for code, actor in run.scenario.case.actors.items()} | {COUNCIL: "Council"}
    return frozenset(actor_of(word, names) for word in actors or ())


def _types(kinds: Many) -> frozenset[str]:
    known = {name.casefold(): name for name in REGISTRY}
    for word in kinds or ():
        if word.casefold() not in known:
            raise unknown("event type", word, REGISTRY)
    return frozenset(known[word.casefold()] for word in kinds or ())


def _print_lines(lines: Iterable[str]) -> None:
    out = utf8_output()
    for line in lines:
        out.write(line + "\n")
    out.flush()


def _print(telling: Telling, run: Run, events: list[Event], ascii_only: bool, store: Path, causes: int | None) -> None:
    terminal = standard_output(ascii_only)
    print_lines(terminal, all_lines(telling, events))
    terminal.line()
    name = name_of(run)
    terminal.line(f"{len(events)} of {len(run.events)} events of run {name}, seed {run.seed}")
    last = str(events[-1].seq) if events else ""
    further = [told("state", name, "--at", last, store=store)] if events else []
    whole = causes is not None or not events
    further.append(told("log", name, *([] if whole else ["--causes", last]), store=store))
    terminal.next(*further)
    terminal.out.flush()
