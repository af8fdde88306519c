"""Would this text pass now, who blocks it, by how much, and what would buy them."""

from collections.abc import Mapping

from attrs import frozen

from sim.engine.run import Scenario
from sim.rules.council import NO, YES, effective_isolation, tally, vote_of
from sim.rules.crisis import Crisis
from sim.rules.gains import crossings, gain_by_issue, gain_m
from sim.rules.setting import Setting
from sim.vocabulary.parts import Crossing
from sim.vocabulary.texts import Form


@frozen
class MemberCount:
    """One member on one text. short_m: what is missing to a yes, thousandths, 0 if it votes yes.

    crossed: [issue, strength, limit]. buys: single changes of the text after which it would not vote no, or would
    vote yes, as (issue, old strength, new strength, vote).
    """

    actor: str
    name: str
    vote: str
    gain_m: int
    no_below_m: int
    yes_from_m: int
    crossed: tuple[tuple[str, int, int], ...]
    short_m: int
    issues_m: dict[str, int]
    buys: tuple[tuple[str, int, int, str], ...]


@frozen
class Count:
    """A text counted. result: the form it would take, vetoed or failed. others: (actor, gain_m) without a vote."""

    text: dict[str, int]
    form: str
    result: str
    yes: int
    no: int
    abstain: int
    members: tuple[MemberCount, ...]
    others: tuple[tuple[str, int], ...]
    what_would_buy: tuple[tuple[str, int, int], ...]


def count(scenario: Scenario, text: Mapping[str, int], state: Crisis | None = None) -> Count:
    """Count a text at the coded positions, or at those of a moment of a run; nothing uncertain.

    Isolation counts in full for each member, scaled by how many others would support the text. A statement is
    counted by objections. Raises KeyError where no such text can be written.
    """
    setting = state.setting if state is not None else scenario.setting
    space = setting.space
    row = space.row(text)
    form = space.product[row]
    members = tuple(_member(setting, state, member, row, form) for member in setting.members)
    others = tuple(
        (actor, _gain_m(setting, state, actor, row)) for actor in setting.actors if actor not in setting.members
    )
    result, (yes, no, abstain) = _result(setting, members, form)
    return Count(
        space.text(row),
        str(form),
        result,
        yes,
        no,
        abstain,
        members,
        others,
        _buys(setting, state, row, result),
    )


def _result(setting: Setting, members: tuple[MemberCount, ...], form: Form) -> tuple[str, tuple[int, int, int]]:
    votes = {member.actor: member.vote for member in members}
    counted = tally(votes, setting.seats)
    numbers = (counted.yes, counted.no, counted.abstain)
    if form is Form.RESOLUTION:
        return str(counted.result), numbers
    return (str(form) if counted.no == 0 else "blocked"), numbers


def _positions(setting: Setting, state: Crisis | None, actor: str) -> tuple[int, ...]:
    return setting.coded_positions(actor) if state is None else state.positions(actor)


def _gain_m(setting: Setting, state: Crisis | None, actor: str, row: int) -> int:
    space = setting.space
    return gain_m(space.texts[row], _positions(setting, state, actor), setting.saliences[actor], space.in_force)


def _crossed(setting: Setting, state: Crisis | None, actor: str, row: int) -> list[Crossing]:
    lifted = [] if state is None else state.lifted(actor)
    return crossings(setting.space.text(row), setting.case.actors[actor].stances, lifted)


def _supporters(setting: Setting, state: Crisis | None, member: str, row: int) -> int:
    """How many others would support a text by their own gain, limits respected."""
    return sum(
        1
        for other in setting.members
        if other != member and _gain_m(setting, state, other, row) >= 0 and not _crossed(setting, state, other, row)
    )


def _lines(setting: Setting, state: Crisis | None, member: str, row: int) -> tuple[float, float]:
    """A member's isolation as it would count now, and its join, in gain points."""
    actor = setting.case.actors[member]
    support = _supporters(setting, state, member, row)
    return effective_isolation(actor.isolation, support, len(setting.members) - 1), float(actor.join)


def _vote(setting: Setting, state: Crisis | None, member: str, row: int, form: Form) -> str:
    gain, crossed = _gain_m(setting, state, member, row) / 1000, bool(_crossed(setting, state, member, row))
    if form is not Form.RESOLUTION:
        return NO if crossed or gain < 0 else YES
    isolation, join = _lines(setting, state, member, row)
    return vote_of(gain, crossed, isolation, join)


def _member(setting: Setting, state: Crisis | None, member: str, row: int, form: Form) -> MemberCount:
    space = setting.space
    gain = _gain_m(setting, state, member, row)
    isolation, join = _lines(setting, state, member, row) if form is Form.RESOLUTION else (0.0, 0.0)
    yes_from = round(1000 * (join - isolation))
    vote = _vote(setting, state, member, row, form)
    parts = gain_by_issue(
        space.texts[row], _positions(setting, state, member), setting.saliences[member], space.in_force
    )
    crossed = tuple((str(i), int(s), int(b)) for i, s, b in _crossed(setting, state, member, row))
    return MemberCount(
        member, setting.case.actors[member].name, vote, gain, round(-1000 * isolation), yes_from, crossed,
        0 if vote == YES else max(0, yes_from - gain), dict(zip(space.keys, parts, strict=True)),
        () if vote == YES else _bought(setting, state, member, row, vote),
    )  # fmt: skip


def _neighbours(setting: Setting, row: int) -> list[int]:
    """Texts that change one issue only, the form kept."""
    space = setting.space
    here = space.texts[row]
    return [
        other
        for other, text in enumerate(space.texts)
        if space.product[other] is space.product[row] and sum(a != b for a, b in zip(here, text, strict=True)) == 1
    ]


def _change(setting: Setting, old: int, new: int) -> tuple[str, int, int]:
    space = setting.space
    pairs = zip(space.keys, space.texts[old], space.texts[new], strict=True)
    return next((key, before, after) for key, before, after in pairs if before != after)


def _bought(
    setting: Setting, state: Crisis | None, member: str, row: int, vote: str
) -> tuple[tuple[str, int, int, str], ...]:
    """Single changes that make a member's vote better for the text, the smallest change on each issue."""
    better = {"no": 0, "abstain": 1, "yes": 2}
    found: dict[tuple[str, str], tuple[str, int, int, str]] = {}
    for other in _neighbours(setting, row):
        then = _vote(setting, state, member, other, setting.space.product[other])
        if better[then] <= better[vote]:
            continue
        issue, before, after = _change(setting, row, other)
        known = found.get((issue, then))
        if known is None or abs(after - before) < abs(known[2] - before):
            found[(issue, then)] = (issue, before, after, then)
    return tuple(found.values())


def _buys(setting: Setting, state: Crisis | None, row: int, result: str) -> tuple[tuple[str, int, int], ...]:
    """Single changes after which the text as a whole would pass; none where it passes already."""
    if result in (Form.RESOLUTION, Form.PRESIDENTIAL_STATEMENT, Form.PRESS_STATEMENT):
        return ()
    found: dict[str, tuple[str, int, int]] = {}
    for other in _neighbours(setting, row):
        form = setting.space.product[other]
        votes = {member: _vote(setting, state, member, other, form) for member in setting.members}
        passes = (
            NO not in votes.values()
            if form is not Form.RESOLUTION
            else (tally(votes, setting.seats).result is Form.RESOLUTION)
        )
        issue, before, after = _change(setting, row, other)
        if passes and (issue not in found or abs(after - before) < abs(found[issue][2] - before)):
            found[issue] = (issue, before, after)
    return tuple(found.values())
