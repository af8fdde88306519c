"""Changes to a case: values set by path, timeline entries taken out.

Only what a change touches is checked, so that sweeps can make thousands of them; the rest of the case was
checked when read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

import attrs

from sim.scenario import ladders, scalars
from sim.scenario.canon import natural_order, stamp
from sim.scenario.parameters import Parameter, table
from sim.scenario.paths import Bound, Place, Step, brief_path, place_of
from sim.scenario.problems import Problem, ScenarioError, did_you_mean, listed, shortened
from sim.scenario.shapes import Choice, Flag, Moment, Name, Number
from sim.scenario.times import LONGEST_DAYS, moment
from sim.vocabulary.actors import Limit, Seat
from sim.vocabulary.case import NOBODY, PROVOCATION, Case, Motive, Region, Stand
from sim.vocabulary.whole import typed_whole

ELECTED, ASKED = "rule.elected_members", "rule.asked_positions"
FILLED_IN: Final = (ELECTED, ASKED)
"""The switches that are read when a file is filled in, and so cannot be set afterwards."""

NONE: Final = "none"
"""The word that clears a limit, a severity or a length."""

Value = int | float | str | datetime | None
"""What can stand at a place: a number, a word, a time, or nothing."""

Parameters = Mapping[str, Parameter]


def set_value(case: Case, path: str, value: str, parameters: Parameters | None = None) -> Case:
    """The case with one value changed. Raises ScenarioError where path or value does not fit.

    path: in full (actors.CHN.isolation) or short (CHN.isolation). value: as typed; `none` clears a limit.
    parameters: the parameter table, if not the one that travels with the package.
    """
    return apply(case, [(path, value)], parameters=parameters)


def apply(
    case: Case,
    sets: Sequence[tuple[str, str]],
    without: Sequence[str] = (),
    parameters: Parameters | None = None,
) -> Case:
    """The case with values changed, then timeline entries taken out.

    Raises ScenarioError with all that does not fit.

    Entries that answer one taken out go on naming it: it never happens.
    """
    known = table() if parameters is None else parameters
    problems: list[Problem] = []
    places: list[tuple[Place, str]] = []
    values: dict[tuple[Step, ...], Any] = {}
    for path, value in sets:
        label = f"--set {shortened(path)}={shortened(value)}"
        try:
            place = place_of(case, path, known, label)
            before = values[place.steps] if place.steps in values else _before(case, place)
            values[place.steps] = _value(case, before, place, value, label, known)
            places.append((place, label))
        except ScenarioError as error:
            problems.extend(error.problems)
    changed = put(case, values)
    for place, label in places:
        problems.extend(_misfits(changed, place, label))
    problems.extend(_unknown_entries(case, without))
    if problems:
        raise ScenarioError(problems)
    return _in_order_of_time(_taken_out(changed, without), places)


def canonical_path(case: Case, path: str, parameters: Parameters | None = None) -> str:
    """The full form of a path. Raises ScenarioError if it names nothing that can be set."""
    return place_of(case, path, table() if parameters is None else parameters).path


def recipe_path(case: Case, path: str, parameters: Parameters | None = None) -> str:
    """The one spelling of a path that recipes hold: the brief one, or the full one where the brief means another.

    Raises ScenarioError if it names nothing that can be set.
    """
    full = canonical_path(case, path, parameters)
    brief = brief_path(full)
    try:
        return brief if canonical_path(case, brief, parameters) == full else full
    except ScenarioError:
        return full


def get_value(case: Case, path: str, parameters: Parameters | None = None) -> Value:
    """The value at a path: a limit as its number, None where there is none; a parameter as it holds in the
    case.

    Raises ScenarioError if the path names nothing that can be set.
    """
    known = table() if parameters is None else parameters
    place = place_of(case, path, known)
    if place.steps[0] == "parameters":
        name = str(place.steps[1])
        return case.parameters.get(name, known[name].value)
    value = _get(case, place.steps)
    if isinstance(value, Region):
        return value.stand
    if isinstance(place.leaf, Flag):
        return None if value is None else str(value).lower()
    if isinstance(place.leaf, Bound) and value is not None:
        sides = {"at_most": value.at_most, "at_least": value.at_least}
        number: int | None = sides[place.leaf.side or _side_of(value)]
        return number
    return cast(Value, value)


def _get(owner: Any, steps: Sequence[Step]) -> Any:
    for step in steps:
        owner = owner[step] if isinstance(step, int) or isinstance(owner, Mapping) else getattr(owner, step)
    return owner


def put(case: Case, values: Mapping[tuple[Step, ...], Any]) -> Case:
    """The case with values at some places, unchecked. What lies above several of them is made anew once, not for each.

    values: by the steps that lead from the case to the place.
    """
    if not values:
        return case
    tree: dict[Step, Any] = {}
    for steps, value in values.items():
        at = tree
        for step in steps[:-1]:
            at = at.setdefault(step, {})
        at[steps[-1]] = value
    changed: Case = _changed(case, tree)
    if "parameters" in tree:
        ordered = sorted(changed.parameters.items(), key=lambda item: natural_order(item[0]))
        return attrs.evolve(changed, parameters=dict(ordered))
    return changed


def _changed(owner: Any, tree: Any) -> Any:
    """What a tree of changes makes of its owner; a leaf takes its place."""
    if not isinstance(tree, dict):
        return tree
    if isinstance(owner, tuple):
        return tuple(_changed(item, tree[at]) if at in tree else item for at, item in enumerate(owner))
    if isinstance(owner, Mapping):
        return {**owner, **{step: _changed(owner.get(step), below) for step, below in tree.items()}}
    return attrs.evolve(owner, **{step: _changed(getattr(owner, step), below) for step, below in tree.items()})


def _before(case: Case, place: Place) -> Limit | None:
    """The limit at a place, whose side and whose other fields a new number keeps; None where there stands none."""
    return cast(Limit | None, _get(case, place.steps)) if isinstance(place.leaf, Bound) else None


def _value(case: Case, before: Any, place: Place, word: str, label: str, known: Parameters) -> Any:
    """The value a word stands for at a place. before: the limit there."""
    leaf = place.leaf
    if isinstance(leaf, Bound):
        return _limit(before, leaf, word, place, label)
    if place.clearable and word == NONE:
        return None
    if isinstance(leaf, Number):
        return _whole(word, leaf, place, label)
    if isinstance(leaf, Moment):
        at = moment(word)
        if at is None:
            raise _refused(place, label, f"'{shortened(word)}' is no such time", word, leaf.allowed)
        return at
    if isinstance(leaf, Name):
        return (_precedent if place.steps[0] == "precedent" else _penholder)(case, word, place, label)
    if isinstance(leaf, Flag | Choice):
        return _one_of(case, word, place, label)
    return _parameter(known[str(place.steps[1])], word, place, label)


def _whole(word: str, leaf: Number, place: Place, label: str) -> int:
    value = typed_whole(word)
    allowed = leaf.allowed + (f", or {NONE}" if place.clearable else "")
    if value is None:
        raise _refused(place, label, f"'{shortened(word)}' is no whole number in plain digits", word, allowed)
    if not leaf.low <= value <= leaf.high:
        raise _refused(place, label, f"{value} is out of range", word, allowed)
    return value


def _limit(before: Limit | None, leaf: Bound, word: str, place: Place, label: str) -> Limit | None:
    if word == NONE:
        return None
    number = _whole(word, Number(0, 100), place, label)
    old = before or Limit()
    if (leaf.side or _side_of(old)) == "at_least":
        return attrs.evolve(old, at_least=number, at_most=None)
    return attrs.evolve(old, at_most=number, at_least=None)


def _side_of(limit: Limit) -> str:
    return "at_least" if limit.at_least is not None else "at_most"


def _parameter(parameter: Parameter, word: str, place: Place, label: str) -> int | float:
    if parameter.name in FILLED_IN:
        message = "positions were filled in when the file was read"
        raise _refused(place, label, message, word, f"{parameter.name}: 0 under `parameters:` in the file")
    number = scalars.quantity(word)
    allowed = f"{parameter.low:g} to {parameter.high:g} {parameter.unit}"
    if number is None:
        raise _refused(place, label, f"'{shortened(word)}' is no number in plain digits", word, allowed)
    if not parameter.low <= number <= parameter.high:
        raise _refused(place, label, f"{word} is out of range", word, allowed)
    return number


def _penholder(case: Case, word: str, place: Place, label: str) -> str:
    members = [code for code, actor in case.actors.items() if actor.seat is not Seat.NONE and code not in case.absent]
    if word != NOBODY and word not in members:
        message = f"'{shortened(word)}' is no member of the Council"
        raise _refused(place, label, message, word, listed([*members, NOBODY]), did_you_mean(word, [*members, NOBODY]))
    return word


def _precedent(case: Case, word: str, place: Place, label: str) -> str:
    known = [past.id for past in case.memory]
    if word != NOBODY and word not in known:
        message = f"the memory of the file holds no crisis '{shortened(word)}'"
        raise _refused(place, label, message, word, listed([*known, NOBODY]), did_you_mean(word, [*known, NOBODY]))
    return word


def _one_of(case: Case, word: str, place: Place, label: str) -> Any:
    """What a word stands for where few can stand: a truth value, a motive, where a region's body stands."""
    made: Mapping[str, Callable[[str], Any]] = {
        "closed": lambda word: word == "true",
        "motive": Motive,
        "region": lambda word: attrs.evolve(case.region or Region(Stand(word)), stand=Stand(word)),
    }
    allowed = place.leaf.options if isinstance(place.leaf, Choice) else ("true", "false")
    if word not in allowed:
        message = f"'{shortened(word)}' is none of the words that can be here"
        raise _refused(place, label, message, word, listed([*allowed, NONE]), did_you_mean(word, allowed))
    return made[str(place.steps[0])](word)


