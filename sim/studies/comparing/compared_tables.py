"""A comparison as a notebook or a terminal shows it: what differs, in a few tables."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sim.engine.run import Run
from sim.studies.comparing.compared_plain import event_words
from sim.studies.comparing.divergence import NUMBERS, TIMING, Divergence
from sim.vocabulary.events import Event
from sim.words.labels import FORM_WORDS
from sim.words.numbers import amount, vote

if TYPE_CHECKING:
    from rich.console import Group

    from sim.studies.comparing.compare import Comparison

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""A title, the head, and the rows."""


def rich_group(said: Sequence[str], shown: Sequence[Table]) -> "Group":
    """Lines and tables as rich draws them."""
    from rich.console import Group
    from rich.table import Table as Drawn
    from rich.text import Text

    parts: list[Any] = [Text(line, style="" if number else "bold") for number, line in enumerate(said)]
    for title, head, rows in shown:
        drawn = Drawn(title=title, title_justify="left", show_edge=False)
        for name in head:
            drawn.add_column(name)
        for row in rows:
            drawn.add_row(*(Text(cell) for cell in row))
        parts.append(drawn)
    return Group(*parts)


def html(said: Sequence[str], shown: Sequence[Table]) -> str:
    """Lines and tables as HTML, everything in it escaped."""
    first, *others = said
    parts = [f"<p><strong>{escape(first)}</strong></p>", *(f"<p>{escape(line)}</p>" for line in others)]
    for title, head, rows in shown:
        heads = "".join(f"<th>{escape(name)}</th>" for name in head)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        parts.append(f"<table><caption>{escape(title)}</caption><tr>{heads}</tr>{body}</table>")
    return "".join(parts)


def lines(comparison: "Comparison") -> list[str]:
    """Which runs these are, whether luck is mixed in, and where each parts from the first."""
    letters, runs = comparison.letters, comparison.runs
    found = [", ".join(f"{letter}: {name_of(run)}" for letter, run in zip(letters, runs, strict=True))]
    if comparison.luck_mixed:
        found.append("Luck is mixed in: the runs differ in seed or luck, so not all below comes from what was changed.")
    for letter, run, each in zip(letters[1:], runs[1:], comparison.divergences, strict=True):
        found += parting_lines(runs[0], run, letter, each)
    return found


def name_of(run: Run) -> str:
    """A run by id, label and seed."""
    label = f" ({run.label})" if run.label else ""
    return f"run {run.id}{label}, seed {run.seed}"


def parting_lines(a: Run, b: Run, letter: str, found: Divergence | None) -> list[str]:
    """Where two runs part, in words."""
    if found is None:
        return [f"a and {letter}: nothing that happened differs."]
    said = [f"a and {letter} part at {found.decision} ({what_parted(found)}): {_both(a, b, letter, found)}"]
    if found.turn is not None:
        turn = found.turn
        said.append(
            f"First decision that came out otherwise: {turn.decision} ({turn.rule}): {_both(a, b, letter, turn)}"
        )
    return said


def what_parted(found: Divergence) -> str:
    """The rule, and that only numbers or minutes differ where that is so."""
    if found.kind == NUMBERS:
        return f"{found.rule}: the same act on other numbers"
    return "the same act at another time" if found.kind == TIMING else found.rule


def _both(a: Run, b: Run, letter: str, found: Divergence) -> str:
    return f"in a {_told(a, found.a)}; in {letter} {_told(b, found.b)}."


def _told(run: Run, event: Event | None) -> str:
    return "nothing" if event is None else f"{event.seq}: {event_words(run, event)}"


def tables(comparison: "Comparison") -> list[Table]:
    """Inputs, terms and outcomes that differ."""
    letters = tuple(comparison.letters)
    inputs = [
        (each.path, *(_value(value, after) for value, after in zip(each.values, each.after, strict=True)))
        for each in comparison.inputs
    ]
    found: list[Table] = [("Inputs that differ", ("path", *letters), inputs)] if inputs else []
    for letter, each in zip(letters[1:], comparison.divergences, strict=True):
        terms: list[tuple[str, ...]] = []
        if each is not None:
            terms = [(term.name, _value(term.a), _value(term.b)) for term in each.act.terms]
        if terms:
            found.append((f"Numbers that parted a and {letter}", ("number", "a", letter), terms))
    return [*found, ("Outcomes", ("", *letters), _outcomes(comparison))]


def _value(value: Any, after: int | None = None) -> str:
    word = "none" if value is None else str(value)
    return word if after is None else f"{word}, from event {after}"


def _outcomes(comparison: "Comparison") -> list[tuple[str, ...]]:
    outcomes = comparison.outcomes
    rows: list[tuple[str, ...]] = [("outcome", *(FORM_WORDS.get(form, form) for form in outcomes.forms))]
    rows.append(("vote", *("none" if t is None else vote(*t) for t in outcomes.tallies)))
    rows.append(("day", *("-" if days is None else amount(days) for days in outcomes.days_m)))
    for each in outcomes.text:
        cells = zip(each.strengths, each.words, strict=True)
        shown = ("-" if strength is None else f"{strength} {words}".strip() for strength, words in cells)
        rows.append((f"{each.issue}{' *' if each.differs else ''}", *shown))
    rows += [(f"vote of {x.actor}", *(each or "-" for each in x.votes)) for x in outcomes.votes if x.differs]
    return rows
