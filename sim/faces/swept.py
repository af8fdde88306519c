"""A sweep in words: how often each outcome came and how sure that is, when, with which text, and how points differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.faces.card import told
from sim.faces.registry import exists
from sim.faces.shares import CAVEAT, share_words, short_share
from sim.faces.telling import FORM_WORDS, Telling
from sim.faces.terminal import Terminal, printable
from sim.studies.statistics import LEVEL
from sim.studies.sweeping.tally import DOTS, Days, PointTally, RungShare, Tally, stopped

BAR: Final = 10
MOST_BINS: Final = 10
MOST_POINTS: Final = 40
MOST_TEXTS: Final = 3
MOST_COLUMNS: Final = 3
STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Widths, in days, that a row of dots may stand for."""


def print_sweep(terminal: Terminal, telling: Telling, found: Tally, file: str, store: Path) -> None:
    """All that there is to say of a sweep, and what to ask next."""
    _print_head(terminal, telling, found)
    if found.done:
        if not found.points:
            _print_shares(terminal, found)
            _print_rungs(terminal, telling, found.rungs)
            _print_days(terminal, found)
            _print_texts(terminal, telling, found)
        else:
            _print_points(terminal, telling, found)
        terminal.line()
        terminal.line(CAVEAT)
    _print_failures(terminal, found)
    terminal.next(*_next(found, file, store))


def _print_head(terminal: Terminal, telling: Telling, found: Tally) -> None:
    plan = found.plan
    seeds = f"seeds {plan.seed} to {plan.seed + found.seeds - 1}"
    at = f" at each of {plan.points:,} points" if found.points else ""
    terminal.line(telling.case.title)
    terminal.paragraph("Sweep", f"{plan.id}: {found.done + found.failed:,} runs, {seeds}{at}")
    changes = [f"{path}={value}" for path, value in plan.scenario.sets] + [
        f"without {e}" for e in plan.scenario.without
    ]
    if changes:
        terminal.paragraph("Changes", printable(", ".join(changes)))
    if plan.draws:
        terminal.paragraph("Uncertain", f"each seed draws {len(plan.draws)} parameters evenly from their ranges")
    if stopped(found):
        terminal.paragraph("Stopped", f"by rule: every share's interval is within {plan.until} of its middle")
    elif plan.until:
        terminal.paragraph(
            "Stopped", f"at {found.seeds} seeds; not every interval is within {plan.until} of its middle"
        )
    terminal.line()


def _print_shares(terminal: Terminal, found: Tally) -> None:
    sure, open_ = _bricks(terminal)
    terminal.line(
        f"Outcome: share of runs, {100 * LEVEL:.0f}% interval ({sure} to its lower end, {open_} to its upper)"
    )
    width = max(len(words) for form, words in FORM_WORDS.items() if form in {row.form for row in found.outcomes})
    for row in found.outcomes:
        bar = _bar(terminal, row.low, row.high) if row.k else " " * BAR
        terminal.paragraph(f"  {FORM_WORDS[row.form]:{width}}  {bar}", share_words(row), width + BAR + 6)


def _print_rungs(terminal: Terminal, telling: Telling, rungs: Sequence[RungShare]) -> None:
    """The wordings of the issues that a headline names."""
    for issue in telling.case.issues:
        rows = [row for row in rungs if row.issue == issue.key and row.k]
        if not issue.headline or not rows:
            continue
        terminal.line()
        terminal.line(f"{issue.name}, in what was produced")
        for row in rows:
            named = printable(telling.wording(issue.key, row.strength))
            terminal.paragraph(
                f"  {row.strength:>3}  {_bar(terminal, row.low, row.high)}", f"{share_words(row)}: {named}", BAR + 9
            )


def _bricks(terminal: Terminal) -> tuple[str, str]:
    return ("#", "~") if terminal.ascii_only else ("\u2588", "\u2592")


