"""The page of a comparison of runs, and that of an attribution."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from sim.pages import (
    Beside,
    Block,
    Column,
    Courses,
    Fact,
    Facts,
    Heading,
    Lines,
    Next,
    Page,
    Paragraph,
    Row,
    Table,
    Title,
)
from sim.questions.compare.alignment import Row as EventRow
from sim.questions.compare.attribution import DAY, FORM, Attribution, Measure, Part
from sim.questions.compare.divergence import NUMBERS, TIMING, Divergence
from sim.questions.compare.inputs import Input, Uncommon, drawn_paths
from sim.questions.compare.study import Ballot, Comparison, Version
from sim.questions.log import name_of
from sim.questions.outcome import form_words, outcome_words
from sim.questions.timeline import calendar, entry_of, lanes_of, mark_of, texts_fact
from sim.questions.trust import trust_lines
from sim.scenario.paths import brief_path
from sim.vocabulary.clock import Clock
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.numbers import decimal, signed, vote
from sim.words.phrases import command_line, in_a_row
from sim.words.sentences import sentence

TERMS_SHOWN: Final = 8
"""Numbers behind a divergence that are shown at most; JSON has them all."""

MOST_DRAWN: Final = 8
"""Inputs that were drawn and differ, shown one by one; of more, their number."""

SIDE_BY_SIDE: Final = 3
"""Runs whose outcomes have a column each; of more, a row each."""

TIMELINES: Final = "Timelines"
"""The heading of what happened, from where the runs part."""

ALL, OTHER_NUMBERS = "=", "~"
"""What stands for all runs in place of their letters: where the event is the same, or but for its numbers."""


def comparison_page(
    found: Comparison,
    *,
    everything: bool = False,
    zone: tzinfo | None = None,
    attribution: Attribution | None = None,
    following: Sequence[str] = (),
) -> Page:
    """Runs, inputs that differ, where the runs part, outcomes, drafts and timelines.

    everything: what is equal as well. zone: of local times, beside UTC. attribution: shown too. following: commands
    worth giving next.
    """
    labels = [Labels(run.scenario.case, run.scenario.clock, zone) for run in found.runs]
    page: list[Block] = [*_heads(found, labels)]
    if found.identical:
        page.append(Paragraph(f"The runs are identical: the same {len(found.runs[0].events)} events, byte for byte."))
    if everything or not found.identical:
        page += _body(found, labels, everything)
    if attribution is not None:
        page += attribution_page(attribution)
    page += trust_lines(run.scenario for run in found.runs)
    return (*page, Next(tuple(following))) if following else tuple(page)


def _body(found: Comparison, labels: Sequence[Labels], everything: bool) -> Iterator[Block]:
    if found.luck_mixed:
        yield _luck(found)
    paths = drawn_paths(found.runs)
    drawn = [each.path for each in found.inputs if each.path in paths]
    hidden = drawn if len(drawn) > MOST_DRAWN else []
    yield differing_inputs(found.letters, [each for each in found.inputs if each.path not in hidden])
    if hidden:
        yield Paragraph(
            f"{len(hidden)} values that the coding may be wrong about were drawn otherwise: --json has them."
        )
    yield from own_names(found.letters, found.uncommon)
    for letter, other, each in zip(found.letters[1:], labels[1:], found.divergences, strict=True):
        yield from _parting((labels[0], other), letter, each)
    yield from _outcomes(found, labels, everything)
    if everything or any(each is not None for each in found.divergences):
        yield from _drafts(found, labels, everything)
        yield from _timelines(found, labels, everything)


def _heads(found: Comparison, labels: Sequence[Labels]) -> Iterator[Block]:
    yield Title("; ".join(dict.fromkeys(each.case.title for each in labels)), f"{len(labels)} runs side by side")
    facts = []
    for letter, run in zip(found.letters, found.runs, strict=True):
        about = [run.id, f"seed {run.seed}"] + ([run.label] if run.label else [])
        about += [f"fork of {run.parent} after event {run.forked_after}"] if run.parent else []
        facts.append(Fact(letter, (", ".join(about),)))
    yield Facts(tuple(facts))
    if len({each.case.id for each in labels}) > 1:
        yield Paragraph("Different scenarios: compared where both have the same thing; timelines are their own.")


def _luck(found: Comparison) -> Block:
    seeds = list(dict.fromkeys(str(run.seed) for run in found.runs))
    what = f"seeds {in_a_row(seeds)}" if len(seeds) > 1 else "each run drew a luck of its own"
    said = f"LUCK IS MIXED IN: {what}. What differs below may be chance alone, whatever was changed."
    pair = " With --paired the second run is played again on the luck of the first."
    return Paragraph(said + (pair if len(found.runs) == 2 else ""))


# Inputs


def differing_inputs(letters: str, inputs: Sequence[Input]) -> Block:
    """A row for each input that differs, a column for each run or sweep."""
    if not inputs:
        return Facts((Fact("Inputs", ("none differs",)),))
    heads = (Column("Inputs that differ"), *map(Column, letters))
    return Table(heads, [(brief_path(each.path), *_input_cells(each)) for each in inputs])


def own_names(letters: str, uncommon: Sequence[Uncommon]) -> list[Block]:
    """The issues and actors that only some of the scenarios have."""
    own = [
        f"{each.kind} of {letter} only: {', '.join(names)}"
        for each in uncommon
        for letter, names in zip(letters, each.names, strict=True)
        if names
    ]
    return [Lines(tuple(own))] if own else []


def _input_cells(each: Input) -> list[str]:
    pairs = zip(each.values, each.after, strict=True)
    return [value_words(value) + ("" if after is None else f", from event {after}") for value, after in pairs]


def value_words(value: Any) -> str:
    """A value as it is typed; `none` where there is none."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(value_words, value)) or "none"
    return "none" if value is None else str(value)


