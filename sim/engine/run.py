"""A recipe, and the run that comes of it: a run is a pure function of its recipe and one number."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from attrs import evolve, field, frozen

from sim.engine.draws import GOVERN, NOTHING, Draw, Drawing, Sets, drawing_of, drawn
from sim.engine.intervention import ForkError, check_seq, dropped, intervention
from sim.engine.outcome import outcome_of
from sim.engine.recorder import Listener
from sim.engine.scenario import Scenario
from sim.engine.world import Intervention, World
from sim.rules.crisis import Crisis
from sim.rules.evolve import fold
from sim.scenario import overrides
from sim.scenario.canon import canonical_json
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.case import Entry
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.parts import Choice, Drop
from sim.vocabulary.problems import WrongKind
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import MOST_SEED, whole

MODEL: Final = 4
"""The model's number: raised only when the same recipe gives other bytes."""


MOMENTS: Final = "moments"
"""Where a scenario holds the moments from which forks of its runs were last played."""

MOMENTS_KEPT: Final = 8
"""So many are kept: as many links of one run are mostly tried, one after another, with and without a change."""


@frozen(eq=False, slots=False)
class Recipe:
    """All that a run is made from but one number, on which everything else that is left to chance depends.

    The number is a seed. In a recipe with interventions `seed` is fixed, and the number is the luck that is drawn at
    the last of them, 0 for the luck the run had: one moment, many futures.
    """

    scenario: Scenario
    """The case with its overrides, and without the timeline entries that are left out."""
    drawn: bool = False
    """Whether each number draws what the coding, and the judgement behind it, may be wrong about: `engine/draws.py`."""
    kept: tuple[str, ...] = ()
    """Paths that are not drawn, beside those that the scenario sets: what a question varies."""
    coding: int | None = None
    """What is drawn, by the number of another run; None for the seed's own."""
    interventions: tuple[Intervention, ...] = ()
    """Changes of course, in order."""
    seed: int | None = None
    """The seed, where there are interventions."""
    choices: tuple[Choice, ...] = ()
    """What whoever sat in an actor's seat chose there; where the moment of one does not come, it has no effect."""

    @cached_property
    def key(self) -> str:
        """The name of the recipe: a hash of all that can change the course of its runs, and of nothing else.

        Stored outcomes are found by it. Titles, notes and sources of the case are not in it (`NOT_IN_COURSE`).
        """
        root = self.scenario.root
        parts: dict[str, Any] = {
            "model": MODEL,
            "case": root.base.id,
            "course": root.course,
            "parameters": root.parameters_digest,
            "sets": [list(pair) for pair in self.scenario.sets],
            "without": list(self.scenario.without),
            "zones": [list(row) for row in self.scenario.zones],
        }
        # What a recipe does not have is left out, so that a part added later changes no key.
        if self.drawn:
            parts["drawn"] = self._drawing.digest
            parts["coding"] = self.coding
        if self.choices:
            parts["choices"] = [each._asdict() for each in self.choices]
        if self.interventions:
            parts["seed"] = self.seed
            parts["interventions"] = _plain(self._turned(0))
        return sha256(canonical_json(parts).encode()).hexdigest()

    @property
    def draws(self) -> tuple[Draw, ...]:
        """What each number draws."""
        return self._drawing.draws

    @property
    def _drawing(self) -> Drawing:
        """What each number draws, worked out once for all recipes of the case that leave the same to chance."""
        scenario = self.scenario
        if not self.drawn or scenario.drawn:
            return NOTHING
        kept = scenario.spelled([(path, "") for path in self.kept])
        fixed = frozenset(path for path, _ in (*scenario.sets, *kept))
        governing = tuple(pair for pair in scenario.sets if pair[0].startswith(GOVERN))
        if (fixed, governing) not in scenario.shared:
            numbers = scenario.root.planned(governing).setting.parameters
            case = overrides.apply(scenario.base, governing, ()) if governing else scenario.base
            scenario.shared[fixed, governing] = drawing_of(case, numbers, fixed)
        found: Drawing = scenario.shared[fixed, governing]
        return found

    @property
    def signature(self) -> tuple[int, str, str]:
        """Model, case and parameters: what must be the same wherever a run of it is played."""
        root = self.scenario.root
        return MODEL, root.digest, root.parameters_digest

    def vary(self, sets: Sets = (), without: Sequence[str] = ()) -> "Recipe":
        """The recipe with more overrides; they are applied when a run is played."""
        return evolve(self, scenario=self.scenario.planned(sets, without)) if sets or without else self

    def settled(self, number: int) -> "Recipe":
        """The recipe with what that number draws among its overrides; what comes out as coded needs none.

        A scenario that holds what was drawn, as that of a drawn run does, is not drawn again.
        """
        if not self.drawn or self.scenario.drawn:
            return self
        coding = self.seed_of(number) if self.coding is None else self.coding
        found = [(draw, value) for draw, value in drawn(self.draws, coding) if value != draw.coded]
        begun = overrides.put(self.scenario.base, {draw.steps: draw.typed(value) for draw, value in found})
        scenario = self.scenario.settled([(draw.path, value) for draw, value in found], begun)
        return evolve(self, scenario=scenario, drawn=False, kept=(), coding=None)

    def started(self, number: int) -> e.RunStarted:
        """The first event of the run with that number."""
        scenario = self.settled(number).scenario
        return e.RunStarted(
            scenario=scenario.base.id,
            scenario_digest=scenario.digest,
            parameters_digest=scenario.parameters_digest,
            sets=[list(pair) for pair in scenario.sets],
            without=list(scenario.without),
            seed=self.seed_of(number),
            model=MODEL,
            zones=list(scenario.zones),
            choices=list(self.choices),
            drawn=scenario.drawn,
        )

    def seed_of(self, number: int) -> int:
        """The seed of the run with that number."""
        return number if self.seed is None else self.seed

    def run_id(self, number: int) -> str:
        """The name of the run with that number: twelve hex digits of a hash of its first event and interventions."""
        return _hashed([data_of(self.started(number)), *_plain(self._turned(number))])

    def run(
        self,
        number: int = 1,
        *,
        expected: Sequence[str] = (),
        parent: str = "",
        label: str = "",
        listener: Listener | None = None,
    ) -> "Run":
        """Play the run with that number. The same recipe and number give the same events, byte for byte.

        expected: lines that the first events must have. parent: the run that this one was forked from. listener:
        called with each event as it is recorded; it cannot change the run. Raises WrongNumber on a number that no run
        can have, ScenarioError where an override does not fit, NonDeterminism at the first line that is not as
        expected, ForkNotReached where the run ends before an intervention.
        """
        number = whole("luck" if self.interventions else "seed", number, 0, MOST_SEED)
        recipe = self.settled(number)
        turned = recipe._turned(number)
        if turned:
            world = recipe._moment.copy(expected, listener)
            world.change(turned[-1].change)
        else:
            world = World(recipe.scenario.setting, recipe.started(number), expected, listener=listener)
        world.play()
        made = world.recorder
        return Run(recipe, number, made.events, made.lines, made.hashes, parent, label=label)

    def paused(self, number: int, actor: str) -> World:
        """The world of the run with that number, played to the first moment that waits for a choice in an actor's seat.

        Its `stop` is that moment; None where the run has ended. Raises what `run` raises, and ValueError on a recipe
        with interventions: a seat is taken from the beginning.
        """
        if self.interventions:
            raise ValueError("a seat is taken from the beginning of a run, and not in a fork")
        recipe = self.settled(whole("seed", number, 0, MOST_SEED))
        world = World(recipe.scenario.setting, recipe.started(number), waits=actor)
        world.play()
        return world

    @property
    def _moment(self) -> World:
        """The world right before the last intervention: the beginning that all numbers share, played once.

        Raises ForkNotReached where the run ends before.
        """
        moments, key = self.scenario.shared.setdefault(MOMENTS, {}), self._begun
        moment: World | None = moments.get(key)
        if moment is None:
            moment = World(self.scenario.setting, self.started(0))
            for each in self.interventions[:-1]:
                moment.play(each.after)
                moment.change(each.change)
            moment.play(key[1])
            for oldest in list(moments)[: 1 - MOMENTS_KEPT]:
                moments.pop(oldest, None)
            moments[key] = moment
        return moment

    @cached_property
    def _begun(self) -> tuple[str, int]:
        """What names the moment of the last intervention: the id of the run up to there, and the seq of its event."""
        *before, last = self.interventions
        return _hashed([data_of(self.started(0)), *_plain(before)]), last.after

    def _turned(self, number: int) -> tuple[Intervention, ...]:
        """The interventions of the run with that number."""
        if not self.interventions:
            return ()
        *before, last = self.interventions
        if last.change.luck == number:
            return self.interventions
        return (*before, evolve(last, change=evolve(last.change, luck=number)))


