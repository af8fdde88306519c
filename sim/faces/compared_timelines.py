"""The timelines of several runs side by side, and their drafts rung by rung over time."""

from collections.abc import Iterator, Sequence

from sim.engine.run import Run
from sim.faces.terminal import Terminal, printable, wrapped
from sim.faces.timeline import EMERGENT, SCRIPTED, mark_of
from sim.studies.comparing.alignment import Row
from sim.studies.comparing.beside import Version
from sim.studies.comparing.compare import Comparison
from sim.vocabulary.events import Event
from sim.vocabulary.texts import Text
from sim.words.labels import Labels, short_time
from sim.words.sentences import predicate

BOTH, NUMBERS = "=", "~"
"""What stands for all runs in place of their letters: where the event is the same, or but for its numbers."""


def print_timelines(
    terminal: Terminal, all_labels: Sequence[Labels], comparison: Comparison, everything: bool
) -> None:  # fmt: skip
    """What happened in one run and not, or not so, in another; equal events are counted, or shown with `everything`."""
    rows = comparison.timelines.rows
    apart = [row for row in rows if not row.shared]
    acts = [row for row in apart if not row.same_act]
    turning = [row for row in acts if _turns(comparison.runs, row)]
    terminal.line(f"Timelines: {_shared(comparison)}; then in each run, or in one:")
    same = sum(row.same for row in apart)
    terminal.line(f"  {same} the same, {len(apart) - same - len(acts)} on other numbers, {len(acts)} other acts")
    if acts and not everything:
        terminal.line(f"  of these the turning points; --all shows the other {len(rows) - len(turning)} events as well")
    for row in rows if everything else turning:
        _print_row(terminal, all_labels, comparison, row)


def _shared(comparison: Comparison) -> str:
    """How many events come before the runs part, and up to when."""
    found, first = comparison.timelines, comparison.runs[0]
    last = max((row.seqs[0] or 0 for row in found.rows if row.shared), default=None)
    upto = "" if last is None else f", to {short_time(first.scenario.clock.utc(first.events[last].t))}"
    return f"{found.shared} events shared{upto}"


def _turns(runs: Sequence[Run], row: Row) -> bool:
    return any(mark_of(event) not in (SCRIPTED, EMERGENT) for _, event in _present(runs, row))


def _present(runs: Sequence[Run], row: Row) -> Iterator[tuple[int, Event]]:
    for number, (run, seq) in enumerate(zip(runs, row.seqs, strict=True)):
        if seq is not None:
            yield number, run.events[seq]


def _print_row(terminal: Terminal, all_labels: Sequence[Labels], comparison: Comparison, row: Row) -> None:
    """One line for all runs where they are the same, else one for each that has the event."""
    present = list(_present(comparison.runs, row))
    if row.same_act:
        number, event = present[0]
        _print_event(terminal, all_labels[number], BOTH if row.same else NUMBERS, event, dim=row.same)
        return
    for number, event in present:
        _print_event(terminal, all_labels[number], comparison.letters[number], event)


def _print_event(terminal: Terminal, labels: Labels, who: str, event: Event, dim: bool = False) -> None:
    prefix = f"  {who} {labels.utc(event.t)}  {mark_of(event)} {event.seq:3}  "
    said = f"{labels.short(event.actor)} {predicate(labels, event)}" if event.actor else predicate(labels, event)
    lines = (
        [prefix + printable(said)]
        if terminal.width is None
        else wrapped(printable(said), terminal.width, prefix, " " * 10)
    )
    for line in lines:
        terminal.line(terminal.styled(line, "dim") if dim else line)


# Drafts


def print_drafts(terminal: Terminal, labels: Labels, comparison: Comparison, everything: bool) -> None:
    """A row a version of a draft, a column an issue; of versions that are the same in all runs only the last."""
    versions = comparison.timelines.drafts
    shown = list(versions) if everything else _apart(versions)
    if not shown:
        return
    keys = [issue.key for issue in labels.case.issues]
    room = max(4, (terminal.page - 30) // len(keys) - 2)
    heads = [printable(labels.issue(key))[:room].rstrip() for key in keys]
    wide = [max(4, len(head)) for head in heads]
    terminal.line()
    terminal.line(f"{'Drafts':30}" + _cells(heads, wide))
    for version in shown:
        for who, time, text in _lines(version, comparison):
            when = labels.utc(time) if time is not None else ""
            strengths = [str(text.get(key, "-")) if text is not None else "-" for key in keys]
            head = f"  {version.draft:7} v{version.version:<2} {who}  {when}"
            terminal.line(f"{head:30}{_cells(strengths, wide)}")


def _cells(cells: Sequence[str], wide: Sequence[int]) -> str:
    return "".join(f"  {cell:>{size}}" for cell, size in zip(cells, wide, strict=True))


def _apart(versions: Sequence[Version]) -> list[Version]:
    """The versions that differ, and before those of each draft the last that does not."""
    found: list[Version] = []
    for before, version in zip((None, *versions), versions, strict=False):
        if version.kept:
            continue
        if before is not None and before.kept and before.draft == version.draft:
            found.append(before)
        found.append(version)
    return found


def _lines(version: Version, comparison: Comparison) -> Iterator[tuple[str, int | None, Text | None]]:
    if version.kept:
        yield BOTH, version.times[0], version.texts[0]
        return
    for letter, time, text in zip(comparison.letters, version.times, version.texts, strict=True):
        if text is not None:
            yield letter, time, text
