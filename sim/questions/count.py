"""Would this text pass now, who blocks it, by how much, and what would buy them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import field, frozen

from sim.engine.scenario import Scenario
from sim.pages import Column, Fact, Facts, Next, Page, Table, Title
from sim.questions.outcome import form_words
from sim.questions.timeline import texts_fact
from sim.rules.council import NO, YES, effective_isolation, tally, vote_of
from sim.rules.crisis import Crisis
from sim.rules.gains import crossings, gain_by_issue, gain_m
from sim.rules.setting import Setting
from sim.vocabulary.actors import OnCrossing
from sim.vocabulary.parts import Crossing
from sim.vocabulary.problems import WrongKind
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS, Form
from sim.words.labels import Labels
from sim.words.numbers import amount, gain, vote


@frozen
class Change:
    """One issue of a text, from one strength to another."""

    issue: str
    old: int = field(metadata={"json": "from"})
    new: int = field(metadata={"json": "to"})


@frozen
class Bought:
    """A change after which a member would vote better for the text."""

    issue: str
    old: int = field(metadata={"json": "from"})
    new: int = field(metadata={"json": "to"})
    vote: str
    """How it would vote then."""


@frozen
class Crossed:
    """A limit that a text crosses."""

    issue: str
    strength: int
    limit: int
    means: str = "no"
    """What the member does with such a text: no, or abstain at best."""


@frozen
class MemberCount:
    """One member on one text. What ends in _m is in thousandths of a gain point."""

    actor: str
    name: str
    vote: str
    gain: float
    """Gain points."""
    gain_m: int
    no_below_m: int
    """It votes no below this."""
    yes_from_m: int
    """It votes yes from here on."""
    short_m: int
    """What is missing to a yes; 0 where it votes yes."""
    crossed: tuple[Crossed, ...]
    issues_m: Mapping[str, int]
    """The gain issue by issue."""
    buys: tuple[Bought, ...]
    """Single changes of the text after which it would not vote no, or would vote yes."""
    must_abstain: bool = False
    """Whether it is a party to the dispute, without a vote on this text."""


@frozen
class OtherCount:
    """A state without a vote on the same text."""

    actor: str
    gain: float
    """Gain points."""
    gain_m: int


@frozen
class Count:
    """A text counted."""

    scenario: str
    text: Mapping[str, int]
    form: str
    result: str
    """The form that it would take, vetoed, failed or blocked."""
    yes: int
    no: int
    abstain: int
    members: tuple[MemberCount, ...]
    others: tuple[OtherCount, ...]
    what_would_buy: tuple[Change, ...]
    """Single changes after which the text would pass."""
    labels: Labels = field(repr=False, eq=False, metadata={"json": None})

    @property
    def passes(self) -> bool:
        """Whether the text would pass."""
        return self.result in PRODUCTS

    def __repr__(self) -> str:
        return f"<Count of {self.labels.text(self.text)}: {self.result}, {vote(self.yes, self.no, self.abstain)}>"

    _repr_html_ = shown


def count(scenario: Scenario, text: Mapping[str, int], state: Crisis | None = None) -> Count:
    """Count a text at the coded positions, or at those of a moment of a run; nothing uncertain.

    Isolation counts in full for each member, scaled by how many others would support the text. A statement is
    counted by objections. Raises WrongKind where the text has no strength on some issue, or is none; KeyError where no
    such text can be written.
    """
    setting = state.setting if state is not None else scenario.setting
    space = setting.space
    if not isinstance(text, Mapping) or set(text) != set(space.keys):
        wanted = ", ".join(f"{key!r}: ..." for key in space.keys)
        raise WrongKind(f"a text has a strength on every issue, as in {{{wanted}}}; {text!r:.80} has not")
    row = space.row(text)
    form = space.product[row]
    members = tuple(_member(setting, state, member, row, form) for member in setting.members)
    others = tuple(
        OtherCount(actor, gain / 1000, gain)
        for actor in setting.actors
        if actor not in setting.members
        for gain in [_gain_m(setting, state, actor, row)]
    )
    result, (yes, no, abstain) = _result(setting, members, form)
    labels = Labels(setting.case, scenario.clock)
    return Count(
        scenario.base.id, space.text(row), str(form), result, yes, no, abstain, members, others,
        _buys(setting, state, row, result), labels,
    )  # fmt: skip


def _result(setting: Setting, members: tuple[MemberCount, ...], form: Form) -> tuple[str, tuple[int, int, int]]:
    votes = {member.actor: member.vote for member in members}
    counted = tally(votes, setting.voting)
    numbers = (counted.yes, counted.no, counted.abstain)
    if form is Form.RESOLUTION:
        return str(counted.result), numbers
    return (str(form) if counted.no == 0 else "blocked"), numbers


def _positions(setting: Setting, state: Crisis | None, actor: str) -> tuple[int, ...]:
    return setting.coded_positions(actor) if state is None else state.positions(actor)


def _gain_m(setting: Setting, state: Crisis | None, actor: str, row: int) -> int:
    space = setting.space
    return gain_m(space.texts[row], _positions(setting, state, actor), setting.saliences[actor], space.in_force)


def _crossed(setting: Setting, state: Crisis | None, actor: str, row: int, on: OnCrossing) -> list[Crossing]:
    lifted = [] if state is None else state.lifted(actor)
    return crossings(setting.space.text(row), setting.case.actors[actor].stances, lifted, on)


def _supporters(setting: Setting, state: Crisis | None, member: str, row: int) -> int:
    """How many others would support a text by their own gain, limits respected."""
    return sum(
        1
        for other in setting.members
        if other != member
        and _gain_m(setting, state, other, row) >= 0
        and not any(_crossed(setting, state, other, row, on) for on in OnCrossing)
    )


def _lines(setting: Setting, state: Crisis | None, member: str, row: int) -> tuple[float, float]:
    """A member's isolation as it would count now, and its join, in gain points."""
    actor = setting.case.actors[member]
    support = _supporters(setting, state, member, row)
    return effective_isolation(actor.isolation, support, len(setting.members) - 1), float(actor.join)