# Where they part


def _parting(labels: tuple[Labels, Labels], letter: str, found: Divergence | None) -> Iterator[Block]:
    if found is None:
        yield Paragraph(f"a and {letter} do not part: nothing that happened differs.")
        return
    kind = {NUMBERS: "the same act on other numbers", TIMING: "the same act at another time"}.get(found.kind, "")
    yield Heading(f"a and {letter} part at {found.decision}", kind)
    yield from _decision(labels, letter, found)
    if found.turn is not None:
        yield Heading(f"The first decision that came out otherwise is {found.turn.decision}")
        yield from _decision(labels, letter, found.turn)


def _decision(labels: tuple[Labels, Labels], letter: str, found: Divergence) -> Iterator[Block]:
    sides = zip(("a", letter), labels, (found.a, found.b), strict=True)
    facts = [Fact(name, (told(own, event),)) for name, own, event in sides]
    yield Facts((*facts, Fact("rule", (found.rule,))))
    if found.terms:
        heads = (Column("numbers that differ"), Column("a", "number"), Column(letter, "number"))
        rows = [(term_name(x.name), *term_words(x.name, x.a, x.b)) for x in found.terms]
        more = len(rows) - TERMS_SHOWN
        yield Table(heads, rows[:TERMS_SHOWN], note=f"{more} more are in the JSON." if more > 0 else "")


def told(labels: Labels, event: Event | None) -> str:
    """One side of a parting: the event with its number and time, or that there is none."""
    if event is None:
        return "nothing in its place"
    return f"{event.seq}, {labels.utc(event.t)}: {sentence(labels, event)}"


def term_name(name: str) -> str:
    """A number's name without its unit: gain for gain_m, worth.amend for worth_m.amend."""
    return ".".join(part.removesuffix("_m") for part in name.split("."))


def term_words(name: str, *values: Any) -> tuple[str, ...]:
    """A number of several runs as it is shown: thousandths with one decimal, or so many that they do not read alike."""
    if not any(part.endswith("_m") for part in name.split(".")):
        return tuple(map(value_words, values))
    shown: tuple[str, ...] = ()
    for digits in (1, 2, 3):
        shown = tuple(f"{x / 1000 + 0.0:.{digits}f}" if isinstance(x, int) else value_words(x) for x in values)
        if len(set(shown)) == len(set(values)):
            break
    return shown


def parting(found: Comparison) -> Iterator[Block]:
    """Where two runs part, and what each does from there: for a page that shows nothing else of them."""
    labels = [Labels(run.scenario.case, run.scenario.clock) for run in found.runs]
    yield from _parting((labels[0], labels[1]), found.letters[1], found.divergence)
    if found.divergence is not None:
        yield from _courses(found, labels, everything=False)


# What came of it


