"""A sweep as a page: how often each outcome came and how sure that is, when, with which text, and how points differ."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.experiment.arms import MOST_LISTED, Days, FormDifference, RungDifference, RungShare, measured
from sim.experiment.plan import LOOK, Plan
from sim.experiment.statistics import LEVEL, OutcomeShare
from sim.experiment.sweep import Sweep
from sim.experiment.tally import PointTally, Tally
from sim.pages import Bar, Bars, Block, Column, Dots, Fact, Facts, Lines, Next, Page, Paragraph, Table, Title
from sim.questions.trust import trust_lines
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, of_runs, percent, share_parts, share_words, short_share
from sim.words.phrases import STORE, command_line, in_a_row, in_brackets

MOST_TEXTS: Final = 3
MOST_FAILURES: Final = 5
MOST_POINTS: Final = 40
"""Points shown; JSON has them all."""

PERCENT: Final = f"{100 * LEVEL:.0f}%"

Key = str | tuple[str, int]
"""A form, or a wording of an issue."""


def page(found: Tally, file: str = "", store: Path = STORE) -> Page:
    """All that there is to say of a sweep, and what to ask next. file: what was played, as it was typed."""
    labels = Labels(found.plan.scenario.case, found.plan.scenario.clock)
    blocks: list[Block] = [Title(labels.case.title, f"sweep {found.sweep}"), _asked(found)]
    if found.done:
        blocks += at_points(labels, found) if found.points else _shares(labels, found)
    if found.failed:
        said = f"{found.failed:,} of {found.failed + found.done:,} runs failed; they count in no share:"
        shown = found.failures[:MOST_FAILURES]
        blocks.append(Lines(tuple(f"  {each.run} (seed {each.seed}): {each.error}" for each in shown), said))
    blocks += trust_lines([found.plan.scenario])
    return (*blocks, Next(tuple(_next(found, file or labels.case.id, store))))


def sweep_page(sweep: Sweep) -> Page:
    """A sweep in a notebook: what it adds up to, or how much of it is there."""
    if sweep.finished:
        return page(sweep.tally)
    return (
        Title(sweep.plan.scenario.case.title, f"sweep {sweep.id}"),
        Paragraph(f"{sweep.progress.done:,} of {sweep.plan.runs:,} runs are there: .play() plays the others."),
    )


def _asked(found: Tally) -> Facts:
    plan = found.plan
    at = f" at each of {plan.points:,} points" if found.points else ""
    facts = [Fact("Sweep", (f"{found.done + found.failed:,} runs, seeds {found.seeds[0]} to {found.seeds[1]}{at}",))]
    changes = [f"{path}={value}" for path, value in plan.scenario.sets]
    changes += [f"without {entry}" for entry in plan.scenario.without]
    if changes:
        facts.append(Fact("Changes", (", ".join(changes),)))
    facts.append(Fact("Shares", (made_of(plan),)))
    if plan.until:
        facts.append(Fact("Stopped", (_stopped(found),)))
    return Facts(tuple(facts))


def made_of(plan: Plan) -> str:
    """What a share of the sweep is of."""
    if not plan.drawn:
        return f"{of_runs(plan.drawn)}: all else is as coded"
    values = len(plan.recipe(0).draws)
    fixed = ", but for what is set or varied" if plan.scenario.sets or plan.design.paths else ""
    return f"{of_runs(plan.drawn)}: each seed draws {values} values{fixed}"


def _stopped(found: Tally) -> str:
    """Whether the stopping rule ended the sweep; it looks at the forms, after every hundred seeds."""
    until, seeds = found.plan.until, found.seeds[1] - found.seeds[0] + 1
    if found.stopped:
        return f"by the rule: the interval of every outcome's share is within {until} of its middle"
    if seeds < LOOK:
        return f"at the {seeds} seeds asked for, before the rule was first looked at, at {LOOK}"
    return f"at the {seeds} seeds asked for: not every outcome's interval is within {until} of its middle"


# One point


def _shares(labels: Labels, found: Tally) -> Iterator[Block]:
    yield from outcome_bars(labels, found)
    if found.days.n:
        yield when(found)
    yield commonest(labels, found)


def outcome_bars(labels: Labels, found: Tally) -> Iterator[Bars]:
    """Every form, seen or not, then the wordings of the issues that a headline names."""
    yield form_bars(found.outcomes, found.drawn)
    for issue in labels.case.issues:
        rows = [row for row in found.rungs if row.issue == issue.key and row.k]
        if issue.headline and rows:
            bars = (_bar(f"{row.strength:>3} {labels.wording(issue.key, row.strength)}".rstrip(), row) for row in rows)
            yield Bars(tuple(bars), f"{issue.name}, in what was produced")


def form_bars(outcomes: Sequence[OutcomeShare], drawn: bool) -> Bars:
    """Every form, seen or not. drawn: whether each run draws what the coding may be wrong about."""
    title = f"Outcome: share {of_runs(drawn)}; {PERCENT} interval"
    return Bars(tuple(_bar(FORM_WORDS[row.form], row) for row in outcomes), title, CAVEAT)


def when(found: Tally) -> Dots:
    """Fifty dots on the days of the outcome."""
    return Dots(found.dots, note=_days_words(found.days))


def _bar(label: str, row: OutcomeShare | RungShare) -> Bar:
    return Bar(label, row.share, row.low, row.high, share_words(row))


def _days_words(days: Days) -> str:
    """The median; half of the runs between days ..., nine in ten between ..."""
    low, first, middle, third, high = (
        "-" if day is None else f"{day:.1f}" for day in (days.q05, days.q25, days.q50, days.q75, days.q95)
    )
    among = f"of the {days.n:,} runs with an outcome"
    return f"Median day {middle}; half {among} between {first} and {third}, 90 in 100 between {low} and {high}."


def commonest(labels: Labels, found: Tally) -> Facts:
    """The commonest texts and votes, and who threatened, each as a share of all runs."""
    texts = [(f"{'/'.join(map(str, each.text))} ({FORM_WORDS[each.form]})", each.k) for each in found.texts]
    votes = [(each.vote, each.k) for each in found.votes]
    said = [*_most_of(texts, found.done, "no text"), *([f"({labels.text_key()})"] if texts else [])]
    threats = [_share_of(labels.short(each.actor), each.k, found.done) for each in found.threats]
    rows = (Fact("Text", tuple(said)), Fact("Vote", tuple(_most_of(votes, found.done, "no vote"))),
            Fact("Threats", tuple(threats or [_share_of("of a veto", 0, found.done)])))  # fmt: skip
    return Facts(tuple(row for row in rows if row.lines))


def _most_of(counted: Sequence[tuple[str, int]], runs: int, none: str) -> Iterator[str]:
    """The commonest, then all others together and the runs without any, so that nothing is left out."""
    told = _and_others(counted)
    missing = runs - sum(k for _, k in counted)
    if counted and missing:
        told.append((none if len(counted) < MOST_LISTED else f"still others, or {none}", missing))
    return (_share_of(name, k, runs) for name, k in told)


def _and_others(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The commonest, and the others added up where they are more than one."""
    if len(counted) <= MOST_TEXTS + 1:
        return list(counted)
    others = counted[MOST_TEXTS:]
    return [*counted[:MOST_TEXTS], (f"{len(others)} others", sum(k for _, k in others))]