def _misfits(case: Case, place: Place, label: str) -> Iterable[Problem]:
    """What a changed value breaks elsewhere, looked at once all changes are made."""
    head, last = place.steps[0], place.steps[-1]
    if last == "salience":
        stances = case.actors[str(place.steps[1])].stances.values()
        if not any(stance.salience for stance in stances):
            yield _problem(place, label, "every salience of this actor is 0", "0", "at least one above 0")
    elif head == "horizon":
        yield from _horizon_misfits(case, place, label)
    elif head == "timeline" and "text" in place.steps:
        text = case.timeline[int(place.steps[1])].text or {}
        for fault in ladders.faults(case.issues, text):
            yield _problem(place, label, fault.message, fault.value, fault.allowed)
    elif head == "timeline" and last in ("at", "severity"):
        yield from _entry_misfits(case, place, label)


def _horizon_misfits(case: Case, place: Place, label: str) -> Iterable[Problem]:
    least = max([case.emergent_from, *(entry.at for entry in case.timeline)])
    most = case.start + timedelta(days=LONGEST_DAYS)
    if not least <= case.horizon <= most:
        allowed = f"{stamp(least)} to {stamp(most)}"
        yield _problem(place, label, f"{stamp(case.horizon)} does not fit the timeline", stamp(case.horizon), allowed)


