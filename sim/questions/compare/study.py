"""Runs held against each other: what was put in, where they part and why, what came of each, and their timelines."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve, fields, frozen

from sim.engine.run import Recipe, Run, recipe_of
from sim.engine.world import Intervention
from sim.pages import plain
from sim.pages.plain import Shapes
from sim.questions.compare.alignment import Row, aligned
from sim.questions.compare.divergence import Divergence, divergence_of
from sim.questions.compare.inputs import (
    LETTERS,
    Input,
    Uncommon,
    input_object,
    inputs_of,
    lettered,
    luck_mixed,
    uncommon,
)
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import Text
from sim.words.labels import Labels
from sim.words.sentences import sentence

MOST: Final = 9
"""Runs that can be compared at once."""


class NotPaired(TurtlebayError, ValueError):
    """A run whose recipe means nothing on another seed; the message says what can be done instead."""


@frozen
class Rungs:
    """One issue of the text."""

    issue: str
    values: tuple[int | None, ...]
    """One strength a run (0-100), None where it has no text, or not this issue."""
    words: Mapping[str, str]
    """Each run's wording, by its letter; empty where it has none."""
    differs: bool
    """Whether the runs differ in it."""


@frozen
class Ballot:
    """How one member voted."""

    actor: str
    values: tuple[str | None, ...]
    """One vote a run, None where it cast none."""

    @property
    def differs(self) -> bool:
        """Whether it voted otherwise in one of the runs."""
        return len(set(self.values)) > 1


@frozen
class Outcomes:
    """What came of each run, by its letter."""

    form: Mapping[str, str]
    draft: Mapping[str, str | None]
    """The text that was adopted, agreed or voted down."""
    vote: Mapping[str, Mapping[str, int] | None]
    """Yes, no and abstain; None where no vote was held."""
    days: Mapping[str, float | None]
    """From the scenario's clock; None where it never ran."""
    at: Mapping[str, str]
    """The time of the deciding event."""
    text: tuple[Rungs, ...]
    """That of the product or of the draft that fell."""
    votes: tuple[Ballot, ...]

    @property
    def differ(self) -> bool:
        """Whether form, vote, day, text or anybody's vote is not the same in all runs."""
        told: tuple[Mapping[str, Any], ...] = (self.form, self.vote, self.days)
        if any(value != each["a"] for each in told for value in each.values()):
            return True
        return any(each.differs for each in self.text) or any(each.differs for each in self.votes)


@frozen
class Stage:
    """A version of a draft as one run had it."""

    t: int
    """The minute."""
    at: str
    """The same as a time."""
    text: Text


@frozen
class Version:
    """One version of a draft."""

    draft: str
    version: int
    kept: bool
    """Whether it was the same in all runs, to the minute."""
    values: tuple[Stage | None, ...]
    """One a run, None where the draft never came to that version."""


@frozen
class Timelines:
    """The events of all runs side by side."""

    shared: int
    """How many of the rows come before the runs part."""
    rows: tuple[Row, ...]
    drafts: tuple[Version, ...]


@frozen(repr=False)
class Comparison:
    """Two runs or more, side by side: a is the first, b the second, and so on."""

    runs: tuple[Run, ...]
    luck_mixed: bool
    """Whether they differ in seed or luck, so that not all that differs comes from what was changed."""
    inputs: tuple[Input, ...]
    """Those that differ."""
    divergences: tuple[Divergence | None, ...]
    """Of each other run from the first, None where nothing that happened differs."""
    outcomes: Outcomes
    timelines: Timelines
    uncommon: tuple[Uncommon, ...] = ()
    """What only some of their scenarios have."""

    @property
    def divergence(self) -> Divergence | None:
        """Where the first two runs part."""
        return self.divergences[0]

    @property
    def letters(self) -> str:
        """The names of the runs within this comparison."""
        return LETTERS[: len(self.runs)]

    @property
    def identical(self) -> bool:
        """Whether all runs are the same run, event for event."""
        return len({run.head for run in self.runs}) == 1

    def as_plain(self, everything: bool = False) -> dict[str, Any]:
        """All of it as dicts, lists and numbers, for JSON. everything: equal votes as well."""
        votes = tuple(each for each in self.outcomes.votes if everything or each.differs)
        found: dict[str, Any] = plain(evolve(self, outcomes=evolve(self.outcomes, votes=votes)), _SHAPES)
        return found

    _repr_html_ = shown

    def __repr__(self) -> str:
        parted = "the same event for event" if self.identical else f"{len(self.inputs)} inputs differ"
        if self.divergence is not None:
            parted += f", a and b part at {self.divergence.decision}"
        return f"<Comparison of {', '.join(run.id for run in self.runs)}: {parted}>"


