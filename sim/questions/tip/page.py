"""The pages of the questions about tipping, and what their JSON tells otherwise than by fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import evolve

from sim.experiment.statistics import Difference, Share
from sim.pages import Block, Column, Curve, Fact, Facts, Page, Paragraph, Point, Row, Tipping, Title
from sim.pages import Table as Rows
from sim.pages.plain import Shapes
from sim.questions.tip.asked import ASKED_FOR, Asked
from sim.questions.tip.curve import BOTH, FLAT, Crossing, Tip
from sim.questions.tip.kinds import OutcomeKind, kind_short, kind_words
from sim.questions.tip.levers import (
    ASSUMPTION,
    DAY,
    FORM,
    NOTHING,
    TEXT,
    VOTE,
    Lever,
    Levers,
    Step,
    lever_words,
    part_words,
)
from sim.questions.tip.ranges import coded, current_words, range_words, value_words
from sim.questions.tip.table import Flip, Table, TableRow
from sim.questions.tip.together import Against, JointFlip, Pair, Part
from sim.scenario.paths import brief_path
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, of_runs, percent, share_percent, share_words
from sim.words.phrases import in_a_row

STILL: Final = 8
"""Numbers that move the share but never flip it, shown one by one; JSON has them all."""

SWING: Final = 20
"""Characters from no run to all runs where a swing is drawn."""


def _difference(found: Difference) -> dict[str, float]:
    low, high = found.interval
    return {"difference": round(found.difference, 4), "low": round(low, 4), "high": round(high, 4)}


def _part(part: Part) -> dict[str, Any]:
    return {"assumption": part.range.name, "size": round(part.size, 4), "set": dict(part.sets)}


def _joint(found: JointFlip) -> dict[str, Any]:
    return {
        "size": round(found.size, 4), "parts": found.parts, "beyond_chance": found.beyond_chance,
        "becomes": found.becomes, "share": found.share,
    }  # fmt: skip


def _share(share: Share) -> dict[str, Any]:
    return {**share.as_plain(), "played": share.n - share.inferred, "inferred": share.inferred}


SHAPES: Final[Shapes] = {
    Share: _share,
    Difference: _difference,
    OutcomeKind: lambda kind: kind.word,
    Part: _part,
    JointFlip: _joint,
}
"""What JSON tells otherwise than by fields."""


# What the pages share


def runs_words(n: int) -> str:
    """50 runs; 1 run."""
    return f"{n:,} run{'' if n == 1 else 's'}"


def within_chance(n: int) -> str:
    """What is said of a flip that so many runs cannot tell from chance."""
    return f"within chance of {runs_words(n)}: more runs would tell"


def _head(asked: Asked, settled: bool = True, more: Sequence[Fact] = (), all_drawn: bool = False) -> Facts:
    """What was asked about, and how often it comes in the scenario as it is. all_drawn: no number is held as coded."""
    base = [share_words(asked.base)]
    if not settled:
        common = "it is not the most common kind of outcome"
        which = "its share is on neither side of one half" if asked.why == ASKED_FOR else common
        tell = f"in {runs_words(asked.n)}: more runs (-n) would tell"
        base.append(f"{which} beyond chance, and so no flip is, {tell}")
    here = "As drawn" if all_drawn else coded(asked.changed).capitalize()
    outcome = f"{kind_words(asked.labels, asked.outcome)} [{asked.why}]"
    return Facts((Fact("Outcome", (outcome,)), Fact(here, tuple(base)), *more))


def _foot(asked: Asked) -> Paragraph:
    """How the shares on the page were made, and what their intervals cover."""
    made = f"Shares are {of_runs(asked.drawn)}: {asked.n:,} at each point, on the same seeds; intervals at 90%."
    return Paragraph(" ".join([made, *_spared(asked), CAVEAT]))


def _spared(asked: Asked) -> Iterator[str]:
    """Which of those runs were not played."""
    if asked.inferred:
        yield f"Of {asked.played + asked.inferred:,} runs so counted {asked.played:,} were played and"
        yield f"{asked.inferred:,} taken as their neighbours: the values on both sides come to the same on their seeds."
    if asked.spared:
        yield "An end of a range whose first seeds all come out as without the change counts those alone."
    if asked.spared or asked.inferred:
        yield "--every-run plays every run."


# Along one path


def curve_page(tip: Tip) -> Page:
    """What the curve shows in words, then the curve."""
    values, asked = tip.range, tip.asked
    path = Fact("Path", (f"{range_words(values)} ({values.origin}); {coded(values.is_set)} {current_words(values)}",))
    facts = _head(asked, more=[Fact("Tips", tuple(tip_words(tip)))])
    return (Title("Where the outcome tips", asked.scenario), Facts((path, *facts.rows)), _curve(tip), _foot(asked))


def tip_words(tip: Tip) -> list[str]:
    """What the curve shows, in words."""
    level = f"{100 * tip.level:.3g}%"
    said = [_crossing(each, level) for each in tip.crossings if each.beyond_chance]
    clear = len(said)
    said += [_doubtful(each, level, tip.asked.n) for each in tip.crossings if not each.beyond_chance]
    if tip.nearest is not None:
        side = "above" if tip.nearest.share.share >= tip.level else "below"
        said.append(
            f"nowhere: it stays {side} {level}, and comes nearest at {value_words(tip.nearest.value)}, "
            f"{share_words(tip.nearest.share)}"
        )
    if clear > 1:
        said.append(f"it crosses {clear} times")
    if tip.course == BOTH:
        said.append("the curve is not monotone: it rises in one part and falls in another, beyond chance")
    elif tip.course == FLAT:
        said.append(_flat(tip, level))
    return said


def _flat(tip: Tip, level: str) -> str:
    """What is said of a curve without a difference beyond chance."""
    n = tip.asked.n
    # A value that counts fewer runs is as coded on each of them.
    counts = {tip.asked.base.k, *(row.share.k for row in tip.rows if row.share.n == n)}
    same = "all of them give the same share" if len(counts) == 1 else "no two of them differ beyond chance"
    if tip.crossings:
        return same.replace("of them", "of its values")
    side = "above" if min(counts) >= tip.level * n else "below"
    return f"nowhere: it stays {side} {level}, and no value brings it nearer: {same}"


def _doubtful(crossing: Crossing, level: str, n: int) -> str:
    first, second = (value_words(value) for value in crossing.between)
    return f"passes {level} between {first} and {second}, {within_chance(n)}"


def _crossing(crossing: Crossing, level: str) -> str:
    first, second = (value_words(value) for value in crossing.between)
    low, high = (value_words(value) for value in crossing.interval)
    over = "over" if crossing.direction == "rises" else "under"
    said = f"{crossing.direction} {over} {level} between {first} and {second} (interval {low} to {high})"
    if crossing.missing >= 0.05:
        said += f"; in {percent(crossing.missing)} of resamples it does not cross there"
    return said


def _curve(tip: Tip) -> Curve:
    mark = coded(tip.range.is_set)
    points = [_point(row.value, row.share, mark if row.current else "") for row in tip.rows]
    if tip.without_limit is not None:
        absent = _point(None, tip.without_limit, mark if set(tip.range.current) == {None} else "")
        points.insert(0 if tip.range.at_least else len(points), absent)
    tips = [
        Tipping(*each.interval, f"{each.direction} between {' and '.join(map(value_words, each.between))}")
        for each in tip.crossings
        if each.beyond_chance
    ]  # fmt: skip
    return Curve("value", tuple(points), tuple(tips), tip.level, f"Share of runs along {brief_path(tip.range.name)}")


def _point(value: float | None, share: Share, note: str) -> Point:
    return Point(value_words(value), value, share.share, share.low, share.high, f"{share.k} of {share.n}", note)


# One step of every number


def levers_page(found: Levers) -> Page:
    """A row for each step that changes something, the weightiest first; then the numbers that change nothing."""
    columns = (Column("number", "words"), Column("step"), Column("what it changes", "words"))
    rows = [
        Row((lever_words(found.labels, row.lever), _step(row.lever, step), changes_words(found.labels, step, found.n)))
        for row in found.levers
        for step in row.steps
        if step.changes != NOTHING
    ]
    idle = [row.lever for row in found.levers if row.changes == NOTHING]
    blocks: list[Block] = [Title("What one step of each number changes", found.scenario)]
    if rows:
        note = "A step: the next wording for positions and limits (a limit also to none), else a tenth of the range."
        blocks.append(Rows(columns, rows, note=note))
    if idle:
        numbers = "1 number" if len(idle) == 1 else f"{len(idle)} numbers"
        listed = "; ".join(_idle(found.labels, [row.lever for row in found.levers], idle))
        blocks.append(Paragraph(f"No effect in {runs_words(found.n)}: {numbers}: {listed}."))
    same = f"on the same seeds as with the number {coded(found.changed)}"
    seeds = f"Counts are {of_runs(found.drawn)}: {found.n:,} each, {same}."
    blocks.append(Paragraph(f"{seeds} A run counts once, under its weightiest difference: form, text, vote, day."))
    return tuple(blocks)


def _idle(labels: Labels, levers: Sequence[Lever], idle: Sequence[Lever]) -> Iterator[str]:
    """Numbers in few words: those that belong to nobody, actors none of whose numbers does anything, then by actor."""
    nobody = [lever_words(labels, lever) for lever in idle if not lever.actor]
    if nobody:
        yield ", ".join(nobody)
    every, some = Counter(lever.actor for lever in levers), Counter(lever.actor for lever in idle)
    whole = [labels.short(actor) for actor in some if actor and some[actor] == every[actor]]
    if whole:
        yield f"all numbers of {', '.join(whole)}"
    for actor in some:
        if actor and some[actor] < every[actor]:
            said = [part_words(labels, lever) for lever in idle if lever.actor == actor]
            yield f"{labels.short(actor)}: {', '.join(said)}"


def _step(lever: Lever, step: Step) -> str:
    return f"{current_words(lever.range)} -> {value_words(step.value)}"


def changes_words(labels: Labels, step: Step, n: int) -> str:
    """Text differs in 14 of 20 runs (legal force 50)."""
    counts = {FORM: step.form, TEXT: step.text, VOTE: step.vote, DAY: step.day}
    seen = [what for what, count in counts.items() if count]
    if not seen:
        return f"nothing differs in {runs_words(n)}"
    most = _most(labels, step)
    said = [f"{seen[0]} differs in {counts[seen[0]]} of {runs_words(n)}" + (f" ({most})" if most else "")]
    return ", ".join([*said, *(f"{what} in {counts[what]}" for what in seen[1:])])


def _most(labels: Labels, step: Step) -> str:
    """To what most, for the weightiest difference."""
    if step.becomes is not None:
        return kind_short(labels, step.becomes)
    if step.votes:
        return ", ".join(f"{labels.short(code)} {vote}" for code, vote in step.votes.items())
    if step.later:
        return f"{abs(step.later):.1f} days {'later' if step.later > 0 else 'earlier'} at the median"
    return ""


# The table of all that may be wrong


def table_page(found: Table) -> Page:
    """What each number does to the share, where it flips the outcome, and what the assumptions say."""
    asked = found.asked
    moving = [row for row in found.items if _moves(row)]
    idle = [row for row in found.items if row not in moving]
    still = [row for row in moving if row.flip is None]
    shown = moving if found.declared else [row for row in moving if row.flip is not None or row in still[:STILL]]
    blocks: list[Block] = [
        Title("What the outcome depends on", asked.scenario),
        _head(asked, found.settled, all_drawn=asked.drawn),
    ]
    if not found.items:
        none = "the scenario names no assumptions: they are a list of that name in its file"
        return (*blocks, Paragraph(none, "Nothing"))
    blocks += _flips(found)
    if shown:
        blocks.append(_swings(asked, shown))
    rest = []
    if len(moving) > len(shown):
        rest.append(f"{len(moving) - len(shown)} more move it no further (--json has them)")
    if idle:
        rest.append(_no_effect(idle).text.removesuffix("."))
    if found.left_out:
        rest.append(f"{found.left_out} numbers whose first step changes less were left out (--most)")
    blocks += [Paragraph(f"{words}.") for words in rest]
    said = [_said_by(asked.labels, row, found.screened) for row in shown if row.lever.kind == ASSUMPTION]
    if found.declared:
        said += [Fact(row.name, (f"{row.lever.text} [{row.lever.basis}]",)) for row in idle]
    if said:
        blocks.append(Facts(tuple(said)))
    return (*blocks, _foot(asked))


def _moves(row: TableRow) -> bool:
    return row.flip is not None or bool(row.swing.difference) or row.furthest.share.k != row.as_coded.k


def _no_effect(idle: Sequence[TableRow]) -> Paragraph:
    return Paragraph(f"No effect on the share, at the values tried: {', '.join(brief_path(row.name) for row in idle)}.")


def judgement(found: Table) -> Iterator[Block]:
    """An assumption a row, the widest swing first: basis, share if it is wrong, where it tips, what to watch for.

    Those that do nothing to the share are named below.
    """
    moving = [row for row in found.items if _moves(row)]
    if moving:
        yield _judgement_table(found, moving)
    idle = [row for row in found.items if not _moves(row)]
    if idle:
        yield _no_effect(idle)


def _judgement_table(found: Table, shown: Sequence[TableRow]) -> Rows:
    columns = (
        Column("assumption", "words"), Column("basis"), Column("now", "number"),
        Column("at the low end", "number", "the share if it is wrong, and that is true", "share if wrong"),
        Column("at the high end", "number", group="share if wrong"),
        Column("swing", "number", "points of share between the ends and as it is"),
        Column("tips at", "name", "the nearest value in its range at which another outcome is the most common"),
        Column("watch for", "words"),
    )  # fmt: skip
    rows = []
    for row in sorted(shown, key=lambda each: (-abs(each.swing.difference), each.name)):
        ends = ((row.lever.range.low, row.at_low), (row.lever.range.high, row.at_high))
        wrong = [f"{value_words(value)}: {_brief(share)}" for value, share in ends]
        rows.append(
            (
                f"{row.name}: {row.lever.text}", row.lever.basis, current_words(row.lever.range), *wrong,
                f"{100 * abs(row.swing.difference):.0f}", _tips(found, row), row.lever.indicator or "-",
            )
        )  # fmt: skip
    return Rows(columns, rows)


def _tips(found: Table, row: TableRow) -> str:
    if row.flip is None:
        return "nowhere"
    doubt = "" if row.flip.beyond_chance else ", within chance"
    return f"{value_words(row.flip.value)}: {kind_short(found.asked.labels, row.flip.becomes)}{doubt}"


def asked_facts(found: Table) -> Facts:
    """What the shares of a table are of, and how often that comes as it is."""
    return _head(found.asked, found.settled, all_drawn=found.asked.drawn)


def made_of(found: Table) -> Paragraph:
    """How the shares of a table were made, and what their intervals cover."""
    return _foot(found.asked)


def _flips(found: Table) -> list[Block]:
    flips = [(row, row.flip) for row in found.items if row.flip is not None]
    if not flips:
        return [Paragraph("Nothing flips it, at the values tried within its range.")]
    n = found.asked.n
    clear = [each for each in flips if each[1].beyond_chance]
    doubtful = [each for each in flips if not each[1].beyond_chance]
    heads = (
        ("What flips it, alone and within its range, the nearest first", clear),
        (f"Flips {within_chance(n)} (-n {4 * n})", doubtful),
    )
    told = [(title, rows) for title, rows in heads if rows]
    return [_flip_table(found.asked, title, rows, explained=at > 0) for at, (title, rows) in enumerate(told)]


def _flip_table(asked: Asked, title: str, rows: Sequence[tuple[TableRow, Flip]], explained: bool) -> Rows:
    """explained: whether a table above says what the heads mean."""
    columns: tuple[Column, ...] = (
        Column("number"), Column("now", "number"), Column("flips at", "number", "the nearest value that flips it"),
        Column("not yet at", "number"), Column("away", "number", "share of the range"),
        Column("most common then", "words"), Column("share before, then", "words", "of the outcome above"),
    )  # fmt: skip
    if explained:
        columns = tuple(evolve(column, key="") for column in columns)
    ordered = sorted(rows, key=lambda each: each[1].distance)
    cells = [
        (
            brief_path(row.name), current_words(row.lever.range), value_words(flip.value), value_words(flip.kept),
            percent(flip.distance), kind_short(asked.labels, flip.becomes),
            f"{_brief(flip.share_before)}, {_brief(flip.share)}",
        )
        for row, flip in ordered
    ]  # fmt: skip
    doubtful = any(flip.share_moves and not flip.beyond_chance for _, flip in rows)
    return Rows(columns, cells, title, "Of some the share itself moves by more than chance." if doubtful else "")


def _brief(share: Share) -> str:
    """81%; not seen; all."""
    return "not seen" if share.k == 0 else "all" if share.k == share.n else share_percent(share)


def _swings(asked: Asked, rows: Sequence[TableRow]) -> Rows:
    """The share at both ends of each range, and the swing between them as a bar."""
    columns = (
        Column("number"), Column("now", "number"), Column("low end", "number"), Column("high end", "number"),
        Column("swing", "number", "points of share between the ends and as it is"),
        Column(f"0%{'100%':>{SWING - 1}}", "drawn"),
    )  # fmt: skip
    ordered = sorted(rows, key=lambda row: -abs(row.swing.difference))
    cells = [
        (
            brief_path(row.name), current_words(row.lever.range),
            f"{value_words(row.lever.range.low)}: {_brief(row.at_low)}",
            f"{value_words(row.lever.range.high)}: {_brief(row.at_high)}",
            f"{100 * abs(row.swing.difference):.0f}", _bar(row),
        )
        for row in ordered
    ]  # fmt: skip
    title = "The share at each end of the range, the widest swing first"
    return Rows(columns, cells, title, f"●: {coded(asked.changed)}.")


def _bar(row: TableRow) -> str:
    """From the lowest share to the highest, a dot where the scenario is now."""
    ends = [round(SWING * share.share) for share in (row.at_low, row.at_high, row.as_coded)]
    drawn = ["=" if min(ends) <= at <= max(ends) else " " for at in range(SWING + 1)]
    drawn[ends[2]] = "●"
    return "".join(drawn)


def _said_by(labels: Labels, row: TableRow, screened: int) -> Fact:
    """What an assumption says, what one step of it changes, and what to watch."""
    lines = [f"{row.lever.text} [{row.lever.basis}]"]
    if row.one_step:
        step = row.one_step[0]
        lines.append(f"one step, {_step(row.lever, step)}: {changes_words(labels, step, screened)}")
    if row.lever.indicator:
        lines.append(f"watch: {row.lever.indicator}")
    return Fact(row.name, tuple(lines))


# Two paths at once


def pair_page(found: Pair) -> Page:
    """The grid, a letter for each kind of outcome and its share, then where each row flips."""
    asked = found.asked
    ends = [
        Fact(label, (f"{range_words(each)}; {coded(each.is_set)} {current_words(each)}",))
        for label, each in (("Across", found.across), ("Down", found.down))
    ]
    kinds = list(dict.fromkeys(cell.kind for row in found.cells for cell in row))
    letters = {kind: chr(ord("A") + at) for at, kind in enumerate(kinds)}
    columns = (Column("", "number"), *(Column(value_words(cell.across), "number") for cell in found.cells[0]))
    cells = [
        (value_words(row[0].down), *(f"{letters[cell.kind]} {share_percent(cell.share)}" for cell in row))
        for row in found.cells
    ]
    meant = [Fact(letter, (f"most common: {kind_words(asked.labels, kind)}",)) for kind, letter in letters.items()]
    head = _head(asked, found.settled, more=[Fact("Flips with", tuple(_boundary(found)))])
    return (
        Title("Where the outcome flips over two numbers", asked.scenario), Facts((*ends, *head.rows)),
        Rows(columns, cells), Facts(tuple(meant)), _foot(asked),
    )  # fmt: skip


def _boundary(found: Pair) -> list[str]:
    said = []
    for each in found.boundary:
        first, second = (value_words(value) for value in each.between)
        row = f"{brief_path(found.down.name)} at {value_words(each.down)}"
        said.append(f"{row}: {brief_path(found.across.name)} between {first} and {second}")
    if said:
        return said
    cells = [cell for row in found.cells for cell in row]
    if not any(cell.flipped for cell in cells):
        return ["along no row of the grid: the outcome is the same throughout"]
    if not any(cell.flips for cell in cells):
        return [
            f"along no row of the grid; where another outcome is more common, that is {within_chance(found.asked.n)}"
        ]
    return ["along no row of the grid"]


# Several assumptions at once


_COUNTS: Final = ("One", "Two", "Three")


def against_page(found: Against) -> Page:
    """The smallest change found with one assumption, with two and with three."""
    asked = found.asked
    facts = []
    before = False
    for at, joint in enumerate(found.found):
        label = f"{_COUNTS[at] if at < len(_COUNTS) else at + 1} changed"
        if joint is None:
            facts.append(Fact(label, ("nothing smaller flips it" if before else "no change flips it beyond chance",)))
            continue
        before = True
        then = (
            f"most common then {kind_short(asked.labels, joint.becomes)}; the outcome above: {share_words(joint.share)}"
        )
        moved = in_a_row([_moved(part) for part in joint.parts])
        facts.append(Fact(label, (moved, f"size {joint.size:.2f} of a range", then)))
    words = (
        f"Sizes are shares of each assumption's plausible range, together the root of the sum of squares. This is a "
        f"search over {found.assumptions} assumptions, not a proof: a smaller change may exist."
    )
    return (
        Title("The smallest change that flips the outcome", asked.scenario), _head(asked, found.settled),
        Facts(tuple(facts)), Paragraph(words), _foot(asked),
    )  # fmt: skip


def _moved(part: Part) -> str:
    values = in_a_row([f"{brief_path(path)} to {value}" for path, value in part.sets])
    return f"{part.range.name} moved by {part.size:.2f} ({values})"
