"""What came of a setting as blocks: headline, bars with marks of the baseline, the day, votes, the typical run."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from attrs import evolve

from sim.experiment.statistics import Share, outcome_shares
from sim.pages import Bar, Bars, Block, Dots, Fact, Facts, Paragraph
from sim.questions import typical
from sim.questions.compare.page import parting
from sim.questions.explore.study import Answer, Course
from sim.questions.sweep import PERCENT, form_bars
from sim.questions.tip import page as tip
from sim.questions.tip.kinds import OutcomeKind, kind_short, kind_words, modal_kind
from sim.questions.tip.table import Table
from sim.vocabulary.outcome import Outcome
from sim.words.labels import FORM_WORDS
from sim.words.numbers import CAVEAT, of_runs, share_percent, share_words
from sim.words.phrases import capital, in_a_row

DOTS: Final = 50
T = TypeVar("T")

MARKED: Final = "The line across a bar: the baseline."


def title_words(answer: Answer) -> str:
    """What was changed: China's limit on legal force at 50 (as coded 25); as the file has it."""
    return capital("; ".join(answer.asked.setting.words)) or "As the file has it"


def headline(answer: Answer) -> str:
    """The most common kind of outcome."""
    return capital(kind_words(answer.labels, answer.kind))


def short(answer: Answer) -> str:
    """The same in a few words, with its share: resolution, legal force 25: 62%."""
    return f"{kind_short(answer.labels, answer.kind)}: {share_percent(answer.share)}"


def spoken(answer: Answer) -> str:
    """One short sentence for who listens: how often the most common outcome came, and at the baseline."""
    said = f"{capital(kind_short(answer.labels, answer.kind))} in {answer.share.k} of {answer.share.n} runs"
    if answer.moved is None:
        return f"{said}."
    before = Share(answer.kind.count(answer.beside), len(answer.beside))
    return f"{said}; at the baseline in {before.k} of {before.n}."


def runs_words(answer: Answer) -> str:
    """How many runs it is from: 4 of 100 seeds so far."""
    played, n = len(answer.outcomes), answer.n
    return f"from {played} of {n} seeds so far" if played < n else f"from {n} seeds"


def said(answer: Answer) -> Facts:
    """How often the most common outcome came, and how that differs from the baseline."""
    facts = [Fact("Share", (share_words(answer.share),))]
    moved = answer.moved
    if moved is not None:
        common = modal_kind(answer.beside, answer.headlines)
        before = Share(common.count(answer.beside), len(answer.beside))
        lines = [f"most often {kind_short(answer.labels, common)}: {share_words(before)}"]
        lines.append(_moved_words(answer.kind, common, moved.difference, moved.interval, moved.n))
        facts.append(Fact("Baseline", (*answer.asked.baseline.words, *lines)))
    return Facts(tuple(facts))


def _moved_words(kind: OutcomeKind, common: OutcomeKind, by: float, ends: tuple[float, float], n: int) -> str:
    low, high = (100 * each for each in ends)
    which = "it" if kind == common else "the outcome above"
    if not by:
        return f"{which} came as often on the same {n} seeds"
    much = f"{abs(100 * by):.0f} points {'more' if by > 0 else 'less'} often"
    doubt = "" if low > 0 or high < 0 else ", which chance may explain"
    return f"with the change {which} came {much} on the same {n} seeds ({low:+.0f} to {high:+.0f}){doubt}"


# Bars


def bars(answer: Answer) -> Iterator[Block]:
    """The forms and the wordings that headlines name, as far as either side has seen them, marked at the baseline."""
    forms = form_bars(outcome_shares([each.form for each in answer.outcomes]), answer.asked.drawn)
    marks = _marks([each.form for each in answer.beside]) if answer.moved is not None else {}
    words = {word: form for form, word in FORM_WORDS.items()}
    rows = [evolve(row, mark=_mark(answer, marks.get(words[row.label], 0.0))) for row in forms.rows]
    shown = [row for row in rows if row.share or row.mark]
    unseen = [row.label for row in rows if row not in shown]
    note = " ".join([*([MARKED] if answer.moved is not None else []), CAVEAT])
    yield Bars(tuple(shown), f"Outcome: share {of_runs(answer.asked.drawn)}; {PERCENT} interval",
               f"{note} Not seen: {in_a_row(unseen)}." if unseen else note)  # fmt: skip
    for issue in answer.labels.case.issues:
        if issue.headline:
            yield from _wordings(answer, issue.key, issue.name)


