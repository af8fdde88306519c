"""A sweep in words: how often each outcome came and how sure that is, when, with which text, and how points differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.experiment.statistics import LEVEL
from sim.faces.registry import exists
from sim.faces.swept_points import print_points
from sim.faces.terminal import Terminal, printable
from sim.studies.sweeping.plan import LOOK, Plan
from sim.studies.sweeping.tally import DOTS, Days, RungShare, Tally, share_of, stopped
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, amount, percent, share_words
from sim.words.phrases import command_line

BAR: Final = 10
MOST_BINS: Final = 10
MOST_TEXTS: Final = 3
STEPS: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Widths, in days, that a row of dots may stand for."""


def print_sweep(terminal: Terminal, labels: Labels, found: Tally, file: str, store: Path) -> None:
    """All that there is to say of a sweep, and what to ask next."""
    _print_head(terminal, labels, found)
    if found.done:
        if not found.points:
            _print_shares(terminal, found)
            _print_rungs(terminal, labels, found.rungs)
            _print_days(terminal, found)
            _print_texts(terminal, labels, found)
        else:
            print_points(terminal, labels, found)
        terminal.line()
        terminal.line(CAVEAT)
    _print_failures(terminal, found)
    terminal.next(*_next(found, file, store))


def _print_head(terminal: Terminal, labels: Labels, found: Tally) -> None:
    plan = found.plan
    seeds = f"seeds {plan.seed} to {plan.seed + found.seeds - 1}"
    at = f" at each of {plan.points:,} points" if found.points else ""
    terminal.line(labels.case.title)
    terminal.paragraph("Sweep", f"{plan.id}: {found.done + found.failed:,} runs, {seeds}{at}")
    changes = [f"{path}={value}" for path, value in plan.scenario.sets] + [
        f"without {e}" for e in plan.scenario.without
    ]
    if changes:
        terminal.paragraph("Changes", printable(", ".join(changes)))
    if plan.draws:
        terminal.paragraph("Uncertain", f"each seed draws {len(plan.draws)} parameters evenly from their ranges")
    if plan.until:
        terminal.paragraph("Stopped", _stopped_words(found))
    terminal.line()


def _stopped_words(found: Tally) -> str:
    """Whether the stopping rule ended the sweep; it looks at the forms, after every hundred seeds."""
    until = found.plan.until
    if stopped(found):
        return f"stopped by rule: the interval of every outcome's share is within {until} of its middle"
    if found.seeds < LOOK:
        return f"at the {found.seeds} seeds asked for, before the rule was first looked at, at {LOOK}"
    return f"at the {found.seeds} seeds asked for: not every outcome's interval is within {until} of its middle"


def _print_shares(terminal: Terminal, found: Tally) -> None:
    sure, open_ = _bricks(terminal)
    terminal.line(f"Outcome: share of runs, {percent(LEVEL)} interval ({sure} to its lower end, {open_} to its upper)")
    width = max(len(words) for form, words in FORM_WORDS.items() if form in {row.form for row in found.outcomes})
    for row in found.outcomes:
        bar = _bar(terminal, row.low, row.high) if row.k else " " * BAR
        terminal.paragraph(f"  {FORM_WORDS[row.form]:{width}}  {bar}", share_words(row), width + BAR + 6)


def _print_rungs(terminal: Terminal, labels: Labels, rungs: Sequence[RungShare]) -> None:
    """The wordings of the issues that a headline names."""
    for issue in labels.case.issues:
        rows = [row for row in rungs if row.issue == issue.key and row.k]
        if not issue.headline or not rows:
            continue
        terminal.line()
        terminal.line(f"{issue.name}, in what was produced")
        for row in rows:
            named = printable(labels.wording(issue.key, row.strength))
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
    day = {each: "-" if m is None else amount(m) for each, m in days.quantiles.items()}
    among = f"of the {days.n} runs with an outcome"
    return (
        f"median day {day[50]}; half {among} between {day[25]} and {day[75]}, 90 in 100 between {day[5]} and {day[95]}"
    )


def _print_texts(terminal: Terminal, labels: Labels, found: Tally) -> None:
    """The commonest texts and votes, and who threatened, each as a share of all runs."""
    terminal.line()
    texts = [(f"{'/'.join(map(str, text))} ({FORM_WORDS[form]})", k) for form, text, k in found.texts[:MOST_TEXTS]]
    _print_share_of_each(terminal, "Text", texts, found.done)
    if texts:
        terminal.paragraph("", f"[{printable(labels.text_key())}]")
    _print_share_of_each(terminal, "Vote", found.votes[:MOST_TEXTS], found.done)
    threats = [(printable(labels.short(actor)), k) for actor, k in found.threats]
    _print_share_of_each(terminal, "Threats", threats or [("of a veto", 0)], found.done)


def _print_share_of_each(terminal: Terminal, label: str, rows: Sequence[tuple[str, int]], n: int) -> None:
    for number, (name, k) in enumerate(rows):
        terminal.paragraph("" if number else label, f"{name}: {share_words(share_of('', k, n))}")


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
        commands.append(command_line("log", f"{plan.id}:{found.failures[0].number}", store=store))
    elif found.examples:
        rarest = min(found.outcomes, key=lambda row: (row.k == 0, row.k)).form
        commands.append(command_line("log", f"{plan.id}:{found.examples[rarest]}", store=store))
        if exists("explain"):
            commands.append(command_line("explain", f"{plan.id}:{found.examples[rarest]}", store=store))
    limit = next((path for path in _limits(found) if not found.points), None)
    if limit is not None:
        same = _asked(plan)
        varied = ["-n", str(plan.n), *_seed(plan), *same, "--vary", f"{limit}=0:100:25"]
        commands.append(command_line("sweep", file, *varied, store=store))
        if exists("tip"):
            commands.append(command_line("tip", file, limit, *same, store=store))
    if exists("export"):
        commands.append(command_line("export", plan.id, "--out", "table", store=store))
    return commands


def _asked(plan: Plan) -> list[str]:
    """What was changed in the scenario, as it is typed again."""
    sets = [word for path, value in plan.scenario.sets for word in ("--set", f"{path}={value}")]
    return sets + [word for entry in plan.scenario.without for word in ("--without", entry)]


def _seed(plan: Plan) -> list[str]:
    return [] if plan.seed == 1 else ["--seed", str(plan.seed)]


def _limits(found: Tally) -> Iterator[str]:
    """The limits of those that threatened a veto, the most frequent first."""
    case = found.plan.scenario.case
    for actor, _ in found.threats:
        for issue in sorted(case.issues, key=lambda each: not each.headline):
            if actor in case.actors and case.actors[actor].stances[issue.key].limit is not None:
                yield f"{actor}.{issue.key}.limit"