def _bar(terminal: Terminal, low: float, high: float) -> str:
    """Solid to the lower end of the interval, shaded to its upper end."""
    sure, open_ = _bricks(terminal)
    first, last = round(BAR * low), max(round(BAR * high), 1)
    return f"{sure * first}{open_ * max(last - first, 0 if first else 1)}".ljust(BAR)[:BAR]


# When


def _print_days(terminal: Terminal, found: Tally) -> None:
    if not found.days.n:
        return
    terminal.line()
    terminal.line(f"When: {DOTS} dots, each 2 in 100 runs")
    for label, count in _rows_of_dots(found.dots):
        terminal.line(f"  {label:>14}  {'●' * count}".rstrip())
    terminal.paragraph("", days_words(found.days))


def _rows_of_dots(dots: Sequence[int | None]) -> Iterator[tuple[str, int]]:
    days = [each / 1000 for each in dots if each is not None]
    if days:
        low, high = min(days), max(days)
        step = next((each for each in STEPS if (high - low) / each <= MOST_BINS - 1), STEPS[-1])
        for number in range(int(low // step), int(high // step) + 1):
            inside = sum(number == int(day // step) for day in days)
            yield f"day {number * step:g}-{(number + 1) * step:g}", inside
    if len(days) < len(dots):
        yield "no product", len(dots) - len(days)


def days_words(days: Days) -> str:
    """Half of the runs between days ..., nine in ten between ...; the median."""
    day = {each: "-" if m is None else f"{m / 1000:.1f}" for each, m in days.quantiles.items()}
    among = f"of the {days.n} runs with an outcome"
    return (
        f"median day {day[50]}; half {among} between {day[25]} and {day[75]}, 90 in 100 between {day[5]} and {day[95]}"
    )


def _print_texts(terminal: Terminal, telling: Telling, found: Tally) -> None:
    terminal.line()
    order = "/".join(issue.key for issue in telling.case.issues)
    for number, (form, text, k) in enumerate(found.texts[:MOST_TEXTS]):
        words = f"{'/'.join(map(str, text))} ({FORM_WORDS[form]}) in {k} of {found.done} runs"
        terminal.paragraph("Text" if number == 0 else "", words + (f"  [{order}]" if number == 0 else ""))
    if found.votes:
        shown = ", ".join(f"{vote} in {k}" for vote, k in found.votes[:MOST_TEXTS])
        terminal.paragraph("Vote", f"{shown} of {found.done} runs")
    threats = [f"{telling.short(actor)} in {k}" for actor, k in found.threats]
    terminal.paragraph(
        "Threats", printable(f"{', '.join(threats)} of {found.done} runs") if threats else "of a veto: none"
    )


# Points


def _print_points(terminal: Terminal, telling: Telling, found: Tally) -> None:
    """Two lines a point: the shares that vary most, and the differences."""
    columns = _columns(telling, found)
    paths = found.plan.design.paths
    terminal.line(f"Share of {found.seeds} runs at each point, with its {100 * LEVEL:.0f}% interval; below it the")
    terminal.line(f"difference to point {found.reference} on the same seeds, in points of 100, with its own.")
    terminal.line()
    rows = [["", *paths, *(label for label, _ in columns)]]
    for point in found.points[:MOST_POINTS]:
        values = [point.sets[path] for path in paths]
        rows.append([str(point.number), *values, *(_share(point, key) for _, key in columns)])
        moved = [_moved(point, key) for _, key in columns]
        if any(moved):
            rows.append(["", *("" for _ in paths), *moved])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)]
        terminal.line(printable_line("  ".join(cells)))
    if len(found.points) > MOST_POINTS:
        terminal.line(f"... and {len(found.points) - MOST_POINTS:,} more points: --json has them all")


Key = str | tuple[str, int]
"""A form, or a wording of an issue."""


def _columns(telling: Telling, found: Tally) -> list[tuple[str, Key]]:
    """The forms and headline wordings whose shares differ most from point to point, in their fixed order."""
    headline = [issue.key for issue in telling.case.issues if issue.headline]
    spread: dict[Key, tuple[float, float]] = {}
    for form in (row for row in found.outcomes if row.k):
        shares = [row.share for point in found.points for row in point.outcomes if row.form == form.form]
        spread[form.form] = (max(shares) - min(shares), form.share)
    for rung in (row for row in found.rungs if row.k and row.issue in headline):
        shares = [
            row.share
            for point in found.points
            for row in point.rungs
            if (row.issue, row.strength) == (rung.issue, rung.strength)
        ]
        spread[rung.issue, rung.strength] = (max(shares) - min(shares), rung.share)
    most = sorted(spread, key=lambda key: spread[key], reverse=True)[:MOST_COLUMNS]
    return [(_label(telling, key), key) for key in spread if key in most]


def _label(telling: Telling, key: Key) -> str:
    return FORM_WORDS[key] if isinstance(key, str) else f"{telling.issue(key[0])} {key[1]}"


def _share(point: PointTally, key: Key) -> str:
    """36% (28-44); not seen (0-3)."""
    if not point.done:
        return "no runs"
    if isinstance(key, str):
        return short_share(next(row for row in point.outcomes if row.form == key))
    return short_share(next(row for row in point.rungs if (row.issue, row.strength) == key))


def _moved(point: PointTally, key: Key) -> str:
    """+12 (+5 to +19); nothing where no run came out otherwise."""
    if isinstance(key, str):
        moved = next(((d.difference, d.low, d.high) for d in point.differences if d.form == key), None)
    else:
        differences = point.rung_differences
        moved = next(((d.difference, d.low, d.high) for d in differences if (d.issue, d.strength) == key), None)
    if moved is None or (moved[0] == 0 and moved[1] < 0 < moved[2]):
        return ""
    return moved_words(*moved)


def moved_words(difference: float, low: float, high: float) -> str:
    """A difference of shares in points of 100, with its interval: +12 (+5 to +19); a small one in tenths."""
    digits = 1 if max(abs(low), abs(high)) < 0.01 else 0
    by, least, most = (round(100 * each, digits) + 0.0 for each in (difference, low, high))
    return f"{by:+.{digits}f} ({least:+.{digits}f} to {most:+.{digits}f})"


def printable_line(text: str) -> str:
    """A line of a table: its blanks stay."""
    return "".join(letter if letter.isprintable() else " " for letter in text).rstrip()


# What went wrong, and what next


def _print_failures(terminal: Terminal, found: Tally) -> None:
    if not found.failed:
        return
    terminal.line()
    terminal.line(f"{found.failed} of {found.failed + found.done} runs failed; they count in no share:")
    for each in found.failures[:5]:
        terminal.paragraph("", f"{found.plan.id}:{each.number} (seed {each.seed}): {printable(each.error)}")


def _next(found: Tally, file: str, store: Path) -> list[str]:
    """What is worth asking of a sweep, with real ids."""
    plan = found.plan
    commands = []
    if found.failures:
        commands.append(told("log", f"{plan.id}:{found.failures[0].number}", store=store))
    elif found.examples:
        rarest = min(found.outcomes, key=lambda row: (row.k == 0, row.k)).form
        commands.append(told("log", f"{plan.id}:{found.examples[rarest]}", store=store))
        if exists("explain"):
            commands.append(told("explain", f"{plan.id}:{found.examples[rarest]}", store=store))
    limit = next((path for path in _limits(found) if not found.points), None)
    if limit is not None:
        commands.append(told("sweep", file, "-n", str(plan.n), "--vary", f"{limit}=0:100:25", store=store))
    if exists("tip") and limit is not None:
        commands.append(told("tip", file, limit, store=store))
    if exists("export"):
        commands.append(told("export", plan.id, "--out", "table", store=store))
    return commands


def _limits(found: Tally) -> Iterator[str]:
    """The limits of those that threatened a veto, the most frequent first."""
    case = found.plan.scenario.case
    for actor, _ in found.threats:
        for issue in sorted(case.issues, key=lambda each: not each.headline):
            if actor in case.actors and case.actors[actor].stances[issue.key].limit is not None:
                yield f"{actor}.{issue.key}.limit"
