"""Two runs or two sweeps side by side: what a group hands in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, Final

from attrs import evolve, field, frozen

from sim.engine.run import MODEL, Recipe, Run, check_recipe, fresh_luck
from sim.engine.scenario import Scenario
from sim.experiment.names import recall
from sim.experiment.play import Means, play
from sim.experiment.statistics import Difference, Share, difference
from sim.experiment.workers import Stopped
from sim.pages import Bar, Bars, Block, Column, Fact, Facts, Heading, Lines, Next, Page, Paragraph, Table, Title, plain
from sim.questions import cited
from sim.questions.cited import Cited
from sim.questions.compare.inputs import Input, drawn_paths
from sim.questions.compare.page import TIMELINES, comparison_page, value_words
from sim.questions.compare.study import Comparison, compare
from sim.questions.compare.sweeps import SweepComparison, compare_sweeps
from sim.questions.compare.sweeps_page import page as sweeps_page
from sim.questions.outcome import outcome_words
from sim.questions.report.page import missing_blocks
from sim.questions.report.sliders import path_words
from sim.questions.report.study import NOTHING, Missing, Watch
from sim.questions.timeline import turning
from sim.questions.tip.kinds import OutcomeKind, headline_issues, kind_of, kind_short, kind_words
from sim.questions.tip.page import SHAPES
from sim.questions.trust import trust_lines
from sim.store.store import Store
from sim.vocabulary.outcome import Outcome
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, of_runs, share_words
from sim.words.phrases import capital, command_line
from sim.words.sentences import sentence

MOST_CHANGES: Final = 3
"""Inputs that differ, said in words at the top."""


@frozen
class Shift:
    """How often one kind of outcome came on each side, on the same lucks."""

    kind: OutcomeKind
    a: Share
    b: Share
    moved: Difference
    """The share of b less that of a."""


@frozen(repr=False)
class Sides:
    """Two runs or two sweeps."""

    names: tuple[str, str]
    runs: Comparison | None = field(metadata={"json": None})
    """Of two runs; of two sweeps that of the pair of runs that shows how they part."""
    sweeps: SweepComparison | None = field(metadata={"json": None})
    shifts: tuple[Shift, ...]
    """Of two runs: what comes of both recipes on many lucks that they share; none where they share none."""
    lucks: str
    """Which lucks these are."""
    cited: Cited
    missing: tuple[Missing, ...]

    @property
    def id(self) -> str:
        """What the report is called by."""
        if self.sweeps is not None:
            return "-".join(each.sweep for each in self.sweeps.tallies)
        return "-".join(run.id for run in self.runs.runs) if self.runs is not None else "-".join(self.names)

    def as_plain(self) -> dict[str, Any]:
        """All of it for JSON."""
        return {
            **plain(self, SHAPES),
            "comparison": None if self.runs is None else self.runs.as_plain(),
            "sweeps": None if self.sweeps is None else self.sweeps.as_plain(),
        }

    def __repr__(self) -> str:
        return f"<Sides: {self.names[0]} and {self.names[1]}>"


def sides(
    store: Store,
    first: str,
    second: str,
    many: bool,
    n: int,
    stored: bool = False,
    watch: Watch = lambda what: nullcontext({}),
) -> Sides:
    """Two runs, or two sweeps, side by side. many: whether they are sweeps.

    Two runs whose recipes can share a luck are played with n lucks that they share. Raises StoreError on an unknown
    name, Stopped where it was told to stop, else what the comparisons raise.
    """
    if many:
        swept = compare_sweeps(store, (first, second))
        parting = next((luck.parting for luck in swept.luck if luck is not None and luck.parting is not None), None)
        runs = None if parting is None else compare(*(recall(store, name) for name in parting.runs))
        rests = cited.cited(swept.tallies[0].plan.scenario.case)
        return Sides((first, second), runs, swept, (), "", rests, ())
    a, b = recall(store, first), recall(store, second)
    found = compare(a, b)
    shared = _on_one_luck(a, b)
    missing: tuple[Missing, ...] = ()
    shifts: tuple[Shift, ...] = ()
    if shared is not None:
        lucks = range(shared[2], shared[2] + n)
        try:
            with watch("both on shared luck") if not stored else nullcontext(NOTHING) as means:
                whole: Means = {**means, "store": store}
                played = play(shared[:2], lucks, **whole)
            shifts = _shifts(a, played[shared[0]], played[shared[1]])
        except Stopped:
            if not stored:
                raise
            missing = (Missing("both on shared luck", ("report", first, second)),)
    rests = cited.cited(a.scenario.case, (source for run in (a, b) for source in _turned_on(run)))
    return Sides((first, second), found, None, shifts, _lucks(shared, n), rests, missing)


def _turned_on(run: Run) -> Iterator[str]:
    """The sources of what a run turned on."""
    shown = turning(Labels(run.scenario.case, run.scenario.clock), run.events)
    yield from (run.events[entry.seq].source for entry in shown)


def _on_one_luck(a: Run, b: Run) -> tuple[Recipe, Recipe, int] | None:
    """A recipe for each of two runs, and the first number of many with which both can be played."""
    if a.scenario.base.id != b.scenario.base.id:
        return None
    for run in (a, b):
        check_recipe(run)
    if not a.interventions and not b.interventions:
        return a.recipe, b.recipe, 1
    if a.seed != b.seed:
        return None
    first = max(fresh_luck(a), fresh_luck(b))
    if b.parent == a.id:
        return a.what_if(b.forked_after), b.recipe, first
    if a.parent == b.id:
        return a.recipe, b.what_if(a.forked_after), first
    alike = a.parent == b.parent and a.forked_after == b.forked_after
    return (a.recipe, b.recipe, first) if alike else None


def _lucks(shared: tuple[Recipe, Recipe, int] | None, n: int) -> str:
    if shared is None:
        return ""
    kind = "new lucks" if any(recipe.interventions for recipe in shared[:2]) else "seeds"
    return f"{kind} {shared[2]} to {shared[2] + n - 1}"


def _shifts(run: Run, first: Sequence[Outcome], second: Sequence[Outcome]) -> tuple[Shift, ...]:
    headlines = headline_issues(run.scenario.case)
    a, b = ([kind_of(each, headlines) for each in side] for side in (first, second))
    counted = Counter((*a, *b))
    return tuple(
        Shift(
            kind, Share(a.count(kind), len(a)), Share(b.count(kind), len(b)),
            difference([each == kind for each in a], [each == kind for each in b]),
        )
        for kind in sorted(counted, key=lambda each: (-counted[each], each.word))
    )  # fmt: skip


# The page


def page(found: Sides) -> Page:
    """The change in words, what differed first, outcomes on shared luck, and both timelines from where they part."""
    return tuple(_blocks(found))


def _blocks(found: Sides) -> Iterator[Block]:
    if found.sweeps is not None:
        whole = sweeps_page(found.sweeps)
        yield from _titled(found, whole)
        scenarios = [tally.plan.scenario for tally in found.sweeps.tallies]
        yield Facts((_question(scenarios), _change(scenarios[0], found.sweeps.letters, found.sweeps.inputs)))
        yield Heading("Outcomes on shared luck")
        yield from (each for each in whole[1:] if not _left_out(each))
        if found.runs is not None:
            yield Heading("The first seed on which they part")
            yield from (each for each in comparison_page(found.runs)[1:] if not _left_out(each))
    else:
        assert found.runs is not None
        whole = comparison_page(found.runs)
        yield from _titled(found, whole)
        scenarios = [run.scenario for run in found.runs.runs]
        yield _came(found.runs)
        yield from missing_blocks(found.missing)
        told = [each for each in whole[1:] if not _left_out(each)]
        drawn = next((at for at, each in enumerate(told) if isinstance(each, Heading) and each.text == TIMELINES), None)
        yield Heading("What was changed")
        yield from _first(told[:drawn])
        if found.shifts:
            yield Heading("Outcomes on shared luck")
            yield from _shared_luck(found)
        yield from [] if drawn is None else told[drawn:]
    yield Heading("How far the model can be trusted")
    yield from trust_lines(scenarios)
    yield Heading("Sources")
    yield from cited.blocks(found.cited)
    yield Heading("How it was made")
    yield from _made(found)


def _titled(found: Sides, whole: Page) -> Iterator[Block]:
    title = next(block for block in whole if isinstance(block, Title))
    yield Title(title.text, f"report on {' and '.join(found.names)}")


def _left_out(block: Block) -> bool:
    """What the report has elsewhere: what comes next, and how far the model can be trusted."""
    return isinstance(block, Next) or (isinstance(block, Paragraph) and block.text.startswith("How far to trust"))


def _first(told: Sequence[Block]) -> Iterator[Block]:
    """What the heading of the first difference is about."""
    at = next((at for at, each in enumerate(told) if isinstance(each, Heading)), None)
    for place, each in enumerate(told):
        if place == at and isinstance(each, Heading):
            yield evolve(each, text=f"What differed first: {each.text}")
        else:
            yield each


def _question(scenarios: Iterable[Scenario]) -> Fact:
    return Fact("Question", tuple(dict.fromkeys(scenario.case.question for scenario in scenarios)))


def _change(scenario: Scenario, letters: str, inputs: Sequence[Input]) -> Fact:
    """What is not the same on both sides, in words."""
    labels = Labels(scenario.case, scenario.clock)
    said = [_changed(labels, letters, each) for each in inputs[:MOST_CHANGES]]
    if len(inputs) > MOST_CHANGES:
        said.append(f"and {len(inputs) - MOST_CHANGES} more, in the table below")
    return Fact("Change", tuple(said or ("none: no input differs, so what differs is luck",)), lead=True)


def _changed(labels: Labels, letters: str, each: Input) -> str:
    sides = zip(letters, each.values, each.after, strict=True)
    values = [f"{value_words(v)} in {of}{'' if t is None else f', from event {t}'}" for of, v, t in sides]
    return f"{capital(path_words(labels, each.path))}: {'; '.join(values)}"


def _came(found: Comparison) -> Facts:
    """The question, what was changed, and what came of it."""
    drawn = drawn_paths(found.runs)
    inputs = [each for each in found.inputs if each.path not in drawn]
    facts = [_question(run.scenario for run in found.runs), _change(found.runs[0].scenario, found.letters, inputs)]
    for letter, run in zip(found.letters, found.runs, strict=True):
        labels = Labels(run.scenario.case, run.scenario.clock)
        changes = [capital(sentence(labels, run.events[each.after + 1])) for each in run.interventions]
        facts.append(Fact(f"{letter} came to", (outcome_words(labels, run.outcome), *(f"{each}." for each in changes))))
    return Facts(tuple(facts))


def _shared_luck(found: Sides) -> Iterator[Block]:
    """A bar for each kind of outcome on each side, and the differences with their intervals."""
    assert found.runs is not None
    run = found.runs.runs[0]
    labels = Labels(run.scenario.case, run.scenario.clock)
    yield _bars(f"a: {found.names[0]}", [(kind_short(labels, each.kind), each.a) for each in found.shifts])
    yield _bars(f"b: {found.names[1]}", [(kind_short(labels, each.kind), each.b) for each in found.shifts])
    heads = (Column("outcome", "words"),
             Column("b less a", "number", "points of 100, with the 90% interval of the difference"))  # fmt: skip
    rows = [(kind_words(labels, each.kind), _moved(each.moved)) for each in found.shifts]
    yield Table(heads, rows, note=f"Shares are {of_runs(False)}, {found.lucks} on both sides. {CAVEAT}")


def _bars(title: str, shares: Iterable[tuple[str, Share]]) -> Bars:
    return Bars(tuple(Bar(said, each.share, each.low, each.high, share_words(each)) for said, each in shares), title)


def _moved(found: Difference) -> str:
    low, high = found.interval
    return f"{100 * found.difference:+.0f} ({100 * low:+.0f} to {100 * high:+.0f})"


def _made(found: Sides) -> Iterator[Block]:
    runs = () if found.runs is None else found.runs.runs
    facts = [Fact("Command", (command_line("report", *found.names),)), Fact("Model", (f"model {MODEL}",))]
    if found.sweeps is not None:
        facts += [Fact("Sweeps", tuple(f"{each.sweep}: {each.done:,} runs" for each in found.sweeps.tallies))]
    heads = tuple(f"{run.id}: seed {run.seed}, {len(run.events)} events, head {run.head}" for run in runs)
    facts += [Fact("Runs", heads)] if heads else []
    yield Facts(tuple(facts))
    if found.lucks and not found.shifts:
        yield Lines((found.lucks,), "Lucks to share")
