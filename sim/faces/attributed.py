"""How much each change accounts for, as a table in points."""

from sim.faces.terminal import Terminal, printable
from sim.scenario.paths import brief_path
from sim.studies.comparing.attribution import DAY, FORM, Attribution, Measure, part_words
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import decimal


def print_attribution(terminal: Terminal, labels: Labels, found: Attribution) -> None:
    """A row a change, a column a measure, and the sum, which is the whole."""
    how = "each subset of them" if found.exact else f"{found.subsets} subsets of them, along sampled orders"
    kind = "lucks" if found.futures else "seeds"
    first, last = (0, found.n - 1) if found.futures else (1, found.n)
    form = FORM_WORDS.get(found.form, found.form)
    terminal.line(terminal.styled("What each change accounts for (Shapley values)", "bold"))
    terminal.paragraph("", f"{found.n} runs of {how}, on {kind} {first} to {last}", indent=2)
    heads = [_head(labels, measure) for measure in found.measures]
    label = max(8, *(len(brief_path(change.path)) for change in found.changes))
    wide = [max(len(head), 6) for head in heads]
    terminal.line("  " + " " * label + "".join(f"  {head:>{size}}" for head, size in zip(heads, wide, strict=True)))
    for at, change in enumerate(found.changes):
        _print(terminal, brief_path(change.path), label, [part_words(x, x.parts[at]) for x in found.measures], wide)
        if not found.exact:
            _print(terminal, "    90%", label, [_interval(measure, at) for measure in found.measures], wide)
    _print(terminal, "together", label, [part_words(measure, measure.total) for measure in found.measures], wide)
    said = f"form: points of 100 runs that end as a does ({form}); issues: strength in the end; day: days."
    sampled = "" if found.exact else " The intervals cover the choice of orders only."
    terminal.paragraph("", said + sampled, indent=2)


def _head(labels: Labels, measure: Measure) -> str:
    return measure.name if measure.name in (FORM, DAY) else printable(labels.issue(measure.name))[:8].rstrip()


def _interval(measure: Measure, at: int) -> str:
    interval = measure.intervals[at]
    if interval is None:
        return ""
    half = (interval[1] - interval[0]) / 2 * (100 if measure.name == FORM else 1)
    return f"±{decimal(half)}"


def _print(terminal: Terminal, name: str, label: int, cells: list[str], wide: list[int]) -> None:
    terminal.line(f"  {name:{label}}" + "".join(f"  {cell:>{size}}" for cell, size in zip(cells, wide, strict=True)))