def _share_of(name: str, k: int, n: int) -> str:
    return f"{name}: {share_words(OutcomeShare('', *measured(k, n, n)))}"


# Several points


def at_points(labels: Labels, found: Tally) -> Iterator[Block]:
    """A table for each outcome that was seen at any point, then the day; what was never seen in one line."""
    seeds = found.seeds[1] - found.seeds[0] + 1
    yield Paragraph(
        f"For each outcome that was seen: its share of the {seeds:,} runs at each point, with its {PERCENT} interval; "
        f"then how much larger that is than at point {found.reference} on the same seeds, in points of 100, with its "
        f"own interval. {CAVEAT}"
    )
    shown = found.points[:MOST_POINTS]
    said = "share of runs", f"less point {found.reference}", ""
    for key in _seen(labels, found):
        yield _table(found, shown, title_of(labels, key), said, [_share_and_difference(point, key) for point in shown])
    yield _table(
        found, shown, "Day of the outcome", ("median", "half between", ""), [_days(each.days) for each in shown]
    )
    votes = [_point_votes(each) for each in shown]
    if len(set(votes)) > 1:
        yield _table(found, shown, "Vote", ("the most common, and their share of runs", "", ""), votes)
    never = [FORM_WORDS[row.form] for row in found.outcomes if not row.k]
    if never:
        yield Facts((Fact("Not seen", (f"at any point: {in_a_row(never)}",)),))
    if len(found.points) > MOST_POINTS:
        yield Paragraph(f"... and {len(found.points) - MOST_POINTS:,} more points: --json has them all")


def _table(
    found: Tally, shown: Sequence[PointTally], title: str, heads: Sequence[str], cells: Sequence[Sequence[str]]
) -> Table:
    paths = found.plan.design.paths
    heads = heads[: 3 if len(paths) < 2 else 2]  # where two paths take the room, the shares' words have none
    columns = (Column("point", "number"), *(Column(path, "number") for path in paths),
               *(Column(head, "name" if head else "words") for head in heads))  # fmt: skip
    rows = [
        (str(point.number), *(point.sets[path] for path in paths), *words[: len(heads)])
        for point, words in zip(shown, cells, strict=True)
    ]
    return Table(columns, tuple(rows), title)