def compare(a: Run, b: Run, *more: Run) -> Comparison:
    """Hold runs against each other, the first against each of the others.

    Raises ValueError on more than nine runs, LookupError where a run holds no outcome.
    """
    runs = (a, b, *more)
    if len(runs) > MOST:
        raise ValueError(f"{len(runs)} runs: at most {MOST} can be compared at once")
    rows = aligned(runs)
    return Comparison(
        runs,
        luck_mixed(runs),
        inputs_of(runs),
        tuple(divergence_of(a, other) for other in runs[1:]),
        outcomes_of(runs),
        Timelines(sum(row.shared for row in rows), rows, drafts_of(runs)),
        uncommon([run.scenario.case for run in runs]),
    )


def outcomes_of(runs: Sequence[Run]) -> Outcomes:
    """The outcomes of runs side by side. Raises LookupError where a run holds none."""
    found = [run.outcome for run in runs]
    members = dict.fromkeys(member for each in found for member in each.votes)
    return Outcomes(
        form=lettered([each.form for each in found]),
        draft=lettered([each.draft or None for each in found]),
        vote=lettered([each.vote and dict(zip(("yes", "no", "abstain"), each.vote, strict=True)) for each in found]),
        days=lettered([each.days for each in found]),
        at=lettered([run.scenario.clock.iso(each.at) for run, each in zip(runs, found, strict=True)]),
        text=_rungs(runs, [each.text or {} for each in found]),
        votes=tuple(Ballot(member, tuple(each.votes.get(member) for each in found)) for member in members),
    )


def _rungs(runs: Sequence[Run], texts: Sequence[Text]) -> tuple[Rungs, ...]:
    labels = [Labels(run.scenario.case, run.scenario.clock) for run in runs]
    found = []
    for issue in dict.fromkeys(issue for run in runs for issue in run.scenario.issues):
        strengths = tuple(text.get(issue) for text in texts)
        if any(strength is not None for strength in strengths):
            pairs = zip(labels, strengths, strict=True)
            words = ["" if strength is None else each.wording(issue, strength) for each, strength in pairs]
            found.append(Rungs(issue, strengths, lettered(words), len(set(strengths)) > 1))
    return tuple(found)


def drafts_of(runs: Sequence[Run]) -> tuple[Version, ...]:
    """Every version of every draft, in the order in which drafts first came."""
    stages = [_stages(run) for run in runs]
    first = {draft: x.t for mine in reversed(stages) for (draft, version), x in mine.items() if version == 1}
    names = sorted({name for mine in stages for name in mine}, key=lambda name: (first.get(name[0], 0), *name))
    found = []
    for draft, version in names:
        values = tuple(mine.get((draft, version)) for mine in stages)
        times, texts = ([getattr(each, name, None) for each in values] for name in ("t", "text"))
        kept = all(time == times[0] for time in times) and all(text == texts[0] for text in texts)
        found.append(Version(draft, version, kept, values))
    return tuple(found)


def _stages(run: Run) -> dict[tuple[str, int], Stage]:
    """Draft and version to what it was in this run."""
    found = {}
    for event in run.events:
        data = event.payload
        if isinstance(data, e.DraftCirculated | e.DraftAmended):
            version = data.version if isinstance(data, e.DraftAmended) else 1
            found[data.draft, version] = Stage(event.t, run.scenario.clock.iso(event.t), dict(data.text))
    return found


