"""Sweeps side by side as a page: inputs that differ, how often each outcome came, when, who threatened, which luck."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.experiment.arms import Days, FormDifference, RungDifference
from sim.experiment.tally import PointTally, Tally
from sim.pages import Block, Column, Fact, Facts, Lines, Next, Page, Paragraph, Row, Table, Title
from sim.questions.compare.page import differing_inputs, own_names, value_words
from sim.questions.compare.sweeps import (
    OTHER_FORM,
    OTHER_TEXT,
    SAME_FORM,
    SAME_RUN,
    SAME_TEXT,
    PointShift,
    SharedLuck,
    SweepComparison,
)
from sim.questions.sweep import MOST_POINTS, PERCENT, Key, key_of, moved_words, title_of
from sim.questions.trust import trust_lines
from sim.scenario.paths import brief_path
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, decimal, of_runs, share_words, short_share
from sim.words.phrases import STORE, command_line, in_a_row

CAME_WORDS: Final[Mapping[str, str]] = {
    SAME_RUN: "the same run, byte for byte",
    SAME_TEXT: "another run, the same form and text",
    SAME_FORM: "another run, the same form",
    OTHER_TEXT: "the same form, another text",
    OTHER_FORM: "another form",
}

Label = tuple[str, list[str]]
"""A row: what it is about, and a cell for each sweep."""


def page(found: SweepComparison, everything: bool = False, store: Path = STORE) -> Page:
    """The whole comparison and what to ask next. everything: what is equal as well."""
    scenarios = [tally.plan.scenario for tally in found.tallies]
    labels = [Labels(scenario.case, scenario.clock) for scenario in scenarios]
    blocks: list[Block] = [*_heads(labels, found), *_inputs(found, everything)]
    if found.tallies[0].points:
        blocks += _at_points(labels[0], found, everything)
    else:
        blocks += _shares(labels, found)
    blocks += _votes(found, everything)
    blocks.append(_threats(labels, found))
    for letter, luck in zip(found.letters[1:], found.luck, strict=True):
        if luck is not None or found.same_scenario:
            blocks += _luck(labels[0], letter, luck)
    blocks += [Paragraph(f"{_made_of(found)} {CAVEAT}"), *trust_lines(scenarios)]
    last = found.tallies[-1]
    log = command_line("log", f"{last.sweep}:{min(last.examples.values())}", store=store)
    partings = [luck.parting for luck in found.luck if luck is not None and luck.parting is not None]
    named = [command_line("compare", *each.runs, store=store) for each in partings]
    return (*blocks, Next((*named, log, command_line("verify", last.sweep, store=store))))


def _heads(labels: Sequence[Labels], found: SweepComparison) -> Iterator[Block]:
    yield Title("; ".join(dict.fromkeys(each.case.title for each in labels)), f"{len(labels)} sweeps side by side")
    yield Facts(tuple(Fact(letter, (_head(t),)) for letter, t in zip(found.letters, found.tallies, strict=True)))
    if not found.same_scenario:
        yield Paragraph(
            "Different scenarios: there a seed is not the same luck, so they are not compared seed by seed."
        )
    if not found.texts:
        yield Paragraph("Their issues differ: only forms and days are compared, wordings and texts are not.")


def _made_of(found: SweepComparison) -> str:
    """What the shares are of."""
    drawn = [tally.drawn for tally in found.tallies]
    if len(set(drawn)) == 1:
        return f"Shares are {of_runs(drawn[0])}."
    letters = [letter for letter, each in zip(found.letters, drawn, strict=True) if each]
    return f"Shares of {in_a_row(letters)} are {of_runs(True)}; the others are {of_runs(False)}."


def _head(tally: Tally) -> str:
    played = f"{tally.done:,} of {tally.n:,} runs so far" if tally.done < tally.n else f"{tally.done:,} runs"
    said = f"{tally.sweep}: {played}, seeds {tally.seeds[0]} to {tally.seeds[1]}"
    said += f" at each of {tally.plan.points:,} points" if tally.points else ""
    said += "" if tally.drawn else ", luck alone"
    said += f", stopped {tally.stopped}" if tally.stopped else ""
    return said + (f", {tally.failed:,} failed" if tally.failed else "")


def _inputs(found: SweepComparison, everything: bool) -> Iterator[Block]:
    yield differing_inputs(found.letters, found.inputs)
    if everything and found.shared:
        rows = [(brief_path(each.path), value_words(each.values[0])) for each in found.shared]
        yield Table((Column("Inputs that are the same"), Column("", "words")), rows)
    yield from own_names(found.letters, found.uncommon)


# How often, when, who


def _shares(labels: Sequence[Labels], found: SweepComparison) -> Iterator[Block]:
    forms = zip(*(tally.outcomes for tally in found.tallies), strict=True)
    rows = [(FORM_WORDS[shares[0].form], list(map(share_words, shares))) for shares in forms]
    yield _side_by_side(found, "Outcome", rows)
    for issue in labels[0].case.issues if found.texts else ():
        rungs = [
            (labels[0].rung(issue.key, shares[0].strength), list(map(share_words, shares)))
            for shares in zip(*(tally.rungs for tally in found.tallies), strict=True)
            if shares[0].issue == issue.key and any(share.k for share in shares)
        ]
        if issue.headline and rungs:
            yield _side_by_side(found, f"{issue.name}, produced", rungs)
    yield _side_by_side(found, "Day of the outcome", list(_days([tally.days for tally in found.tallies])))


def _side_by_side(found: SweepComparison, title: str, rows: Sequence[Label]) -> Table:
    columns = (Column(""), *(Column(letter, "words") for letter in found.letters))
    return Table(columns, [(label, *cells) for label, cells in rows], title)


def _days(days: Sequence[Days]) -> Iterator[Label]:
    yield "runs with an outcome", [f"{each.n}" for each in days]
    for name, said in (("q50", "median"), ("q05", "5 in 100 by"), ("q25", "a quarter by"), ("q75", "three quarters by"),
                       ("q95", "95 in 100 by")):  # fmt: skip
        values = [getattr(each, name) for each in days]
        yield said, ["-" if value is None else decimal(value) for value in values]


def _votes(found: SweepComparison, everything: bool) -> Iterator[Block]:
    """Each vote that came, where any came more often in one than in another. everything: where none did as well."""
    rows = [(vote, list(map(share_words, shares))) for vote, shares in found.votes]
    if rows and (everything or any(len(set(cells)) > 1 for _, cells in rows)):
        yield _side_by_side(found, "Vote", rows)


def _threats(labels: Sequence[Labels], found: SweepComparison) -> Block:
    names = {code: each.short(code) for each in labels for code in each.case.actors}
    rows = [(names[actor], list(map(share_words, shares))) for actor, shares in found.threats]
    return _side_by_side(found, "Threatens a veto", rows) if rows else Facts((Fact("Threats", ("of a veto: none",)),))


# Seed by seed


def _luck(labels: Labels, letter: str, luck: SharedLuck | None) -> Iterator[Block]:
    """Another sweep against the first, on the seeds that both played."""
    if luck is None or not luck.n:
        yield Paragraph(f"a and {letter} played no seed in common: nothing is compared seed by seed.")
        return
    rows = [
        (CAME_WORDS[kind], f"{k:,} of {luck.n:,}", "a run begins with its recipe" if kind == SAME_RUN and not k else "")
        for kind, k in luck.came.items()
    ]
    seeds = f"seeds {luck.seeds[0]} to {luck.seeds[1]}"
    title = f"Same seed, same luck: {luck.n:,} runs of a and {letter} side by side, {seeds}"
    yield Table((Column(""), Column("", "number"), Column("", "words")), rows, title)
    if len(luck.shifts) == 1:
        moved = list(_moved(labels, luck.shifts[0]).items())
        said = f"Share of {letter} less that of a on these seeds, in points of 100, {PERCENT} interval"
        if moved:
            yield Table((Column(""), Column("")), [(_title(labels, key), words) for key, words in moved], said)
        else:
            yield Lines(("  no share differs on any seed",), said)


def _moved(labels: Labels, shift: PointShift) -> dict[Key, str]:
    """Every form and headline wording to which some seed came in one sweep only, and the difference."""
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    moved: list[FormDifference | RungDifference] = [*shift.differences]
    moved += [each for each in shift.rung_differences if each.issue in headline]
    return {key_of(each): moved_words(each) for each in moved if not shift.is_still(each)}


def _title(labels: Labels, key: Key) -> str:
    return title_of(labels, key) if isinstance(key, str) else f"{labels.issue(key[0])} {key[1]}"


# Points


def _at_points(labels: Labels, found: SweepComparison, everything: bool) -> Iterator[Block]:
    """A row for every share that differs at a point. everything: equal shares too."""
    paths = found.tallies[0].plan.design.paths
    heads = ("share of runs", *found.letters, *(f"{letter} less a" for letter in found.letters[1:]))
    rows: list[Row | tuple[str, ...]] = []
    shown = list(found.points())
    for place, parts in enumerate(shown[:MOST_POINTS]):
        moved = [{} if luck is None else _moved(labels, luck.shifts[place]) for luck in found.luck]
        own = [
            (label, *cells, *(each.get(key, "") for each in moved))
            for key, label, cells in _point_shares(labels, parts, found.texts)
            if everything or len(set(cells)) > 1 or any(key in each for each in moved)
        ]
        if own:
            sets = ", ".join(f"{path}={parts[0].sets[path]}" for path in paths)
            rows += [Row((f"Point {parts[0].number}: {sets}",), "group"), *own]
    said = (
        f"Share of runs at each point with its {PERCENT} interval, and how much larger it is than that of a on the "
        "same seeds, in points of 100, with its own."
    )
    yield (
        Table(tuple(map(Column, heads)), tuple(rows), note=said)
        if rows
        else Paragraph("No share differs at any point.")
    )
    if len(shown) > MOST_POINTS:
        yield Paragraph(f"... and {len(shown) - MOST_POINTS:,} more points: --json has them all")


def _point_shares(labels: Labels, parts: Sequence[PointTally], texts: bool) -> Iterator[tuple[Key, str, list[str]]]:
    """Every form and headline wording that came in any of them, with its share in each; the median day."""
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    rungs = [[rung for rung in part.rungs if texts and rung.issue in headline] for part in parts]
    rows = [[*part.outcomes, *own] for part, own in zip(parts, rungs, strict=True)]
    for shares in zip(*rows, strict=True):
        if any(share.k for share in shares):
            yield key_of(shares[0]), _title(labels, key_of(shares[0])), list(map(short_share, shares))
    if any(part.days.n for part in parts):
        yield "day", "median day", ["-" if part.days.q50 is None else decimal(part.days.q50) for part in parts]
