"""What came of playing a sweep again, in words and as an object."""

from pathlib import Path
from typing import Any

from sim.faces.terminal import Terminal, printable
from sim.studies.sweeping.verified import Differing, SweptVerdict
from sim.words.phrases import command_line


def swept_verdict_object(found: SweptVerdict) -> dict[str, Any]:
    """What `verify SWEEP --json` prints; first is null where no run differs."""
    return {
        "ok": found.ok,
        "sweep": found.sweep,
        "kept": found.kept,
        "identical": found.identical,
        "failed": found.failed,
        "missing": found.missing,
        "first": None if found.first is None else _first(found.sweep, found.first),
    }


def _first(sweep: str, each: Differing) -> dict[str, Any]:
    return {"run": f"{sweep}:{each.number}", "number": each.number, "seed": each.seed, "message": each.what}


def print_swept_verdict(terminal: Terminal, found: SweptVerdict, store: Path) -> None:
    """How many runs are what they were, the first that is not, and what to do."""
    mark = "ok " if found.ok else "NO "
    said = f"{found.identical:,} of {found.kept:,} runs byte-identical"
    terminal.line(f"{mark} {found.sweep}  {said if found.kept else 'stores no run yet'}")
    if found.first is not None:
        first = f"first to differ: run {found.first.number}, seed {found.first.seed}: {found.first.what}"
        terminal.paragraph("", printable(first), indent=4)
    left = [f"{found.failed:,} failed"] if found.failed else []
    left += [f"{found.missing:,} have not been played"] if found.missing else []
    if left:
        terminal.paragraph("", f"of the others {' and '.join(left)}", indent=4)
    if found.first is not None:
        terminal.line("A sweep that differs cannot be trusted: `turtlebay sweep` makes it again, into another store.")
        terminal.next(command_line("verify", f"{found.sweep}:{found.first.number}", store=store))
    elif found.kept:
        terminal.next(command_line("export", found.sweep, "--out", "table", store=store))
