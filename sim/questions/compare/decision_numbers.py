"""The numbers a decision was taken on in each of two runs, and which of them differ."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.questions.compare.alignment import MINUTES, Pair
from sim.rules.bargaining import DROP, choose
from sim.rules.council import effective_isolation
from sim.rules.crisis import Crisis, Draft
from sim.rules.evolve import evolve
from sim.rules.gains import bound_of
from sim.vocabulary.events import Event
from sim.vocabulary.texts import Form

_WORDS: Final = frozenset(("summary", "agreed", "entry", "chosen"))


@frozen
class Term:
    """One number, or word, that differs. a, b: None where there is none in that run."""

    name: str
    a: Any
    b: Any


def apart(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Term]:
    """The terms in which the data of two events differ, names spelled out: limit.legal_force, gain_m."""
    return _differing(_flat(a), _flat(b))


def _differing(mine: Mapping[str, Any], other: Mapping[str, Any]) -> list[Term]:
    names = dict.fromkeys((*mine, *other))
    return [Term(n, mine.get(n), other.get(n)) for n in names if mine.get(n) != other.get(n)]


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name == "terms":
            found |= _flat({key: item for key, item in (value or {}).items() if item is not None})
        elif name == "options":
            # What is held against lines is among the terms already.
            found |= {f"worth_m.{option}": worth for option, worth in value.items()} if value and DROP in value else {}
        elif isinstance(value, Mapping):
            found |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found |= {key: number for row in value for key, number in _of_row(name, row).items()}
        elif name not in MINUTES and name not in _WORDS:
            found[name] = value
    return found


def _of_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers in a row of a list, each named by the row's words: limit.legal_force, limits_real_m.CHN.sanctions."""
    of = ".".join(value for value in row.values() if isinstance(value, str))
    numbers = {key: value for key, value in row.items() if isinstance(value, int)}
    if len(numbers) != 1:
        return {f"{key}.{of}": number for key, number in numbers.items()} or {f"{name}.{of}": True}
    # A list with one number in a row is named for it, and keeps its unit.
    (key, number), plain = *numbers.items(), name.removesuffix("_m")
    return {f"{plain}_m.{of}" if key.endswith("_m") else f"{plain}.{of}": number}


def terms_between(a: Run, b: Run, event: Event, own: Pair) -> list[Term]:
    """What differs between the two states in which a decision was taken, or could have been and was not.

    event: the decision; own: it, and what stands in its place in the other run.
    """
    if event.actor not in a.scenario.case.actors or event.actor not in b.scenario.case.actors:
        return []
    # Where one run has nothing in that place, or something much later, it is read at the minute of the other.
    states = (_before(a, event, own[0]), _before(b, event, own[1]))
    name = str(getattr(event.payload, "draft", ""))
    numbers = [_numbers(state, event.actor, name) for state in states]
    return _differing(numbers[0], numbers[1])


def _before(run: Run, event: Event, own: Event | None) -> Crisis:
    """The crisis right before an event of this run, or before what stands in its place at that minute."""
    here = own is not None and own.t == event.t
    state = Crisis(run.scenario.setting)
    for each in run.events:
        if (here and own is not None and each.seq >= own.seq) or each.t > event.t:
            break
        evolve(state, each)
    state.t = event.t
    return state


def _numbers(state: Crisis, actor: str, name: str) -> dict[str, Any]:
    """What an actor goes by: its limits and positions, and the draft in question, if it is on the table."""
    setting, found = state.setting, {}
    lifted = state.lifted(actor)
    for key, stance in zip(state.space.keys, setting.stances[actor], strict=True):
        if stance.limit is not None and key not in lifted:
            found[f"limit.{key}"] = bound_of(stance.limit)
    draft = state.drafts.get(name)
    if draft is not None:
        found |= _of_draft(state, actor, draft)
    for key, position in zip(state.space.keys, state.positions(actor), strict=True):
        found[f"position.{key}"] = position
    found["pressure_m"] = round(1000 * state.pressure)
    return found


def _of_draft(state: Crisis, actor: str, draft: Draft) -> dict[str, Any]:
    """What a draft is to an actor: its text, what it is worth, and the lines its reader goes by."""
    found: dict[str, Any] = {f"text.{key}": strength for key, strength in state.space.text(draft.row).items()}
    found["version"] = draft.version
    found["gain_m"] = round(1000 * state.gain(actor, draft.row))
    if actor == draft.sponsor and draft.form is Form.RESOLUTION and draft.live:
        found |= {f"worth_m.{choice}": worth for choice, worth in choose(state, draft).worth.items()}
    elif actor in state.setting.members:
        coded, support = state.setting.case.actors[actor], state.declared_support(draft, actor)
        isolation = effective_isolation(coded.isolation, support, len(state.setting.members) - 1)
        found["declared_support"] = support
        found["no_below_m"] = round(-1000 * isolation)
        found["yes_from_m"] = round(1000 * (coded.join - isolation))
        if actor in state.setting.blocking:
            found["threatens_below_m"] = round(-1000 * (isolation + state.parameter("threat_margin")))
    return found
