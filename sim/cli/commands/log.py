"""`turtlebay log` and `turtlebay state`: the events of a run, and the crisis at one of them."""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from sim.cli.arguments import actor_of, minute_at, seq_at, seq_from, zone_of
from sim.cli.options import WHOLE, RunName, StoreAt, Zone
from sim.cli.output import note, utf8_output
from sim.cli.problems import BadInput, unknown
from sim.cli.show import PAGE, Shown, print_page, show, write_page
from sim.engine.run import Run
from sim.experiment.names import recall
from sim.pages.text import csv_row, printable
from sim.questions.log import Wanted, chosen, name_of, page
from sim.questions.state import crisis_at, page_at, state_of
from sim.store.log import as_line
from sim.store.record import data_of
from sim.store.shape import shape_of
from sim.store.store import Store
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.events import REGISTRY, Event
from sim.vocabulary.printable import in_json
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line
from sim.words.sentences import predicate

# As comma-separated values


COLUMNS: Final = (
    "seq", "time", "type", "actor", "target", "origin", "cause", "decision", "source", "words", "data",
)  # fmt: skip


def print_csv(labels: Labels, events: Iterable[Event], head: bool = True) -> None:
    """A row an event; data is JSON, the time is in UTC, and no text is a formula. head: name the columns first."""
    out = utf8_output()
    if head:
        out.write(csv_row(COLUMNS))
    for event in events:
        data = in_json(json.dumps(data_of(event.payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False))
        out.write(
            csv_row(
                [
                    event.seq,
                    labels.clock.cell(event.t),
                    event.type,
                    printable(event.actor),
                    printable(event.target),
                    event.origin,
                    event.cause,
                    printable(event.decision),
                    printable(event.source),
                    printable(predicate(labels, event)),
                    data,
                ]
            )
        )
    out.flush()


# The commands


POLL_SECONDS: Final = 0.5

Many = list[str] | None


def log(
    name: RunName,
    /,
    *,
    actor: Annotated[Many, Parameter(help="Only this actor's events, by code or name; repeatable.")] = None,
    kinds: Annotated[Many, Parameter(name="--type", help="Only this type, such as VetoThreatened; repeatable.")] = None,
    origin: Annotated[
        Literal["scripted", "emergent", "intervention", "player"] | None, Parameter(help="Only events of this origin.")
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
    shown: Shown = PAGE,
) -> None:
    """Show the events of a run, all or some.

    --json prints one object a line, of the shape that `turtlebay schema --events` describes; --raw prints the lines
    as they are stored and hashed. Runs are stored whole, so --follow waits for further runs, not for the rest of this
    one.

    For example:

      turtlebay log last
      turtlebay log last --type VetoThreatened --type DraftAmended
      turtlebay log last --actor China --since "10 Jul" --grep "legal"
      turtlebay log last --causes 97 --json
    """
    if shown.as_json + csv + raw > 1:
        raise BadInput("--json, --csv and --raw: one of them at a time")
    zone = zone_of(tz)
    pattern = _pattern(grep)
    with Store(store) as opened:
        for number, run in enumerate(_runs(opened, name, follow)):
            first, last = _range(run, since, until, zone)
            wanted = Wanted(
                _codes(run, actor), _types(kinds), origin, first, last, pattern, _known(run, causes, "--causes"),
                _known(run, effects, "--effects"),
            )  # fmt: skip
            events = chosen(run, wanted, zone)
            laid_out = page(run, events, zone, _following(run, events, causes is not None, store))
            if shown.as_json:
                _print_lines(as_line(shape_of(e, run.scenario.case.start, run.id, run.hashes[e.seq])) for e in events)
            elif raw:
                _print_lines(run.lines[event.seq] for event in events)
            elif csv:
                print_csv(Labels(run.scenario.case, run.scenario.clock, zone), events, head=number == 0)
            else:
                print_page(laid_out, shown)
                sys.stdout.flush()
            write_page(laid_out, shown)


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


def _range(run: Run, since: str, until: str, zone: tzinfo | None) -> tuple[int | None, int | None]:
    """The first and the last event of the range asked for. Raises BadInput where it ends before it begins."""
    first = seq_from(run, since, zone) if since else None
    last = seq_at(run, until, zone) if until else None
    if first is not None and last is not None and first > last:
        begin, end = minute_at(run, since, zone), minute_at(run, until, zone)
        if begin is None or end is None or begin > end:
            raise BadInput(f"--since {since} --until {until}: ends before it begins; give the earlier one to --since")
    return first, last


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
    shown = in_json if out.isatty() else str  # a terminal must not be steered; programs get the bytes that are hashed
    for line in lines:
        out.write(shown(line) + "\n")
    out.flush()


def _pattern(grep: str) -> re.Pattern[str] | None:
    try:
        return re.compile(grep, re.IGNORECASE) if grep else None
    except (re.error, RecursionError, OverflowError) as error:
        raise BadInput(f"--grep {grep}: is no regular expression: {error}") from None


def _known(run: Run, seq: int | None, option: str) -> int | None:
    if seq is not None and not 0 <= seq < len(run.events):
        raise BadInput(f"{option} {seq}: run {run.id} has events 0 to {len(run.events) - 1}")
    return seq


def _following(run: Run, events: list[Event], whole: bool, store: Path) -> list[str]:
    """What is worth asking next: the state at the last event shown, and its causes, or else all events."""
    name = name_of(run)
    if not events:
        return [command_line("log", name, store=store)]
    last = str(events[-1].seq)
    causes = command_line("log", name, *([] if whole else ["--causes", last]), store=store)
    return [command_line("state", name, "--at", last, store=store), causes]


def state(
    name: RunName,
    /,
    *,
    at: Annotated[
        str,
        Parameter(metavar="SEQ|TIME", help="An event, or a time; the end of the run if left out.", show_default=False),
    ] = "",
    store: StoreAt = STORE,
    tz: Zone = "",
    shown: Shown = PAGE,
) -> None:
    """Show the crisis at one moment of a run.

    Pressure, the drafts and the members' positions on them, the limits declared, what the sponsor believes, and
    what every actor wants, right after that event; or at that time, after the last event before it.

    For example:

      turtlebay state last --at 97
      turtlebay state last --at "12 Jul 18:00"
    """
    zone = zone_of(tz)
    with Store(store) as opened:
        run = recall(opened, name)
    seq = seq_at(run, at, zone) if at else len(run.events) - 1
    minute = minute_at(run, at, zone) if at else None
    following = [command_line("log", run.id, "--causes", str(seq), store=store)]
    show(page_at(run, seq, zone, following, minute), state_of(crisis_at(run, seq, minute), run.id), shown)