def _outcomes(found: Comparison, labels: Sequence[Labels], everything: bool) -> Iterator[Block]:
    """One line where all runs have the same outcome, else a column a run, or a row a run where there are many."""
    if not (found.outcomes.differ or everything):
        outcome, first = found.runs[0].outcome, labels[0]
        text = [f"{outcome.draft}: {first.text(outcome.text)} ({first.text_key()})"] if outcome.text else []
        yield Facts((Fact("Outcome", (f"the same: {outcome_words(first, outcome)}", *text)),))
        return
    outcomes = found.outcomes
    forms = [form_words(form) for form in outcomes.form.values()]
    tallies = ["none" if tally is None else vote(**tally) for tally in outcomes.vote.values()]
    days = ["-" if day is None else decimal(day) for day in outcomes.days.values()]
    ballots = [ballot for ballot in outcomes.votes if everything or ballot.differs]
    if len(found.runs) > SIDE_BY_SIDE:
        issues = tuple(Column(labels[0].issue(each.issue), "number") for each in outcomes.text)
        texts = [["-" if value is None else str(value) for value in each.values] for each in outcomes.text]
        rows = zip(found.letters, forms, tallies, days, *texts, strict=True)
        yield Table((Column(""), Column("Outcome"), Column("vote"), Column("day", "number"), *issues), list(rows))
        yield from _wordings(found, labels[0])
    else:
        table = [_row("form", forms), _row("vote", tallies), _row("day", days), Row(("Text",), "group")]
        for each in outcomes.text:
            pairs = zip(each.values, each.words.values(), strict=True)
            cells = ["-" if strength is None else f"{strength} {words}".strip() for strength, words in pairs]
            table.append(_row(f"  {labels[0].issue(each.issue)}", cells))
        yield Table((Column("Outcome"), *(Column(letter, "words") for letter in found.letters), Column("")), table)
    if ballots:
        heads = (Column("Votes" if everything else "Votes that differ"), *map(Column, found.letters))
        short = {"yes": "yes", "no": "no", "abstain": "abst."} if len(found.runs) > SIDE_BY_SIDE else {}
        cast = [_ballot_cells(ballot, labels, short) for ballot in ballots]
        yield Table(heads, cast, note="abst.: abstain" if any("abst." in row for row in cast) else "")


def _wordings(found: Comparison, labels: Labels) -> Iterator[Block]:
    """What the strengths of the texts stand for, where they differ."""
    lines = []
    for each in found.outcomes.text:
        words = dict(sorted((s, w) for s, w in zip(each.values, each.words.values(), strict=True) if s is not None))
        if each.differs:
            lines.append(f"{labels.issue(each.issue)}: " + "; ".join(f"{s} {w}" for s, w in words.items()))
    if lines:
        yield Lines(tuple(lines))


def _ballot_cells(ballot: Ballot, labels: Sequence[Labels], short: Mapping[str, str]) -> tuple[str, ...]:
    known = next((each for each in labels if ballot.actor in each.case.actors), labels[0])
    return (known.short(ballot.actor), *("-" if cast is None else short.get(cast, cast) for cast in ballot.values))


def _row(label: str, cells: Sequence[str]) -> Row:
    return Row((label, *cells, "differs" if len(set(cells)) > 1 else ""))


# Drafts


def _drafts(found: Comparison, labels: Sequence[Labels], everything: bool) -> Iterator[Block]:
    """A row a version of a draft, a column an issue; of versions that are the same in all runs only the last."""
    versions = found.timelines.drafts
    shown = versions if everything else _apart(versions)
    if not shown:
        return
    issues = [issue.key for issue in labels[0].case.issues]
    heads = (Column("Drafts"), Column(""), Column("", "number"), Column("UTC"))
    rows = []
    for version in shown:
        stages = [(ALL, labels[0], version.values[0])]
        for letter, own, stage in stages if version.kept else zip(found.letters, labels, version.values, strict=True):
            if stage is not None:
                name = (version.draft, letter, f"v{version.version}", own.utc(stage.t))
                rows.append((*name, *(str(stage.text.get(key, "-")) for key in issues)))
    yield Table((*heads, *(Column(labels[0].issue(key), "number") for key in issues)), rows)


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


# Timelines


def _timelines(found: Comparison, labels: Sequence[Labels], everything: bool) -> Iterator[Block]:
    """What happened in one run and not, or not so, in another; equal events are counted, or shown with `everything`."""
    rows = found.timelines.rows
    apart = [row for row in rows if not row.shared]
    acts = [row for row in apart if not row.same_act]
    turning = _turning(found)
    same = sum(row.same for row in apart)
    yield Heading(TIMELINES, _shared(found))
    said = (
        f"Then {same} events are the same, {len(apart) - same - len(acts)} differ in numbers, {len(acts)} in the act."
    )
    if acts and not everything:
        said += f" Of these the turning points follow; --all shows the other {len(rows) - len(turning)} events as well."
    yield Paragraph(said)
    yield from _courses(found, labels, everything)


def _turning(found: Comparison) -> list[EventRow]:
    """The turning points that are not the same act in all runs."""
    return [row for row in found.timelines.rows if not (row.shared or row.same_act) and _turns(found, row)]