def _wordings(answer: Answer, issue: str, name: str) -> Iterator[Block]:
    """How often the text that was produced had each wording of an issue, the strongest last."""
    marks = _marks([_strength(each, issue) for each in answer.beside]) if answer.moved is not None else {}
    mine = [_strength(each, issue) for each in answer.outcomes]
    rows = []
    for strength in sorted({each for each in (*mine, *marks) if each is not None}):
        share = Share(mine.count(strength), len(mine))
        label = f"{strength} {answer.labels.wording(issue, strength)}".rstrip()
        mark = _mark(answer, marks.get(strength, 0.0))
        rows.append(Bar(label, share.share, share.low, share.high, share_words(share), mark))
    if rows:
        yield Bars(tuple(rows), f"{name}, in what was produced", explained=False)


def _strength(outcome: Outcome, issue: str) -> int | None:
    return None if outcome.product is None else outcome.product[issue]


def _marks(values: Sequence[T]) -> dict[T, float]:
    return {value: values.count(value) / len(values) for value in dict.fromkeys(values)}


def _mark(answer: Answer, share: float) -> float | None:
    return None if answer.moved is None else share


# When, and who voted how


def when(answer: Answer) -> Iterator[Block]:
    """Dots on the days of the outcome, no more of them than runs."""
    days = sorted(each.days for each in answer.outcomes if each.days is not None and each.form != "none")
    n = len(answer.outcomes)
    if days:
        whole: list[float | None] = [*days, *[None] * (n - len(days))]
        dots = min(DOTS, n)
        each = "one run" if n <= DOTS else "2 in 100 runs"
        yield Dots(tuple(whole[int((dot + 0.5) * n / dots)] for dot in range(dots)), each=each)


def seats(answer: Answer) -> Iterator[Block]:
    """How often each member voted yes, where a vote was held; the others in words."""
    held, before = ([each for each in side if each.vote is not None] for side in (answer.outcomes, answer.beside))
    if not held:
        yield Paragraph(f"No vote was held in {len(answer.outcomes)} runs.")
        return
    compared = answer.moved is not None and before
    rows = []
    for code in dict.fromkeys(code for each in held for code in each.votes):
        cast = [each.votes.get(code, "") for each in held]
        yes = Share(cast.count("yes"), len(cast))
        mark = sum(each.votes.get(code) == "yes" for each in before) / len(before) if compared else None
        rows.append(Bar(answer.labels.short(code), yes.share, yes.low, yes.high, _cast_words(cast), mark))
    title = f"Votes: share of yes where a vote was held, in {len(held)} of {len(answer.outcomes)} runs"
    yield Bars(tuple(rows), title, MARKED if compared else "", explained=False)


def _cast_words(cast: Sequence[str]) -> str:
    """Always yes; 12 yes, 5 abstain, 3 no."""
    counts = {how: cast.count(how) for how in ("yes", "abstain", "no")}
    every = next((how for how, count in counts.items() if count == len(cast)), "")
    return f"always {every}" if every else ", ".join(f"{count} {how}" for how, count in counts.items() if count)


# One run of them


def course_page(found: Course) -> Iterator[Block]:
    """The typical run by its turning points; beside the baseline's on the same luck, from where the two part."""
    if found.beside is None:
        yield from typical.blocks(found.typical, found.run)
        return
    yield typical.chosen(found.typical, found.run)
    yield Paragraph("On the same seed and draws: a is the baseline, b this setting.")
    yield from parting(found.beside)


# What would change it


def assumptions_page(table: Table) -> Iterator[Block]:
    """What each assumption does to the answer at this setting."""
    if not table.items:
        yield from tip.table_page(table)[-1:]
        return
    yield tip.asked_facts(table)
    yield from tip.judgement(table)
    yield tip.made_of(table)
