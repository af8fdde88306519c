"""What came of a setting as blocks: headline, bars with marks of the baseline, the day, votes, the typical run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from attrs import evolve

from sim.engine.scenario import Scenario
from sim.experiment.statistics import Share, outcome_shares
from sim.pages import Bar, Bars, Block, Dots, Fact, Facts, Paragraph
from sim.questions import typical
from sim.questions.compare.page import parting
from sim.questions.explore.study import Answer, Asked, Course
from sim.questions.sweep import PERCENT, form_bars
from sim.questions.tip import page as tip
from sim.questions.tip.kinds import EXACTLY, OutcomeKind, Wording, kind_short, kind_words, modal_kind
from sim.questions.tip.levers import path_words
from sim.questions.tip.table import Table
from sim.questions.trust import trust_lines
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.texts import Issue
from sim.words.labels import FORM_WORDS
from sim.words.numbers import CAVEAT, of_runs, share_percent, share_words
from sim.words.phrases import capital, in_a_row

DOTS: Final = 50
T = TypeVar("T")

WAITS: Final = 10
"""Runs that a headline waits for, so that it does not jump."""

ASKING: Final = "A row's words ask about that outcome."
MARKED: Final = "The line across a bar: the baseline."


def title_words(answer: Answer) -> str:
    """What was changed: China's limit on legal force at 50 (as coded 25); as the file has it."""
    return capital("; ".join(answer.asked.setting.words)) or "As the file has it"


def headline(answer: Answer) -> str:
    """The most common kind of outcome, or that which was chosen, with its share."""
    runs = len(answer.outcomes)
    if runs < min(WAITS, answer.n):
        return f"{runs} run{'' if runs == 1 else 's'} so far: too few for a headline"
    share, words = answer.share, kind_words(answer.labels, answer.kind)
    often = f"{share_percent(share)}, {share.term}" if 0 < share.k < share.n else share.term
    return f"Most often ({often}): {words}" if answer.asked.outcome is None else f"{capital(words)}: {often}"


def baseline_words(asked: Asked) -> str:
    """What the setting is held against."""
    return f"Pinned as baseline: {in_a_row(asked.baseline.words)}" if asked.baseline.values else ""


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
    chosen, moved = answer.asked.outcome, answer.moved
    facts = [Fact("Share", (share_words(answer.share),))]
    if chosen is not None:
        common = modal_kind(answer.outcomes, answer.headlines)
        facts.append(Fact("Most often", (_came(answer, common, answer.outcomes),)))
    if moved is not None:
        common = chosen or modal_kind(answer.beside, answer.headlines)
        lines = [f"{'' if chosen else 'most often '}{_came(answer, common, answer.beside)}"]
        lines.append(_moved_words(answer.kind, common, moved.difference, moved.interval, moved.n))
        facts.append(Fact("Baseline", (*(answer.asked.baseline.words or ("as the file has it",)), *lines)))
        facts += [Fact("Held", (_held_words(answer),))] if answer.asked.held else []
    return Facts(tuple(facts))


def _came(answer: Answer, kind: OutcomeKind, outcomes: Sequence[Outcome]) -> str:
    return f"{kind_short(answer.labels, kind)}: {share_words(Share(kind.count(outcomes), len(outcomes)))}"


def _held_words(answer: Answer) -> str:
    """Why the baseline is not what the page says where nothing is changed."""
    paths = answer.asked.held
    named = [path_words(answer.labels, path) for path in paths]
    which = in_a_row(named) if len(named) <= 3 else f"{len(named)} numbers that were changed"
    have, draws = ("has", "it") if len(paths) == 1 else ("have", "them")
    return (
        f"{which} {have} one value in every run, here and at the baseline. With nothing changed each run draws {draws} "
        "around what is coded: those shares differ from this baseline's."
    )


def _moved_words(kind: OutcomeKind, common: OutcomeKind, by: float, ends: tuple[float, float], n: int) -> str:
    low, high = (100 * each for each in ends)
    which = "it" if kind == common else "the outcome above"
    if not by:
        return f"{which} came as often on the same {n} seeds"
    much = f"{abs(100 * by):.0f} points {'more' if by > 0 else 'less'} often"
    doubt = "" if low > 0 or high < 0 else ", which chance may explain"
    return f"with the change {which} came {much} on the same {n} seeds ({low:+.0f} to {high:+.0f}){doubt}"


# Bars


