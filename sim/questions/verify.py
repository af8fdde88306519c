"""What came of playing stored runs and sweeps again, as a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import field, frozen

from sim.experiment.verify import SweepVerdict, Verdict
from sim.pages import Block, Lines, Next, Page, Paragraph
from sim.words.phrases import STORE, command_line


@frozen
class Verdicts:
    """What came of checking some runs."""

    ok: bool
    """Whether all are what their recipes give."""
    verdicts: tuple[Verdict, ...] = field(metadata={"json": "runs"})


def runs_page(found: Verdicts, store: Path = STORE, sweeps: Sequence[str] = ()) -> Page:
    """A line a run. sweeps: those worth checking next."""
    further = [command_line("verify", each, store=store) for each in sweeps]
    if not found.verdicts:
        return Lines((f"{store} holds no run.",)), Next((*further, command_line("run", "dprk-2006-07", store=store)))
    rows = Lines(tuple(f"{_mark(each.ok)} {each.run_id}  {_named(each)}" for each in found.verdicts))
    if found.ok:
        return rows, Next((command_line("log", found.verdicts[-1].run_id, store=store), *further))
    sweep, swept, _ = found.verdicts[0].run_id.partition(":")
    made = "sweep" if swept else "run"
    said = f"A run that differs cannot be trusted: `turtlebay {made}` makes it again, into another store."
    again = command_line("verify", sweep, store=store) if swept else command_line("runs", store=store)
    return rows, Paragraph(said), Next((again,))


def sweep_page(found: SweepVerdict, store: Path = STORE) -> Page:
    """How many runs are what they were, the first that is not, and what to do."""
    said = f"{found.identical:,} of {found.kept:,} runs byte-identical" if found.kept else "holds no run yet"
    blocks: list[Block] = [Lines((f"{_mark(found.ok)} {found.sweep}  {said}", *_apart(found)))]
    if found.first is not None:
        trust = "A sweep that differs cannot be trusted: `turtlebay sweep` makes it again, into another store."
        blocks += [Paragraph(trust), Next((command_line("verify", found.first.run, store=store),))]
    elif found.kept:
        blocks.append(Next((command_line("export", found.sweep, "--out", "table", store=store),)))
    return tuple(blocks)


def _apart(found: SweepVerdict) -> Iterator[str]:
    if found.first is not None:
        yield f"    first to differ: run {found.first.number}, seed {found.first.seed}: {found.first.message}"
    left = [f"{found.failed:,} failed"] if found.failed else []
    left += [f"{found.missing:,} have not been played"] if found.missing else []
    if left:
        yield f"    of the others {' and '.join(left)}"


def _mark(ok: bool) -> str:
    return "ok " if ok else "NO "


def _named(verdict: Verdict) -> str:
    if verdict.seq is None or f"event {verdict.seq}" in verdict.message:
        return verdict.message
    return f"event {verdict.seq}: {verdict.message}"
