"""What runs were made from, side by side: every input that differs, under the path by which it can be set."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from string import ascii_lowercase
from typing import Any, Final

import attrs
from attrs import frozen

from sim.engine.run import Run
from sim.rules.gains import bound_of
from sim.scenario.canon import entry_from_plain, stamp
from sim.scenario.course import NOT_IN_COURSE
from sim.scenario.overrides import apply, canonical_path, get_value
from sim.scenario.parameters import effective
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit, Tie
from sim.vocabulary.case import Case, Entry
from sim.vocabulary.parts import Choice

LETTERS: Final = ascii_lowercase
"""What the runs of a comparison are called, in the order they were named."""

CHOICE: Final = "choice."
"""Before the moment of a choice that was made in a seat, where it is named as an input."""

Apart = tuple[str, tuple[Any, ...]]
"""A path, and the value each case has there."""


@frozen
class Input:
    """One input that differs."""

    path: str
    values: tuple[Any, ...]
    """One a run, None where it has none."""
    after: tuple[int | None, ...]
    """One a run: the event after which the value came to hold, None where it held from the start."""

    @property
    def is_luck(self) -> bool:
        """Whether it is chance, and no change that somebody made."""
        return self.path in ("seed", "luck")


@frozen
class Uncommon:
    """What only some of the runs' scenarios have."""

    kind: str
    """Issues or actors."""
    names: tuple[tuple[str, ...], ...]
    """Their keys, one tuple a run."""


def lettered(values: Sequence[Any]) -> dict[str, Any]:
    """One value a run, under the letters of the runs."""
    return dict(zip(LETTERS, values, strict=False))


def input_object(each: Input) -> dict[str, Any]:
    """An input for JSON: each run's value under its letter, and since when it held where that was not the start."""
    after = {"after": lettered(each.after)} if set(each.after) != {None} else {}
    return {"path": each.path, **lettered(each.values), **after}


def inputs_of(runs: Sequence[Run]) -> tuple[Input, ...]:
    """Every input in which the runs differ: scenario, seed, values, entries left out, and what an analyst changed."""
    plain = [
        *differing("scenario", [run.scenario.base.id for run in runs]),
        *differing("scenario.digest", [_started(run).scenario_digest[:12] for run in runs]),
        *differing("model", [_started(run).model for run in runs]),
        *differing("seed", [run.seed for run in runs]),
    ]
    found = [Input(path, values, (None,) * len(runs)) for path, values in plain]
    return (*found, *_changed(runs), *_interventions(runs), *_choices(runs))