def _entry_misfits(case: Case, place: Place, label: str) -> Iterable[Problem]:
    entry = case.timeline[int(place.steps[1])]
    provocation = entry.kind == PROVOCATION
    if place.steps[-1] == "severity":
        if not provocation and entry.kind != "concession":
            yield _problem(place, label, f"a {entry.kind} has no severity", "", "a provocation or a concession")
        return
    last = case.horizon if provocation else case.emergent_from
    asked = [other.at for other in case.timeline if other.id in entry.in_answer_to]
    first = max([case.start, *asked])
    if not first <= entry.at <= last:
        allowed = f"{stamp(first)} to {stamp(last)}"
        yield _problem(place, label, f"{stamp(entry.at)} does not fit the timeline", stamp(entry.at), allowed)
    for other in case.timeline:
        if entry.id in other.in_answer_to and other.at < entry.at:
            yield _problem(
                place, label, f"'{other.id}' answers it, earlier", stamp(entry.at), f"up to {stamp(other.at)}"
            )


def _unknown_entries(case: Case, without: Sequence[str]) -> Iterable[Problem]:
    names = [entry.id for entry in case.timeline]
    for name in without:
        if name not in names:
            label = f"--without {shortened(name)}"
            near = did_you_mean(name, names)
            message = f"no entry of the timeline has the id '{shortened(name)}'"
            yield Problem(label, None, None, "", shortened(name), message, listed(names), near)


def _taken_out(case: Case, without: Sequence[str]) -> Case:
    if not without:
        return case
    gone = set(without)
    return attrs.evolve(case, timeline=tuple(entry for entry in case.timeline if entry.id not in gone))


def _in_order_of_time(case: Case, places: Iterable[tuple[Place, str]]) -> Case:
    if not any(place.steps[0] == "timeline" and place.steps[-1] == "at" for place, _ in places):
        return case
    return attrs.evolve(case, timeline=tuple(sorted(case.timeline, key=lambda entry: entry.at)))


def _problem(place: Place, label: str, message: str, value: str, allowed: str = "", suggestion: str = "") -> Problem:
    return Problem(label, None, None, place.path, shortened(value), message, allowed, suggestion)


def _refused(
    place: Place, label: str, message: str, value: str, allowed: str = "", suggestion: str = ""
) -> ScenarioError:
    return ScenarioError([_problem(place, label, message, value, allowed, suggestion)])