def bars(answer: Answer, address: str = "") -> Iterator[Block]:
    """The forms and the wordings that headlines name, seen or not, marked at the baseline.

    address: of the page that asks about an outcome, with {outcome} for its word, where the site has such pages.
    """
    forms = form_bars(outcome_shares([each.form for each in answer.outcomes]), answer.asked.drawn)
    marks = _marks([each.form for each in answer.beside]) if answer.moved is not None else {}
    words = {word: form for form, word in FORM_WORDS.items()}
    rows = [evolve(row, mark=_mark(answer, marks.get(words[row.label], 0.0))) for row in forms.rows]
    note = " ".join([*([ASKING] if address else []), *([MARKED] if answer.moved is not None else []), CAVEAT])
    links = _links(answer, address, {row.label: words[row.label] for row in rows})
    title = f"Outcome: share {of_runs(answer.asked.drawn)}; {PERCENT} interval"
    yield Bars(tuple(rows), title, note, links=links)
    for issue in answer.labels.case.issues:
        if issue.headline:
            yield _wordings(answer, issue, address)


def _wordings(answer: Answer, issue: Issue, address: str) -> Block:
    """How often the text that was produced had each wording of an issue, the strongest last."""
    key = issue.key
    marks = _marks([_strength(each, key) for each in answer.beside]) if answer.moved is not None else {}
    mine = [_strength(each, key) for each in answer.outcomes]
    ladder = [rung.strength for rung in issue.rungs]
    rows, outcomes = [], {}
    for strength in sorted({each for each in (*mine, *marks, *ladder) if each is not None}):
        share = Share(mine.count(strength), len(mine))
        label = f"{strength} {answer.labels.wording(key, strength)}".rstrip()
        mark = _mark(answer, marks.get(strength, 0.0))
        rows.append(Bar(label, share.share, share.low, share.high, share_words(share), mark))
        if strength in ladder:
            outcomes[label] = Wording(key, EXACTLY, strength).word
    title = f"{issue.name}, in what was produced"
    return Bars(tuple(rows), title, explained=False, links=_links(answer, address, outcomes))


def _links(answer: Answer, address: str, outcomes: Mapping[str, str]) -> Mapping[str, str]:
    """Where each label leads; that which is asked about leads nowhere."""
    now = "" if answer.asked.outcome is None else answer.asked.outcome.word
    return {label: address.format(outcome=word) for label, word in outcomes.items() if address and word != now}


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
    kind, runs = answer.asked.outcome, f"{len(answer.outcomes)} runs"
    held, before = ([each for each in side if each.vote is not None and (kind is None or kind.came(each))]
                    for side in (answer.outcomes, answer.beside))  # fmt: skip
    if not held:
        yield Paragraph(f"{'No vote was held' if kind is None else 'No vote led to it'} in {runs}.")
        return
    compared = answer.moved is not None and before
    rows = []
    for code in dict.fromkeys(code for each in held for code in each.votes):
        cast = [each.votes.get(code, "") for each in held]
        yes = Share(cast.count("yes"), len(cast))
        mark = sum(each.votes.get(code) == "yes" for each in before) / len(before) if compared else None
        rows.append(Bar(answer.labels.short(code), yes.share, yes.low, yes.high, _cast_words(cast), mark))
    where = "where a vote was held" if kind is None else f"where a vote led to {kind_short(answer.labels, kind)}"
    title = f"Votes: share of yes {where}, in {len(held)} of {runs}"
    yield Bars(tuple(rows), title, MARKED if compared else "", explained=False)


def _cast_words(cast: Sequence[str]) -> str:
    """Always yes; 12 yes, 5 abstain, 3 no."""
    counts = {how: cast.count(how) for how in ("yes", "abstain", "no")}
    every = next((how for how, count in counts.items() if count == len(cast)), "")
    return f"always {every}" if every else ", ".join(f"{count} {how}" for how, count in counts.items() if count)


# One run of them


def course_page(found: Course | None, chosen: bool = False) -> Iterator[Block]:
    """The typical run by its turning points; beside the baseline's on the same luck, from where the two part.

    chosen: whether the outcome was chosen; else it is the most common one.
    """
    if found is None:
        yield Paragraph("No run came to it.")
        return
    about = typical.chosen(found.typical, found.run, "that outcome" if chosen else "the most common outcome")
    fewer = found.typical.compared < found.typical.among
    more = f" A report compares up to {typical.MOST}, and may choose another." if fewer else ""
    yield evolve(about, text=about.text + more)
    if found.beside is None:
        yield from typical.course_blocks(found.run)
        return
    yield Paragraph("On the same seed and draws: a is the baseline, b this setting.")
    yield from parting(found.beside)


# What would change it


def assumptions_page(table: Table) -> Iterator[Block]:
    """What each assumption does to the outcome that is asked about, at this setting."""
    if not table.items:
        yield from tip.table_page(table)[-1:]
        return
    yield tip.asked_facts(table)
    yield from tip.judgement(table)
    yield tip.made_of(table)


# How far to trust it


def trust_page(scenario: Scenario) -> Iterator[Block]:
    """The model's record, and what really came of the case where that is known."""
    yield from trust_lines([scenario])
    if scenario.case.history is not None:
        yield Facts((Fact("In reality", (scenario.case.history.summary,)),))