def _plain(interventions: Sequence[Intervention]) -> list[Mapping[str, Any]]:
    return [{"after": each.after, **data_of(each.change)} for each in interventions]


def recipe_of(
    scenario: Scenario, seed: int, interventions: Sequence[Intervention] = (), choices: Sequence[Choice] = ()
) -> tuple[Recipe, int]:
    """The recipe of a run as it was made, and the number that gives that run."""
    chosen = tuple(choices)
    if not interventions:
        return Recipe(scenario, choices=chosen), seed
    *before, last = interventions
    turned = (*before, evolve(last, change=evolve(last.change, luck=0)))
    return Recipe(scenario, interventions=turned, seed=seed, choices=chosen), last.change.luck


@frozen(eq=False, slots=False)
class Run:
    """One finished run."""

    recipe: Recipe
    """What it was made from."""
    number: int
    """The number it was played with: its seed, or the luck drawn at its last intervention."""
    events: Sequence[e.Event] = field(repr=False)
    lines: Sequence[str] = field(repr=False)
    """Canonical lines, one an event."""
    hashes: Sequence[str] = field(repr=False)
    """The chain over the lines."""
    parent: str = ""
    """Id of the run it was forked from; empty where it was not."""
    label: str = field(default="", kw_only=True)
    """The analyst's own name for it."""

    @property
    def scenario(self) -> Scenario:
        """The case with its overrides."""
        return self.recipe.scenario

    @property
    def seed(self) -> int:
        """The seed."""
        return self.recipe.seed_of(self.number)

    @cached_property
    def interventions(self) -> tuple[Intervention, ...]:
        """Changes of course, in order."""
        return self.recipe._turned(self.number)

    @cached_property
    def id(self) -> str:
        """Twelve hex digits of the hash of its recipe and number, as they were recorded."""
        started = self.events[0].payload if self.events else None
        if isinstance(started, e.RunStarted) and started.model != MODEL:
            # An older model wrote its recipe in another form, and the id is that of the form it was written in.
            seqs = (0, *(each.after + 1 for each in self.interventions))
            first, *changes = (json.loads(self.lines[seq])["data"] for seq in seqs)
            after = zip(self.interventions, changes, strict=True)
            return _hashed([first, *({"after": each.after, **change} for each, change in after)])
        return self.recipe.run_id(self.number)

    @property
    def forked_after(self) -> int:
        """Seq of the event after which the last intervention was made; -1 where there was none."""
        return self.recipe.interventions[-1].after if self.recipe.interventions else -1

    @property
    def head(self) -> str:
        """The hash of the last event, which stands for the whole chain."""
        return self.hashes[-1]

    @cached_property
    def outcome(self) -> Outcome:
        """What came of it. Raises LookupError where the run holds no outcome."""
        return outcome_of(
            self.events,
            run=self.id,
            number=self.number,
            head=self.head,
            issues=self.scenario.issues,
            clock_from=self.scenario.setting.clock_from,
        )

    def state_at(self, seq: int) -> Crisis:
        """The crisis as it stood right after the event with that seq: a fresh fold.

        Raises WrongNumber where seq is no whole number, IndexError where there is no such event.
        """
        seq = whole("seq", seq, -MOST_SEED, MOST_SEED)
        if not 0 <= seq < len(self.events):
            raise IndexError(f"event {seq} is not in this run: it has events 0 to {len(self.events) - 1}")
        return fold(self.scenario.setting, self.events[: seq + 1])

    def what_if(
        self,
        at: int,
        sets: Sequence[tuple[str, str]] = (),
        *,
        drops: Sequence[int] = (),
        inserts: Sequence[Entry] = (),
    ) -> Recipe:
        """The recipe of the runs that are this one up to and with event `at`, and take the changes from there.

        Its numbers are lucks; 0 is this run's own. sets: overrides as (path, value). drops: seqs of scripted entries,
        or of the decision right after `at`, that are withheld. inserts: timeline entries to come.
        Raises ForkError where it cannot be made, ScenarioError on a path or value that does not fit.
        """
        check_recipe(self)
        at, drops = whole("at", at, -MOST_SEED, MOST_SEED), _drops(drops)
        made = intervention(self.scenario, self.events, at, sets, drops, inserts)
        kept = tuple(each for each in self.interventions if each.after < at)
        return Recipe(self.scenario, interventions=(*kept, made), seed=self.seed, choices=self.recipe.choices)

    def fork(
        self,
        at: int,
        set: Mapping[str, object] | Sequence[tuple[str, str]] = (),  # noqa: A002 - the word of the command line
        *,
        drop: int | Sequence[int] = (),
        insert: Sequence[Entry] = (),
        luck: int = 0,
        label: str = "",
    ) -> "Run":
        """A what-if: this run up to and with event `at`, and from there on with the changes.

        set: overrides, path to value. drop: seqs of scripted entries, or of the decision right after `at`, that are
        withheld. insert: timeline entries to come. luck: 0 for this run's, else the number of a new luck. With no
        change it is this run itself, played again. Raises what `what_if` raises, and NonDeterminism where the run parts
        from its own events before `at` when it is played again.
        """
        sets = tuple((path, str(value)) for path, value in (set.items() if isinstance(set, Mapping) else set))
        drops, luck = _drops(drop), whole("luck", luck, 0, MOST_SEED)
        if not (sets or drops or insert or luck):
            check_recipe(self)
            check_seq(self.events, whole("at", at, -MOST_SEED, MOST_SEED))
            return self.recipe.run(self.number, expected=self.lines, parent=self.parent, label=label or self.label)
        recipe = self.what_if(at, sets, drops=drops, inserts=insert)
        parent = self.parent if recipe.run_id(luck) == self.id else self.id
        return recipe.run(luck, expected=self.lines[: at + 1], parent=parent, label=label)

    def __repr__(self) -> str:
        forked = f", forked from {self.parent} after {self.forked_after}" if self.parent else ""
        return f"<Run {self.id} of {self.scenario.base.id}, seed {self.seed}{forked}: {len(self.events)} events>"

    _repr_html_ = shown


