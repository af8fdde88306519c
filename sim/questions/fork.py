"""What if the course of a run were changed at one moment: one fork beside its parent, or many futures of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Unpack

from attrs import evolve, field, frozen

from sim.engine.run import Run, fresh_luck
from sim.experiment.play import Means, play
from sim.experiment.statistics import OutcomeShare, outcome_shares
from sim.pages import Block, Column, Fact, Facts, Next, Page, Paragraph, Table, Title
from sim.questions.outcome import DatedOutcome, dated, form_words
from sim.questions.timeline import entry_of, folded, texts_fact, timeline
from sim.questions.trust import trust_lines
from sim.scenario.overrides import get_value
from sim.scenario.paths import brief_path
from sim.store.record import data_of
from sim.vocabulary.case import Entry
from sim.vocabulary.events import InterventionMade, RunStarted
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import whole
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, amount, share_parts, vote

MOST = 10_000
"""Futures that may be asked for at once."""


@frozen
class Fork:
    """A what-if, and where it leaves its parent."""

    run: str
    parent: str
    at: int
    """Seq of the last event that both have."""
    changes: Mapping[str, Any] | None
    """What the analyst changed, as its event holds it; None where nothing was."""
    outcome: DatedOutcome
    head: str
    events: int


@frozen
class Future:
    """One future of a moment, with a luck of its own."""

    run: str
    luck: int
    outcome: DatedOutcome
    head: str
    events: int


@frozen
class Futures:
    """Many futures of one moment of a run, alike but for their luck."""

    parent: str
    at: int
    changes: Mapping[str, Any] | None
    """What the analyst changed in all of them."""
    runs: tuple[Future, ...]
    outcomes: tuple[OutcomeShare, ...]
    """How often each outcome came among them."""
    before: Run = field(repr=False, metadata={"json": None})
    """The run they leave."""
    first: Run = field(repr=False, metadata={"json": None})
    """The first of them."""

    def __repr__(self) -> str:
        return f"<Futures: {len(self.runs)} of run {self.parent} after event {self.at}>"

    _repr_html_ = shown


def fork_of(parent: Run, made: Run, at: int) -> Fork:
    """What came of a fork. One that changes nothing is the run itself."""
    changes = None if made.id == parent.id else data_of(made.interventions[-1].change)
    return Fork(
        made.id, parent.id, at, changes, dated(made.outcome, made.scenario.clock), made.head, len(made.events)
    )  # fmt: skip


def futures(
    run: Run,
    at: int,
    n: int,
    sets: Sequence[tuple[str, str]] = (),
    *,
    drops: Sequence[int] = (),
    inserts: Sequence[Entry] = (),
    **means: Unpack[Means],
) -> Futures:
    """As many futures of a run as asked for, from event `at` on, each with a luck that the run has not drawn before.

    The changes are those of `Run.what_if`, the rest as in `sim.experiment.play.play`: with a store, futures that it has
    are not played again. Raises WrongNumber on n out of range, else what both raise; NonDeterminism where the run
    is not what its recipe gives.
    """
    n = whole("n", n, 1, MOST)
    lucks = range(fresh_luck(run), fresh_luck(run) + n)
    recipe = run.what_if(at, sets, drops=drops, inserts=inserts)
    first = recipe.run(lucks[0], expected=run.lines[: at + 1], parent=run.id)
    clock = run.scenario.clock
    played = play([recipe], lucks, **means)[recipe]
    made = tuple(
        Future(each.run, each.number, dated(each, clock), each.head, each.events) for each in played
    )  # fmt: skip
    changes = {key: value for key, value in data_of(recipe.interventions[-1].change).items() if key != "luck"}
    shares = outcome_shares([each.form for each in played])
    return Futures(run.id, at, changes, made, shares, run, first)


def page(
    parent: Run, made: Run, at: int, zone: tzinfo | None = None, quiet: bool = False, following: Sequence[str] = ()
) -> Page:
    """Where the fork leaves its parent, what comes of it from there, and both outcomes. quiet: the outcomes only."""
    labels = Labels(parent.scenario.case, parent.scenario.clock, zone)
    if made.id == parent.id:
        same = f"Nothing was changed: the fork is run {parent.id} itself, played again byte for byte."
        return (Paragraph(same), Next(tuple(following)))
    blocks: list[Block] = [Title(labels.case.title, f"run {made.id}, a fork of {parent.id} after event {at}")]
    if not quiet:
        shared = f"Events 0 to {at} are those of {parent.id}; the last of them, and what comes then:"
        after = folded(labels, made.events[at + 1 :])
        blocks.append(timeline(labels, (entry_of(labels, made.events[at]), *after), shared))
    facts = (*([] if quiet else [texts_fact(labels)]), *_text_fact(labels, parent, made))
    blocks += [_beside(labels, parent, made), *([Facts(facts)] if facts else [])]
    blocks += [Paragraph(said) for said in _no_difference(parent, made, at)]
    blocks += trust_lines([made.scenario])
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


def _no_difference(parent: Run, made: Run, at: int) -> Iterator[str]:
    """Which of the values set were so before, and whether all went as it did."""
    before, after = parent.state_at(max(at, 0)).setting.case, made.state_at(at + 1).setting.case
    for path, value in made.interventions[-1].change.sets:
        if get_value(before, path) == get_value(after, path):
            yield f"{brief_path(path)} was {value} already."
    acts = [
        [each for each in run.events if not isinstance(each.payload, RunStarted | InterventionMade)]
        for run in (parent, made)
    ]
    if [(each.t, each.actor, each.payload) for each in acts[0]] == [(x.t, x.actor, x.payload) for x in acts[1]]:
        yield "Nothing differs: the fork went as its parent did."


def _beside(labels: Labels, parent: Run, made: Run) -> Table:
    """The outcomes of a run and of its fork."""
    first, second = _outcome_rows(labels, parent), _outcome_rows(labels, made)
    rows = []
    for name in dict.fromkeys((*first, *second)):
        old, new = first.get(name, "-"), second.get(name, "-")
        rows.append((name, old, new, "" if old == new else "differs"))
    return Table((Column(""), Column(f"run {parent.id}"), Column(f"fork {made.id}"), Column("")), rows)


def _outcome_rows(labels: Labels, run: Run) -> dict[str, str]:
    outcome = run.outcome
    rows = {
        "outcome": form_words(outcome.form),
        "vote": "none" if outcome.vote is None else vote(*outcome.vote),
        "day": "-" if outcome.days_m is None else amount(outcome.days_m),
    }
    return rows | {labels.issue(key): str(strength) for key, strength in (outcome.product or {}).items()}


def _text_fact(labels: Labels, parent: Run, made: Run) -> list[Fact]:
    """What differs in the text, where both have one."""
    before, after = parent.outcome.product, made.outcome.product
    if before is None or after is None or before == after:
        return []
    changed = [[key, before[key], after[key]] for key in before if before[key] != after[key]]
    return [Fact("Text", (labels.changes(changed),))]


def futures_page(found: Futures, zone: tzinfo | None = None, following: Sequence[str] = ()) -> Page:
    """Where the futures leave their run, and how often each outcome came of it."""
    labels = Labels(found.before.scenario.case, found.before.scenario.clock, zone)
    count = f"{len(found.runs)} future{'s' if len(found.runs) > 1 else ''}"
    title = Title(labels.case.title, f"{count} of {found.parent} after event {found.at}, each with its own luck")
    left = [entry_of(labels, found.first.events[found.at])]
    change = found.first.events[found.at + 1]
    if isinstance(change.payload, InterventionMade):
        shared = evolve(change.payload, luck=0)  # the luck differs from future to future
        if shared.sets or shared.drops or shared.inserts:
            left.append(entry_of(labels, evolve(change, payload=shared)))
    rows = [(form_words(row.form), *share_parts(row)) for row in found.outcomes]
    shares = Table((Column("outcome"), Column("share", "words"), Column("", "words")), rows, note=CAVEAT)
    own = Facts((texts_fact(labels), Fact("Run itself", (form_words(found.before.outcome.form),))))
    blocks: Page = (title, timeline(labels, left), shares, own, *trust_lines([found.before.scenario]))
    return (*blocks, Next(tuple(following))) if following else blocks