def _seen(labels: Labels, found: Tally) -> Iterator[Key]:
    """The forms and headline wordings that came at any point, in their fixed order."""
    yield from (row.form for row in found.outcomes if row.k)
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    yield from ((row.issue, row.strength) for row in found.rungs if row.k and row.issue in headline)


def title_of(labels: Labels, key: Key) -> str:
    """A form or wording as the head of a table."""
    if isinstance(key, str):
        return FORM_WORDS[key]
    issue, strength = key
    return f"{labels.issue(issue)} {strength}{in_brackets(labels.wording(issue, strength))}"


def key_of(row: OutcomeShare | RungShare | FormDifference | RungDifference) -> Key:
    """What a share or a difference is about."""
    return row.form if isinstance(row, OutcomeShare | FormDifference) else (row.issue, row.strength)


def _share_and_difference(point: PointTally, key: Key) -> tuple[str, str, str]:
    """36% (28-44), +12 (+5 to +19), unlikely."""
    if not point.done:
        return "no runs", "", ""
    shares: list[OutcomeShare | RungShare] = [*point.outcomes, *point.rungs]
    differences: list[FormDifference | RungDifference] = [*point.differences, *point.rung_differences]
    share = next(row for row in shares if key_of(row) == key)
    moved = next((row for row in differences if key_of(row) == key), None)
    return short_share(share), "" if moved is None else moved_words(moved), share_parts(share)[1]


def moved_words(moved: FormDifference | RungDifference) -> str:
    """A difference of shares in points of 100, with its interval: +12 (+5 to +19); a small one in tenths."""
    digits = 1 if max(abs(moved.low), abs(moved.high)) < 0.01 else 0
    by, least, most = (round(100 * each, digits) + 0.0 for each in (moved.difference, moved.low, moved.high))
    return f"{by:+.{digits}f} ({least:+.{digits}f} to {most:+.{digits}f})"


def _days(days: Days) -> tuple[str, str, str]:
    """9.1, 8.0 to 11.2, 100 with an outcome."""
    if days.q25 is None or days.q50 is None or days.q75 is None:
        return "-", "-", "none with an outcome"
    return f"{days.q50:.1f}", f"{days.q25:.1f} to {days.q75:.1f}", f"{days.n:,} with an outcome"


def _point_votes(point: PointTally) -> tuple[str, str, str]:
    """15-0 62%, 14-0-1 20%, 2 others 3%, no vote 15%."""
    told = _and_others([(each.vote, each.k) for each in point.votes])
    told += [("no vote", point.done - sum(k for _, k in told))]
    return ", ".join(f"{name} {percent(k / point.done)}" for name, k in told if k) or "no runs", "", ""


def examples(found: Tally) -> Table:
    """The first run of each outcome that was seen, by the name with which it can be asked for."""
    heads = (Column("outcome"), Column("first such run"))
    rows = [(FORM_WORDS[form], f"{found.plan.id}:{number}") for form, number in found.examples.items()]
    return Table(heads, rows)


# What next


def _next(found: Tally, file: str, store: Path) -> Iterator[str]:
    """What is worth asking of a sweep, with real ids."""
    plan = found.plan
    if found.failures:
        yield command_line("log", found.failures[0].run, store=store)
    elif found.examples:
        rarest = min(found.outcomes, key=lambda row: (row.k == 0, row.k)).form
        for command in ("log", "explain"):
            yield command_line(command, f"{plan.id}:{found.examples[rarest]}", store=store)
    limit = next((path for path in _limits(found) if not found.points), None)
    if limit is not None:
        same = [word for path, value in plan.scenario.sets for word in ("--set", f"{path}={value}")]
        same += [word for entry in plan.scenario.without for word in ("--without", entry)]
        same += [] if plan.drawn else ["--luck-only"]
        varied = ["-n", str(plan.n), *_seed(plan), *same, "--vary", f"{limit}=0:100:25"]
        yield command_line("sweep", file, *varied, store=store)
        yield command_line("tip", file, limit, *same, store=store)
    yield command_line("export", plan.id, "--out", "table", store=store)


def _seed(plan: Plan) -> list[str]:
    return [] if plan.seed == 1 else ["--seed", str(plan.seed)]


def _limits(found: Tally) -> Iterator[str]:
    """The limits of those that threatened a veto, the most frequent first."""
    case = found.plan.scenario.case
    for each in found.threats:
        for issue in sorted(case.issues, key=lambda issue: not issue.headline):
            if each.actor in case.actors and case.actors[each.actor].stances[issue.key].limit is not None:
                yield f"{each.actor}.{issue.key}.limit"