def _drops(drops: object) -> tuple[int, ...]:
    """One seq, or several, as plain numbers. Raises WrongNumber."""
    several = drops if isinstance(drops, Iterable) and not isinstance(drops, str) else (drops,)
    return tuple(whole("drop", each, -MOST_SEED, MOST_SEED) for each in several)


def _hashed(parts: Sequence[Mapping[str, Any]]) -> str:
    return sha256(canonical_json(parts).encode()).hexdigest()[:12]


def run(
    scenario: Scenario, seed: int = 1, *, drawn: bool = False, label: str = "", listener: Listener | None = None
) -> Run:
    """Play a scenario once. The same scenario and seed give the same events, byte for byte.

    seed: 0 to 2**63 - 1. drawn: draw what the coding may be wrong about, as the run of that seed in a sweep does; else
    all is as coded. listener: called with each event as it is recorded; it cannot change the run. Raises
    WrongNumber on any other seed, WrongKind on what is no scenario.
    """
    if not isinstance(scenario, Scenario):
        raise WrongKind(f"a scenario is wanted, and {scenario!r:.60} is none: give sim.load({str(scenario)!r:.60})")
    return Recipe(scenario, drawn=drawn).run(seed, label=label, listener=listener)


def fork(
    run: Run,
    at: int,
    sets: Sequence[tuple[str, str]] = (),
    *,
    drops: Sequence[int] = (),
    inserts: Sequence[Entry] = (),
    luck: int = 0,
    label: str = "",
) -> Run:
    """A what-if of a run from event `at` on: `Run.fork`, with overrides as (path, value)."""
    return run.fork(at, sets, drop=drops, insert=inserts, luck=luck, label=label)


def fresh_luck(run: Run) -> int:
    """The number of a luck that no intervention of this run has drawn yet."""
    return 1 + max((each.change.luck for each in run.interventions), default=0)


def named_drop(run: Run, seq: int) -> Drop:
    """What names the act of that event where it is dropped right before it. Raises ForkError where it cannot be."""
    return dropped(run.events, seq - 1, seq)


def check_recipe(run: Run) -> None:
    """Raise ForkError on a run that this model, with these parameters, would not give again."""
    started = run.events[0].payload
    if not isinstance(started, e.RunStarted):
        raise ForkError("the run does not begin with its recipe: it cannot be continued")
    again = "run its scenario again (`turtlebay scenario RUN` prints it) and fork that"
    if started.model != MODEL:
        raise ForkError(f"the run was made by model {started.model}, this is model {MODEL}: {again}")
    if started.parameters_digest != run.scenario.parameters_digest:
        raise ForkError(f"the run was made with another table of parameters than this one: {again}")
    if tuple(started.zones) != run.scenario.zones:
        raise ForkError(f"the run was made with another edition of time zone data than this one: {again}")