def luck_mixed(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in seed or in luck, so that chance parts them as well as what was changed."""
    return len({run.seed for run in runs}) > 1 or len({_lucks(run) for run in runs}) > 1


def only_luck(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in seed or luck, and in nothing else."""
    return luck_mixed(runs) and all(each.is_luck for each in inputs_of(runs))


def uncommon(cases: Sequence[Case]) -> tuple[Uncommon, ...]:
    """Which issues and actors are not in every case."""
    keys = {"issues": [tuple(i.key for i in case.issues) for case in cases], "actors": [tuple(c.actors) for c in cases]}
    found = []
    for kind, names in keys.items():
        common = set(names[0]).intersection(*names[1:])
        own = tuple(tuple(name for name in mine if name not in common) for mine in names)
        if any(own):
            found.append(Uncommon(kind, own))
    return tuple(found)


def final_case(run: Run) -> Case:
    """The case as the run ended with: overrides and all interventions applied."""
    case = run.scenario.case
    for each in run.interventions:
        if each.change.sets:
            case = apply(case, [(path, value) for path, value in each.change.sets])
        if each.change.inserts:
            more = tuple(entry_from_plain(plain) for plain in each.change.inserts)
            case = attrs.evolve(case, timeline=case.timeline + more)
    return case


def settled_path(case: Case, path: str) -> str:
    """The full form of a path, the side of a limit left out: the name under which settings of one thing meet."""
    full = canonical_path(case, path)
    head, _, side = full.rpartition(".")
    return head if head.endswith(".limit") and side in ("at_most", "at_least") else full


def drawn_paths(runs: Sequence[Run]) -> frozenset[str]:
    """The paths at which chance drew a value of one of the runs, and nobody set one, spelled as `settled_path`."""
    drawn, asked = set(), set()
    for run in runs:
        base, found = run.scenario.base, run.scenario
        drawn |= {settled_path(base, path) for path, _ in found.sets[: found.drawn]}
        asked |= {settled_path(base, path) for path, _ in found.changes}
    return frozenset(drawn - asked)


def value_at(case: Case, path: str) -> Any:
    """What a case has at a path, plain; of an entry of the timeline what it is, None where it is left out."""
    if path.startswith("timeline.") and path.count(".") == 1:
        name = path.removeprefix("timeline.")
        return _plain(next((entry for entry in case.timeline if entry.id == name), None))
    return _plain(get_value(case, path))


def _started(run: Run) -> e.RunStarted:
    started = run.events[0].payload
    return started if isinstance(started, e.RunStarted) else run.recipe.started(run.number)


def _lucks(run: Run) -> tuple[tuple[int, int], ...]:
    return tuple((each.after, each.change.luck) for each in run.interventions if each.change.luck)


def _changed(runs: Sequence[Run]) -> Iterator[Input]:
    """Values of the cases that differ, and values set at different moments."""
    cases = [final_case(run) for run in runs]
    when = [_set_after(run, case) for run, case in zip(runs, cases, strict=True)]
    apart = dict(differing_values(cases)) | dict(_parameters(runs, cases))
    for path, values in apart.items():
        yield Input(path, values, tuple(since.get(path) for since in when))
    for path in sorted(set().union(*when) - set(apart)):
        after = tuple(since.get(path) for since in when)
        if len(set(after)) > 1:
            yield Input(path, tuple(value_at(case, path) for case in cases), after)


def _set_after(run: Run, case: Case) -> dict[str, int]:
    """The paths that interventions set, and the event after which each was last set."""
    found: dict[str, int] = {}
    for each in run.interventions:
        found |= {settled_path(case, path): each.after for path, _ in each.change.sets}
        found |= {f"timeline.{plain['id']}": each.after for plain in each.change.inserts}
    return found


def _parameters(runs: Sequence[Run], cases: Sequence[Case]) -> Iterator[Apart]:
    found = parameters_apart(cases)
    yield from found
    if not found:
        # A run from before the table changed: what it was played with is not known, only that it was something else.
        yield from differing("parameters", [_started(run).parameters_digest[:12] for run in runs])


def _choices(runs: Sequence[Run]) -> Iterator[Input]:
    """What a person chose in an actor's seat: by moment, what was done."""
    chosen = [{f"{CHOICE}{each.moment}": _done(run, each) for each in run.recipe.choices} for run in runs]
    for name in dict.fromkeys(name for mine in chosen for name in mine):
        values = tuple(mine.get(name) for mine in chosen)
        if len(set(values)) > 1:
            yield Input(name, values, (None,) * len(runs))


def _done(run: Run, choice: Choice) -> str:
    keys = [issue.key for issue in run.scenario.case.issues if issue.key in choice.text]
    text = "/".join(str(choice.text[key]) for key in keys)
    return " ".join(filter(None, (choice.act, choice.draft, text)))


def _interventions(runs: Sequence[Run]) -> Iterator[Input]:
    """Acts dropped, and new luck."""
    dropped = [_dropped(run) for run in runs]
    for name in dict.fromkeys(name for mine in dropped for name in mine):
        values, after = zip(*(mine.get(name, (None, None)) for mine in dropped), strict=True)
        if len(set(values)) > 1 or len(set(after)) > 1:
            yield Input(f"dropped.{name}", values, after)
    lucks = [_lucks(run) for run in runs]
    if len(set(lucks)) > 1:
        values = tuple(mine[-1][1] if mine else 0 for mine in lucks)
        yield Input("luck", values, tuple(mine[-1][0] if mine else None for mine in lucks))


def _dropped(run: Run) -> dict[str, tuple[str, int]]:
    """What was dropped, by entry or decision: in words, and after which event."""
    found = {}
    for each in run.interventions:
        for drop in each.change.drops:
            about = f" on {drop['draft']}" if drop["draft"] else ""
            found[drop["entry"] or drop["decision"]] = (f"{drop['act']} by {drop['actor']}{about}", each.after)
    return found


# The values of cases side by side

_PROSE: Final = frozenset(path.rpartition(".")[2] for path in NOT_IN_COURSE)
"""Fields that no run depends on: they explain the others."""

_OWN: Final = frozenset(
    ("start", "horizon", "emergent_from", "clock_from", "timeline", "presidency")
)  # fmt: skip
"""Fields that two scenarios never share; between runs of different ones they are not compared."""


def differing(path: str, values: Sequence[Any]) -> Iterator[Apart]:
    """The path and its values, where they are not all the same."""
    if any(value != values[0] for value in values[1:]):
        yield path, tuple(values)


def parameters_apart(cases: Sequence[Case]) -> list[Apart]:
    """Every parameter that differs between cases, by its path."""
    tables = [effective(case) for case in cases]
    names = dict.fromkeys(name for table in tables for name in table)
    return [each for name in names for each in differing(f"parameters.{name}", [table.get(name) for table in tables])]


def differing_values(cases: Sequence[Case]) -> Iterator[Apart]:
    """Every value that can change the course of a run and differs between cases, by its path; parameters aside.

    Of cases of different scenarios what all of them have.
    """
    alike = len({case.id for case in cases}) == 1
    passed = {"id", "parameters"} | (set() if alike else _OWN)
    for field in attrs.fields(Case):
        if field.name not in passed | _PROSE:
            yield from _apart(field.name, [getattr(case, field.name) for case in cases], alike)


def _apart(path: str, values: Sequence[Any], alike: bool) -> Iterator[Apart]:
    """The leaves below a path that differ: what bears the same name is held against each other."""
    if all(value == values[0] for value in values[1:]):
        return
    if any(isinstance(value, Limit) for value in values):
        yield from _limits(path, values)
        return
    named = [_named(value) for value in values]
    if None in named:
        yield path, tuple(map(_plain, values))
        return
    for name in dict.fromkeys(name for value in named if value is not None for name in value):
        if alike or all(value is not None and name in value for value in named):
            yield from _apart(f"{path}.{name}", [value.get(name) for value in named if value is not None], alike)


def _named(value: Any) -> Mapping[str, Any] | None:
    """What a value consists of, by name: fields, or items with a key of their own; None where it is a leaf."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        names = [_name(item) for item in value]
        return dict(zip(names, value, strict=True)) if all(names) and len(set(names)) == len(names) else None
    if attrs.has(type(value)):
        return {each.name: getattr(value, each.name) for each in attrs.fields(type(value)) if each.name not in _PROSE}
    return None


def _name(item: Any) -> str:
    """What tells an item of a list apart: a key, an id, the ends of a tie; empty where nothing does."""
    return "-".join(item.between) if isinstance(item, Tie) else str(getattr(item, "key", getattr(item, "id", "")))


def _limits(path: str, values: Sequence[Limit | None]) -> Iterator[Apart]:
    """A limit as its number, with its side where the sides differ."""
    sides = [None if limit is None else "at least" if limit.at_least is not None else "at most" for limit in values]
    bounds: list[Any] = [None if limit is None else bound_of(limit) for limit in values]
    if len(set(sides) - {None}) > 1:
        bounds = [None if side is None else f"{side} {bound}" for side, bound in zip(sides, bounds, strict=True)]
    yield from differing(path, bounds)
    lifted = [None if limit is None else list(limit.lifted_by) for limit in values]
    if None not in lifted:
        yield from differing(f"{path}.lifted_by", lifted)


def _plain(value: Any) -> Any:
    """A value as JSON has it; a timeline entry, an actor or the like by what it is."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Entry):
        return f"{value.kind} by {value.actor}, {stamp(value.at)}"
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if attrs.has(type(value)):
        return getattr(value, "name", "") or _plain(attrs.asdict(value, recurse=False))
    return value