def _courses(found: Comparison, labels: Sequence[Labels], everything: bool) -> Iterator[Block]:
    rows = found.timelines.rows
    listed: Sequence[EventRow] = rows if everything else _turning(found)
    shown = [row for row in rows if row in listed or (not row.shared and _turns(found, row))]
    events = [each for row in shown for each in _beside(found, labels, row, row in listed)]
    if any(each.listed for each in events):
        first = labels[0]
        yield Courses(
            found.letters, tuple(sorted(events, key=lambda each: each.entry.t)), calendar(first), "", "",
            tuple(dict.fromkeys(lane for own in labels for lane in lanes_of(own))), first.zone is not None,
        )  # fmt: skip
        if any("/" in each.entry.words for each in events if each.listed):
            yield Facts((texts_fact(first),))


def _turns(found: Comparison, row: EventRow) -> bool:
    return any(mark_of(event) not in "●○" for _, event in _of(found, row))


def _shared(found: Comparison) -> str:
    """How many events come before the runs part, and up to when."""
    first = found.runs[0]
    last = max((row.values[0] or 0 for row in found.timelines.rows if row.shared), default=None)
    clock = Labels(first.scenario.case, first.scenario.clock)
    upto = "" if last is None else f", to {clock.utc(first.events[last].t)}"
    return f"{found.timelines.shared} events shared{upto}"


def _of(found: Comparison, row: EventRow) -> Iterator[tuple[int, Event]]:
    """The runs, by their number, that have the event of a row, and that event."""
    for number, (run, seq) in enumerate(zip(found.runs, row.values, strict=True)):
        if seq is not None:
            yield number, run.events[seq]


def _beside(found: Comparison, labels: Sequence[Labels], row: EventRow, listed: bool) -> Iterator[Beside]:
    """One event for all runs where they are the same, else one for each that has it."""
    present = list(_of(found, row))
    for number, event in present[:1] if row.same_act else present:
        sign = found.letters[number] if not row.same_act else ALL if row.same else OTHER_NUMBERS
        own = labels[number]
        entry = entry_of(own, event)
        # What nobody did, such as a change by the analyst, has no actor to name before it.
        yield Beside(sign, entry if event.actor else evolve(entry, actor=""), listed)


# Next


def next_commands(found: Comparison, attributed: bool, store: Path) -> Iterator[str]:
    """What is worth asking next, with real ids. attributed: it was asked what each change accounts for."""
    a, b = found.runs[:2]
    names = [name_of(run) for run in (a, b)]
    changes = [each for each in found.inputs if not each.is_luck]
    if found.luck_mixed and len(found.runs) == 2:
        yield command_line("compare", *names, "--paired", store=store)
    if len(changes) > 1 and not attributed and not found.luck_mixed and a.scenario.base.id == b.scenario.base.id:
        yield command_line("compare", *names, "--attribute", store=store)
    yield command_line("explain", names[1], store=store)
    parted = None if found.divergence is None else found.divergence.act
    for name, event in zip(names, (parted.a, parted.b) if parted is not None else (), strict=False):
        if event is not None:
            yield command_line("state", name, "--at", str(max(0, event.seq - 1)), store=store)
            return


# What each change accounts for


def attribution_page(found: Attribution) -> Page:
    """A row a change, a column a measure, and the sum, which is the whole."""
    labels = Labels(found.case, Clock(found.case.start))
    how = "each subset of them" if found.exact else f"{found.subsets} subsets of them, along sampled orders"
    numbers = f"lucks 0 to {found.seeds - 1}" if found.futures else f"seeds 1 to {found.seeds}"
    heads = (Column("change"), *(Column(_measure_name(labels, each), "number") for each in found.measures))
    rows = []
    for at, change in enumerate(found.changes):
        rows.append(Row((brief_path(change.path), *(_points(x, x.parts[at].fraction) for x in found.measures))))
        if not found.exact:
            rows.append(Row(("  90%", *(_interval(each, each.parts[at]) for each in found.measures))))
    rows.append(Row(("together", *(_points(each, each.total) for each in found.measures)), "strong"))
    form = f"points of 100 runs that end as a does ({form_words(found.form)})"
    note = f"form: {form}; issues: strength in the end; day: days."
    note += "" if found.exact else " The intervals cover the choice of orders only."
    return (
        Heading("What each change accounts for", "Shapley values"),
        Paragraph(f"{found.seeds} runs of {how}, on {numbers}"),
        Table(heads, rows, note=note),
    )


def _measure_name(labels: Labels, measure: Measure) -> str:
    return measure.name if measure.name in (FORM, DAY) else labels.issue(measure.name)


def _points(measure: Measure, part: Any) -> str:
    """A part as it is shown: points of 100 for the form, strength points for an issue, days for the day."""
    return signed(float(part) * (100 if measure.name == FORM else 1))


def _interval(measure: Measure, part: Part) -> str:
    if part.low is None or part.high is None:
        return ""
    return f"±{decimal((part.high - part.low) / 2 * (100 if measure.name == FORM else 1))}"