# On the same luck


def paired(a: Run, b: Run) -> Run:
    """The second run's recipe on the luck of the first: what differs from the first then comes from the recipe alone.

    Raises NotPaired where it cannot be made: a change made at an event of one seed means nothing on another.
    """
    lucks = {each.after: each.change.luck for each in a.interventions if each.change.luck}
    if a.seed == b.seed:
        return _on_luck(a, b, lucks)
    if b.interventions:
        last = b.interventions[-1]
        raise NotPaired(
            f"run {b.id} was changed after its event {last.after}, a moment that seed {a.seed} has not got: "
            f"fork run {a.id} at a moment of its own, with the same changes, and compare that"
        )
    if lucks:
        raise NotPaired(f"run {a.id} drew a luck of its own after event {min(lucks)}: name the other run first")
    return Recipe(b.scenario, choices=b.recipe.choices).run(a.seed)


def _on_luck(a: Run, b: Run, lucks: Mapping[int, int]) -> Run:
    """The second run on the luck that the first drew after each event; both have the same seed."""
    after = [each.after for each in b.interventions]
    early = [each for each in b.interventions[:-1] if each.change.luck != lucks.get(each.after, 0)]
    if early or not set(lucks) <= set(after):
        raise NotPaired(f"runs {a.id} and {b.id} drew luck at different events: name the other run first, or fork anew")
    turned = (evolve(x, change=evolve(x.change, luck=lucks.get(x.after, 0))) for x in b.interventions)
    kept = tuple(each for each in turned if each.change.luck or _changes(each))
    recipe, number = recipe_of(b.scenario, b.seed, kept, b.recipe.choices)
    return recipe.run(number, parent=b.parent if kept else "")


def _changes(each: Intervention) -> bool:
    return bool(each.change.sets or each.change.drops or each.change.inserts)


# What JSON tells otherwise than by fields


def _comparison(found: Comparison) -> dict[str, Any]:
    more = len(found.runs) > 2
    return {
        "runs": lettered(found.runs),
        "luck_mixed": found.luck_mixed,
        "inputs": found.inputs,
        "divergence": found.divergence,
        "outcomes": found.outcomes,
        "timelines": found.timelines,
        **({"divergences": dict(zip(found.letters[1:], found.divergences, strict=True))} if more else {}),
        **({"uncommon": {each.kind: lettered(each.names) for each in found.uncommon}} if found.uncommon else {}),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "label": run.label or None,
        "scenario": run.scenario.base.id,
        "seed": run.seed,
        "parent": run.parent or None,
        "forked_after": run.forked_after if run.interventions else None,
        "head": run.head,
        "events": len(run.events),
    }


def _divergence(found: Divergence) -> dict[str, Any]:
    a, b = found.runs
    return {
        "decision": found.decision,
        "a": _event(a, found.a),
        "b": _event(b, found.b),
        "kind": found.kind,
        "rule": found.rule,
        "terms": found.terms,
        "turn": found.turn,
    }


def _event(run: Run, event: Event | None) -> dict[str, Any] | None:
    """An event: when, who, what, in words, and its data; None for none."""
    if event is None:
        return None
    about = {
        "seq": event.seq,
        "t": event.t,
        "at": run.scenario.clock.iso(event.t),
        "type": event.type,
        "actor": event.actor,
        "target": event.target,
        "decision": event.decision,
        "words": sentence(Labels(run.scenario.case, run.scenario.clock), event),
    }
    return about | {name: value for name, value in data_of(event.payload).items() if name not in about}


def _by_run(found: Any) -> dict[str, Any]:
    """The fields of what has one value a run; its values under the letters of the runs."""
    named = {each.name: getattr(found, each.name) for each in fields(type(found))}
    return {name: value for name, value in named.items() if name != "values"} | lettered(named["values"])


_SHAPES: Final[Shapes] = {
    Comparison: _comparison, Run: _run, Input: input_object, Divergence: _divergence,
    Rungs: _by_run, Ballot: _by_run, Version: _by_run, Row: _by_run,
}  # fmt: skip