def _vote(setting: Setting, state: Crisis | None, member: str, row: int, form: Form) -> str:
    gain = _gain_m(setting, state, member, row) / 1000
    crossed, held_back = (bool(_crossed(setting, state, member, row, on)) for on in (OnCrossing.NO, OnCrossing.ABSTAIN))
    if form is not Form.RESOLUTION:
        return NO if crossed or gain < 0 else YES
    isolation, join = _lines(setting, state, member, row)
    return vote_of(gain, crossed, isolation, join, not held_back, setting.must_abstain(member, row))


def _member(setting: Setting, state: Crisis | None, member: str, row: int, form: Form) -> MemberCount:
    space = setting.space
    gain = _gain_m(setting, state, member, row)
    isolation, join = _lines(setting, state, member, row) if form is Form.RESOLUTION else (0.0, 0.0)
    yes_from = round(1000 * (join - isolation))
    cast = _vote(setting, state, member, row, form)
    parts = gain_by_issue(
        space.texts[row], _positions(setting, state, member), setting.saliences[member], space.in_force
    )
    crossed = tuple(
        Crossed(str(i), int(s), int(b), str(on))
        for on in OnCrossing
        for i, s, b in _crossed(setting, state, member, row, on)
    )
    return MemberCount(
        member, setting.case.actors[member].name, cast, gain / 1000, gain, round(-1000 * isolation), yes_from,
        0 if cast == YES else max(0, yes_from - gain), crossed, dict(zip(space.keys, parts, strict=True)),
        () if cast == YES else _bought(setting, state, member, row, cast),
        form is Form.RESOLUTION and setting.must_abstain(member, row),
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


def _bought(setting: Setting, state: Crisis | None, member: str, row: int, cast: str) -> tuple[Bought, ...]:
    """Single changes that make a member's vote better for the text, the smallest change on each issue."""
    better = {"no": 0, "abstain": 1, "yes": 2}
    found: dict[tuple[str, str], Bought] = {}
    for other in _neighbours(setting, row):
        then = _vote(setting, state, member, other, setting.space.product[other])
        if better[then] > better[cast]:
            change = Bought(*_change(setting, row, other), then)
            found[(change.issue, then)] = _smaller(found.get((change.issue, then)), change)
    return tuple(found.values())


def _buys(setting: Setting, state: Crisis | None, row: int, result: str) -> tuple[Change, ...]:
    """Single changes after which the text as a whole would pass; none where it passes already."""
    if result in PRODUCTS:
        return ()
    found: dict[str, Change] = {}
    for other in _neighbours(setting, row):
        form = setting.space.product[other]
        votes = {member: _vote(setting, state, member, other, form) for member in setting.members}
        passes = (
            NO not in votes.values()
            if form is not Form.RESOLUTION
            else (tally(votes, setting.voting).result is Form.RESOLUTION)
        )
        if passes:
            change = Change(*_change(setting, row, other))
            found[change.issue] = _smaller(found.get(change.issue), change)
    return tuple(found.values())


C = TypeVar("C", Change, Bought)


def _smaller(known: C | None, change: C) -> C:
    return change if known is None or abs(change.new - change.old) < abs(known.new - known.old) else known


# The page


def page(counted: Count, following: Sequence[str] = ()) -> Page:
    """The verdict, what would buy those who do not vote yes, and a line a member."""
    labels = counted.labels
    said = [f"{labels.text(counted.text)}, {form_words(counted.form)}"]
    said += [f"{labels.issue(key)} {each}: {labels.wording(key, each)}" for key, each in counted.text.items()]
    objections = f"objections: {counted.no or 'none'}"
    votes = vote(counted.yes, counted.no, counted.abstain) if counted.form == Form.RESOLUTION else objections
    verdict = "would pass" if counted.passes else "would not pass"
    result = Fact("Result", (f"{verdict}: {form_words(counted.result)}, {votes}",))
    facts = (Fact("Text", tuple(said)), texts_fact(labels), result, *_bought_facts(counted))
    members = _members(counted)
    blocks = (Title(labels.case.title, "a text counted"), Facts(facts), members)
    return (*blocks, Next(tuple(following))) if following else blocks


def _bought_facts(counted: Count) -> list[Fact]:
    labels, facts = counted.labels, []
    if not counted.passes:
        facts.append(Fact("Would pass", (f"after {_changed(labels, counted.what_would_buy) or 'no single change'}",)))
    lines = []
    for member in counted.members:
        if member.vote != YES:
            bought = "; ".join(f"{each.vote} after {_changed(labels, [each])}" for each in member.buys)
            missing = f", {amount(member.short_m)} short of a yes" if member.short_m and not member.crossed else ""
            limits = [(each.issue, each.strength, each.limit) for each in member.crossed]
            missing += "; as a party to the dispute it has no vote on this text" if member.must_abstain else ""
            missing += f"; {labels.crossed(limits)}" if limits else ""
            lines.append(f"{member.name}: {member.vote}{missing}; {bought or 'no single change buys it'}")
    return [*facts, Fact("Not yes", tuple(lines))] if lines else facts


def _changed(labels: Labels, changes: Sequence[Change | Bought]) -> str:
    return labels.changes([(each.issue, each.old, each.new) for each in changes])


def _members(counted: Count) -> Table:
    labels = counted.labels
    columns = (
        Column("member"), Column("vote"), Column("gain", "number", "what the text is worth to it, in gain points"),
        Column("no below", "number"), Column("yes from", "number"), Column("limits crossed", "words"),
    )  # fmt: skip
    rows = [
        (labels.short(each.actor), each.vote, gain(each.gain_m), gain(each.no_below_m), gain(each.yes_from_m),
         ", ".join(labels.issue(limit.issue) for limit in each.crossed))
        for each in counted.members
    ]  # fmt: skip
    rows += [(labels.short(each.actor), "no vote", gain(each.gain_m), "", "", "") for each in counted.others]
    return Table(columns, rows)
